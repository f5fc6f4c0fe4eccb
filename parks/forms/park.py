"""The page that enters a whole park: what is needed to begin."""

from copy import deepcopy
from typing import Any

from django import forms

from accounts.models import Place
from parks.forms.base import CHOOSE, RoomForm
from parks.forms.land import ParcelEntryForm, PhaseEntryForm
from parks.models import Parcel, Park, Phase
from parks.services.bodies import complete
from parks.services.soundness import Unsound
from portal.forms import TextField, YearField, add_error


class HomeField(forms.ModelChoiceField):
    """A place to put a park at, named with its county: 鹿城区 · 五马街道."""

    def label_from_instance(self, place: Place) -> str:
        if place.kind == Place.Kind.TOWNSHIP:
            return f"{place.parent.name} · {place.name}"
        return f"{place.name}（镇街未定）"


PARK_NAMES = ("name", "park_type", "plan_kind", "status", "address", "first_operating_year")
ROLES = ("developer", "operator")
BODY_NAMES = ("developer_name", "developer_uscc", "operator_name", "operator_uscc")
USCC_HINT = "18 位统一社会信用代码，填写了名称时必填。"


class BodiesForm(RoomForm):
    """Who builds a park and who runs it, each by name and code."""

    developer_name = TextField(label="开发主体", max_length=100, required=False)
    developer_uscc = TextField(label="开发主体信用代码", max_length=40, required=False, help_text=USCC_HINT)
    operator_name = TextField(label="运营机构", max_length=100, required=False)
    operator_uscc = TextField(label="运营机构信用代码", max_length=40, required=False, help_text=USCC_HINT)

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
        """The bodies as entering and changing a park take them."""
        return {
            role: {"name": self.cleaned_data[f"{role}_name"], "uscc": self.cleaned_data[f"{role}_uscc"]}
            for role in ROLES
        }


class HomeMixin:
    """A form with `parent`: where the park stands, among the places of whoever fills it in."""

    def __init__(self, *args: Any, homes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = homes


def home_field() -> HomeField:
    return HomeField(label="所在地", queryset=Place.objects.none(), empty_label="请选择")


PARTS = {"parcel": (ParcelEntryForm, Parcel), "phase": (PhaseEntryForm, Phase)}


class NewParkForm(HomeMixin, BodiesForm):
    """A whole park at once: itself, and, when anything but their name is filled in, its first parcel and phase."""

    name = TextField(label="园区名称", max_length=100)
    parent = home_field()
    park_type = forms.ChoiceField(label="园区类型", choices=CHOOSE + Park.Type.choices)
    plan_kind = forms.ChoiceField(label="计划类别", choices=CHOOSE + Park.PlanKind.choices)
    status = forms.ChoiceField(label="园区状态", choices=CHOOSE + Park.Status.choices)
    first_operating_year = YearField(label="投运首年", required=False, help_text="奖励按此年起算。")
    address = TextField(label="园区地址", max_length=200, required=False)
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

    def for_service(self) -> dict[str, Any]:
        """The arguments of entering a park."""
        data = self.cleaned_data
        own = {"values": self.values(*PARK_NAMES), "parent": data["parent"], "token": data["token"]}
        return {**own, **super().for_service(), **{part: data[part] for part in PARTS}}

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
