"""One record of each kind in a given park: what the addresses of the matrix are about."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from admissions.models import Application
from parks.models import Park
from portal.models import AuditEntry, Job
from portal.uscc import uscc_from
from tests.factories import (
    EnterpriseFactory,
    GrowthEventFactory,
    OccupancyFactory,
    ParcelFactory,
    PhaseFactory,
    UserFactory,
    YearlyFigureFactory,
    give,
)

DAY = datetime.date(2020, 5, 6)


def firm(park: Park) -> Any:
    return OccupancyFactory(park=park).enterprise


def figure(park: Park) -> Any:
    room = OccupancyFactory(park=park)
    return YearlyFigureFactory(enterprise=room.enterprise, park=park)


def application(park: Park, **values: Any) -> Application:
    """A complete draft by somebody nobody in the cast is."""
    author = UserFactory()
    return Application.objects.create(
        park=park,
        firm_name="申请企业",
        uscc=uscc_from(park.pk + 5000, "330302"),
        industry_code="344",
        founded_on=DAY,
        tenure="leased",
        requested_floor_m2=Decimal("1000"),
        investment_wan=Decimal("500"),
        expected_tax_wan=Decimal("30"),
        expected_sales_wan=Decimal("900"),
        employees=20,
        process="机加工",
        own_use_declared=True,
        created_by=author,
        owner=author,
        **values,
    )


def submitted(park: Park) -> Application:
    now = datetime.datetime(2020, 5, 6, tzinfo=datetime.UTC)
    return application(
        park,
        state="submitted",
        number=f"RY-2020-{park.pk:06d}",
        revision=1,
        first_submitted_on=DAY,
        submitted_at=now,
        submitted_by=UserFactory(),
    )


def job(park: Park) -> Job:
    return Job.objects.create(kind="none", title="任务", place=park.place, requested_by=UserFactory())


def audit_entry(park: Park) -> AuditEntry:
    return AuditEntry.objects.create(actor_name="某人", action="park.change", place=park.place)


def account(park: Park) -> Any:
    user = UserFactory()
    give(user, "operator", park.place)
    return user


def disabled(park: Park) -> Any:
    user = UserFactory(is_active=False)
    give(user, "operator", park.place)
    return user


SUBJECTS: dict[str, Callable[[Park], Any]] = {
    "park": lambda park: park,
    "parcel": lambda park: ParcelFactory(park=park),
    "phase": lambda park: PhaseFactory(park=park),
    "firm": firm,
    "occupancy": lambda park: OccupancyFactory(park=park, enterprise=EnterpriseFactory()),
    "figure": figure,
    "growth": lambda park: GrowthEventFactory(park=park),
    "application": application,
    "submitted": submitted,
    "job": job,
    "audit_entry": audit_entry,
    "account": account,
    "disabled": disabled,
    "place": lambda park: park.place,
}
