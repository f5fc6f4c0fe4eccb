"""演示数据: enterprise classes that are published, so that there is a list for banks and a treatment of each class."""

import datetime

from django.utils import timezone

from accounts.models import Place, User
from evaluation.models import EvaluationScheme, ResultNotice, Run
from evaluation.records import NOTICE_KIND
from evaluation.services import Asked, evaluate_now
from parks.services.records import add_record
from portal.schemes import services
from portal.workflow import perform

WEEK = datetime.timedelta(days=7)
# County, year, who submits, who publishes.
PUBLISHED = (("330302", 2021, "lucheng", "lucheng2"), ("330282", 2022, "cixi", "cixi2"))


def load() -> int:
    """Publish each county's own latest run, made where there is none; answers how many results are out.

    Does nothing when there is one already.
    """
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    rows = ResultNotice.objects.filter(kind=Run.Kind.ENTERPRISES, state=ResultNotice.State.PUBLISHED)
    if not rows.exists():
        for code, year, officer, second in PUBLISHED:
            if {officer, second} <= people.keys():
                publish(Place.objects.get(code=code), year, people[officer], people[second])
        if "lucheng" in people:
            draft_table(people["lucheng"])
    return rows.count()


def publish(place: Place, year: int, officer: User, second: User) -> None:
    runs = NOTICE_KIND.choices["run"](place, officer)
    known = runs.filter(year=year, kind=Run.Kind.ENTERPRISES).first()
    run = known or evaluate_now(actor=officer, asked=Asked(place, year))
    notice = add_record(
        actor=officer, kind=NOTICE_KIND, owner=place, values={"year": year, "run": run, "is_public": True}
    )
    today = timezone.localdate()
    take(notice, "submit", officer)
    take(notice, "publicise", second, last_day=today)
    # Its days are over.
    ResultNotice.objects.filter(pk=notice.pk).update(
        publicity_from=today - 2 * WEEK, publicity_until=today - WEEK
    )
    take(notice, "publish", second)


def take(notice: ResultNotice, step: str, actor: User, **given: object) -> None:
    flow = NOTICE_KIND.flow
    perform(flow=flow, subject=notice, transition=step, actor=actor, comment="核对无误。", given=given)


def draft_table(officer: User) -> None:
    """A table of the county's own, still a draft."""
    reference = EvaluationScheme.objects.get(is_reference=True, subject=EvaluationScheme.Subject.TREATMENT)
    services.draft_scheme(
        actor=officer,
        place=Place.objects.get(code="330302"),
        source=reference,
        title="鹿城区入园企业差别化政策表（演示草稿）",
        valid_from=timezone.localdate(),
    )
