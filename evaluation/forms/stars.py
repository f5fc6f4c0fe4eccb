"""The sheet of a star case: one row of fields for each item, of the column whose turn it is."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from evaluation.models import StarCase, StarMark
from evaluation.rules.stars import StarScheme
from evaluation.rules.stars.parts import Item, Veto
from evaluation.rules.stars.scoring import suggested, tidy
from evaluation.services.stars import STAGES
from evaluation.star_files import files_by_mark
from evaluation.star_panels import measured, shown
from parks.forms.base import RoomForm
from parks.records.attachments import TAKEN
from portal.forms import DecimalField, TextField

S = StarCase.State
REASON = {"max_length": 300, "required": False, "widget": forms.TextInput}


class StarSheetForm(RoomForm):
    """In a draft points, note and file; afterwards points and reason, and the vetoes. Drafts of points may be kept
    incomplete: what is missing stops the step, not the saving."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, *args: Any, case: StarCase, scheme: StarScheme, marks: Sequence[StarMark], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.scheme = case, scheme
        self.marks, self.kept_files = {one.code: one for one in marks}, files_by_mark(marks)
        self.is_own = case.state == S.DRAFT
        self.column = STAGES.get(S(case.state), STAGES[S.DRAFT])[0]
        for item in scheme.items:
            self.add_item(item, self.marks[item.code])
        for veto in () if self.is_own else scheme.vetoes:
            self.add_veto(veto, self.marks[veto.code])

    def add_item(self, item: Item, mark: StarMark) -> None:
        label = item.label
        self.fields[f"points_{item.code}"] = DecimalField(
            label=f"{label}得分", unit="分", places=2, high=item.points, required=False, digits=8
        )
        self.initial[f"points_{item.code}"] = self.known_points(item, mark)
        if self.is_own:
            self.fields[f"note_{item.code}"] = TextField(label=f"{label}自评说明", **REASON)
            self.fields[f"file_{item.code}"] = forms.FileField(
                label=f"{label}佐证材料", required=False, max_length=255
            )
            self.initial[f"note_{item.code}"] = mark.self_note
        else:
            self.fields[f"reason_{item.code}"] = TextField(label=f"{label}评分理由", **REASON)
            self.initial[f"reason_{item.code}"] = mark.reason

    def known_points(self, item: Item, mark: StarMark) -> Decimal | None:
        """What is there; for the desk, what the rows suggest where nobody has scored yet."""
        found = getattr(mark, self.column)
        if found is None and self.column == "desk_points":
            return suggested(item, mark.measured)
        return found

    def add_veto(self, veto: Veto, mark: StarMark) -> None:
        self.fields[f"vetoed_{veto.code}"] = forms.BooleanField(label=veto.label, required=False)
        self.fields[f"reason_{veto.code}"] = TextField(label=f"{veto.label}的事实", **REASON)
        self.initial |= {f"vetoed_{veto.code}": mark.vetoed, f"reason_{veto.code}": mark.reason}

    def clean(self) -> dict[str, Any]:
        """Points that differ from the park's own, a change after the visit, and a veto need a reason."""
        data = super().clean()
        for item in () if self.is_own else self.scheme.items:
            if self.needs_reason(item, data.get(f"points_{item.code}")) and not data.get(
                f"reason_{item.code}"
            ):
                self.add_error(f"reason_{item.code}", f"“{item.label}”与自评或初评不同，请填写评分理由。")
        for veto in () if self.is_own else self.scheme.vetoes:
            if data.get(f"vetoed_{veto.code}") and not data.get(f"reason_{veto.code}"):
                self.add_error(f"reason_{veto.code}", "一票否决须写明事实。")
        return data

    def needs_reason(self, item: Item, points: Decimal | None) -> bool:
        mark = self.marks[item.code]
        before = mark.desk_points if self.column == "visit_points" else mark.self_points
        return points is not None and points != before

    def rows(self) -> dict[str, dict[str, Any]]:
        """The values by code, as the service takes them."""
        data = self.cleaned_data
        names = ("points", "note", "reason", "vetoed")
        parts = (*self.scheme.items, *(() if self.is_own else self.scheme.vetoes))
        return {
            one.code: {name: data[f"{name}_{one.code}"] for name in names if f"{name}_{one.code}" in data}
            for one in parts
        }

    def uploads(self) -> Iterator[tuple[StarMark, str, Any]]:
        for item in self.scheme.items if self.is_own else ():
            if file := self.cleaned_data.get(f"file_{item.code}"):
                yield self.marks[item.code], item.label, file

    def sections(self) -> list[dict[str, Any]]:
        """The items by dimension as the page draws them, each with what is known of it."""
        return [
            {
                "label": one.label,
                "full": tidy(self.scheme.full_of(one)),
                "rows": [self.row(item) for item in self.scheme.items_of(one)],
            }
            for one in self.scheme.dimensions
        ]

    def row(self, item: Item) -> dict[str, Any]:
        mark = self.marks[item.code]
        names = ("points", "note", "file", "reason")
        return {
            "label": item.label,
            "full": tidy(item.points),
            "evidence": item.evidence,
            "claimed": "" if self.is_own else shown(mark.self_points),
            "desk": shown(mark.desk_points) if self.column == "visit_points" else "",
            "note": "" if self.is_own else mark.self_note,
            "measured": measured(item, mark),
            "files": self.kept_files.get(mark.pk, []),
            "fields": [self[f"{name}_{item.code}"] for name in names if f"{name}_{item.code}" in self.fields],
        }

    def veto_rows(self) -> list[dict[str, Any]]:
        rows = () if self.is_own else self.scheme.vetoes
        return [{"fields": [self[f"vetoed_{one.code}"], self[f"reason_{one.code}"]]} for one in rows]

    @property
    def taken(self) -> str:
        return TAKEN if self.is_own else ""
