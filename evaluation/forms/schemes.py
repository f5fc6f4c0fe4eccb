"""Drafting a scheme of enterprise classes, part by part; each form makes the JSON of its part, nobody types any."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from evaluation.rules.classes.parts import CLASSES, FACTS, MEASURES, Lacking, Mode, Op
from evaluation.rules.classes.reading import CAPS, LARGEST_MINIMUM, SHARES, THRESHOLDS
from portal.forms import DecimalField, TextField
from portal.schemes import forms as forms_of_schemes
from portal.schemes.forms import PartForm, new_code, number_of, text_of

FROM_HINT = "某年度的数据适用该年 12 月 31 日有效的方案。"
POINTS = {"places": 2, "digits": 8}
SHARE = {"unit": "%", "high": Decimal(100), **POINTS}
NUMBER = {"places": 4, "digits": 14}
CONDITIONS = (1, 2)
FACT_CHOICES = [("", "不限"), *((one.code, f"{one.label}（{one.unit}）") for one in FACTS.values())]
OP_CHOICES = [(op.value, op.label) for op in Op]


class BasicsForm(forms_of_schemes.BasicsForm):
    from_hint = FROM_HINT


class NewSchemeForm(forms_of_schemes.NewSchemeForm):
    from_hint = FROM_HINT


class GradingForm(PartForm):
    """How scores become letters; `letter` is what one is called, `counted` what is ranked, `own` what a subject adds."""

    letter, letters, counted, unit = "类", "类别", "企业", "户"
    measures: Mapping[str, Any] = MEASURES
    own: tuple[str, ...] = ()
    mode = forms.ChoiceField(choices=[(one.value, one.label) for one in Mode], widget=forms.RadioSelect)
    smallest_group = forms.IntegerField(
        min_value=0,
        max_value=LARGEST_MINIMUM,
        localize=False,
        error_messages={"required": "请填写最少数量。", "invalid": "请填写整数。"},
    )
    lacking = forms.ChoiceField(label="缺数据或分母为零", choices=[(one.value, one.label) for one in Lacking])
    tie_1 = forms.ChoiceField(label="同分时先比", required=False)
    tie_2 = forms.ChoiceField(label="仍相同再比", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in SHARES.items():
            self.fields[name] = DecimalField(label=label.replace("类", self.letter), **SHARE)
        for name, label in {**THRESHOLDS, **CAPS}.items():
            self.fields[name] = DecimalField(label=label.replace("类", self.letter), unit="分", **POINTS)
        for name in ("tie_1", "tie_2"):
            measures = [(one.code, one.label) for one in self.measures.values()]
            self.fields[name].choices = [("", "不比"), *measures]
        self.fields["mode"].label = f"分{self.letter}方式"
        self.fields["smallest_group"].label = f"按比例分{self.letter}的最少{self.unit}数"
        self.fields[
            "smallest_group"
        ].help_text = f"参加排名的{self.counted}少于这个数的，按分数线分{self.letter}。"
        self.fields["tie_2"].help_text = f"都不比或比较后仍相同的并列，同享较好的名次和{self.letters}。"

    def sections(self) -> list[dict[str, Any]]:
        def of(*names: str) -> list[BoundField]:
            return [self[name] for name in names]

        letter = self.letter
        share = f"以参加排名的全部{self.counted}为基数：A、B {letter}向下取整，D {letter}向上取整，其余为 C {letter}。"
        bounds = f"达到（含）即为该{letter}，其余为 D {letter}。按比例时，数量少的也用它。"
        return [
            {"label": f"分{letter}方式", "fields": of("mode", "smallest_group")},
            {"label": "比例", "note": share, "fields": of(*SHARES)},
            {"label": "分数线", "note": bounds, "fields": of(*THRESHOLDS)},
            {"label": "其他", "fields": of("lacking", *self.own, *CAPS, "tie_1", "tie_2")},
        ]

    @classmethod
    def initial_for(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        row = content.get("settings", {})
        ties = [*row.get("tie_break", ()), "", ""]
        numbers = {name: number_of(row.get(name)) for name in (*SHARES, *THRESHOLDS, *CAPS)}
        return {**row, **numbers, "tie_1": ties[0], "tie_2": ties[1]}

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        numbers = {name: text_of(data[name]) for name in (*SHARES, *THRESHOLDS, *CAPS)}
        ties = list(dict.fromkeys(filter(None, (data["tie_1"], data["tie_2"]))))
        kept = self.values("mode", "smallest_group", "lacking", *self.own)
        return {"settings": {**kept, **numbers, "tie_break": ties}}


class SettingsForm(GradingForm):
    """How scores become classes."""

    own = ("protected_floor",)
    protected_floor = forms.ChoiceField(
        label="保护期企业最低类别", choices=[(letter, f"{letter} 类") for letter in CLASSES]
    )


class GroupForm(PartForm):
    """A group: which firms are in it, and what weighs how much."""

    label = TextField(label="分组名称", max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in CONDITIONS:
            self.fields[f"fact_{number}"] = forms.ChoiceField(
                label=f"条件 {number}", choices=FACT_CHOICES, required=False
            )
            self.fields[f"op_{number}"] = forms.ChoiceField(
                label=f"条件 {number} 的比较", choices=OP_CHOICES, required=False
            )
            self.fields[f"value_{number}"] = DecimalField(
                label=f"条件 {number} 的界限", required=False, **NUMBER
            )
        for code, one in MEASURES.items():
            self.fields[f"weight_{code}"] = DecimalField(
                label=f"{one.label}权重", unit="分", required=False, high=Decimal(100), **POINTS
            )
            self.fields[f"base_{code}"] = DecimalField(
                label=f"{one.label}基准值", unit=one.unit, required=False, **NUMBER
            )
            self.fields[f"cap_{code}"] = DecimalField(
                label=f"{one.label}封顶倍数", unit="倍", required=False, **POINTS
            )

    def sections(self) -> list[dict[str, Any]]:
        limits = [self[f"{part}_{number}"] for number in CONDITIONS for part in ("fact", "op", "value")]
        told = "按分组的先后，企业归入第一个全部条件都满足的分组；不设条件的分组收其余企业。"
        weights = "填写权重的指标参加评分，权重之和应为 100。基准值不填，用本组当年合计之比。"
        terms = [self[f"{part}_{code}"] for code in MEASURES for part in ("weight", "base", "cap")]
        return [
            {"label": "名称", "fields": [self["label"]]},
            {"label": "范围", "note": told, "fields": limits},
            {"label": "指标", "note": weights, "fields": terms},
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for number in CONDITIONS:
            named, value = bool(data.get(f"fact_{number}")), data.get(f"value_{number}")
            if named and value is None and not self.has_error(f"value_{number}"):
                self.add_error(f"value_{number}", f"请填写条件 {number} 的界限。")
        for code, one in MEASURES.items():
            if (
                data.get(f"weight_{code}")
                and data.get(f"cap_{code}") is None
                and not self.has_error(f"cap_{code}")
            ):
                self.add_error(f"cap_{code}", f"请填写{one.label}封顶倍数。")
        return data

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        initial: dict[str, Any] = {"label": row.get("label", "")}
        for number, one in zip(CONDITIONS, row.get("conditions", ()), strict=False):
            initial |= {f"fact_{number}": one["fact"], f"op_{number}": one["op"]}
            initial[f"value_{number}"] = number_of(one["value"])
        for one in row.get("indicators", ()):
            for part in ("weight", "base", "cap"):
                initial[f"{part}_{one['measure']}"] = number_of(one[part])
        return initial

    def row(self, code: str) -> dict[str, Any]:
        data = self.cleaned_data
        conditions = [
            {
                "fact": data[f"fact_{number}"],
                "op": data[f"op_{number}"] or Op.AT_LEAST.value,
                "value": text_of(data[f"value_{number}"]),
            }
            for number in CONDITIONS
            if data[f"fact_{number}"]
        ]
        indicators = [
            {
                "measure": measure,
                "weight": text_of(data[f"weight_{measure}"]),
                "base": text_of(data[f"base_{measure}"]),
                "cap": text_of(data[f"cap_{measure}"]),
            }
            for measure in MEASURES
            if data[f"weight_{measure}"]
        ]
        return {
            "code": code or new_code(),
            "label": data["label"],
            "conditions": conditions,
            "indicators": indicators,
        }


class AdjustmentForm(PartForm):
    """A bonus or a deduction."""

    label = TextField(label="加减分事项", max_length=100, help_text="登记评价事项时填写同样的名称。")
    points = DecimalField(
        label="分值", unit="分", places=2, digits=6, low=None, help_text="加分为正数，减分为负数。"
    )

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        return {"label": row.get("label", ""), "points": number_of(row.get("points"))}

    def row(self, code: str) -> dict[str, Any]:
        data = self.cleaned_data
        return {"code": code or new_code(), "label": data["label"], "points": text_of(data["points"])}
