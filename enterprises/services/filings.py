"""Filings: opened when a period is over, and dated by the terms of the place; the steps are `enterprises/flows.py`."""

import datetime
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from enterprises import reporting
from enterprises.models import Filing, Occupancy
from enterprises.rules.reporting import FORMS, Period, Subject, due_on, last_over
from parks.models import Park
from parks.services.soundness import require_sound
from portal import audit


@transaction.atomic
def open_due(today: datetime.date | None = None) -> int:
    """Open the filings of the last year and the last quarter that are over, of every park that owes them, and bring
    open ones to the days that hold now; answers how many are new. Can be run again."""
    today = today or timezone.localdate()
    opened = sum(open_period(code, last_over(today, form.quarterly)) for code, form in FORMS.items())
    bring_to_terms()
    return opened


def open_period(code: str, period: Period, parks: Any = None) -> int:
    """Open the filings on one form for a period; answers how many are new."""
    owing = owing_parks(code, period) if parks is None else parks
    known = Filing.objects.filter(form=code, year=period.year, quarter=period.quarter)
    fresh = list(owing.exclude(pk__in=known.values("park")).select_related("place").order_by("pk"))
    terms = reporting.terms_for([park.place for park in fresh], period.last)
    rows = [
        Filing(
            park=park,
            form=code,
            year=period.year,
            quarter=period.quarter,
            due_on=day_of(terms.get(park.place_id), code, period),
        )
        for park in fresh
    ]
    return len(Filing.objects.bulk_create(rows, ignore_conflicts=True))


def owing_parks(code: str, period: Period) -> Any:
    """Parks in operation; on a firm's form those in which a firm held rooms on a day of the period."""
    parks = Park.objects.filter(status=Park.Status.OPERATING, merged_into=None)
    if FORMS[code].subject == Subject.PARK:
        return parks.exclude(first_operating_year__gt=period.year)
    stays = Occupancy.objects.between(period.first, period.last)
    return parks.filter(pk__in=stays.values("park"))


def day_of(term: Any, code: str, period: Period) -> datetime.date | None:
    return due_on(period, term.days(FORMS[code].quarterly)) if term else None


def bring_to_terms() -> None:
    """Filings never handed in are due when the terms of today say, should a county have changed them."""
    waiting = Filing.objects.filter(state=Filing.State.OPEN, filed_on=None).select_related("park__place")
    by_period = defaultdict(list)
    for filing in waiting.order_by("pk"):
        by_period[filing.period].append(filing)
    moved = []
    for period, filings in by_period.items():
        terms = reporting.terms_for([filing.park.place for filing in filings], period.last)
        for filing in filings:
            day = day_of(terms.get(filing.park.place_id), filing.form, period)
            if day != filing.due_on:
                filing.due_on = day
                moved.append(filing)
    Filing.objects.bulk_update(moved, ["due_on"], batch_size=500)


@transaction.atomic
def open_filing(*, actor: Any, park: Park, form: str, year: int, quarter: int, gaps_note: str = "") -> Filing:
    """Open the filing of a period gone by, by hand. Raises NotAllowed, Unsound (it is there, or not such a period)."""
    actor.require("filing.review", park.place)
    row = Filing(park=park, form=form, year=year, quarter=quarter, gaps_note=gaps_note)
    require_sound(row)
    row.due_on = day_of(reporting.term_for(park.place, row.period.last), form, row.period)
    row.save(force_insert=True)
    audit.record(actor=actor, action="filing.add", subject=row, place=park.place, after=audit.snapshot(row))
    return row
