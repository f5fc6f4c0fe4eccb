"""What is measured of a park, each as one expression for the list, the page, the API and batches alike.

Every sum is a subquery of its own, so that adding a second one never multiplies the first. A sum is NULL when
there is nothing to add or when a row does not know its figure: half known is not known.
"""

import datetime

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DecimalField,
    Expression,
    ExpressionWrapper,
    F,
    Max,
    Model,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf, Round
from django.db.models.lookups import Exact

from accounts.roles import COUNTY_LEVEL
from parks.models import Parcel, Park, Phase
from parks.models.options import LandNature
from portal.own_rows import OfRows

ALL = Q()
M2_PER_3_MU = 2000
AREA = DecimalField(max_digits=20, decimal_places=4)
# Wide enough that a quotient rounded to two digits is never rounded twice.
EXACT = DecimalField(max_digits=60, decimal_places=30)


def total(model: type[Model], field: str, which: Q = ALL) -> Expression:
    """Σ `field` over `which` of the park's rows; NULL without rows or when one of them leaves it open."""
    known = Exact(Count("pk", filter=which), Count(field, filter=which))
    added = Case(When(known, then=Sum(field, filter=which)), output_field=AREA)
    return OfRows(model._default_manager.all(), "park", added, AREA)


def land_area_mu() -> Expression:
    """用地面积: the land of all parcels, 亩."""
    return total(Parcel, "land_area_mu")


def floor_area_m2() -> Expression:
    """建筑面积: the floor of all phases, ㎡."""
    return total(Phase, "floor_area_m2")


def far_counted_floor_m2() -> Expression:
    """计容建筑面积: the FAR-counted floor of all phases, ㎡; NULL while one phase has not said."""
    return total(Phase, "far_counted_floor_m2")


def non_production_floor_m2() -> Expression:
    """非生产性用房: the non-production floor of all phases, ㎡; NULL while one phase has not said."""
    return total(Phase, "non_production_floor_m2")


def quotient(numerator: Expression, denominator: Expression) -> Expression:
    return ExpressionWrapper(Cast(numerator, EXACT) / NullIf(denominator, 0), output_field=EXACT)


def times(expression: Expression, factor: int) -> Expression:
    return ExpressionWrapper(expression * factor, output_field=AREA)


def per_land(square_metres: Expression, land_mu: Expression) -> Expression:
    """㎡ ÷ (亩 × 2000/3)."""
    return quotient(times(square_metres, 3), times(land_mu, M2_PER_3_MU))


def floor_area_ratio() -> Expression:
    """容积率: FAR-counted floor ÷ (land × 2000/3), unrounded (W5, C二)."""
    return per_land(far_counted_floor_m2(), land_area_mu())


def green_ratio() -> Expression:
    """绿地率: green area of all phases ÷ land, from 0, unrounded (C二)."""
    return per_land(total(Phase, "green_area_m2"), land_area_mu())


def industrial_land_mu() -> Expression:
    """工业用地: the land of the industrial parcels, 亩; NULL while the nature of one parcel is open."""
    nothing_open = Exact(Count("pk", filter=Q(natures=[])), 0)
    industrial = Sum("land_area_mu", filter=Q(natures__contains=[LandNature.INDUSTRIAL]))
    added = Case(When(nothing_open, then=industrial), output_field=AREA)
    return OfRows(Parcel.objects.all(), "park", added, AREA)


def non_production_land_share() -> Expression:
    """非生产性用房用地占工业用地, from 0, unrounded (C二)."""
    return per_land(total(Phase, "non_production_land_m2"), industrial_land_mu())


def parking_per_100_m2() -> Expression:
    """机动车位配建比例: parking spaces per 100 ㎡ of floor, unrounded (C二)."""
    return quotient(times(total(Phase, "parking_spaces"), 100), floor_area_m2())


def non_production_share() -> Expression:
    """非生产性用房占总建筑面积, from 0 to 1, unrounded (W6)."""
    return quotient(non_production_floor_m2(), floor_area_m2())


def non_production_share_of_counted() -> Expression:
    """非生产性用房占计容建筑面积, from 0, unrounded (C二)."""
    return quotient(non_production_floor_m2(), far_counted_floor_m2())


def land_in_use_mu(on: datetime.date) -> Expression:
    """已投用用地: the land of the phases completed by `on`, 亩; 0 before the first."""
    return Coalesce(total(Phase, "land_area_mu", Q(completed_on__lte=on)), 0, output_field=AREA)


def finished_floor_m2(on: datetime.date) -> Expression:
    """竣工建筑面积: the floor of the phases completed by `on`, ㎡; 0 before the first."""
    return Coalesce(total(Phase, "floor_area_m2", Q(completed_on__lte=on)), 0, output_field=AREA)


def rounded(expression: Expression, places: int) -> Expression:
    """For the eye: half away from zero, as the policies round. Judgements use the unrounded measure."""
    return Round(expression, places)


def county_name() -> Expression:
    """The county or functional zone a park stands in."""
    return Case(
        When(place__parent__kind__in=COUNTY_LEVEL, then=F("place__parent__name")),
        default=F("place__parent__parent__name"),
    )


def changed_at() -> Expression:
    """When the park, one of its parcels or one of its phases was last written."""
    return Greatest("updated_at", latest(Parcel), latest(Phase))


def latest(model: type[Parcel] | type[Phase]) -> Expression:
    return OfRows(model.objects.all(), "park", Max("updated_at"), DateTimeField())


def measured(parks: QuerySet[Park], on: datetime.date) -> QuerySet[Park]:
    """The parks with every measure of this module, those with a date as of `on`."""
    return parks.annotate(
        land_area_mu=land_area_mu(),
        floor_area_m2=floor_area_m2(),
        far_counted_floor_m2=far_counted_floor_m2(),
        non_production_floor_m2=non_production_floor_m2(),
        floor_area_ratio=floor_area_ratio(),
        non_production_share=non_production_share(),
        non_production_share_of_counted=non_production_share_of_counted(),
        land_in_use_mu=land_in_use_mu(on),
        finished_floor_m2=finished_floor_m2(on),
    )
