"""Plan against actual as one value: page, export, work list and API all show this, and nothing else adds up."""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from parks.rules.units import exact, round_half_up
from planning.areas import PERIOD, PERMISSION, Area, City, areas_of, cities_of
from planning.indicators import INDICATORS, Actuals, Indicator, actuals
from planning.models import LampScheme, PlanTarget
from planning.models.target import cell_of
from planning.rules.lamps import REFERENCE, Lamp, LampThresholds, Period, caught_up, lamp
from planning.rules.plan import EMPTY, NO_TASK, YEARS, Cell, CellState, total

AFTER = PERIOD.end + datetime.timedelta(days=1)
PARTIAL = "部分范围"
Cells = dict[tuple[str, str, int | None], Cell]


@dataclass(frozen=True)
class Figure:
    """One cell: what was planned, what the records add up to, and the lamp. `area_code` is the city's for a sum.

    `year` None is the whole period; `later` is what was still done after it (it counts for making good, never
    for the rate)."""

    indicator: Indicator
    area_code: str
    year: int | None
    plan: Cell
    actual: Decimal
    lamp: Lamp
    period: Period
    as_of: datetime.date
    later: Decimal = Decimal(0)

    @property
    def gap(self) -> Decimal | None:
        """What is missing to the plan, 0 when it is reached; None without a plan."""
        return None if self.plan.number is None else max(self.plan.number - self.actual, Decimal(0))

    @property
    def url(self) -> str:
        """The list of the records behind the cell."""
        query = {"area": self.area_code, "year": self.year or "", "as_of": self.as_of.isoformat()}
        known = {key: value for key, value in query.items() if value}
        return f"{reverse('planning:records', args=(self.indicator.code,))}?{urlencode(known)}"


@dataclass(frozen=True)
class Row:
    """One area's figures, or the sum of all areas shown (`area` None)."""

    label: str
    area: Area | None
    figures: dict[tuple[str, int | None], Figure]

    def figure(self, code: str, year: int | None = None) -> Figure:
        return self.figures[code, year]

    @property
    def planned(self) -> bool:
        """Whether the plan hands anything down to this area."""
        return any(figure.plan.has_number for figure in self.figures.values())

    @property
    def yearly(self) -> list[Figure]:
        return [figure for figure in self.figures.values() if figure.year]

    @property
    def wholes(self) -> list[Figure]:
        """The figures of the whole period, one for each indicator."""
        return [figure for figure in self.figures.values() if figure.year is None]


@dataclass(frozen=True)
class Progress:
    """A city's dashboard as `as_of` stood by the days of the events, in one person's scope."""

    as_of: datetime.date
    city: City | None
    cities: list[City]
    rows: list[Row]
    total: Row | None
    printed: dict[tuple[str, int | None], Cell]
    thresholds: LampThresholds

    @property
    def head(self) -> Row | None:
        """The row that stands for everything shown: the sum, or the only row."""
        return self.total or (self.rows[0] if self.rows else None)

    @property
    def all_rows(self) -> list[Row]:
        return [self.total, *self.rows] if self.total else self.rows

    @property
    def areas(self) -> list[Area]:
        return [row.area for row in self.rows if row.area]

    @property
    def elapsed(self) -> Decimal:
        """The share of the plan's days that have passed, in percent with one digit."""
        return round_half_up(PERIOD.elapsed(self.as_of) * 100, 1)

    @property
    def partial(self) -> list[Area]:
        """Areas of which a part lies outside the person's scope."""
        return [area for area in self.areas if area.unseen]

    @cached_property
    def planned(self) -> bool:
        return any(row.planned for row in self.rows)

    @property
    def mismatches(self) -> list[tuple[Figure, Cell]]:
        """Sums of the rows that are not what is printed for the city; empty where all is as printed."""
        if self.total is None:
            return []
        pairs = [(figure, self.printed.get(key)) for key, figure in self.total.figures.items()]
        return [(figure, cell) for figure, cell in pairs if cell and cell.or_zero != figure.plan.or_zero]

    @property
    def red(self) -> list[Figure]:
        """Figures of the areas that are red: of each indicator the whole period where it is, else its red years."""
        figures = (figure for row in self.rows for figure in row.figures.values())
        return [figure for figure in figures if figure.lamp.code == "behind"]


def progress(user: Any, as_of: datetime.date, city_code: str = "") -> Progress:
    """Plan and actual of one city's areas in `user`'s scope, by events up to and including `as_of`."""
    areas = areas_of(user)
    cities = cities_of(areas)
    city = next((city for city in cities if city.code == city_code), cities[0] if cities else None)
    shown = [area for area in areas if area.city == city]
    thresholds = thresholds_of(city, as_of)
    maker = Maker(actuals(user, shown, as_of), plan_cells(user, city), as_of, thresholds)
    rows = [maker.row(area) for area in shown]
    sum_row = maker.sum_row(city, rows) if city and len(rows) > 1 else None
    printed = {
        (code, year): cell for (area, code, year), cell in maker.cells.items() if city and area == city.code
    }
    return Progress(as_of, city, cities, rows, sum_row, printed_by_indicator(printed), thresholds)


def plan_cells(user: Any, city: City | None) -> Cells:
    """The plan of the areas in scope, and of the city where all of it is in scope."""
    targets = PlanTarget.objects.for_user(user)
    rows = (
        targets.filter(Q(area__parent__code=city.code) | Q(area__code=city.code)) if city else targets.none()
    )
    values = rows.values_list("area__code", "indicator", "year", "state", "value")
    return {(area, code, year): cell_of(state, value) for area, code, year, state, value in values}


def printed_by_indicator(cells: dict[tuple[str, int | None], Cell]) -> dict[tuple[str, int | None], Cell]:
    """The city's printed cells under the keys of figures."""
    keys = ((indicator, year) for indicator in INDICATORS.values() for year in (*indicator.years, None))
    return {
        (indicator.code, year): cells[indicator.plan_key(year)]
        for indicator, year in keys
        if indicator.plan_key(year) in cells
    }


def thresholds_of(city: City | None, as_of: datetime.date) -> LampThresholds:
    """The city's published lamp scheme on that day; the portal's reference where there is none."""
    open_end = Q(valid_until__isnull=True) | Q(valid_until__gte=as_of)
    schemes = LampScheme.objects.filter(open_end, valid_from__lte=as_of, status=LampScheme.Status.PUBLISHED)
    scheme = schemes.filter(place_id=city.pk).first() if city else None
    return scheme.thresholds if scheme else REFERENCE


@dataclass(frozen=True)
class Maker:
    """Puts plan cells and actuals together into rows."""

    actuals: Actuals
    cells: Cells
    as_of: datetime.date
    thresholds: LampThresholds

    def row(self, area: Area) -> Row:
        figures: dict[tuple[str, int | None], Figure] = {}
        for indicator in INDICATORS.values():
            plan = {
                year: self.cells.get((area.code, *indicator.plan_key(year)), EMPTY)
                for year in (*indicator.years, None)
            }
            figures |= self.figures(indicator, area.code, plan, self.of_area(indicator, area.code))
        if area.unseen:
            figures = {key: half_seen(figure) for key, figure in figures.items()}
        return Row(area.name, area, figures)

    def of_area(self, indicator: Indicator, area_code: str) -> dict[int, Decimal]:
        return {
            year: amount
            for (code, area, year), amount in self.actuals.items()
            if code == indicator.code and area == area_code
        }

    def sum_row(self, city: City, rows: list[Row]) -> Row:
        """The sum of exactly the rows shown; it bears the city's name only when that is the whole city."""
        figures: dict[tuple[str, int | None], Figure] = {}
        for indicator in INDICATORS.values():
            plan = {
                year: sum_cell(row.figure(indicator.code, year).plan for row in rows)
                for year in (*indicator.years, None)
            }
            by_year: dict[int, Decimal] = {}
            for row in rows:
                for year, amount in self.of_area(indicator, row.area.code).items():
                    by_year[year] = by_year.get(year, Decimal(0)) + amount
            figures |= self.figures(indicator, city.code, plan, by_year)
        if any(row.area.unseen for row in rows):
            figures = {key: half_seen(figure) for key, figure in figures.items()}
        return Row(city.name if city.whole else "以上合计", None, figures)

    def figures(
        self, indicator: Indicator, area_code: str, plan: dict[int | None, Cell], by_year: dict[int, Decimal]
    ) -> dict[tuple[str, int | None], Figure]:
        """An indicator's figures in one area: its years, where it has them, and the whole period."""
        inside = {year: by_year.get(year, Decimal(0)) for year in YEARS}
        later = sum((amount for year, amount in by_year.items() if year > YEARS[-1]), Decimal(0))
        made = {}
        series = ([plan[year] for year in indicator.years], [inside[year] for year in indicator.years])
        periods = [Period.of_year(year) for year in indicator.years]
        whole = ([plan[None]], [sum(inside.values(), Decimal(0))])
        for (cells, amounts), spans, keys in ((series, periods, indicator.years), (whole, [PERIOD], (None,))):
            for index, key in enumerate(keys):
                light = self.light(cells, amounts, spans, later, index)
                made[indicator.code, key] = Figure(
                    indicator,
                    area_code,
                    key,
                    cells[index],
                    amounts[index],
                    light,
                    spans[index],
                    self.as_of,
                    later,
                )
        return made

    def light(
        self, cells: list[Cell], amounts: list[Decimal], spans: list[Period], later: Decimal, index: int
    ) -> Lamp:
        """The lamp; what was done after the plan's last day can still make a missed period good."""
        after = Period(AFTER, max(AFTER, self.as_of))
        made_good = caught_up([*cells, NO_TASK], [*amounts, later], [*spans, after], index, self.as_of)
        return lamp(
            cells[index], amounts[index], spans[index], self.as_of, self.thresholds, caught_up=made_good
        )


def sum_cell(cells: Iterable[Cell]) -> Cell:
    """The sum of plan cells: a number when one of them has a number, else no task or empty as they all are."""
    parts = list(cells)
    if any(cell.has_number for cell in parts):
        return Cell.of(total(parts))
    return NO_TASK if any(cell.state is CellState.NO_TASK for cell in parts) else EMPTY


def half_seen(figure: Figure) -> Figure:
    """A figure whose plan covers more than the person may see: no rate and no verdict can be fair."""
    if not figure.plan.has_number:
        return figure
    blind = lamp(figure.plan, None, figure.period, figure.as_of)
    return replace(figure, lamp=replace(blind, word=PARTIAL))


@dataclass(frozen=True)
class Month:
    """The end of one month: what had been planned by then (None where the plan has no years) and done by then."""

    end: datetime.date
    planned: Decimal | None
    actual: Decimal


def months(rows: QuerySet, row: Row, indicator: Indicator, as_of: datetime.date) -> list[Month]:
    """The running total month by month to `as_of` or the plan's end. `rows` are the indicator's records of `row`.

    Inside a year the plan counts by days (it names no months); a plan with a total only has no running plan.
    """
    sums = (
        rows.annotate(month=TruncMonth("event_on")).order_by().values("month").annotate(total=Sum("amount"))
    )
    by_month = {(found["month"].year, found["month"].month): Decimal(found["total"]) for found in sums}
    done, line = Decimal(0), []
    for end in month_ends(as_of):
        done += by_month.get((end.year, end.month), Decimal(0))
        line.append(Month(end, planned_by(row, indicator, end), done))
    return line


def month_ends(as_of: datetime.date) -> list[datetime.date]:
    """The last days of the plan's months up to the one of `as_of`, which ends on `as_of` itself."""
    last = min(as_of, PERIOD.end)
    ends = []
    for year in YEARS:
        for month in range(1, 13):
            if (year, month) <= (last.year, last.month):
                end = datetime.date(year, month, calendar.monthrange(year, month)[1])
                ends.append(min(end, last))
    return ends


def planned_by(row: Row, indicator: Indicator, day: datetime.date) -> Decimal | None:
    """What the plan of `row` asks for up to `day`, in the indicator's unit, two digits."""
    if not indicator.years:
        return None
    parts = (
        exact(row.figure(indicator.code, year).plan.or_zero) * Period.of_year(year).elapsed(day)
        for year in indicator.years
    )
    return round_half_up(sum(parts), 2)


__all__ = ["PERMISSION", "Figure", "Month", "Progress", "Row", "months", "progress"]
