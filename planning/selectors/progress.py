"""Plan against actual as one value: page, export, work list and API all show this, and nothing else adds up."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q

from planning.areas import PERIOD, Area, City, areas_of, cities_of
from planning.indicators import INDICATORS, Actuals, Indicator, actuals
from planning.models import LampScheme, PlanTarget
from planning.models.target import cell_of
from planning.rules.lamps import REFERENCE, Lamp, LampThresholds, Period, caught_up, lamp
from planning.rules.plan import EMPTY, NO_TASK, YEARS, Cell, CellState, total
from planning.selectors.shapes import Figure, Progress, Row

AFTER = PERIOD.end + datetime.timedelta(days=1)
PARTIAL = "部分范围"
Cells = dict[tuple[str, str, int | None], Cell]


def progress(
    user: Any, as_of: datetime.date, city_code: str = "", areas: list[Area] | None = None
) -> Progress:
    """Plan and actual of one city's areas in `user`'s scope, by events up to and including `as_of`.

    `areas` are those of `areas_of(user)` where the caller has them already.
    """
    areas = areas_of(user) if areas is None else areas
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
    scheme = LampScheme.published_on(as_of).filter(place_id=city.pk).first() if city else None
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
            figures |= self.figures(
                indicator, area.code, plan, self.actuals.get((indicator.code, area.code), {})
            )
        if area.unseen:
            figures = {key: half_seen(figure) for key, figure in figures.items()}
        return Row(area.name, area, figures)

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
                for year, amount in self.actuals.get((indicator.code, row.area.code), {}).items():
                    by_year[year] = by_year.get(year, Decimal(0)) + amount
            figures |= self.figures(indicator, city.code, plan, by_year)
        if any(row.area.unseen for row in rows):
            figures = {key: half_seen(figure) for key, figure in figures.items()}
        return Row(city.name if city.whole else "以上合计", None, figures)

    def figures(
        self, indicator: Indicator, area_code: str, plan: dict[int | None, Cell], by_year: dict[int, Decimal]
    ) -> dict[tuple[str, int | None], Figure]:
        """An indicator's figures in one area: its years, where it has them, and the whole period."""
        inside: dict[int | None, Decimal] = {year: by_year.get(year, Decimal(0)) for year in YEARS}
        later = sum((amount for year, amount in by_year.items() if year > YEARS[-1]), Decimal(0))
        inside[None] = sum(inside.values(), Decimal(0))
        series = ((keys, plan, inside, later) for keys in (indicator.years, (None,)))
        return {
            (indicator.code, figure.year): figure
            for part in series
            for figure in self.series(indicator, area_code, *part)
        }

    def series(
        self,
        indicator: Indicator,
        area_code: str,
        keys: tuple[int | None, ...],
        plan: dict[int | None, Cell],
        done: dict[int | None, Decimal],
        later: Decimal,
    ) -> list[Figure]:
        """Figures side by side in time, of which a later one can make an earlier one good."""
        spans = [Period.of_year(key) if key else PERIOD for key in keys]
        cells, amounts = [plan[key] for key in keys], [done[key] for key in keys]
        lights = [self.light(cells, amounts, spans, later, index) for index in range(len(keys))]
        return [
            Figure(indicator, area_code, key, cell, amount, light, span, self.as_of, later)
            for key, cell, amount, light, span in zip(keys, cells, amounts, lights, spans, strict=True)
        ]

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
