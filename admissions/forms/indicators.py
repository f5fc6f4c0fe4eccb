"""An indicator of a draft and its table of points; one form for each way of counting."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from admissions.forms.schemes import NUMBER, POINTS, facts_of_kind
from admissions.rules.facts import FACTS, FactKind
from admissions.rules.scheme import ASKED, DIMENSIONS, NO, YES, Kind
from admissions.rules.scheme.reading import LONGEST
from portal.forms import DecimalField, TextField
from portal.schemes.forms import PartForm, new_code, number_of, text_of

BANDS, OPTIONS = 8, 8
WORDS = {YES: "是", NO: "否"}


class IndicatorForm(PartForm):
    """What is common to indicators of every kind; a subclass adds the points table."""

    kind: Kind
    label = TextField(label="指标名称", max_length=LONGEST)
    dimension = forms.ChoiceField(label="所属维度", choices=list(DIMENSIONS.items()))
    source = forms.ChoiceField(label="数据来源", help_text="能从申请内容取得的，不再要求企业填报。")
    unit = TextField(
        label="单位", required=False, max_length=20, help_text="由企业填报时填写，如 %、件、万元。"
    )
    help = TextField(
        label="填报说明",
        required=False,
        max_length=2 * LONGEST,
        help_text="企业填报时看到的一句话，写明口径和依据材料。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = FactKind.FLAG if self.kind is Kind.OPTIONS else FactKind.NUMBER
        self.fields["source"].choices = [(ASKED, "由企业填报"), *facts_of_kind(kind)]

    def head(self) -> list[BoundField]:
        return [
            self[name] for name in ("label", "dimension", "source", "unit", "help") if name in self.fields
        ]

    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """The two boxes of each line of the points table."""
        return []

    def common(self, code: str) -> dict[str, Any]:
        data = self.cleaned_data
        fact = FACTS.get(data["source"])
        return {
            "code": code or new_code(),
            **self.values("label", "dimension", "source", "help"),
            "unit": fact.unit if fact else data.get("unit", ""),
            "kind": self.kind.value,
        }


class LinearForm(IndicatorForm):
    kind = Kind.LINEAR
    zero_at = DecimalField(label="得 0 分的数值", **NUMBER)
    full_at = DecimalField(
        label="得满分的数值", help_text="比得 0 分的数值小时，数值越低得分越高。", **NUMBER
    )
    max = DecimalField(label="满分", **POINTS)

    def head(self) -> list[BoundField]:
        return [*super().head(), self["zero_at"], self["full_at"], self["max"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if None not in (data.get("zero_at"), data.get("full_at")) and data["zero_at"] == data["full_at"]:
            self.add_error("full_at", "得满分的数值不能与得 0 分的数值相同。")
        if data.get("max") == 0:
            self.add_error("max", "满分应大于 0。")
        return data

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, **{name: number_of(row.get(name)) for name in ("zero_at", "full_at", "max")}}

    def row(self, code: str) -> dict[str, Any]:
        kept = {name: text_of(self.cleaned_data[name]) for name in ("zero_at", "full_at", "max")}
        return {**self.common(code), **kept}


class TableForm(IndicatorForm):
    """Lines of two boxes, the second the points; a line left empty does not count."""

    count = BANDS
    left = right = least_words = ""
    least = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for index in range(1, self.count + 1):
            self.fields[f"left_{index}"] = self.left_field(index)
            self.fields[f"points_{index}"] = DecimalField(
                label=f"第 {index} 行得分", required=False, **POINTS
            )

    def left_field(self, index: int) -> forms.Field:
        """What is asked on the left of row `index`: each kind of rows says so itself, this one is never shown."""
        raise NotImplementedError

    def rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"left_{index}"], self[f"points_{index}"]) for index in range(1, self.count + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for index in range(1, self.count + 1):
            self.check_line(data, f"left_{index}", f"points_{index}")
        lines = self.filled()
        lefts = [left for left, _ in lines]
        if not self.errors:
            if len(lines) < self.least:
                self.add_error(f"left_{len(lines) + 1}", self.least_words)
            elif len(set(lefts)) < len(lefts):
                self.add_error(None, f"{self.left}不能重复。")
            elif not max(points for _, points in lines):
                self.add_error("points_1", "至少一行的得分应大于 0。")
        return data

    def check_line(self, data: dict[str, Any], left: str, points: str) -> None:
        """Both boxes of a line, or neither."""
        if left in data and points in data and (data[left] in (None, "")) != (data[points] is None):
            empty = left if data[left] in (None, "") else points
            self.add_error(empty, f"请填写{self.fields[empty].label}，或把这一行都留空。")

    def filled(self) -> list[tuple[Any, Decimal]]:
        pairs = (
            (self.cleaned_data.get(f"left_{index}"), self.cleaned_data.get(f"points_{index}"))
            for index in range(1, self.count + 1)
        )
        return [(left, points) for left, points in pairs if left not in (None, "") and points is not None]

    def most(self) -> str | None:
        return text_of(max(points for _, points in self.filled()))


class BandsForm(TableForm):
    kind, left, right = Kind.BANDS, "达到（含）", "得分（分）"
    least_words = "请至少填写一档。"

    def left_field(self, index: int) -> forms.Field:
        return DecimalField(label=f"第 {index} 行达到", required=False, **NUMBER)

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        lines = enumerate(row.get("bands", ()), start=1)
        boxes = {
            name: number_of(value)
            for index, band in lines
            for name, value in ((f"left_{index}", band["since"]), (f"points_{index}", band["points"]))
        }
        return {**row, **boxes}

    def row(self, code: str) -> dict[str, Any]:
        """The bands from low to high, however they were typed."""
        bands = [
            {"since": text_of(since), "points": text_of(points)} for since, points in sorted(self.filled())
        ]
        return {**self.common(code), "bands": bands, "max": self.most()}


class OptionsForm(TableForm):
    kind, left, right, count = Kind.OPTIONS, "选项", "得分（分）", OPTIONS
    least, least_words = 2, "请至少填写两个选项。"
    unit = None  # type: ignore[assignment]  # None takes a field off a form

    def left_field(self, index: int) -> forms.Field:
        return TextField(label=f"第 {index} 行选项", required=False, max_length=LONGEST)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        fact = FACTS.get(data.get("source", ""))
        if fact and not self.errors and {label for label, _ in self.filled()} != set(WORDS.values()):
            self.add_error("left_1", f"“{fact.label}”只有“是”和“否”两个选项。")
        return data

    @staticmethod
    def initial_for(row: Mapping[str, Any]) -> dict[str, Any]:
        lines = enumerate(row.get("options", ()), start=1)
        boxes = {
            name: value
            for index, option in lines
            for name, value in (
                (f"left_{index}", option["label"]),
                (f"points_{index}", number_of(option["points"])),
            )
        }
        return {**row, **boxes}

    def row(self, code: str) -> dict[str, Any]:
        """An option keeps its code as long as it keeps its label."""
        known = {one["label"]: one["code"] for one in self.initial.get("options", ())}
        if self.cleaned_data["source"] != ASKED:
            known = {label: code for code, label in WORDS.items()}
        options = [
            {"code": known.get(label) or new_code(), "label": label, "points": text_of(points)}
            for label, points in self.filled()
        ]
        return {**self.common(code), "options": options, "max": self.most()}


INDICATOR_FORMS: dict[Kind, type[IndicatorForm]] = {
    Kind.BANDS: BandsForm,
    Kind.LINEAR: LinearForm,
    Kind.OPTIONS: OptionsForm,
}
