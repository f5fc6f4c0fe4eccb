"""Drafting a scheme, part by part; each form makes the JSON of its part, nobody types any."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone

from admissions.rules.facts import FACTS, FactKind
from admissions.rules.scheme import ASKED, DEPARTMENTS, DIMENSIONS, LEVELS, Op
from admissions.rules.scheme.reading import DAYS, LONGEST, MOST_DAYS
from admissions.rules.scheme.words import LIMIT_LABELS
from policies.library import get_library
from portal.forms import DecimalField, TextField
from portal.schemes import forms as forms_of_schemes
from portal.schemes.forms import PartForm, new_code, number_of, text_of

FROM_HINT = "发布时不得早于当天。首次提交在这一天及以后的申请按本方案评分。"
HUNDRED = Decimal(100)
SHARE = "self_held_min_share"
NUMBER = {"low": None, "places": 4, "digits": 14}
POINTS = {"unit": "分", "places": 2, "digits": 6}


def facts_of_kind(kind: FactKind) -> list[tuple[str, str]]:
    return [
        (fact.name, f"取自申请：{fact.label}{f'（{fact.unit}）' if fact.unit else ''}")
        for fact in FACTS.values()
        if fact.kind is kind
    ]


class BasicsForm(forms_of_schemes.BasicsForm):
    from_hint = FROM_HINT


class NewSchemeForm(forms_of_schemes.NewSchemeForm):
    from_hint = FROM_HINT

    def clean_valid_from(self) -> Any:
        value = self.cleaned_data["valid_from"]
        if value < timezone.localdate():
            raise ValidationError("生效日期不能早于今天。", code="past")
        return value


class PointsForm(PartForm):
    """The points of the five dimensions, the threshold, and how equal scores are told apart."""

    threshold = DecimalField(label="入围分数线", help_text="达到（含）即入围。", **POINTS)
    tie_1 = forms.ChoiceField(label="同分时先比", required=False)
    tie_2 = forms.ChoiceField(label="仍相同再比", required=False, help_text="最后一律比首次提交的先后。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in DIMENSIONS.items():
            self.fields[f"max_{code}"] = DecimalField(
                label=label, error_messages={"required": f"请填写{label}的分值。"}, **POINTS
            )
        for name in ("tie_1", "tie_2"):
            numbers = [(one.name, one.label) for one in FACTS.values() if one.kind is FactKind.NUMBER]
            self.fields[name].choices = [("", "不比"), *numbers]

    def sections(self) -> list[dict[str, Any]]:
        of = [self[f"max_{code}"] for code in DIMENSIONS]
        note = "五个维度的分值之和是总分；每个维度的得分不超过它的分值。"
        return [
            {"label": "五个维度的分值", "note": note, "fields": of},
            {"label": "入围与排序", "fields": [self["threshold"], self["tie_1"], self["tie_2"]]},
        ]

    @staticmethod
    def initial_for(content: Mapping[str, Any]) -> dict[str, Any]:
        ties = [*content["tie_break"], "", ""]
        points = {f"max_{one['code']}": number_of(one["max"]) for one in content["dimensions"]}
        return {**points, "threshold": number_of(content["threshold"]), "tie_1": ties[0], "tie_2": ties[1]}

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "dimensions": [{"code": code, "max": text_of(data[f"max_{code}"])} for code in DIMENSIONS],
            "threshold": text_of(data["threshold"]),
            "tie_break": list(dict.fromkeys(filter(None, (data["tie_1"], data["tie_2"])))),
        }


class SettingsForm(PartForm):
    """How the county runs its admissions."""

    deciding_level = forms.ChoiceField(
        label="由哪一级决定入园", choices=list(LEVELS.items()), widget=forms.RadioSelect
    )
    local_first = forms.BooleanField(label="同等条件下本地企业优先", required=False)
    public_without_login = forms.BooleanField(label="公示页面免登录查阅", required=False)
    four_without = TextField(
        label="“四无”事项",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每行一项。政策没有定义“四无”，由各县确定。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in DAYS.items():
            self.fields[name] = days_field(label.removesuffix("工作日").removesuffix("天数"), label)
        for code, label in DEPARTMENTS.items():
            self.fields[f"days_{code}"] = days_field(label, "工作日", required=False)
        for name, (label, unit) in LIMIT_LABELS.items():
            shown = {"unit": "%", "high": HUNDRED} if name == SHARE else {"unit": unit}
            self.fields[name] = DecimalField(label=label, required=False, places=2, digits=12, **shown)

    def sections(self) -> list[dict[str, Any]]:
        def of(*names: str) -> list[BoundField]:
            return [self[name] for name in names]

        together = "填写工作日数的部门参加会审，在期限内独立提出意见；不填的不参加。"
        limits = "限房价、限地价、限面积、限自持（温州政策第十条要求四项都设定）。不填表示未设定。"
        return [
            {"label": "决定与期限", "fields": of("deciding_level", *DAYS)},
            {"label": "会审部门", "note": together, "fields": of(*(f"days_{code}" for code in DEPARTMENTS))},
            {"label": "价格和面积", "note": limits, "fields": of(*LIMIT_LABELS)},
            {"label": "其他", "fields": of("local_first", "public_without_login", "four_without")},
        ]

    @staticmethod
    def initial_for(content: Mapping[str, Any]) -> dict[str, Any]:
        given = content["settings"]
        caps = {name: number_of(given[name]) for name in LIMIT_LABELS}
        share = caps[SHARE]
        return {
            **given,
            **caps,
            SHARE: share * HUNDRED if share is not None else None,
            **{f"days_{one['code']}": one["days"] for one in given["departments"]},
            "four_without": "\n".join(given["four_without"]),
        }

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        share = data[SHARE]
        caps = {name: text_of(data[name]) for name in LIMIT_LABELS}
        departments = [{"code": code, "days": data[f"days_{code}"]} for code in DEPARTMENTS]
        return {
            "settings": {
                **self.values("deciding_level", "local_first", "public_without_login", *DAYS),
                **caps,
                SHARE: text_of(share / HUNDRED) if share is not None else None,
                "departments": [one for one in departments if one["days"]],
                "four_without": lines_of(data["four_without"]),
            }
        }


def days_field(label: str, unit: str, **kwargs: Any) -> forms.IntegerField:
    field = forms.IntegerField(
        label=label,
        min_value=1,
        max_value=MOST_DAYS,
        localize=False,
        error_messages={"required": f"请填写{label}。", "invalid": "请填写整数。"},
        **kwargs,
    )
    field.unit = "个工作日" if "工作日" in unit else "天"
    return field


def lines_of(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip()[:LONGEST] for line in text.splitlines() if line.strip()))


class VetoForm(PartForm):
    label = TextField(label="一票否决事项", max_length=LONGEST)
    clause = forms.ChoiceField(label="依据条款", required=False)
    source = forms.ChoiceField(label="怎样判断")
    op = forms.ChoiceField(label="条件", choices=[(op.value, op.label) for op in Op])
    value = DecimalField(label="界限", required=False, help_text="条件为“低于”或“高于”时填写。", **NUMBER)

    def __init__(self, *args: Any, policy: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clauses = get_library().clauses(policy) if policy else ()
        self.fields["clause"].choices = [
            ("", "无"),
            *((one.id, f"{one.article} {one.title}") for one in clauses),
        ]
        self.fields["source"].choices = [
            (ASKED, "由企业回答是或否"),
            *facts_of_kind(FactKind.FLAG),
            *facts_of_kind(FactKind.NUMBER),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        fact = FACTS.get(data.get("source", ""))
        counts = fact is not None and fact.kind is FactKind.NUMBER
        if "source" in data and "op" in data and counts != (data["op"] in (Op.BELOW, Op.ABOVE)):
            wanted = "“低于”或“高于”" if counts else "“为‘是’”或“为‘否’”"
            self.add_error("op", f"这一判断方式的条件应为{wanted}。")
        elif counts and data.get("value") is None and "value" in data:
            self.add_error("value", "请填写界限。")
        return data

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        return {"op": Op.YES.value, **row, "value": number_of(row.get("value"))}

    def row(self, code: str) -> dict[str, Any]:
        data = self.cleaned_data
        limit = text_of(data["value"]) if data["op"] in (Op.BELOW, Op.ABOVE) else None
        return {"code": code or new_code(), **self.values("label", "clause", "source", "op"), "value": limit}
