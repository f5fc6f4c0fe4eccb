"""Freezing: what a run will ever know is copied before anything is computed."""

from datetime import date

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.models import Place
from enterprises.models import YearlyFigure
from evaluation import measures
from evaluation.models import RunInput, RunPark
from parks.models import Park
from portal.bulk import insert_from_select


def freeze(run_id: int, county: Place, year: int) -> int:
    """Copy the operands of a county's parks and firms into the run; answers how many firms in parks."""
    insert_from_select(
        RunPark,
        parks_with_figures(county, year),
        {
            "run": Value(run_id),
            "park": "pk",
            "place": "place_id",
            "county": Value(county.pk),
            "park_name": "name",
            "finished_phases": "finished_phases",
            "land_in_use_mu": "land_in_use_mu",
            "finished_floor_m2": "finished_floor_m2",
        },
    )
    return insert_from_select(
        RunInput,
        figures_with_operands(run_id, county, year),
        {
            "run": Value(run_id),
            "county": Value(county.pk),
            "place": "park__place_id",
            "park": "park_id",
            "enterprise": "enterprise_id",
            "figure_id": "pk",
            "figure_version": "version",
            "source": "source",
            "settled": "settled",
            "enterprise_name": "enterprise__name",
            "uscc": "enterprise__uscc",
            "park_name": "park__name",
            "tax_wan": "tax_wan",
            "sales_wan": "sales_wan",
            "energy_tce": "energy_tce",
            "employees": "employees",
            **{name: name for name in OPERANDS},
            "land_mu": measures.land_mu(),
        },
    )


OPERANDS = ("own_months_mu", "floor_months_m2", "park_land_in_use_mu", "park_finished_floor_m2")


def figures_of(county: Place, year: int) -> QuerySet[YearlyFigure]:
    return YearlyFigure.objects.filter(year=year, park__place__path__startswith=county.path)


def parks_with_figures(county: Place, year: int) -> QuerySet[Park]:
    """The county's parks that have figures of the year, with land and floor of the phases finished by its end."""
    finished = Q(phases__completed_on__lte=date(year, 12, 31))
    figures = YearlyFigure.objects.filter(park=OuterRef("pk"), year=year)
    return (
        Park.objects.filter(Exists(figures), place__path__startswith=county.path)
        .order_by("pk")
        .annotate(
            finished_phases=Count("phases", filter=finished),
            land_in_use_mu=of_finished("phases__land_area_mu", finished),
            finished_floor_m2=of_finished("phases__floor_area_m2", finished),
        )
    )


def of_finished(name: str, finished: Q) -> Coalesce:
    return Coalesce(Sum(name, filter=finished), Value(measures.ZERO), output_field=DecimalField())


def figures_with_operands(run_id: int, county: Place, year: int) -> QuerySet[YearlyFigure]:
    """The figures joined with the firm's stays in the same park and with the park as just frozen."""
    months = measures.months_occupied(year, "stay__valid_from", "stay__valid_until")
    return (
        figures_of(county, year)
        .annotate(
            stay=FilteredRelation(
                "enterprise__occupancies", condition=Q(enterprise__occupancies__park=F("park"))
            ),
            held=FilteredRelation("park__frozen", condition=Q(park__frozen__run=run_id)),
        )
        .annotate(
            own_months_mu=month_sum("stay__own_parcel_mu", months),
            floor_months_m2=month_sum("stay__floor_area_m2", months),
            park_land_in_use_mu=F("held__land_in_use_mu"),
            park_finished_floor_m2=F("held__finished_floor_m2"),
        )
        .order_by("enterprise_id")
    )


def month_sum(area: str, months: Combinable) -> Coalesce:
    """Σ area × months over a firm's stays; 0 without any."""
    return Coalesce(
        Sum(F(area) * months, output_field=DecimalField()), Value(measures.ZERO), output_field=DecimalField()
    )
