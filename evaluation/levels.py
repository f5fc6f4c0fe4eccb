"""The levels of a run, each a query over its frozen inputs: what is inserted at first and compared at a replay."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Place
from accounts.roles import COUNTY_LEVEL
from evaluation import measures
from evaluation.models import RunInput, RunResult

NOTHING = Value(None, output_field=IntegerField())
NO_TEXT = Value("")
SUMS = {"sum_tax": measures.total("tax_wan"), "sum_land": measures.total("land_mu")}
MEASURED = {
    "tax_wan": "sum_tax",
    "land_mu": "sum_land",
    "tax_per_mu": "ratio",
    "rank": "standing",
    "outcome": "outcome",
    "firms": "firms",
}


@dataclass(frozen=True)
class Level:
    """One level: its rows over the inputs of a run, and where each column of a result comes from."""

    code: str
    rows: Callable[[int], QuerySet[RunInput]]
    columns: dict[str, Any]


def inputs(run_id: int) -> QuerySet[RunInput]:
    return RunInput.objects.filter(run_id=run_id).order_by()


def measured(rows: QuerySet[RunInput], *within: str) -> QuerySet[RunInput]:
    """Rows with `sum_tax`, `sum_land`: their quotient, its rank among those of `within`, and the outcome."""
    return rows.annotate(ratio=measures.per_mu("sum_tax", "sum_land")).annotate(
        standing=measures.standing("ratio", within),
        outcome=Case(
            When(sum_land__gt=0, then=Value(RunResult.Outcome.EVALUATED)),
            default=Value(RunResult.Outcome.NO_LAND),
        ),
    )


def firms_in_parks(run_id: int) -> QuerySet[RunInput]:
    land = Coalesce("land_mu", Value(measures.ZERO), output_field=measures.EXACT)
    return measured(
        inputs(run_id)
        .order_by("enterprise_id")
        .annotate(sum_tax=measures.exact("tax_wan"), sum_land=land, firms=Value(1)),
        "county_id",
    )


def firms(run_id: int) -> QuerySet[RunInput]:
    groups = inputs(run_id).values("county_id", "enterprise_id", "enterprise_name", "uscc")
    return measured(groups.annotate(**SUMS, firms=Value(1)), "county_id").order_by("enterprise_id")


def parks(run_id: int) -> QuerySet[RunInput]:
    groups = inputs(run_id).values("county_id", "park_id", "place_id", "park_name", "park_land_in_use_mu")
    rows = measured(groups.annotate(**SUMS, firms=Count("pk")), "county_id")
    return rows.annotate(park_ratio=measures.per_mu("sum_tax", "park_land_in_use_mu"))


def counties(run_id: int) -> QuerySet[RunInput]:
    groups = inputs(run_id).values("county_id", "county__name")
    return measured(groups.annotate(**SUMS, firms=Count("enterprise_id", distinct=True)))


def whole(run_id: int) -> QuerySet[RunInput]:
    """One row; it is ranked with nobody."""
    groups = inputs(run_id).values("run_id")
    return measured(groups.annotate(**SUMS, firms=Count("enterprise_id", distinct=True)))


def levels(place: Place) -> tuple[Level, ...]:
    """The levels of a run of `place`; a county is its own whole and has none above."""
    above = () if place.kind in COUNTY_LEVEL else (whole_level(place),)
    return (*LEVELS, *above)


def columns(**own: Any) -> dict[str, Any]:
    """A level's columns: the measures, its own, and nothing for the rest."""
    empty = {
        "county": "county_id",
        "park": NOTHING,
        "enterprise": NOTHING,
        "park_name": NO_TEXT,
        "uscc": NO_TEXT,
        "park_land_in_use_mu": NOTHING,
        "tax_per_park_mu": NOTHING,
    }
    return {**empty, **MEASURED, **own}


def whole_level(place: Place) -> Level:
    own = columns(place=Value(place.pk), county=NOTHING, name=Value(place.name), rank=NOTHING)
    return Level(RunResult.Level.WHOLE, whole, own)


LEVELS = (
    Level(
        RunResult.Level.FIRM_IN_PARK,
        firms_in_parks,
        columns(
            place="place_id",
            park="park_id",
            enterprise="enterprise_id",
            name="enterprise_name",
            park_name=F("park_name"),
            uscc=F("uscc"),
        ),
    ),
    Level(
        RunResult.Level.FIRM,
        firms,
        columns(place="county_id", enterprise="enterprise_id", name="enterprise_name", uscc="uscc"),
    ),
    Level(
        RunResult.Level.PARK,
        parks,
        columns(
            place="place_id",
            park="park_id",
            name="park_name",
            park_name="park_name",
            park_land_in_use_mu="park_land_in_use_mu",
            tax_per_park_mu="park_ratio",
        ),
    ),
    Level(RunResult.Level.COUNTY, counties, columns(place="county_id", name="county__name")),
)
