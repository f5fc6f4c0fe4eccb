"""演示数据: 亩均税收 and enterprise classes as officials would ask for them; 鹿城 with a scheme of its own drafted,
matters of firms, a result on its way through review and publicity, and a what-if run."""

import datetime

from django.utils import timezone

from accounts.models import Place, User
from evaluation.models import EvaluationMatter, EvaluationScheme, ResultNotice, Run
from evaluation.records import MATTER, NOTICE_KIND
from evaluation.services import Asked, evaluate_now, run_now
from evaluation.services.objections import file_objection
from parks.services.records import add_record
from portal.schemes import services as schemes
from portal.workflow import perform

RUNS = (
    ("city-officer", "330300", 2020),
    ("city-officer", "330300", 2021),
    ("city-officer", "330300", 2022),
    ("cixi", "330282", 2021),
    ("cixi", "330282", 2022),
)
COUNTY, OFFICER, SECOND = "330302", "lucheng", "lucheng2"
LAST_YEAR = 2022
WEEK = datetime.timedelta(days=7)


def load() -> int:
    """Make the demo runs; answers how many there are. Does nothing when there are some already."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if not Run.objects.exists():
        for username, code, year in RUNS:
            if username in people:
                place = Place.objects.get(code=code)
                run_now(actor=people[username], place=place, year=year)
                evaluate_now(actor=people[username], asked=Asked(place, year))
        if {OFFICER, SECOND} <= people.keys():
            county(people[OFFICER], people[SECOND])
    return Run.objects.count()


def county(officer: User, second: User) -> None:
    """鹿城: matters first, then a run of its own, its notice, a scheme in draft and what that would give."""
    place = Place.objects.get(code=COUNTY)
    for kind, item, reason in (
        (EvaluationMatter.Kind.PROTECTED, "", "当年新入园，处于建设投产期"),
        (EvaluationMatter.Kind.ADJUSTMENT, "当年认定专精特新", "列入省级专精特新名单"),
        (EvaluationMatter.Kind.VETO, "", "发生较大生产安全责任事故"),
    ):
        matter(officer, place, kind, item, reason)
    run = evaluate_now(actor=officer, asked=Asked(place, LAST_YEAR))
    publicise(officer, second, place, run)
    draft = draft_scheme(officer, place)
    evaluate_now(actor=officer, asked=Asked(place, LAST_YEAR, scheme=draft))


def matter(officer: User, place: Place, kind: str, item: str, reason: str) -> None:
    taken = EvaluationMatter.objects.filter(place=place, year=LAST_YEAR).values("enterprise")
    firms = MATTER.choices["enterprise"](place, officer).filter(figures__year=LAST_YEAR).exclude(pk__in=taken)
    if firm := firms.first():
        values = {"year": LAST_YEAR, "enterprise": firm, "kind": kind, "item": item, "reason": reason}
        add_record(actor=officer, kind=MATTER, owner=place, values={**values, "document": "演示文号"})


def publicise(officer: User, second: User, place: Place, run: Run) -> None:
    """The result is being made public, with an objection to answer."""
    values = {"year": run.year, "run": run, "is_public": True}
    notice = add_record(actor=officer, kind=NOTICE_KIND, owner=place, values=values)
    perform(flow=NOTICE_KIND.flow, subject=notice, transition="submit", actor=officer)
    today = timezone.localdate()
    perform(
        flow=NOTICE_KIND.flow,
        subject=notice,
        transition="publicise",
        actor=second,
        comment="数据和方案核对无误。",
        given={"last_day": today + WEEK},
    )
    file_objection(
        notice=ResultNotice.objects.get(pk=notice.pk),
        name="演示企业",
        contact="0577-00000000",
        text="本公司能耗数据与统计口径不一致，请核对。",
    )


def draft_scheme(officer: User, place: Place) -> EvaluationScheme:
    """A draft that weighs tax more than the reference does."""
    reference = EvaluationScheme.objects.get(
        is_reference=True, policy="wenzhou-2019", subject=EvaluationScheme.Subject.ENTERPRISES
    )
    draft = schemes.draft_scheme(
        actor=officer,
        place=place,
        source=reference,
        title="鹿城区亩均论英雄企业分类方案（演示草稿）",
        valid_from=timezone.localdate(),
    )
    content = draft.content
    weights = ("60", "20", "20")
    groups = [
        {
            **group,
            "indicators": [
                {**one, "weight": weight} for one, weight in zip(group["indicators"], weights, strict=True)
            ],
        }
        for group in content["groups"]
    ]
    return schemes.revise_scheme(
        scheme=draft, actor=officer, version=draft.version, content={**content, "groups": groups}
    )
