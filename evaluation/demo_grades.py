"""演示数据: park grades. 鹿城 and 慈溪 mark their parks, publish a year and have the next in draft; 温州 grades all."""

import datetime
from decimal import Decimal
from itertools import count

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Place, User
from evaluation.models import ParkMatter, ResultNotice, Run
from evaluation.records import NOTICE_KIND, PARK_MARK, PARK_MATTER
from evaluation.rules.park_grades.parts import Way
from evaluation.schemes import scheme_for
from evaluation.services import Asked, evaluate_now
from parks.models import Park
from parks.services.records import add_record
from policies.library import rule_date_for_year
from portal.workflow import perform

# Officer, second officer, county, the year that is published, the year in draft.
COUNTIES = (("lucheng", "lucheng2", "330302", 2021, 2022), ("cixi", "cixi2", "330282", 2021, 2022))
CITY = ("city-officer", "330300", 2022)
TWO_WEEKS, WEEK = datetime.timedelta(days=14), datetime.timedelta(days=7)
REASONS = ("现场核查，台账齐全", "现场核查，制度上墙、责任到人", "材料评审，部分台账待补")


def load() -> int:
    """Grade the demo parks; answers how many runs there are. Does nothing when there are some already."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if not runs().exists():
        for officer, second, code, published, draft in COUNTIES:
            if {officer, second} <= people.keys():
                county(people[officer], people[second], Place.objects.get(code=code), published, draft)
        if CITY[0] in people:
            place = Place.objects.get(code=CITY[1])
            evaluate_now(actor=people[CITY[0]], asked=Asked(place, CITY[2], kind=Run.Kind.PARKS))
    return runs().count()


def runs() -> QuerySet[Run]:
    return Run.objects.filter(kind=Run.Kind.PARKS)


def county(officer: User, second: User, place: Place, published: int, draft: int) -> None:
    parks = list(PARK_MARK.choices["park"](place, officer))
    if not parks:
        return
    for year in (published, draft):
        marks(officer, place, parks, year)
    matters(officer, place, parks, draft)
    publish(officer, second, notice(officer, place, published))
    notice(officer, place, draft)


def marks(officer: User, place: Place, parks: list[Park], year: int) -> None:
    """Every assessed item of every park, between half and all of its points."""
    scheme = scheme_for(place, rule_date_for_year(year), Run.Kind.PARKS).rules
    turn = count(year)
    for park in parks:
        for item in scheme.items_of(park.park_type):
            if item.way is not Way.ASSESSED:
                continue
            step = next(turn)
            points = item.weight * Decimal(5 + step % 6) / 10
            values = {"year": year, "park": park, "item": item.label, "points": points}
            values |= {"reason": REASONS[step % len(REASONS)], "document": "演示评审记录"}
            add_record(actor=officer, kind=PARK_MARK, owner=place, values=values)


def matters(officer: User, place: Place, parks: list[Park], year: int) -> None:
    kinds = ParkMatter.Kind
    said = (
        (kinds.ADJUSTMENT, "当年列入省级典型", "列入省级典型案例"),
        (kinds.VETO, "", "发生较大生产安全责任事故"),
        (kinds.SET_ASIDE, "", "园区整体改造，当年停产"),
    )
    reported = [park for park in parks if park.figures.filter(year=year).exists()]
    for park, (kind, item, reason) in zip(reported[1:], said, strict=False):
        values = {"year": year, "park": park, "kind": kind, "item": item, "reason": reason}
        add_record(actor=officer, kind=PARK_MATTER, owner=place, values={**values, "document": "演示文号"})


def notice(officer: User, place: Place, year: int) -> ResultNotice:
    """A draft that points to a run of the year."""
    run = evaluate_now(actor=officer, asked=Asked(place, year, kind=Run.Kind.PARKS))
    values = {"year": year, "kind": Run.Kind.PARKS, "run": run, "is_public": True}
    return add_record(actor=officer, kind=NOTICE_KIND, owner=place, values=values)


def publish(officer: User, second: User, made: ResultNotice) -> None:
    """As if its days of publicity were over."""
    today = timezone.localdate()
    perform(flow=NOTICE_KIND.flow, subject=made, transition="submit", actor=officer)
    given, said = {"last_day": today}, "数据、打分和方案核对无误。"
    perform(
        flow=NOTICE_KIND.flow, subject=made, transition="publicise", actor=second, comment=said, given=given
    )
    rows = ResultNotice.objects.filter(pk=made.pk)
    rows.update(publicity_from=today - TWO_WEEKS, publicity_until=today - WEEK)
    perform(
        flow=NOTICE_KIND.flow, subject=rows.get(), transition="publish", actor=second, comment="公示无异议。"
    )
