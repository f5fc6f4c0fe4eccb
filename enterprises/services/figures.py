"""Yearly figures of a firm in a park: entered once a year, changed with both versions at hand (W12)."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises.models import Enterprise, Occupancy, YearlyFigure
from parks.models import Park
from parks.services.soundness import Unsound
from portal import audit

VALUES = ("tax_wan", "sales_wan", "energy_tce", "employees")


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
    if year >= timezone.localdate().year:
        raise FigureRefused(f"{year} 年尚未结束，请核对年度，年度结束后再填报。", "year")
    rooms = Occupancy.objects.filter(enterprise=enterprise, park=park).in_year(year)
    if not rooms.exists():
        raise FigureRefused(f"该企业 {year} 年没有入驻{park.name}，请核对年度或先登记入驻。", "year")


def previous_tax(enterprise_id: int, park_id: int, year: int) -> Decimal | None:
    """Tax of the year before (万元), for the question about the unit; None when there was none."""
    rows = YearlyFigure.objects.filter(enterprise_id=enterprise_id, park_id=park_id, year=year - 1)
    return rows.values_list("tax_wan", flat=True).first()
