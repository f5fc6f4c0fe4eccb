"""The tabs of a park's own page."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from parks.compliance import measured as measured_by_name
from parks.figures import LABELS, card, rule_day
from parks.measures import measured
from parks.models import Park
from parks.models.options import DigitalFunction
from parks.models.registry import FIGURES
from parks.records.kind import record_groups
from parks.rules.units import round_half_up
from parks.tables import STARS, day
from parks.timeline import ROOMS, timeline
from parks.views.base import ParkPage
from portal.identity import identity_of
from portal.measures import park_measures
from portal.numbers import DASH, decimal_text
from portal.registry import identities


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
            bars=bars(park, timezone.localdate()),
            identity=identity_of(identities.get("park"), park, self.request.user),
            **declared(park),
            **kwargs,
        )


def declared(park: Park) -> dict[str, Any]:
    """省登记填报数: the latest as imported, the earlier days beside it; nothing is computed with them."""
    figures = list(park.registryfigures.all())
    if not figures:
        return {"declared": [], "declared_on": None, "declared_before": []}
    latest = figures[0]
    fields = [field for field in latest._meta.concrete_fields if field.name in FIGURES]
    said = [(field, getattr(latest, field.name)) for field in fields]
    return {
        "declared": [
            {"label": label_of(field), "value": told(value), "unit": unit_of(field)}
            for field, value in said
            if value is not None
        ],
        "declared_on": latest.on,
        "declared_before": [figure.on for figure in figures[1:]],
    }


def label_of(field: Any) -> str:
    return str(field.verbose_name).partition("(")[0]


def unit_of(field: Any) -> str:
    return str(field.verbose_name).partition("(")[2].rstrip(")")


def told(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return decimal_text(value)


def bars(park: Any, today: Any) -> list[dict[str, Any]]:
    """W1's “五化” as shares from 0 to 100, None where it cannot be told."""
    names = ("leading_share", "has_all_promises", "has_facilities", "has_professional_operator")
    found = measured_by_name([park.pk], names, today)[park.pk]
    smart = Decimal(len(park.digital_functions)) / len(DigitalFunction.values)
    shares = (
        ("主导化", "主导产业生产性用房占比", found["leading_share"]),
        ("标准化", "标准地指标约定齐全", found["has_all_promises"]),
        ("综合化", "有公共配套设施", found["has_facilities"]),
        ("智慧化", "数字化功能", smart),
        ("物业化", "有专业化运营机构", found["has_professional_operator"]),
    )
    return [
        {"label": label, "what": what, "value": None if share is None else round_half_up(share * 100, 0)}
        for label, what, share in shares
    ]


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


class History(ParkPage):
    template_name = "parks/history.html"
    tab = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = [group for group in record_groups if group.code != "county"]
        asked = self.request.GET.get("part", "")
        part = asked if asked in {ROOMS, *(group.code for group in groups)} else ""
        choices = [("", "园区与用地"), (ROOMS, "幢与单元"), *((group.code, group.label) for group in groups)]
        parts = [{"label": label, "url": f"?part={code}", "active": code == part} for code, label in choices]
        return super().get_context_data(entries=timeline(self.record, part), parts=parts, **kwargs)
