"""The tabs of a park's own page."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from parks.figures import LABELS, Areas, areas_of, card, rule_day
from parks.measures import measured
from parks.models import Park
from parks.tables import STARS, day, parcel_row, phase_row
from parks.timeline import timeline
from parks.views.base import ParkPage
from portal.measures import park_measures
from portal.numbers import DASH, decimal_text


class MeasuredPage(ParkPage):
    """A page that shows measures."""

    def get_queryset(self) -> QuerySet[Park]:
        return measured(super().get_queryset(), timezone.localdate())


class Overview(MeasuredPage):
    template_name = "parks/overview.html"
    tab = "overview"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        park = self.record
        parcels = list(park.parcels.all())
        values = {name: getattr(park, name) for name in LABELS}
        return super().get_context_data(
            headlines=headlines(park),
            card=card(values, park.place, rule_day(parcels, timezone.localdate())),
            facts=facts(park),
            bodies=bodies(park),
            **kwargs,
        )


def headlines(park: Any) -> list[dict[str, str]]:
    """The sums of the park, each with its explanation."""
    return [
        {
            "label": park_measures.get(code).label,
            "value": decimal_text(getattr(park, code)),
            "unit": park_measures.get(code).unit,
            "url": reverse("parks:explain", args=(park.pk, code)),
        }
        for code in ("land_area_mu", "floor_area_m2", "land_in_use_mu", "finished_floor_m2")
    ]


def facts(park: Park) -> list[dict[str, Any]]:
    place = park.parent
    where = f"{place.parent.name} {place.name}" if place.kind == place.Kind.TOWNSHIP else place.name
    return [
        {"label": "所在地", "value": where},
        {"label": "园区地址", "value": park.address or DASH},
        {"label": "园区类型", "value": park.get_park_type_display()},
        {"label": "计划类别", "value": park.get_plan_kind_display()},
        {"label": "投运首年", "value": park.first_operating_year or DASH},
        {"label": "认定日期", "value": day(park.recognised_on)},
        {"label": "星级", "value": STARS.get(park.star, DASH)},
        {"label": "星级评定日期", "value": day(park.star_on)},
    ]


def bodies(park: Park) -> list[dict[str, Any]]:
    rows = (("开发主体", park.developer), ("运营机构", park.operator))
    return [
        {
            "label": label,
            "value": body.name if body else DASH,
            "source": f"统一社会信用代码 {body.uscc}" if body else "",
        }
        for label, body in rows
    ]


class Land(MeasuredPage):
    """土地与建设: parcels, phases and their sums."""

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
            **kwargs,
        )


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


class History(ParkPage):
    template_name = "parks/history.html"
    tab = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entries=timeline(self.record), **kwargs)
