"""A star case as its points stand: the one way to its score, for sheet, decision, page and run alike."""

from collections.abc import Iterable
from decimal import Decimal

from evaluation.models import StarCase, StarMark
from evaluation.rules.stars import StarScheme
from evaluation.rules.stars.scoring import Standing, score

S = StarCase.State


def rules_of(case: StarCase) -> StarScheme:
    """The scheme as it was when the case was begun."""
    return StarScheme.load(case.content)


def marks_of(case: StarCase) -> list[StarMark]:
    return list(case.marks.order_by("pk"))


def counted(marks: Iterable[StarMark]) -> dict[str, Decimal]:
    """The assessors' points by item: after the visit, else the desk's."""
    return {one.code: one.points for one in marks if one.points is not None}


def claimed(marks: Iterable[StarMark]) -> dict[str, Decimal]:
    """The park's own points by item."""
    return {one.code: one.self_points for one in marks if one.self_points is not None}


def struck(marks: Iterable[StarMark]) -> frozenset[str]:
    return frozenset(one.code for one in marks if one.vetoed)


def points_of(case: StarCase) -> dict[str, Decimal]:
    return counted(marks_of(case))


def standing_of(case: StarCase, marks: list[StarMark] | None = None) -> Standing:
    """By the assessors' points."""
    found = marks_of(case) if marks is None else marks
    return score(rules_of(case), counted(found), struck(found))


def claim_of(case: StarCase, marks: list[StarMark] | None = None) -> Standing:
    """By the park's own points."""
    found = marks_of(case) if marks is None else marks
    return score(rules_of(case), claimed(found))
