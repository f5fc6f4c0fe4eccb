"""演示数据: 鹿城 has published a scheme of its own and drafts the next; 慈溪, where no policy is in force any more, one
made of its reference."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Place, User
from admissions.models import AdmissionScheme
from portal.schemes import services as schemes
from portal.schemes.editing import put, row_of

# (county, who drafts, who publishes, policy of the reference to begin with, title)
PUBLISHED = (
    ("330302", "lucheng", "lucheng2", "wenzhou-2019", "鹿城区小微企业园入园评分方案（演示）"),
    ("330282", "cixi", "cixi2", "cixi-2021", "慈溪市小微企业园入园评分方案（演示）"),
)
NEXT_YEAR = datetime.timedelta(days=90)


def load() -> int:
    """Make the demo schemes by the verbs people use; answers how many there are."""
    for county, drafter, publisher, policy, title in PUBLISHED:
        people = {user.username: user for user in User.objects.filter(is_demo=True)}
        own = AdmissionScheme.objects.filter(place__code=county, is_reference=False)
        if {drafter, publisher} <= people.keys() and not own.exists():
            reference = AdmissionScheme.objects.get(is_reference=True, policy=policy)
            made = publish(
                Place.objects.get(code=county), reference, title, people[drafter], people[publisher]
            )
            if county == "330302":
                draft_next(made, people[drafter])
    return AdmissionScheme.objects.filter(is_reference=False).count()


def publish(
    place: Place, reference: AdmissionScheme, title: str, drafter: User, publisher: User
) -> AdmissionScheme:
    scheme = schemes.draft_scheme(
        actor=drafter, place=place, source=reference, title=title, valid_from=timezone.localdate()
    )
    scheme = schemes.step(scheme=scheme, transition="submit", actor=drafter)
    return schemes.step(
        scheme=scheme, transition="publish", actor=publisher, comment="已按政策核对，同意发布。"
    )


def draft_next(published: AdmissionScheme, drafter: User) -> AdmissionScheme:
    """The next scheme asks more: a higher threshold, research counts more finely."""
    draft = schemes.draft_scheme(
        actor=drafter,
        place=published.place,
        source=published,
        title="鹿城区小微企业园入园评分方案（修订稿）",
        valid_from=published.valid_from + NEXT_YEAR,
    )
    return schemes.revise_scheme(
        scheme=draft, actor=drafter, version=draft.version, content=raised(draft.content)
    )


def raised(content: dict[str, Any]) -> dict[str, Any]:
    research = row_of(content, "indicators", "rd_share") or {}
    bands = [("1", "2"), ("2", "4"), ("3", "6"), ("4", "8"), ("6", "10")]
    finer = {**research, "bands": [{"since": since, "points": points} for since, points in bands]}
    return {**put(content, "indicators", finer), "threshold": "65"}
