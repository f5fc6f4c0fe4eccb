"""Who reads which opinion: the one place that opens them, for page, interface and file alike.

An opinion is its department's alone until all asked of that revision have spoken or the last day is over. The
applicant's side never reads any.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from admissions.models import Application, Opinion

TONES = {"agree": "green", "conditions": "yellow", "disagree": "red"}


@dataclass(frozen=True)
class Said:
    """One department's opinion as one person reads it; `verdict` and `text` are empty while it is sealed."""

    pk: int
    revision: int
    department: str
    department_code: str
    due_on: datetime.date
    state: str
    tone: str
    verdict: str = ""
    text: str = ""
    who: str = ""
    when: datetime.datetime | None = None
    is_sealed: bool = False


def opinions_for(application: Application, user: Any) -> list[Said]:
    """All opinions asked on the application, those of the last revision first, as this person reads them."""
    place = application.park.place
    if user.can("application.draft", place):
        return []
    rows, today = list(application.opinions.all()), timezone.localdate()
    closed = sealed_revisions(rows, today)
    own = user.departments_at(place)
    return [told(row, row.revision in closed and row.department not in own, today) for row in rows]


def sealed_revisions(rows: Iterable[Opinion], today: datetime.date) -> set[int]:
    """The revisions of which somebody may still speak."""
    return {row.revision for row in rows if row.is_waited_for(today)}


def told(row: Opinion, is_sealed: bool, today: datetime.date) -> Said:
    head = (row.pk, row.revision, row.get_department_display(), row.department, row.due_on)
    if not row.is_given:
        late = today > row.due_on
        return Said(*head, "逾期未出具" if late else "待出具", "red" if late else "grey")
    if is_sealed:
        return Said(*head, "已出具，待公开", "blue", is_sealed=True)
    label = row.get_verdict_display()
    who = row.given_by.display_name if row.given_by else ""
    return Said(*head, label, TONES[row.verdict], label, row.text, who, row.given_at)


def current_of(application: Application) -> list[Opinion]:
    """The opinions asked of the present revision."""
    return [row for row in application.opinions.all() if row.revision == application.revision]


def waited_for(application: Application) -> list[Opinion]:
    """Those without which nobody decides yet."""
    today = timezone.localdate()
    return [row for row in current_of(application) if row.is_waited_for(today)]


def objecting(application: Application) -> list[Opinion]:
    return [row for row in current_of(application) if row.verdict == Opinion.Verdict.DISAGREE]


def waiting_of(user: Any) -> Any:
    """Opinions this person may give and nobody of the department has given; not on one's own applications."""
    rows = Opinion.objects.for_user(user, "opinion.give").filter(
        verdict="", application__state=Application.State.IN_REVIEW
    )
    seats = [(row.speaks_for, row.place.path) for row in user.seats if row.speaks_for]
    mine = Opinion.objects.none()
    for department, path in seats:
        mine = mine | rows.filter(department=department, application__park__place__path__startswith=path)
    mine = mine.exclude(application__created_by=user).exclude(application__owner=user)
    return mine.exclude(application__submitted_by=user).order_by("due_on", "pk")
