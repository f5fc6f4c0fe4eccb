"""土地与建设: parcels and phases with their sums, and what is said of each one by one."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from parks.clocks import clocks
from parks.figures import Areas, areas_of
from parks.forms.fields import label_of
from parks.forms.land import PARCEL_GROUPS, PARCEL_SAID, PHASE_GROUPS
from parks.models import Parcel, Phase
from parks.tables import day, parcel_row, phase_row
from parks.views.record import MeasuredPage
from portal import calendar
from portal.numbers import DASH, decimal_text
from portal.workdays import Workdays

CHECKLIST = ("restricted_in_notice", "restricted_in_land_contract", "restricted_in_project_contract")
# What stands in the table above already.
IN_PARCELS = {"name", "land_area_mu", "contracted_on", "started_on", *CHECKLIST}
IN_PHASES = {
    "name",
    "land_area_mu",
    "floor_area_m2",
    "far_counted_floor_m2",
    "production_floor_m2",
    "non_production_floor_m2",
    "completed_on",
}
TOLD = {True: ("green", "●", "已载明"), False: ("red", "■", "未载明"), None: ("grey", "–", "未核对")}


class Land(MeasuredPage):
    template_name = "parks/land.html"
    tab = "land"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        park = self.record
        parcels, phases = list(park.parcels.all()), list(park.phases.all())
        floors = ("floor_area_m2", "far_counted_floor_m2", None, "non_production_floor_m2")
        return super().get_context_data(
            parcels=[parcel_row(parcel) for parcel in parcels],
            phases=[phase_row(phase) for phase in phases],
            land_total=decimal_text(park.land_area_mu),
            phase_land_total=decimal_text(sum(phase.land_area_mu for phase in phases)),
            floor_totals=[total(park, phases, name) for name in floors],
            mismatch=mismatch(areas_of(parcels, ()), phases),
            parcel_details=parcel_details(park, parcels),
            phase_details=[detail(phase, facts(phase, PHASE_GROUPS, IN_PHASES)) for phase in phases],
            **kwargs,
        )


def parcel_details(park: Any, parcels: list[Parcel]) -> list[dict[str, Any]]:
    """What is said of each parcel, with its clocks and its checklist."""
    today = timezone.localdate()
    workdays = calendar.current() if any(one.acceptance_applied_on for one in parcels) else Workdays({})
    return [
        {
            **detail(parcel, facts(parcel, PARCEL_GROUPS, IN_PARCELS)),
            "clocks": clocks(parcel, park.place, workdays, today),
            "checklist": [told(parcel, name) for name in CHECKLIST],
        }
        for parcel in parcels
    ]


def detail(row: Any, own: list[dict[str, Any]]) -> dict[str, Any]:
    return {"pk": row.pk, "name": row.name, "facts": own}


def told(parcel: Parcel, name: str) -> dict[str, str]:
    """One of the three documents, and whether the restrictions stand in it (W末段)."""
    colour, shape, word = TOLD[getattr(parcel, name)]
    return {"label": PARCEL_SAID[name]["label"], "colour": colour, "shape": shape, "word": word}


def facts(row: Parcel | Phase, groups: Iterable[Any], without: set[str]) -> list[dict[str, Any]]:
    """What is known of a row beside what its table shows."""
    names = [name for _, _, own in groups for name in own if name not in without]
    return [fact(row, name) for name in names if getattr(row, name) not in (None, "", [])]


def fact(row: Any, name: str) -> dict[str, Any]:
    column = row._meta.get_field(name)
    label, unit = label_of(column)
    return {"label": label, "value": shown(row, column), "unit": unit}


def shown(row: Any, column: Any) -> str:
    value = getattr(row, column.name)
    if isinstance(column, ArrayField):
        words = dict(column.base_field.choices)
        return "、".join(words[code] for code in value)
    if column.choices:
        return str(dict(column.choices)[value])
    if isinstance(column, models.DecimalField):
        return decimal_text(value)
    if isinstance(column, models.DateField):
        return day(value)
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def total(park: Any, phases: list[Any], name: str | None) -> str:
    """A sum of the phases' table; production floor is no measure and is added here."""
    if name:
        return decimal_text(getattr(park, name))
    parts = [phase.production_floor_m2 for phase in phases]
    return DASH if None in parts else decimal_text(sum(parts))


def mismatch(land: Areas, phases: list[Any]) -> str:
    """A sentence when the phases stand on more land than the parcels have."""
    used = sum(phase.land_area_mu for phase in phases)
    if not phases or land.land_mu is None or used <= land.land_mu:
        return ""
    return (
        f"各分期用地合计 {decimal_text(used)} 亩，大于地块合计 {decimal_text(land.land_mu)} 亩，"
        "请核对用地面积或补充地块。"
    )
