"""Buildings, storeys and units."""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from parks.forms.base import RoomForm, versioned
from parks.forms.fields import column_field, record_form
from parks.models import Building, Phase, Storey, Unit
from parks.services.soundness import violations
from portal.forms import DateField, Form, TextField

LOWEST, HIGHEST = -5, 99
ROWS = 8
STOREY_ALIKE = ("floor_area_m2", "height_m", "load_kg_m2")
UNIT_ROW = ("name", "use", "floor_area_m2", "division", "is_self_held", "may_be_sold")
BuildingBase = record_form(
    Building,
    (("", "", ("name", "floor_area_m2", "completed_on")),),
    completed_on={"help_text": "未竣工请留空。"},
)
StoreyForm = record_form(
    Storey,
    (("层", "", ("number", *STOREY_ALIKE)),),
    number={"help_text": "地下一层填 -1。"},
)
UnitForm = record_form(
    Unit,
    (
        ("单元", "", ("name", "use", "floor_area_m2", "division")),
        (
            "自持与出售",
            "自持的单元不能登记售出。",
            ("is_self_held", "self_held_until", "may_be_sold", "sold_on", "certificate_number"),
        ),
    ),
    self_held_until={"help_text": "按土地合同或规定的年限填写。"},
)


class PlanDayForm(RoomForm):
    """The day whose plan is looked at: who was in which unit then."""

    on = DateField(label="某日的使用情况", required=False)

    def day(self) -> datetime.date | None:
        """None for today; what cannot be read is today too, with its sentence at the field."""
        return self.cleaned_data["on"] if self.is_bound and self.is_valid() else None


class BuildingForm(BuildingBase):
    names = (*BuildingBase.names, "phase")
    groups = (("幢", "", ("name", "phase", "floor_area_m2", "completed_on")),)

    phase = forms.ModelChoiceField(
        label="所属分期", queryset=Phase.objects.none(), required=False, empty_label="未分期"
    )

    def __init__(self, *args: Any, row: Building, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["phase"].queryset = row.park.phases.all()


class NewBuildingForm(BuildingForm):
    """A building with its storeys: as many as there are, all alike to begin with."""

    groups = (
        *BuildingForm.groups,
        (
            "各层",
            "每层先按相同数值登记，保存后可逐层修改。",
            ("above", "below", *(f"storey_{name}" for name in STOREY_ALIKE)),
        ),
    )
    above = forms.IntegerField(label="地上层数", min_value=0, max_value=HIGHEST, localize=False)
    below = forms.IntegerField(
        label="地下层数", min_value=0, max_value=-LOWEST, required=False, localize=False
    )
    storey_floor_area_m2 = column_field(Storey, "floor_area_m2", label="每层建筑面积")
    storey_height_m = column_field(Storey, "height_m")
    storey_load_kg_m2 = column_field(Storey, "load_kg_m2")

    def storeys(self) -> list[dict[str, Any]]:
        """The storeys as the service takes them, from the lowest upwards."""
        data = self.cleaned_data
        alike = {name: data[f"storey_{name}"] for name in STOREY_ALIKE}
        numbers = [*range(-(data["below"] or 0), 0), *range(1, data["above"] + 1)]
        return [{"number": number, **alike} for number in numbers]


class CopyForm(RoomForm):
    """Which storeys are to be like this one."""

    numbers = TextField(
        label="复制到这些层",
        max_length=100,
        help_text="例如 3-6、8；已有的层不能复制到。单元号开头的层号随之改变。",
    )

    def clean_numbers(self) -> list[int]:
        numbers: list[int] = []
        for part in re.split(r"[、，,\s]+", self.cleaned_data["numbers"].strip("、，, ")):
            match = re.fullmatch(r"(-?\d{1,2})(?:\s*[-~至]\s*(\d{1,2}))?", part, re.ASCII)
            if match is None:
                raise ValidationError("请填写层号，例如 3-6、8。", code="numbers")
            first = int(match[1])
            numbers += range(first, int(match[2] or first) + 1)
        if not numbers or any(not LOWEST <= number <= HIGHEST or number == 0 for number in numbers):
            raise ValidationError("层号应在 1 至 99 之间，地下层写作 -1 至 -5。", code="range")
        return list(dict.fromkeys(numbers))


class UnitsForm(Form):
    """Several units of one storey, a row each; rows left empty are left out."""

    def __init__(self, *args: Any, storey: Storey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storey = storey
        for number in range(1, ROWS + 1):
            for name in UNIT_ROW:
                field = column_field(Unit, name, required=False)
                field.label = f"第 {number} 行{field.label}"
                field.widget.attrs["aria-label"] = field.label
                self.fields[f"{number}_{name}"] = field

    @property
    def rows(self) -> list[list[Any]]:
        """The bound fields for the template, row by row."""
        return [[self[f"{number}_{name}"] for name in UNIT_ROW] for number in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["units"] = [row for number in range(1, ROWS + 1) if (row := self.row(number, data))]
        names = [row["name"] for row in data["units"]]
        for name in {name for name in names if names.count(name) > 1}:
            self.add_error(None, f"单元号“{name}”填了不止一次。")
        if not data["units"] and not self.errors:
            self.add_error(None, "请至少填写一个单元。")
        return data

    def row(self, number: int, data: dict[str, Any]) -> dict[str, Any] | None:
        """A begun row's values; what is missing or wrong in it is said at its field."""
        values = {name: data.get(f"{number}_{name}") for name in UNIT_ROW}
        begun = any(self.data.get(f"{number}_{name}", "").strip() for name in ("name", "floor_area_m2"))
        if not begun:
            return None
        for name in ("name", "use", "floor_area_m2"):
            if values[name] in (None, "") and f"{number}_{name}" not in self.errors:
                self.add_error(f"{number}_{name}", f"请填写{self.fields[f'{number}_{name}'].label}。")
        if any(f"{number}_{name}" in self.errors for name in UNIT_ROW):
            return values
        for field, message in violations(Unit(storey=self.storey, **values)):
            self.add_error(f"{number}_{field}" if field in UNIT_ROW else None, message)
        return values


EditBuildingForm = versioned(BuildingForm)
EditStoreyForm = versioned(StoreyForm)
EditUnitForm = versioned(UnitForm)
