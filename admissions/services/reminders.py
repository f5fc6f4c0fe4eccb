"""What falls due: opinions, promises, rectifications, signatures, leases. Each occasion is told once, whoever runs this
and however often; the same things stand in the work lists of those concerned."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from accounts.models import Place
from accounts.selectors import people_with
from admissions.asking import speakers
from admissions.measures.performance import assessed
from admissions.models import AdmissionContract, Breach, Commitment, Opinion
from admissions.rules.performance import LAMPS, PRESSING
from portal import calendar
from portal.models import Notice
from portal.notices import notify
from portal.registry import occasion_sources
from portal.workdays import YearUnknown

OPERATOR, COUNTY = "application.draft", "contract.edit"
EFFECTIVE = AdmissionContract.State.EFFECTIVE


@dataclass(frozen=True)
class Occasion:
    """One thing that falls due: `key` says once and for all which; `day` is part of it, so another day is another one."""

    key: str
    title: str
    body: str
    url: str
    place: Place | None = None
    permissions: tuple[str, ...] = (OPERATOR, COUNTY)
    opinion: Opinion | None = None

    def people(self) -> list[Any]:
        if self.opinion:
            return list(speakers(self.opinion))
        assert self.place is not None
        return [one for permission in self.permissions for one in people_with(permission, self.place)]


def remind(today: datetime.date | None = None) -> int:
    """Tell of everything that is due by `today` and has not been told; answers how many people were told of something."""
    today = today or timezone.localdate()
    due = list(occasions(today))
    told = set(Notice.objects.filter(key__in=[one.key for one in due]).values_list("key", flat=True))
    return sum(tell(one) for one in due if one.key not in told)


@transaction.atomic
def tell(one: Any) -> int:
    return notify(to=one.people(), key=one.key, title=one.title, body=one.body, url=one.url)


def occasions(today: datetime.date) -> Iterator[Any]:
    yield from opinions(today)
    yield from promises(today)
    yield from rectifications(today)
    yield from signatures(today)
    yield from leases(today)
    for source in occasion_sources:
        yield from source.due(today)


def opinions(today: datetime.date) -> Iterator[Occasion]:
    """Departments that are waited for: on the working day before the last one, and when it is over."""
    rows = Opinion.objects.filter(
        verdict="", application__state="in_review", revision=F("application__revision")
    )
    rows = rows.filter(due_on__lte=next_working_day(today)).select_related("application__park__place")
    for row in rows.order_by("pk"):
        late = row.due_on < today
        word = "已逾期，请尽快" if late else f"{row.due_on} 到期，请按期"
        yield Occasion(
            key=f"opinion.{row.pk}.{'late' if late else 'soon'}.{row.due_on}",
            title=f"部门意见{word}出具：{row.application}",
            body=row.application.number or "",
            url=reverse("admissions:application", args=(row.application_id,)),
            opinion=row,
        )


def next_working_day(today: datetime.date) -> datetime.date:
    """Where the calendar of the next year is not out yet, the next day."""
    try:
        return calendar.current().later(today, 1)
    except YearUnknown:
        return today + datetime.timedelta(days=1)


def promises(today: datetime.date) -> Iterator[Occasion]:
    """Promises that are soon due, overdue or missed, of contracts that hold; not those with a breach under way."""
    year = today.year - 1
    rows: Any = assessed(Commitment.objects.filter(contract__state=EFFECTIVE), year, today)
    rows = rows.filter(standing__in=PRESSING, is_breach_open=False)
    for row in rows.select_related("contract__application__park__place").order_by("pk"):
        application, when = row.contract.application, row.due_on or year
        yield Occasion(
            # An amended contract has the promise anew: it is another occasion only with another day.
            key=f"promise.{application.pk}.{row.kind}.{row.standing}.{when}",
            title=f"承诺{LAMPS[row.standing].word}：{application.firm_name}，{row.get_kind_display()}",
            body=f"期限 {when}" if row.due_on else f"{when} 年度",
            url=reverse("admissions:contract", args=(row.contract_id,)),
            place=application.park.place,
        )


def rectifications(today: datetime.date) -> Iterator[Occasion]:
    rows = Breach.objects.filter(state="open", due_on__lte=soon(today, "contract__reminder_days"))
    for row in rows.select_related("contract__application__park__place").order_by("pk"):
        late = row.due_on < today
        yield Occasion(
            key=f"breach.{row.pk}.{'late' if late else 'soon'}.{row.due_on}",
            title=f"整改{'已逾期' if late else '即将到期'}：{row.contract.application.firm_name}",
            body=f"期限 {row.due_on}",
            url=reverse("admissions:breach", args=(row.pk,)),
            place=row.contract.application.park.place,
        )


def signatures(today: datetime.date) -> Iterator[Occasion]:
    rows = AdmissionContract.objects.filter(state="signing", sign_by__lte=soon(today))
    for row in about(rows):
        late = row.sign_by < today
        yield of_contract(
            row, f"sign.{'late' if late else 'soon'}", row.sign_by, f"签约{'已逾期' if late else '即将到期'}"
        )


def leases(today: datetime.date) -> Iterator[Occasion]:
    for row in about(ending(AdmissionContract.objects.all(), today)):
        late = row.valid_until < today
        yield of_contract(
            row,
            f"ends.{'late' if late else 'soon'}",
            row.valid_until,
            f"合同{'已到期' if late else '即将到期'}",
        )


def ending(rows: QuerySet[AdmissionContract], today: datetime.date) -> QuerySet[AdmissionContract]:
    """Contracts in force whose last day is over, or within the days the contract names."""
    return rows.filter(state=EFFECTIVE, valid_until__lte=soon(today)).order_by("valid_until", "pk")


def soon(today: datetime.date, days: str = "reminder_days") -> ExpressionWrapper:
    """The last day of which is reminded today, by the contract's own number of days."""
    return ExpressionWrapper(Value(today) + F(days), output_field=DateField())


def about(rows: QuerySet[AdmissionContract]) -> Iterable[AdmissionContract]:
    return rows.select_related("application__park__place").order_by("pk")


def of_contract(row: AdmissionContract, what: str, day: datetime.date, title: str) -> Occasion:
    return Occasion(
        key=f"contract.{row.number}.{what}.{day}",
        title=f"{title}：{row.application.firm_name}",
        body=f"{row}，{day}",
        url=reverse("admissions:contract", args=(row.pk,)),
        place=row.application.park.place,
    )
