"""What a run may be held over: a year of figures, and a county or a place above counties."""

from django.db.models import QuerySet

from accounts.models import Place
from portal.errors import PortalError

FIRST_YEAR, LAST_YEAR = 2000, 2100
EVALUATED_KINDS = (Place.Kind.PROVINCE, Place.Kind.CITY, Place.Kind.COUNTY, Place.Kind.FUNCTIONAL_ZONE)


def require_year(year: int) -> None:
    """Raises PortalError for a year no figures can have."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PortalError(
            f"数据年度应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请改正后重试。", code="year_out_of_range"
        )


def counties_of(place: Place) -> QuerySet[Place]:
    """The counties and functional zones of a place; raises PortalError below county level."""
    if place.kind not in EVALUATED_KINDS:
        raise PortalError(
            "评价按县(市、区)、功能区或设区市开展，请选择县级及以上地域。", code="place_too_small"
        )
    return Place.objects.under(place).county_level()
