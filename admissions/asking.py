"""Asking the departments for their opinions, and telling their people (C(九))."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.departments import Department as DepartmentCode
from accounts.models import Membership
from accounts.selectors import people_with
from admissions.models import Application, Opinion
from admissions.procedures import county_of, procedure_for
from admissions.rules.scheme import Department
from portal import calendar
from portal.errors import PortalError
from portal.notices import notify
from portal.workdays import YearUnknown


def ask(application: Application) -> list[Opinion]:
    """Ask each department the scheme names for its opinion on this revision, and tell its people.

    The days run from tomorrow. Raises PortalError when the calendar does not have the year yet.
    """
    departments = asked_of(application)
    workdays, today = calendar.current(), timezone.localdate()
    try:
        asked = [
            Opinion(
                application=application,
                revision=application.revision,
                department=one.code,
                asked_at=timezone.now(),
                due_on=workdays.later(today, one.days),
            )
            for one in departments
        ]
    except YearUnknown as unknown:
        raise PortalError(str(unknown), code="year_unknown") from unknown
    rows = Opinion.objects.bulk_create(asked)
    for row in rows:
        tell(row, f"请对“{application}”的入园申请出具意见", "asked")
    return rows


def asked_of(application: Application) -> list[Department]:
    """The scheme's departments; the township only where one stands above the park."""
    towns = len(application.park.place.codes) > len(county_of(application.park.place).codes) + 1
    asked = procedure_for(application).departments
    return [one for one in asked if towns or one.code != DepartmentCode.TOWNSHIP]


def tell(opinion: Opinion, title: str, key: str) -> None:
    """Tell those who speak for the department that it is waited for."""
    application = opinion.application
    notify(
        to=speakers(opinion),
        key=f"opinion.{opinion.pk}.{key}",
        title=title,
        body=f"{application.number}，{opinion.due_on} 前出具。",
        url=reverse("admissions:application", args=(application.pk,)),
    )


def speakers(opinion: Opinion) -> Any:
    """The people of the department who see the application."""
    seats = Membership.objects.valid_on(timezone.localdate()).order_by()
    if opinion.department == DepartmentCode.TOWNSHIP:
        seats = seats.filter(place__kind="township")
    else:
        seats = seats.filter(department=opinion.department)
    people = people_with("opinion.give", opinion.application.park.place)
    return people.filter(pk__in=seats.values("user"))
