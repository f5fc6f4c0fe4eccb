"""Drafting a scheme of park grades, part by part."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from evaluation.forms.schemes import NUMBER, POINTS, GradingForm
from evaluation.rules.park_grades.parts import LISTS, MEASURES, Since, Veto, Way
from evaluation.rules.park_grades.reading import MOST_YEARS, STARS
from portal.forms import DecimalField, TextField
from portal.schemes.forms import PartForm, new_code, number_of, text_of

BANDS = (1, 2, 3, 4, 5)
MEASURE_CHOICES = [
    ("", "无（评审打分）"),
    *((one.code, f"{one.label}（{one.unit}）") for one in MEASURES.values()),
]


class ParkSettingsForm(GradingForm):
    """How scores become grades, and who is evaluated."""

    letter, letters, counted, unit = "档", "档次", "园区", "个"
    measures = MEASURES
    own = (
        "recognised_only",
        "transition_since",
        "transition_years",
        "star_exempt",
        "exempt_star",
        "vetoes",
    )
    recognised_only = forms.BooleanField(label="只评价经省级认定的园区", required=False)
    transition_since = forms.ChoiceField(
        label="过渡期起算", choices=[(one.value, one.label) for one in Since]
    )
    transition_years = forms.IntegerField(
        label="过渡期年数",
        min_value=0,
        max_value=MOST_YEARS,
        localize=False,
        help_text="过渡期内不参加评价；0 表示不设。园区登记了过渡期截止日的，以登记为准。",
    )
    star_exempt = forms.BooleanField(label="高星级园区免评，定为 A 档，不占名额", required=False)
    exempt_star = forms.IntegerField(label="免评的最低星级", min_value=1, max_value=STARS, localize=False)
    vetoes = forms.MultipleChoiceField(
        label="直接定为 D 档的情形",
        choices=[(one.value, one.label) for one in Veto],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="按园区记录判断；登记的一票否决事项总是定为 D 档。",
    )


class DimensionForm(PartForm):
    """A dimension: what items stand together."""

    label = TextField(label="评价维度", max_length=100)

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        return {"label": row.get("label", "")}

    def row(self, code: str) -> dict[str, Any]:
        return {"code": code or new_code(), "label": self.cleaned_data["label"]}


class ItemForm(PartForm):
    """An item: what is scored, of which parks, and how."""

    label = TextField(label="评价指标", max_length=100, help_text="评审打分的，登记打分时选用同样的名称。")
    dimension = forms.ChoiceField(label="评价维度")
    applies = forms.ChoiceField(label="适用园区", required=False, choices=[("", "两个榜单"), *LISTS.items()])
    weight = DecimalField(label="满分", unit="分", **POINTS)
    way = forms.ChoiceField(
        label="计分办法", choices=[(one.value, one.label) for one in Way], widget=forms.RadioSelect
    )
    measure = forms.ChoiceField(label="数据", choices=MEASURE_CHOICES, required=False)
    base = DecimalField(label="基准值", required=False, help_text="不填，用本榜单当年合计之比。", **NUMBER)
    cap = DecimalField(
        label="封顶倍数", unit="倍", required=False, help_text="最高得分为满分的几倍，通常为 1。", **POINTS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in BANDS:
            self.fields[f"least_{number}"] = DecimalField(
                label=f"第 {number} 档下限", required=False, **NUMBER
            )
            self.fields[f"points_{number}"] = DecimalField(
                label=f"第 {number} 档得分", unit="分", required=False, **POINTS
            )

    def offer(self, dimensions: Iterable[Mapping[str, Any]]) -> None:
        """The dimensions to choose from."""
        self.fields["dimension"].choices = [(one["code"], one["label"]) for one in dimensions]

    def sections(self) -> list[dict[str, Any]]:
        def of(*names: str) -> list[Any]:
            return [self[name] for name in names]

        bands = [f"{part}_{number}" for number in BANDS for part in ("least", "points")]
        return [
            {"label": "指标", "fields": of("label", "dimension", "applies", "weight", "way", "measure")},
            {
                "label": "按与基准值之比",
                "note": "数值 ÷ 基准值 × 满分。其他计分办法不填。",
                "fields": of("base", "cap"),
            },
            {
                "label": "按档次",
                "note": "由高到低填写，达到下限（含）即得该档的分。其他计分办法不填。",
                "fields": of(*bands),
            },
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        way = data.get("way")
        if way and way != Way.ASSESSED and not data.get("measure"):
            self.add_error("measure", "请选定数据。")
        if way == Way.RATIO and data.get("cap") is None and not self.has_error("cap"):
            self.add_error("cap", "请填写封顶倍数。")
        for number in BANDS:
            least, points = data.get(f"least_{number}"), data.get(f"points_{number}")
            if (least is None) != (points is None):
                self.add_error(f"least_{number}", f"第 {number} 档的下限和得分请一并填写。")
        return data

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        numbers = {name: number_of(row.get(name)) for name in ("weight", "base", "cap")}
        kept = {name: row.get(name, "") for name in ("label", "dimension", "applies", "measure")}
        initial = {**kept, **numbers, "way": row.get("way", Way.ASSESSED.value)}
        for number, one in zip(BANDS, row.get("bands", ()), strict=False):
            initial[f"least_{number}"] = number_of(one["least"])
            initial[f"points_{number}"] = number_of(one["points"])
        return initial

    def row(self, code: str) -> dict[str, Any]:
        data = self.cleaned_data
        made = {"code": code or new_code(), "weight": text_of(data["weight"])}
        made |= self.values("label", "dimension", "applies", "way")
        if data["way"] == Way.ASSESSED:
            return {**made, "measure": "", "base": None, "cap": "1", "bands": []}
        made["measure"] = data["measure"]
        if data["way"] == Way.RATIO:
            return {**made, "base": text_of(data["base"]), "cap": text_of(data["cap"]), "bands": []}
        return {**made, "base": None, "cap": "1", "bands": self.bands()}

    def bands(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        return [
            {"least": text_of(data[f"least_{number}"]), "points": text_of(data[f"points_{number}"])}
            for number in BANDS
            if data[f"least_{number}"] is not None
        ]
