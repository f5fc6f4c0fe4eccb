"""编辑园区, section by section: each a short form over some of a park's columns, and how much of it is known."""

from dataclasses import dataclass
from typing import Any

from django import forms

from parks.forms.base import CHOOSE, RecordForm, versioned
from parks.forms.fields import Group, record_form
from parks.forms.park import BODY_NAMES, BodiesForm, HomeMixin, home_field
from parks.models import Park
from parks.rules import industries
from portal.forms import ManyField
from portal.widgets import SeveralSelects

INDUSTRIES_OFFERED = 3


class BasicsForm(
    HomeMixin,
    record_form(
        Park,
        (
            (
                "",
                "",
                (
                    "park_type",
                    "plan_kind",
                    "status",
                    "address",
                    "first_operating_year",
                    "registry_code",
                    "registry_grade",
                ),
            ),
        ),
        first_operating_year={"help_text": "奖励按此年起算。"},
        registry_code={"help_text": "省小微企业园管理系统中的编号。"},
    ),
):
    field_order = ("version", "parent")
    parent = home_field()

    def for_service(self) -> dict[str, Any]:
        return {**super().for_service(), "parent": self.cleaned_data["parent"]}


class IndustriesForm(RecordForm):
    names = ("leading_industries",)

    leading_industries = ManyField(
        label="主导产业",
        required=False,
        choices=[*CHOOSE, *industries.choices()],
        help_text="按国民经济行业分类(GB/T 4754-2017)的中类选择，第一个为首要主导产业。",
    )

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        field = self.fields["leading_industries"]
        field.widget = SeveralSelects("主导产业", max(INDUSTRIES_OFFERED, len(row.leading_industries)))
        field.widget.is_required = False
        field.choices = field.choices


class ParkBodiesForm(BodiesForm, RecordForm):
    names = ()
    groups = (
        ("开发主体", "名称和代码一并填写；尚未确定的可以以后再补。", BODY_NAMES[:2]),
        ("运营机构", "名称和代码一并填写；尚未确定的可以以后再补。", BODY_NAMES[2:]),
    )

    def for_service(self) -> dict[str, Any]:
        return {"values": {}, **super().for_service()}


@dataclass(frozen=True)
class Section:
    """One section: its form, and the values that make it complete."""

    code: str
    label: str
    form: type[forms.Form]
    counted: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in self.form.base_fields if name != "version")

    def known(self, park: Park) -> int:
        return sum(is_known(getattr(park, name)) for name in self.counted)

    def is_complete(self, park: Park) -> bool:
        return self.known(park) == len(self.counted)


def is_known(value: Any) -> bool:
    """Whether something was said: no is an answer, an empty list is not."""
    return value is False or bool(value) or value == 0


def section(
    code: str, label: str, *names: str, spare: tuple[str, ...] = (), **said: dict[str, Any]
) -> Section:
    """A section over columns of a park; those of `spare` may stay empty in a complete one."""
    group: Group = ("", "", names)
    form = versioned(record_form(Park, (group,), **said))
    return Section(code, label, form, tuple(name for name in names if name not in spare))


SECTIONS = (
    Section(
        "basics",
        "基本信息",
        versioned(BasicsForm),
        ("park_type", "plan_kind", "status", "address", "first_operating_year"),
    ),
    section(
        "layout",
        "布局与建设模式",
        "layout_mode",
        "platform",
        "siting",
        "development_mode",
        "registry_mode",
        "is_on_added_land",
        "is_within_approved_area",
        "is_special_trade",
        "is_renovated",
        "renovation",
        "transition_until",
        spare=("platform", "is_special_trade", "renovation", "transition_until"),
    ),
    Section("industries", "产业", versioned(IndustriesForm), IndustriesForm.names),
    Section("bodies", "主体", versioned(ParkBodiesForm), BODY_NAMES),
    section(
        "facilities",
        "配套与服务",
        "facilities",
        "services",
        "has_bike_charging",
        "rentable_floor_m2",
        "sellable_floor_m2",
        "owners_committee_on",
        spare=("owners_committee_on",),
    ),
    section("digital", "数字化与网络", "networks", "digital_functions"),
    section("party", "党建", "party_items", "party_branch_on"),
    section("introduction", "简介", "introduction"),
)
BY_CODE = {one.code: one for one in SECTIONS}
