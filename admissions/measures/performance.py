"""Promises beside what became of them, for a year and a day: one expression for page, list, API and calendar."""

import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from admissions.models import Breach, Commitment, Finding, Fulfilment
from admissions.models.commitment import MILESTONES, YEARLY
from admissions.rules.performance import BY_URGENCY, Standing
from enterprises.land import per_mu, with_land
from enterprises.models import YearlyFigure

Kind = Commitment.Kind
CONTRACT, APPLICATION = "contract", "contract__application"
FIRM, PARK = f"{APPLICATION}__enterprise", f"{APPLICATION}__park"
ROOMS = f"{APPLICATION}__occupancy"
# Rooms passed on without leave, as inspections find it; what has come to an end counts no more.
PASSED_ON = (Finding.Kind.SUBLEASE, Finding.Kind.TRANSFER)
FINISHED = (Finding.State.CLOSED, Finding.State.DISMISSED)
NUMBER = DecimalField(max_digits=30, decimal_places=4)
# What came of these is told by the tax of a firm.
TAXING = (Kind.TAX, Kind.TAX_PER_MU)


def assessed(commitments: QuerySet[Commitment], year: int, today: datetime.date) -> QuerySet[Commitment]:
    """The promises with `done_on`, `actual`, `standing` (a code of `rules.performance.LAMPS`) and `is_breach_open`.

    Yearly ones are compared with the figures of `year`; the firm's land is that of `enterprises.land`.
    """
    figures = YearlyFigure.objects.filter(
        enterprise=OuterRef(FIRM), park=OuterRef(PARK), year=year
    ).order_by()
    noted = Fulfilment.objects.filter(application=OuterRef(APPLICATION), kind=OuterRef("kind"))
    rows = with_land(commitments, year, FIRM, PARK).annotate(
        done_on=Subquery(
            noted.filter(kind__in=MILESTONES).order_by("on").values("on")[:1], output_field=DateField()
        ),
        invested=Subquery(
            noted.filter(kind=Kind.INVESTMENT, on__lte=today).order_by("-on", "-pk").values("value")[:1],
            output_field=NUMBER,
        ),
        figure_tax=Subquery(figures.values("tax_wan")[:1], output_field=NUMBER),
        figure_sales=Subquery(figures.values("sales_wan")[:1], output_field=NUMBER),
        figure_employees=Subquery(figures.values("employees")[:1], output_field=IntegerField()),
        left_early=ExpressionWrapper(
            Q(**{f"{ROOMS}__valid_until__lt": F("due_on")}), output_field=BooleanField()
        ),
        is_passed_on=Exists(
            Finding.objects.filter(
                occupancy=OuterRef(ROOMS), kind__in=PASSED_ON, found_on__lte=OuterRef("due_on")
            ).exclude(state__in=FINISHED)
        ),
        is_breach_open=Exists(
            Breach.objects.filter(
                contract__application=OuterRef(APPLICATION), state__in=("open", "replied")
            ).filter(commitment__kind=OuterRef("kind"))
        ),
    )
    rows = rows.annotate(tax_per_mu=per_mu("figure_tax", "land_mu"))
    rows = rows.annotate(actual=actual()).annotate(standing=standing(year, today))
    return rows.annotate(urgency=Place("standing"))


def as_seen_by(rows: QuerySet[Commitment], user: Any) -> QuerySet[Commitment]:
    """Add `seen`, what came of the promise as far as this person may see it, and `is_tax_hidden`."""
    paths = user.places_granting("tax.view")
    told = Commitment.scope.filter_for(paths) if paths else Q(pk__in=[])
    hidden = Q(kind__in=TAXING) & ~told
    return rows.annotate(
        seen=Case(When(hidden, then=None), default=F("actual"), output_field=NUMBER),
        is_tax_hidden=Case(When(hidden, then=True), default=False, output_field=BooleanField()),
    )


def actual() -> Case:
    return Case(
        When(kind=Kind.INVESTMENT, then=F("invested")),
        When(kind=Kind.SALES, then=F("figure_sales")),
        When(kind=Kind.TAX, then=F("figure_tax")),
        When(kind=Kind.TAX_PER_MU, then=Cast("tax_per_mu", NUMBER)),
        When(kind=Kind.EMPLOYEES, then=Cast("figure_employees", NUMBER)),
        default=None,
        output_field=NUMBER,
    )


def standing(year: int, today: datetime.date) -> Case:
    """The lamp's code, in the order of `rules.performance`."""
    step, by_day, yearly = Q(kind__in=MILESTONES), Q(kind=Kind.INVESTMENT), Q(kind__in=YEARLY)
    days = ExpressionWrapper(Value(today) + F("contract__reminder_days"), output_field=DateField())
    over, soon = Q(due_on__lt=today), Q(due_on__lte=days)
    term = Q(kind=Kind.SELF_HOLD)
    return Case(
        When(term & (Q(left_early=True) | Q(is_passed_on=True)), then=Value(Standing.BROKEN)),
        When(term & over, then=Value(Standing.MET)),
        When(term, then=Value(Standing.RUNNING)),
        When(step & Q(done_on__lte=F("due_on")), then=Value(Standing.MET)),
        When(step & Q(done_on__isnull=False), then=Value(Standing.LATE)),
        When(yearly & Q(first_year__gt=year), then=Value(Standing.RUNNING)),
        When(yearly, then=Coalesce(share("actual"), Value(Standing.NO_DATA))),
        When(by_day & over, then=Coalesce(share("invested"), Value(Standing.OVERDUE))),
        When(by_day & Q(invested__gte=F("target")), then=Value(Standing.MET)),
        When(over, then=Value(Standing.OVERDUE)),
        When(soon, then=Value(Standing.SOON)),
        default=Value(Standing.RUNNING),
        output_field=CharField(),
    )


class Share(Func):
    """Below, between or from two rising bounds on: a standing for each; NULL for no number. The number is worked out
    once, where a comparison with each bound would repeat its whole formula."""

    template = (
        f"(ARRAY['{Standing.MISSED}', '{Standing.SHORT}', '{Standing.MET}'])"
        "[1 + WIDTH_BUCKET(%(expressions)s)]"
    )
    output_field = CharField()


class Bounds(Func):
    template = "ARRAY[%(expressions)s]"
    output_field = ArrayField(NUMBER)


def share(name: str) -> Share:
    """As `rules.performance.share_standing` reads it."""
    warning = ExpressionWrapper(F("target") * F("contract__yellow_percent") / 100, output_field=NUMBER)
    return Share(F(name), Bounds(warning, F("target")))


class Place(Func):
    """Where a code stands in BY_URGENCY, from 1."""

    template = f"ARRAY_POSITION(ARRAY{[str(code) for code in BY_URGENCY]}, %(expressions)s)"
    output_field = IntegerField()


def in_force(user: Any, permission: str | None = None) -> QuerySet[Commitment]:
    """The promises of effective contracts this user sees (or may do `permission` to)."""
    return Commitment.objects.for_user(user, permission).filter(contract__state="effective")
