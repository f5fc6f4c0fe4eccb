"""An application as the qualification check and the clock of the review see it."""

import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from admissions.facts import facts_of, in_leading_industry, is_local
from admissions.models import Application, WantedUnit
from admissions.procedures import scheme_if_any
from admissions.rules import clock
from admissions.rules.area import AreaLimit, area_limit, widening_in
from admissions.rules.facts import Value
from admissions.rules.procedure import WITHOUT_SCHEME, procedure_of
from admissions.rules.qualification import Case, Check, Room, bars, judge
from enterprises.models import Occupancy
from parks.models.options import RoomUse
from parks.rules import industries
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.library import get_library
from portal.workdays import Workdays

# The clause on admission in each policy.
ADMISSION_CLAUSES = {"wenzhou-2019": "w09", "cixi-2021": "c09"}
WISHES = Prefetch("wishes", WantedUnit.objects.select_related("unit__storey__building"))


def rules_of(application: Application) -> Rules:
    """The policy of the day of the first submission; of today while there has been none."""
    on = application.first_submitted_on or timezone.localdate()
    return Rules(get_library(), application.park.place.policy_code, on)


def clause_of(rules: Rules) -> str:
    try:
        return ADMISSION_CLAUSES.get(rules.instrument.id, "")
    except NoRuleInForce:
        return ""


def rooms_held(uscc: Any, application: Any) -> QuerySet[Occupancy]:
    """Rooms that the firm of a code holds today, but for those of this application."""
    rooms = Occupancy.objects.on(timezone.localdate()).filter(enterprise__uscc=uscc)
    return rooms.exclude(enterprise__uscc="").exclude(application=application).order_by()


def parks_held(application: Application) -> set[int]:
    """The parks in which the firm holds rooms today. Nothing more than that there are some leaves them."""
    return set(rooms_held(application.uscc, application.pk).values_list("park", flat=True))


def held_beside() -> ArraySubquery:
    """The same as a column of applications."""
    return ArraySubquery(rooms_held(OuterRef("uscc"), OuterRef("pk")).values("park"))


def limit_of(
    application: Application, rules: Rules, facts: dict[str, Value] | None = None
) -> AreaLimit | None:
    """How much floor the firm may buy; None where no scheme is in force."""
    scheme = scheme_if_any(application)
    if scheme is None:
        return None
    facts = facts_of(application) if facts is None else facts
    return area_limit(scheme.rules.settings.area_cap_m2, widening_in(rules), facts)


def wishes_of(application: Application) -> QuerySet[WantedUnit]:
    """The units wished for with where they are, read once for all who ask this very record."""
    prefetch_related_objects([application], WISHES)
    return application.wishes.all()


def rooms_of(application: Application) -> tuple[Room, ...]:
    return tuple(
        Room(
            f"{wish.unit.storey.building} {wish.unit.storey} {wish.unit}",
            wish.unit.floor_area_m2,
            wish.unit.storey.number,
            wish.unit.use == RoomUse.PRODUCTION,
            wish.unit.is_self_held,
        )
        for wish in wishes_of(application)
    )


def industry_label(code: str) -> str:
    found = industries.table().get(code)
    return found.label if found else code


def case_of(
    application: Application, *, held: set[int] | None = None, facts: dict[str, Value] | None = None
) -> Case:
    """What the checks look at; `held` and `facts` each spare a query where they are known."""
    rules, scheme = rules_of(application), scheme_if_any(application)
    procedure = procedure_of(scheme.rules.settings) if scheme else WITHOUT_SCHEME
    held = parks_held(application) if held is None else held
    return Case(
        clause=clause_of(rules),
        floor_m2=application.requested_floor_m2,
        tenure=application.tenure,
        heavy=application.heavy_equipment,
        heavy_storey=application.heavy_storey,
        industry=industry_label(application.industry_code),
        leading=tuple(map(industry_label, application.park.leading_industries or ())),
        in_leading=in_leading_industry(application),
        elsewhere=bool(held - {application.park_id}),
        local=is_local(application),
        local_first=procedure.local_first,
        rooms=rooms_of(application),
        limit=limit_of(application, rules, facts),
        signs=procedure.signs,
        cleared=bool(application.qualification),
        score=application.score_trace,
    )


def checks_of(application: Application) -> list[Check]:
    return judge(case_of(application), rules_of(application))


def bars_of(application: Application) -> list[str]:
    """Why it cannot be approved as it is; asks the database nothing but the scheme."""
    plain = Case(
        clause="",
        floor_m2=None,
        tenure="",
        heavy=application.heavy_equipment,
        heavy_storey=application.heavy_storey,
        industry="",
        leading=(),
        in_leading=None,
        elsewhere=False,
        local=None,
        local_first=False,
        rooms=(),
        limit=None,
        signs=(),
        cleared=False,
        score=application.score_trace,
    )
    return bars(plain, rules_of(application))


def below_threshold(application: Application) -> bool:
    score = application.score_trace
    return bool(score and application.score is not None and score["gap"] not in ("0", "0.00"))


def clock_words(application: Application, workdays: Workdays, total: int | None) -> str:
    """已用 3/10 个工作日，中止中: since the last submission, until the decision or today."""
    if not application.submitted_at or application.state in ("draft", "returned"):
        return ""
    return clock.words(
        workdays,
        day_of(application.submitted_at),
        last_day(application),
        application.suspensions.all(),
        total,
    )


def last_day(application: Application) -> datetime.date:
    """A withdrawn application's clock stops with its last change."""
    end: Any = application.decided_at
    if end is None and application.state == Application.State.WITHDRAWN:
        end = application.updated_at
    return day_of(end) if end else timezone.localdate()


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day of Asia/Shanghai on which it was."""
    return timezone.localtime(moment).date()
