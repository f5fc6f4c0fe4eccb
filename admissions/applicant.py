"""What the applicant's pages read beside the application itself."""

from typing import Any

from django.db.models import Case, Value, When

from admissions.models import Application
from parks.models import Office

MOST_SOURCES = 50


def sources_for(user: Any, application: Application | None = None) -> Any:
    """Submitted applications from which this person may take over content: of the same firm first, then the latest."""
    rows = Application.objects.for_user(user, "application.draft").filter(number__isnull=False)
    uscc = application.uscc if application else ""
    if application:
        rows = rows.exclude(pk=application.pk)
    rank = Case(When(uscc=uscc, then=Value(0)), default=Value(1)) if uscc else Value(0)
    ranked = rows.annotate(rank=rank).order_by("rank", "-submitted_at", "-pk")
    # Within a subquery, because a form narrows the rows it offers once more.
    return ranked.filter(pk__in=ranked[:MOST_SOURCES].values("pk"))


def office_for(application: Application) -> Office | None:
    """The county's office for parks, where it has left a number."""
    offices = Office.objects.filter(place__code=application.park.place.county_code).exclude(phone="")
    return offices.order_by(Case(When(kind=Office.Kind.OFFICE, then=0), default=1), "pk").first()
