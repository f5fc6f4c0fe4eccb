"""A park begins a star case and fills its sheet; the county scores it (W12, C十三). The steps are `flows/stars.py`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from evaluation.models import StarCase, StarMark
from evaluation.rules.stars.parts import Item
from evaluation.rules.stars.scoring import tidy
from evaluation.star_cases import kind_for, star_scheme
from evaluation.star_standing import rules_of
from parks.models import Park
from parks.services import writing
from parks.services.soundness import Unsound
from portal import audit
from portal.errors import IllegalState

S = StarCase.State
# Whose points are written in which state, and by whom.
STAGES = {
    S.DRAFT: ("self_points", "star.apply"),
    S.DESK: ("desk_points", "evaluation.run"),
    S.VISIT: ("visit_points", "evaluation.run"),
}


@transaction.atomic
def begin_case(*, actor: Any, park: Park, year: int, star: int, statement: str = "") -> StarCase:
    """A draft with every item of the scheme that holds for the year's figures.

    Raises NotAllowed, Unsound (a lower star than the park has; another case is open), PortalError (no rule).
    """
    actor.require("star.apply", park.place)
    park = writing.locked(park)
    if park.star and star < park.star:
        raise Unsound(f"园区已是 {park.star} 星级，请申报同级（复评）或更高星级。", "star")
    scheme = star_scheme(park, year)
    rules = scheme.rules
    case = StarCase(
        park=park,
        year=year,
        star=star,
        statement=statement,
        kind=kind_for(park, star),
        scheme=scheme,
        content=rules.as_content(),
        authority=rules.level(star).authority,
    )
    writing.add(actor=actor, action="star_case.begin", row=case, place=park.place)
    parts = (*rules.items, *rules.vetoes)
    StarMark.objects.bulk_create([StarMark(case=case, code=one.code) for one in parts])
    return case


@transaction.atomic
def save_sheet(
    *, actor: Any, case: StarCase, version: int, rows: Mapping[str, Mapping[str, Any]]
) -> StarCase:
    """Write one column of the sheet: the park's own points, the desk's, or those after the visit, by the case's state.

    `rows` are the marks' values by code. Raises NotAllowed, IllegalState, Conflict, Unsound (more points than an item has).
    """
    held = StarCase.objects.select_for_update(of=("self",)).select_related("park__place").get(pk=case.pk)
    if held.state not in STAGES:
        raise IllegalState(f"当前状态为“{held.get_state_display()}”，不能评分。请刷新页面查看最新进展。")
    column, permission = STAGES[S(held.state)]
    actor.require(permission, held.park.place)
    items = {one.code: one for one in rules_of(held).items}
    marks = list(held.marks.filter(code__in=rows))
    before = {mark.code: str(getattr(mark, column)) for mark in marks}
    for mark in marks:
        fill(mark, actor, column, rows[mark.code], items.get(mark.code))
    StarMark.objects.bulk_update(marks, (column, "self_note", "reason", "vetoed", "scored_by"))
    held.change(version)
    audit.record(
        actor=actor,
        action=f"star_case.{column}",
        subject=held,
        place=held.park.place,
        before=before,
        after={mark.code: str(getattr(mark, column)) for mark in marks},
    )
    return held


def fill(mark: StarMark, actor: Any, column: str, values: Mapping[str, Any], item: Item | None) -> None:
    """The row's values into its mark; an item's points stay within what it can give. Whoever changes what the county
    found is its scorer."""
    points: Decimal | None = values.get("points")
    if item is not None:
        if points is not None and points > item.points:
            raise Unsound(f"“{item.label}”最多 {tidy(item.points)} 分，请改正。")
        changed = getattr(mark, column) != points
        setattr(mark, column, points)
    if column == "self_points":
        mark.self_note = values.get("note", "")
        return
    vetoed = item is None and bool(values.get("vetoed"))
    if changed if item is not None else mark.vetoed != vetoed:
        mark.scored_by = actor
    mark.reason, mark.vetoed = values.get("reason", ""), vetoed
