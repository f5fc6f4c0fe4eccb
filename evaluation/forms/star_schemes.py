"""Drafting a scheme of star ratings, part by part; each form makes the JSON of its part, nobody types any."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from evaluation.rules.stars.parts import GRADES, MEASURES, STAR_WORDS, Authority
from evaluation.rules.stars.reading import LONGEST_EVIDENCE, MOST_YEARS, YEARS
from portal.forms import DecimalField, TextField
from portal.schemes.forms import PartForm, new_code, number_of, text_of

POINTS = {"places": 2, "digits": 8}
MEASURE_CHOICES = [
    ("", "没有"),
    *((one.code, f"{one.label}（{one.unit}）" if one.unit else one.label) for one in MEASURES.values()),
]


class NamedForm(PartForm):
    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        return {"label": row.get("label", "")}

    def row(self, code: str) -> dict[str, Any]:
        return {"code": code or new_code(), "label": self.cleaned_data["label"]}


class StarDimensionForm(NamedForm):
    label = TextField(label="评定维度", max_length=100)


class VetoForm(NamedForm):
    label = TextField(label="一票否决事项", max_length=100, help_text="有此情形的不予评星。")


class StarItemForm(PartForm):
    """An item of a dimension, and what the rows may say beside it."""

    label = TextField(label="评分项", max_length=100)
    dimension = forms.ChoiceField(label="评定维度")
    points = DecimalField(label="分值", unit="分", **POINTS)
    evidence = TextField(label="应附佐证材料", max_length=LONGEST_EVIDENCE, required=False)
    measure = forms.ChoiceField(
        label="参考指标",
        choices=MEASURE_CHOICES,
        required=False,
        help_text="提交申报时按库中数据计算，供评分人参考，得分由评分人定。",
    )
    full = DecimalField(
        label="建议满分的指标值",
        places=4,
        digits=14,
        required=False,
        help_text="指标值达到它的建议满分，不到的按比例；占比填小数，例如 0.7。",
    )

    def offer(self, dimensions: Iterable[Mapping[str, Any]]) -> None:
        """The dimensions there are to choose from."""
        rows = [(one["code"], one["label"]) for one in dimensions]
        self.fields["dimension"].choices = [("", "请选择"), *rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("measure") and not data.get("full") and not self.has_error("full"):
            self.add_error("full", "请填写建议满分的指标值。")
        return data

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        kept = {name: row.get(name, "") for name in ("label", "dimension", "evidence", "measure")}
        return {**kept, "points": number_of(row.get("points")), "full": number_of(row.get("full"))}

    def row(self, code: str) -> dict[str, Any]:
        data = self.cleaned_data
        kept = self.values("label", "dimension", "evidence", "measure")
        full = text_of(data["full"]) if data["measure"] else None
        return {"code": code or new_code(), **kept, "points": text_of(data["points"]), "full": full}


class StarSettingsForm(PartForm):
    """What each star asks and who awards it; who may apply, and for how long a star holds."""

    gate = forms.ChoiceField(
        label="申报所需的绩效评价档次",
        choices=[(one, f"{one} 档及以上") for one in GRADES],
        help_text="慈溪 2021 年政策第(十三)条：C 档及以上可自愿申报。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for star, label in STAR_WORDS.items():
            self.fields[f"least_{star}"] = DecimalField(label=f"{label}最低分", unit="分", **POINTS)
            self.fields[f"share_{star}"] = DecimalField(
                label=f"{label}各维度最低得分率", unit="%", high=Decimal(100), **POINTS
            )
            self.fields[f"authority_{star}"] = forms.ChoiceField(
                label=f"{label}评定机关", choices=[(one.value, one.label) for one in Authority]
            )
        for name, label in YEARS.items():
            self.fields[name] = forms.IntegerField(
                label=label, min_value=0, max_value=MOST_YEARS, localize=False, help_text="0 表示不设。"
            )

    def sections(self) -> list[dict[str, Any]]:
        note = "总分达到（含），并且每个维度的得分率都达到（含）的，达到该星级；得分率填 0 表示不要求。"
        levels = [self[f"{part}_{star}"] for star in STAR_WORDS for part in ("least", "share", "authority")]
        rules = [self[name] for name in ("gate", *YEARS)]
        return [{"label": "星级标准", "note": note, "fields": levels}, {"label": "申报规则", "fields": rules}]

    @staticmethod
    def initial_for(content: Mapping[str, Any]) -> dict[str, Any]:
        initial: dict[str, Any] = dict(content.get("settings", {}))
        for row in content.get("levels", ()):
            star = row["star"]
            initial |= {f"least_{star}": number_of(row["least"]), f"share_{star}": number_of(row["share"])}
            initial[f"authority_{star}"] = row["authority"]
        return initial

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        levels = [
            {
                "star": star,
                "least": text_of(data[f"least_{star}"]),
                "share": text_of(data[f"share_{star}"]),
                "authority": data[f"authority_{star}"],
            }
            for star in STAR_WORDS
        ]
        return {"levels": levels, "settings": self.values("gate", *YEARS)}
