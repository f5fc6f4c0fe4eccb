"""The shipped plan and the reference lamp scheme, brought into the database."""

import datetime

from django.db import transaction

from accounts.models import Place
from planning.models import LampScheme, PlanTarget
from planning.rules.lamps import REFERENCE, Period
from planning.rules.plan import CITY, YEARS, Cell, Key, wenzhou_2019

INSTRUMENT = "wenzhou-2019"


@transaction.atomic
def load_reference() -> int:
    """Bring both tables of the appendix and the lamp scheme in; answers how many cells the plan has.

    Can be run again: what differs from the printed plan is set right, what is the same is left alone.
    """
    plan = wenzhou_2019()
    areas = Place.objects.in_bulk(plan.places, field_name="code")
    known = {
        (target.area_id, target.indicator, target.year): target
        for target in PlanTarget.objects.filter(instrument_id=INSTRUMENT)
    }
    missing = []
    for (code, indicator, year), cell in plan.cells.items():
        target = known.get((areas[code].pk, indicator, year))
        if target is None:
            missing.append(new_target(areas[code], (code, indicator, year), cell))
        elif target.cell != cell:
            target.change(target.version, state=cell.state.value, value=cell.number)
    PlanTarget.objects.bulk_create(missing)
    load_lamp_scheme(areas[CITY])
    return len(plan.cells)


def new_target(area: Place, key: Key, cell: Cell) -> PlanTarget:
    _, indicator, year = key
    period = Period.of_year(year) if year else Period.of_years(YEARS[0], YEARS[-1])
    return PlanTarget(
        area=area,
        indicator=indicator,
        year=year,
        state=cell.state.value,
        value=cell.number,
        instrument_id=INSTRUMENT,
        period_start=period.start,
        period_end=period.end,
    )


def load_lamp_scheme(city: Place) -> None:
    """The scheme the portal ships, until the city publishes its own; an own one is never touched."""
    if LampScheme.objects.filter(place=city).exists():
        return
    LampScheme.objects.create(
        place=city,
        title="参考亮灯方案",
        valid_from=datetime.date(YEARS[0], 1, 1),
        state=LampScheme.State.PUBLISHED,
        is_reference=True,
        green_points=REFERENCE.green_points,
        yellow_points=REFERENCE.yellow_points,
    )
