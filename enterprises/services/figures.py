"""Yearly figures of a firm in a park: entered once a year, changed with both versions at hand (W12)."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises.models import Enterprise, Occupancy, YearlyFigure
from parks.models import Park
from parks.services.soundness import Unsound
from portal import audit
from portal.numbers import decimal_text

VALUES = ("tax_wan", "sales_wan", "energy_tce", "employees")
MAGNITUDE = 10
# A firm in a park in a year: their keys and the year.
Stay = tuple[int, int, int]


class FigureRefused(Unsound):
    """A figure that cannot be taken; `field` names the form field the sentence belongs to."""

    code = "figure_refused"


@transaction.atomic
def enter_figure(
    *,
    actor: Any,
    enterprise: Enterprise,
    park: Park,
    year: int,
    source: str = "页面填报",
    reason: str = "",
    **values: Any,
) -> YearlyFigure:
    """Enter the figures of one firm in one park for one year; values as in `VALUES`, 万元 and 吨标准煤.

    `reason` explains an unusual value and goes into the audit trail. Raises FigureRefused for a year that is
    not over, a year without rooms in the park, a second entry.
    """
    actor.require("figures.edit", park.place)
    check_year(enterprise, park, year)
    try:
        with transaction.atomic():
            figure = YearlyFigure.objects.create(
                enterprise=enterprise, park=park, year=year, source=source, **values
            )
    except IntegrityError as error:
        raise FigureRefused("该企业在本园区此年度的数据已填报，请打开后修改。", "year") from error
    audit.record(
        actor=actor,
        action="figure.enter",
        subject=figure,
        place=park.place,
        after=audit.snapshot(figure, VALUES),
        reason=reason,
    )
    return figure


@transaction.atomic
def change_figure(
    *, actor: Any, figure: YearlyFigure, version: int, reason: str = "", **values: Any
) -> YearlyFigure:
    """Change the values of one year, for `reason`; raises Conflict when somebody saved since `version`."""
    actor.require("figures.edit", figure.park.place)
    before = audit.snapshot(figure, VALUES)
    figure.change(version, **values)
    audit.record(
        actor=actor,
        action="figure.change",
        subject=figure,
        place=figure.park.place,
        before=before,
        after=audit.snapshot(figure, VALUES),
        reason=reason,
    )
    return figure


def check_year(enterprise: Enterprise, park: Park, year: int) -> None:
    """Figures are of a whole year that is over, in which the firm held rooms."""
    for fault in year_faults({(enterprise.pk, park.pk, year)}).values():
        raise FigureRefused(fault, "year")


def year_faults(stays: set[Stay]) -> dict[Stay, str]:
    """Those of the stays of which there can be no figures, with the sentence why."""
    faults: dict[Stay, str] = {}
    for year in {year for _, _, year in stays}:
        asked = {stay for stay in stays if stay[2] == year}
        if year >= timezone.localdate().year:
            faults |= dict.fromkeys(asked, f"{year} 年尚未结束，请核对年度，年度结束后再填报。")
        else:
            homeless = asked - with_rooms(asked, year)
            faults |= dict.fromkeys(homeless, f"该企业 {year} 年没有入驻该园区，请核对年度或先登记入驻。")
    return faults


def with_rooms(stays: set[Stay], year: int) -> set[Stay]:
    """Those of the stays of one year in which the firm held rooms of the park for at least a day."""
    rooms = Occupancy.objects.filter(
        enterprise__in={firm for firm, _, _ in stays}, park__in={park for _, park, _ in stays}
    )
    pairs = rooms.in_year(year).values_list("enterprise_id", "park_id").order_by().distinct()
    return {(firm, park, year) for firm, park in pairs}


def previous_tax(enterprise_id: int, park_id: int, year: int) -> Decimal | None:
    """Tax of the year before (万元), for the question about the unit; None when there was none."""
    stay = (enterprise_id, park_id, year)
    return previous_taxes({stay}).get(stay)


def previous_taxes(stays: set[Stay]) -> dict[Stay, Decimal]:
    """Tax of the year before each stay, where there was one."""
    rows = YearlyFigure.objects.filter(
        enterprise__in={firm for firm, _, _ in stays}, year__in={year - 1 for _, _, year in stays}
    )
    return {
        (firm, park, year + 1): tax
        for firm, park, year, tax in rows.values_list("enterprise_id", "park_id", "year", "tax_wan")
    }


def jump(last: Decimal | None, now: Decimal | None) -> str:
    """A question about the unit when the tax is ten times, or a tenth of, the year before's; else ""."""
    if not last or not now or last / MAGNITUDE <= now <= last * MAGNITUDE:
        return ""
    return f"上年为 {decimal_text(last)} 万元，本次为 {decimal_text(now)} 万元，是否单位有误？请核对。"
