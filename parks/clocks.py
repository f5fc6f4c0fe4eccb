"""The two clocks of a parcel (W18): approval to start works in calendar days, acceptance in Chinese working days.

A clock's limit is that of the place on the day its papers were handed in, for that is what was promised then.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, DateField, Expression, F, Q, Value, When

from accounts.models import Place
from parks.measures.facts import COUNT
from parks.measures.spans import Days, WorkingDays
from parks.models import Parcel
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.library import get_library, place_chain
from portal.workdays import Workdays, YearUnknown

# From this part of the limit on, an open clock is yellow.
NEAR = Decimal("0.8")


@dataclass(frozen=True)
class Kind:
    """What runs between which two dates, and where its limit stands."""

    label: str
    unit: str
    applied: str
    decided: str
    parameter: str
    in_workdays: bool

    @property
    def clause_id(self) -> str:
        return self.parameter.partition(".")[0]


APPROVAL = Kind(
    "开工审批", "天", "approval_applied_on", "approved_on", "w18.start_approval_days_max", in_workdays=False
)
ACCEPTANCE = Kind(
    "竣工验收",
    "个工作日",
    "acceptance_applied_on",
    "accepted_on",
    "w18.acceptance_working_days_max",
    in_workdays=True,
)
KINDS = (APPROVAL, ACCEPTANCE)


@dataclass(frozen=True)
class Clock:
    """How long it has taken, or took; `used` is None when the table of holidays does not reach (`trouble`)."""

    kind: Kind
    is_open: bool
    used: int | None
    limit: int | None
    trouble: str = ""

    @property
    def is_late(self) -> bool:
        return self.used is not None and self.limit is not None and self.used > self.limit

    @property
    def words(self) -> str:
        """开工审批 已用 62/100 天."""
        if self.used is None:
            return f"{self.kind.label} {self.trouble}"
        limit = "" if self.limit is None else f"/{self.limit}"
        return f"{self.kind.label} {'已用' if self.is_open else '用时'} {self.used}{limit} {self.kind.unit}"

    @property
    def verdict(self) -> str:
        """How it stands, in a word beside the colour."""
        if self.used is None or self.limit is None:
            return "无法计算" if self.limit is not None else "当地未规定时限"
        if self.is_late:
            return f"超时 {self.used - self.limit} {self.kind.unit}"
        return f"剩 {self.limit - self.used} {self.kind.unit}" if self.is_open else "按时"

    @property
    def colour(self) -> str:
        if self.used is None or self.limit is None:
            return "grey"
        if self.is_late:
            return "red"
        return "yellow" if self.is_open and self.used >= NEAR * self.limit else "green"

    @property
    def shape(self) -> str:
        return {"red": "■", "yellow": "▲", "green": "●"}.get(self.colour, "–")


def clocks(parcel: Parcel, place: Place, workdays: Workdays, today: datetime.date) -> list[Clock]:
    """The clocks of the parcel that have been started."""
    return [
        clock(kind, getattr(parcel, kind.applied), getattr(parcel, kind.decided), place, workdays, today)
        for kind in KINDS
        if getattr(parcel, kind.applied)
    ]


def clock(
    kind: Kind,
    applied: datetime.date,
    decided: datetime.date | None,
    place: Place,
    workdays: Workdays,
    today: datetime.date,
) -> Clock:
    end, limit = max(decided or today, applied), limit_of(kind, place, applied)
    if not kind.in_workdays:
        return Clock(kind, decided is None, (end - applied).days, limit)
    try:
        return Clock(kind, decided is None, workdays.between(applied, end), limit)
    except YearUnknown as unknown:
        return Clock(kind, decided is None, None, limit, str(unknown))


def late(kind: Kind, today: datetime.date) -> tuple[Q, Expression, Expression]:
    """For parcels in the database: those with the clock running, what it has used, and its limit; as `clock` has it."""
    running = Q(**{f"{kind.applied}__isnull": False, f"{kind.decided}__isnull": True})
    now = Value(today, output_field=DateField())
    used = WorkingDays(F(kind.applied), now) if kind.in_workdays else Days(now, F(kind.applied))
    return running, used, limit_in_rows(kind)


def limit_in_rows(kind: Kind) -> Expression:
    """`limit_of` for parcels in the database: the nearest place's own instrument decides, county before city."""
    library = get_library()
    clause, values = library.clause(kind.clause_id), library.parameter(kind.parameter).values
    nearest = sorted(library.instruments, key=lambda one: -len(place_chain(one.place_code)))
    whens = []
    for instrument in nearest:
        here = Q(park__place__path__contains=f"/{instrument.place_code}/")
        here &= between(kind.applied, instrument.in_force_from, instrument.in_force_until)
        if instrument.id == clause.instrument_id:
            whens += [
                When(here & between(kind.applied, one.since, one.until), then=Value(int(one.value)))
                for one in values
            ]
        whens.append(When(here, then=Value(None)))
    return Case(*whens, default=Value(None), output_field=COUNT)


def between(name: str, first: datetime.date, last: datetime.date | None) -> Q:
    return Q(**{f"{name}__gte": first}) & (Q(**{f"{name}__lte": last}) if last else Q())


def limit_of(kind: Kind, place: Place, on: datetime.date) -> int | None:
    """How many days the rules of the place allow on a day; None where they say nothing."""
    try:
        return int(Rules(get_library(), place.policy_code, on).value(kind.parameter))
    except NoRuleInForce:
        return None
