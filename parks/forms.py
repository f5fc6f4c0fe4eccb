"""The forms of the room. What the database refuses is asked of the database and said at the field."""

from copy import copy, deepcopy
from typing import Any

from django import forms

from accounts.models import Place
from parks.models import Parcel, Park, Phase
from parks.services.bodies import complete
from parks.services.soundness import Unsound, violations, with_values
from portal.forms import DateField, DecimalField, TextField, YearField, add_error

CHOOSE = [("", "请选择")]
AREA = {"places": 2, "digits": 14, "unit": "㎡"}


class HomeField(forms.ModelChoiceField):
    """A place to put a park at, named with its county: 鹿城区 · 五马街道."""

    def label_from_instance(self, place: Place) -> str:
        if place.kind == Place.Kind.TOWNSHIP:
            return f"{place.parent.name} · {place.name}"
        return f"{place.name}（镇街未定）"


class RoomForm(forms.Form):
    """A form that names the field in the sentence for an empty one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
            field.error_messages["required"] = f"请{verb}{field.label}。"

    def values(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}


class RecordForm(RoomForm):
    """A form over one row of a model: `names` are its columns, `row` the record or a new one."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = copy(row)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        row = with_values(self.row, {name: data[name] for name in self.names if name in data})
        for field, message in violations(row, without=set(self.names) - set(data)):
            self.add_error(field if field in self.fields else None, message)
        return data


class ParcelForm(RecordForm):
    names = ("name", "land_area_mu", "contracted_on", "started_on")

    name = TextField(label="地块名称", max_length=100)
    land_area_mu = DecimalField(label="用地面积", unit="亩", places=4, digits=12)
    contracted_on = DateField(label="土地合同日期", required=False, help_text="适用规定按此日期确定。")
    started_on = DateField(label="开工日期", required=False, help_text="未开工请留空。")


class PhaseForm(RecordForm):
    names = (
        "name",
        "land_area_mu",
        "floor_area_m2",
        "far_counted_floor_m2",
        "production_floor_m2",
        "non_production_floor_m2",
        "completed_on",
    )

    name = TextField(label="分期名称", max_length=100)
    land_area_mu = DecimalField(label="用地面积", unit="亩", places=4, digits=12)
    floor_area_m2 = DecimalField(label="总建筑面积", **AREA)
    far_counted_floor_m2 = DecimalField(label="计容建筑面积", required=False, **AREA)
    production_floor_m2 = DecimalField(label="生产性用房", required=False, **AREA)
    non_production_floor_m2 = DecimalField(label="非生产性用房", required=False, **AREA)
    completed_on = DateField(label="竣工日期", required=False, help_text="未竣工请留空。")


def versioned(form_class: type[RecordForm]) -> type[RecordForm]:
    """The same form for a record that two people may edit."""
    version = forms.IntegerField(widget=forms.HiddenInput)
    return type(f"Edit{form_class.__name__}", (form_class,), {"version": version})


EditParcelForm = versioned(ParcelForm)
EditPhaseForm = versioned(PhaseForm)

PARK_NAMES = ("name", "park_type", "plan_kind", "status", "address", "first_operating_year")
ROLES = ("developer", "operator")
BODY_NAMES = ("developer_name", "developer_uscc", "operator_name", "operator_uscc")
USCC_HINT = "18 位统一社会信用代码，填写了名称时必填。"


class ParkForm(RoomForm):
    """What is said of a park itself."""

    name = TextField(label="园区名称", max_length=100)
    parent = HomeField(label="所在地", queryset=Place.objects.none(), empty_label="请选择")
    park_type = forms.ChoiceField(label="园区类型", choices=CHOOSE + Park.Type.choices)
    plan_kind = forms.ChoiceField(label="计划类别", choices=CHOOSE + Park.PlanKind.choices)
    status = forms.ChoiceField(label="园区状态", choices=CHOOSE + Park.Status.choices)
    first_operating_year = YearField(label="投运首年", required=False, help_text="奖励按此年起算。")
    address = TextField(label="园区地址", max_length=200, required=False)
    developer_name = TextField(label="开发主体", max_length=100, required=False)
    developer_uscc = TextField(label="开发主体信用代码", max_length=40, required=False, help_text=USCC_HINT)
    operator_name = TextField(label="运营机构", max_length=100, required=False)
    operator_uscc = TextField(label="运营机构信用代码", max_length=40, required=False, help_text=USCC_HINT)

    def __init__(self, *args: Any, homes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = homes

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for role in ROLES:
            self.check_body(role, data)
        return data

    def check_body(self, role: str, data: dict[str, Any]) -> None:
        try:
            complete(role, data.get(f"{role}_name", ""), data.get(f"{role}_uscc", ""))
        except Unsound as refusal:
            add_error(self, refusal)

    def for_service(self) -> dict[str, Any]:
        """The arguments that entering and changing a park have in common."""
        bodies = {
            role: {"name": self.cleaned_data[f"{role}_name"], "uscc": self.cleaned_data[f"{role}_uscc"]}
            for role in ROLES
        }
        return {"values": self.values(*PARK_NAMES), "parent": self.cleaned_data["parent"], **bodies}


class EditParkForm(ParkForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


PARTS = {"parcel": (ParcelForm, Parcel), "phase": (PhaseForm, Phase)}


class NewParkForm(ParkForm):
    """A whole park at once: itself, and, when anything but their name is filled in, its first parcel and phase."""

    token = forms.UUIDField(
        widget=forms.HiddenInput, required=False, error_messages={"invalid": "页面已过期，请刷新后重新填写。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, (form_class, _) in PARTS.items():
            for name, field in form_class.base_fields.items():
                self.fields[f"{part}_{name}"] = optional(field)
        self.fields["parcel_land_area_mu"].label = "地块用地面积"
        self.fields["phase_land_area_mu"].label = "分期用地面积"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for part in PARTS:
            data[part] = self.part(part) if self.is_begun(part) else None
        return data

    def is_begun(self, part: str) -> bool:
        names = [f"{part}_{name}" for name in PARTS[part][0].base_fields if name != "name"]
        return any(self.data.get(name, "").strip() for name in names)

    def part(self, part: str) -> dict[str, Any] | None:
        """The part's values as its own form cleans them; its errors appear at this form's fields."""
        form_class, model = PARTS[part]
        sent = {name: self.data.get(f"{part}_{name}", "") for name in form_class.base_fields}
        form = form_class(sent, row=model())
        for name, errors in form.errors.items():
            target = f"{part}_{name}" if name in form.fields else None
            if target is None or target not in self.errors:
                self.add_error(target, errors.as_data())
        return form.values(*form.names) if form.is_valid() else None


def optional(field: forms.Field) -> forms.Field:
    spare = deepcopy(field)
    spare.required = False
    return spare


class RecognitionForm(RoomForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    recognised_on = DateField(label="认定日期", help_text="按认定文件的日期填写。")


class RemovalForm(RoomForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
