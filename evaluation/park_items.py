"""What a county may say of its parks: the names its scheme of the year has for marks, bonuses and deductions."""

from typing import Any

from django.db.models import Q

from evaluation.models import EvaluationScheme, ParkMark, ParkMatter, Run
from evaluation.rules.park_grades import ParkScheme
from evaluation.rules.park_grades.parts import Way
from evaluation.schemes import scheme_for
from parks.services.soundness import Unsound
from policies.errors import NoRuleInForce
from policies.library import rule_date_for_year
from policies.numbers import plain


def schemes_of(place: Any, subject: str) -> list[Any]:
    """The rules of every published scheme that holds or held for the place: its own and the references."""
    rows = EvaluationScheme.objects.filter(subject=subject, state=EvaluationScheme.State.PUBLISHED)
    own = rows.filter(Q(place=place) | Q(is_reference=True, place__code__in=place.path.strip("/").split("/")))
    return [scheme.rules for scheme in own.order_by("-is_reference", "-valid_from", "-pk")]


def adjustments_of(subject: str, place: Any) -> list[str]:
    """What may add or take points."""
    return [one.label for rules in schemes_of(place, subject) for one in rules.adjustments]


def assessed_items(place: Any) -> list[str]:
    """What is marked by the county."""
    found = schemes_of(place, Run.Kind.PARKS)
    return [one.label for rules in found for one in rules.items if one.way is Way.ASSESSED]


def scheme_of(row: ParkMark | ParkMatter) -> ParkScheme | None:
    """The scheme that evaluates the row's year at its place; None where no rule was in force."""
    try:
        return scheme_for(row.place, rule_date_for_year(row.year), Run.Kind.PARKS).rules
    except NoRuleInForce:
        return None


def require_own_park(row: ParkMark | ParkMatter) -> None:
    if not row.park.place.path.startswith(row.place.path):
        raise Unsound(f"{row.park}不在{row.place}，请核对。")


def require_known(matter: ParkMatter) -> None:
    """Raises Unsound for an adjustment the year's scheme does not have."""
    require_own_park(matter)
    scheme = scheme_of(matter)
    if matter.kind != ParkMatter.Kind.ADJUSTMENT or scheme is None or not matter.item:
        return
    known = [one.label for one in scheme.adjustments]
    if matter.item not in known:
        raise Unsound(
            f"{matter.year} 年的评价方案没有“{matter.item}”。方案中有：{'、'.join(known) or '无'}。"
        )


def require_assessed(mark: ParkMark) -> None:
    """Raises Unsound for an item the year's scheme does not have assessed, and for points above its full ones."""
    require_own_park(mark)
    scheme = scheme_of(mark)
    if scheme is None:
        return
    items = {one.label: one for one in scheme.items_of(mark.park.park_type) if one.way is Way.ASSESSED}
    if mark.item not in items:
        known = "、".join(items) or "无"
        raise Unsound(f"{mark.year} 年的评价方案没有评审打分的“{mark.item}”。方案中有：{known}。")
    if mark.points > items[mark.item].weight:
        raise Unsound(f"“{mark.item}”满分 {plain(items[mark.item].weight)} 分，得分不能超过满分。")
