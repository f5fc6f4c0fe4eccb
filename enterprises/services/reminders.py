"""Reports that are soon due, overdue, or wait for approval: told once a day and filing to those whose turn it is."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Place
from accounts.selectors import people_with
from enterprises import reporting
from enterprises.models import Filing

State = Filing.State
TURN: dict[str, str] = {
    State.SUBMITTED: "filing.check",
    State.COUNTY: "filing.review",
    State.CITY: "filing.lock",
}


@dataclass(frozen=True)
class FilingOccasion:
    key: str
    title: str
    body: str
    url: str
    place: Place
    permission: str

    def people(self) -> list[Any]:
        return list(people_with(self.permission, self.place))


def occasions(today: datetime.date) -> Iterator[FilingOccasion]:
    """What is not handed in as many days before its day as the place says, what is overdue, what waits for approval."""
    filings = Filing.objects.exclude(state=State.LOCKED).select_related("park__place").order_by("pk")
    days = DaysAhead()
    for filing in filings:
        if filing.state != State.OPEN:
            yield of_filing(filing, f"{filing.state}.{filing.version}", "待审核", TURN[filing.state])
        elif filing.filed_on is None and filing.due_on and filing.due_on <= today + days.of(filing):
            late = filing.due_on < today
            word = "已逾期" if late else "即将到期"
            yield of_filing(filing, f"{'late' if late else 'soon'}.{filing.due_on}", word, "figures.edit")


class DaysAhead:
    """How many days ahead a filing is reminded of, looked up once for a place and period."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, datetime.date], datetime.timedelta] = {}

    def of(self, filing: Filing) -> datetime.timedelta:
        slot = (filing.park.place_id, filing.period.last)
        if slot not in self.known:
            term = reporting.term_for(filing.park.place, filing.period.last)
            self.known[slot] = datetime.timedelta(days=term.reminder_days if term else 0)
        return self.known[slot]


def of_filing(filing: Filing, what: str, word: str, permission: str) -> FilingOccasion:
    return FilingOccasion(
        key=f"filing.{filing.pk}.{what}",
        title=f"报表{word}：{filing}",
        body=f"报送期限 {filing.due_on}" if filing.due_on else "",
        url=reverse("parks:record", args=("filing", filing.pk)),
        place=filing.park.place,
        permission=permission,
    )
