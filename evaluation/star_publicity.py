"""公示 of stars: what everybody may read of a park's case. Nothing else of it leaves the house."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from evaluation.models import StarCase
from evaluation.star_cases import county_of
from evaluation.star_explanations import star_words

# The committed set of fields: no points, no findings, no people.
CASE_FIELDS = (
    "title",
    "park",
    "county",
    "star",
    "state",
    "scheme",
    "publicity_from",
    "publicity_until",
    "published_on",
    "countdown",
)
OPEN = (StarCase.State.PUBLICITY, StarCase.State.AWARDED)


def announced_stars(*, logged_in: bool) -> QuerySet[StarCase]:
    """Stars in publicity or awarded; to those who are not logged in, where the authority says so."""
    rows = StarCase.objects.filter(state__in=OPEN)
    rows = rows if logged_in else rows.filter(is_public=True)
    related = rows.select_related("park__place__parent__parent", "scheme")
    return related.order_by("-publicity_from", "-pk")


def public_case(case: StarCase) -> dict[str, Any]:
    """A case by CASE_FIELDS."""
    return {
        "title": f"{case.park}{star_words(case.star)}小微企业园评定",
        "park": case.park.name,
        "county": county_of(case.park.place).name,
        "star": star_words(case.star),
        "state": case.get_state_display(),
        "scheme": case.scheme.title,
        "publicity_from": case.publicity_from,
        "publicity_until": case.publicity_until,
        "published_on": case.awarded_on,
        "countdown": countdown(case),
    }


def countdown(case: StarCase) -> str:
    if case.state == StarCase.State.AWARDED:
        return "已公布"
    left = (case.publicity_until - timezone.localdate()).days
    if left < 0:
        return "期满，等待公布"
    return f"还有 {left} 天" if left else "今天截止"
