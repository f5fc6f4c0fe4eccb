"""Reported figures: entered once for a period, changed with both versions at hand, by page or sheet under the same
checks (W12)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises import reporting
from enterprises.models import Enterprise, Occupancy, YearlyFigure
from enterprises.reporting import Key, Stay
from enterprises.rules.reporting import (
    FORMS,
    Doubt,
    Period,
    ReportForm,
    Subject,
    Value,
    Values,
    doubts,
    faults,
)
from parks.models import Park
from parks.services.soundness import Unsound
from portal import audit

YEARLY = FORMS["firm_year"]
VALUES = tuple(item.name for item in YEARLY.items)
BY_PAGE = "页面填报"


class FigureRefused(Unsound):
    """A figure that cannot be taken; `field` names the form field the sentence belongs to."""

    code = "figure_refused"


@dataclass(frozen=True)
class Finding:
    """What stands against the values of one row: what cannot be (field, sentence), and what asks for an explanation."""

    faults: tuple[tuple[str, str], ...]
    doubts: tuple[Doubt, ...]


@transaction.atomic
def report(
    *,
    actor: Any,
    key: Key,
    values: Mapping[str, Value],
    version: int | None = None,
    note: str = "",
    source: str = BY_PAGE,
) -> Any:
    """Enter the values of one row (`version` None), or change them from that version; `note` explains doubtful ones.

    Raises NotAllowed, Conflict, FigureRefused: a period that is not over, no rooms in it, a filing that takes no
    more changes, a second entry, values that cannot be, doubtful ones without a note.
    """
    actor.require("figures.edit", key.park.place)
    _, park, year, quarter = key.stay
    refuse(period_faults(key.report, {key.stay}))
    refuse(reporting.closed(key.report.code, {(park, year, quarter)}, hold=True))
    row = reporting.row_of(key)
    found = examine(key, values, row)
    for field, sentence in found.faults:
        raise FigureRefused(sentence, field)
    if found.doubts and not note:
        raise FigureRefused(f"{found.doubts[0].sentence}确认无误请填写“数值说明”。", found.doubts[0].field)
    written = {**values, "note": note}
    if version is None:
        return entered(actor, key, written, source)
    return changed(actor, key, row, version, written)


def refuse(why: Mapping[Any, str]) -> None:
    for sentence in why.values():
        raise FigureRefused(sentence, "year")


def examine(key: Key, values: Mapping[str, Value], row: Any = None) -> Finding:
    """What stands against the values of one row; `row` is what has been reported already."""
    last = reporting.last_values(key.report, {key.stay}).get(key.stay, {})
    floor = reporting.floor_of(key.park) if key.report.subject == Subject.PARK else None
    return Finding(
        (*faults(key.report, values, floor), *settled_faults(row, values)),
        tuple(doubts(key.report, values, last)),
    )


def settled_faults(row: Any, values: Mapping[str, Value]) -> list[tuple[str, str]]:
    """A value that the county settled stays as it is."""
    return [
        (name, f"该数值已按{department}数据核定，不能修改；有异议请联系县级经办人。")
        for name, department in getattr(row, "settled", {}).items()
        if name in values and values[name] != getattr(row, name)
    ]


def entered(actor: Any, key: Key, values: dict[str, Any], source: str) -> Any:
    model = reporting.MODELS[key.report.code]
    try:
        with transaction.atomic():
            row = model._default_manager.create(**key.lookup, source=source, **values)
    except IntegrityError as error:
        raise FigureRefused("该企业在本园区此年度的数据已填报，请打开后修改。", "year") from error
    record(actor, "figure.enter", key, row, {}, values)
    return row


def changed(actor: Any, key: Key, row: Any, version: int, values: dict[str, Any]) -> Any:
    before = audit.snapshot(row, tuple(values))
    row.change(version, **values)
    record(actor, "figure.change", key, row, before, values)
    return row


def record(
    actor: Any, action: str, key: Key, row: Any, before: dict[str, Any], values: dict[str, Any]
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=row,
        place=key.park.place,
        before=before,
        after=audit.snapshot(row, tuple(values)),
        reason=values["note"],
    )


def enter_figure(
    *,
    actor: Any,
    enterprise: Enterprise,
    park: Park,
    year: int,
    source: str = BY_PAGE,
    note: str = "",
    **values: Any,
) -> YearlyFigure:
    """Enter the figures of one firm in one park for one year; values as in `VALUES`, 万元 and 吨标准煤. See `report`."""
    key = Key(YEARLY, park, Period(year), enterprise)
    return report(actor=actor, key=key, values=values, note=note, source=source)


def change_figure(
    *, actor: Any, figure: YearlyFigure, version: int, note: str = "", **values: Any
) -> YearlyFigure:
    """Change the values of one year; raises Conflict when somebody saved since `version`. See `report`."""
    key = Key(YEARLY, figure.park, Period(figure.year), figure.enterprise)
    return report(actor=actor, key=key, values=values, version=version, note=note)


def period_faults(form: ReportForm, stays: Collection[Stay]) -> dict[Stay, str]:
    """Those of the stays of which there can be no figures, with the sentence why: a period that is not over, or one in
    which the firm held no rooms."""
    found: dict[Stay, str] = {}
    for period in {Period(year, quarter) for *_, year, quarter in stays}:
        asked = {stay for stay in stays if stay[2:] == (period.year, period.quarter)}
        word = period.label.removesuffix("度") if not period.quarter else period.label
        if period.last >= timezone.localdate():
            what = "年度" if not period.quarter else "季度"
            found |= dict.fromkeys(asked, f"{word}尚未结束，请核对{what}，{what}结束后再填报。")
        elif form.subject == Subject.FIRM:
            homeless = asked - with_rooms(asked, period)
            found |= dict.fromkeys(homeless, f"该企业 {word}没有入驻该园区，请核对年度或先登记入驻。")
    return found


def with_rooms(stays: Collection[Stay], period: Period) -> set[Stay]:
    """Those of the stays of one period in which the firm held rooms of the park for at least a day."""
    rooms = Occupancy.objects.filter(
        enterprise__in={firm for firm, *_ in stays}, park__in={park for _, park, *_ in stays}
    )
    pairs = rooms.between(period.first, period.last).values_list("enterprise_id", "park_id")
    return {(firm, park, period.year, period.quarter) for firm, park in pairs.order_by().distinct()}


__all__ = ["VALUES", "FigureRefused", "Values", "change_figure", "enter_figure", "examine", "report"]
