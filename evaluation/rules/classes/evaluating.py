"""The whole evaluation of a county's firms, purely: the reading that the database is held against.

试算 of a few hundred firms calls it; a run computes in the database (`evaluation/class_query.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.parts import MEASURES, Group, Lacking
from evaluation.rules.classes.ranking import Positions, by_shares, final_class, positions, ranked_class, ranks
from evaluation.rules.classes.scoring import Facts, adjusted, base_of, gaps, group_of, term, total, value_of

NONE_LAST = Decimal(-1)


class Outcome(StrEnum):
    RANKED = "ranked"
    EXEMPT = "exempt"
    SET_ASIDE = "set_aside"
    NOT_REPORTED = "not_reported"
    NO_GROUP = "no_group"
    LACKING = "lacking"

    @property
    def label(self) -> str:
        return {
            "ranked": "已分类",
            "exempt": "豁免",
            "set_aside": "不参评",
            "not_reported": "未报送",
            "no_group": "不属于任何分组",
            "lacking": "数据不全",
        }[self]


# A matter that keeps a firm out of the ranking, the stronger first.
KEPT_OUT = (Outcome.EXEMPT, Outcome.SET_ASIDE, Outcome.NOT_REPORTED)


@dataclass(frozen=True)
class Firm:
    key: str
    facts: Facts
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Standing:
    """What became of a firm. Without a class there is an outcome other than RANKED that says why."""

    outcome: Outcome
    group: str = ""
    gaps: tuple[str, ...] = ()
    values: tuple[Decimal | None, ...] = ()
    points: tuple[Decimal, ...] = ()
    bonus: Decimal = Decimal(0)
    deduction: Decimal = Decimal(0)
    score: Decimal | None = None
    rank: int | None = None
    ranked_class: str = ""
    enterprise_class: str = ""


@dataclass(frozen=True)
class GroupFigures:
    """What the firms of a group are measured by: bases in the order of its indicators, and the quotas."""

    ranked: int
    bases: tuple[Decimal, ...]
    positions: Positions | None


@dataclass(frozen=True)
class Evaluation:
    standings: Mapping[str, Standing]
    groups: Mapping[str, GroupFigures] = field(default_factory=dict)


def evaluate(scheme: ClassScheme, firms: Iterable[Firm]) -> Evaluation:
    """Every firm's standing; the order in which they come does not matter."""
    firms = list(firms)
    standings = {firm.key: kept_out(scheme, firm) for firm in firms}
    figures = {}
    for group in scheme.groups:
        own = [firm for firm in firms if in_group(standings[firm.key], group)]
        figures[group.code] = group_figures(scheme, group, own)
        standings |= classed(scheme, group, figures[group.code], own)
    return Evaluation(standings, figures)


def in_group(standing: Standing, group: Group) -> bool:
    return standing.outcome is Outcome.RANKED and standing.group == group.code


def kept_out(scheme: ClassScheme, firm: Firm) -> Standing:
    """Group and outcome of a firm, before any score."""
    group = group_of(scheme.groups, firm.facts)
    code = group.code if group else ""
    for outcome in KEPT_OUT:
        if outcome.value in firm.marks:
            return Standing(outcome, code)
    if group is None:
        return Standing(Outcome.NO_GROUP)
    missing = gaps(group, firm.facts)
    if missing and scheme.settings.lacking is Lacking.SET_ASIDE:
        return Standing(Outcome.LACKING, code, tuple(missing))
    return Standing(Outcome.RANKED, code, tuple(missing))


def group_figures(scheme: ClassScheme, group: Group, firms: list[Firm]) -> GroupFigures:
    facts = [firm.facts for firm in firms]
    bases = tuple(one.base or base_of(MEASURES[one.measure], facts) for one in group.indicators)
    quotas = positions(len(firms), scheme.settings) if by_shares(len(firms), scheme.settings) else None
    return GroupFigures(len(firms), bases, quotas)


def classed(
    scheme: ClassScheme, group: Group, figures: GroupFigures, firms: list[Firm]
) -> dict[str, Standing]:
    """The standings of a group's ranked firms."""
    scored = {firm.key: scored_firm(scheme, group, figures, firm) for firm in firms}
    placed = ranks({firm.key: sort_key(scheme, scored[firm.key], firm) for firm in firms})
    answer = {}
    for firm in firms:
        one, rank = scored[firm.key], placed[firm.key]
        given = ranked_class(rank, one.score or Decimal(0), figures.ranked, scheme.settings)
        answer[firm.key] = Standing(
            **{name: getattr(one, name) for name in SCORED},
            rank=rank,
            ranked_class=given,
            enterprise_class=final_class(given, firm.marks, scheme.settings),
        )
    return answer


SCORED = ("outcome", "group", "gaps", "values", "points", "bonus", "deduction", "score")


def scored_firm(scheme: ClassScheme, group: Group, figures: GroupFigures, firm: Firm) -> Standing:
    values = tuple(value_of(MEASURES[one.measure], firm.facts) for one in group.indicators)
    points = tuple(
        term(value, base, one)
        for value, base, one in zip(values, figures.bases, group.indicators, strict=True)
    )
    bonus, deduction = adjusted(scheme.adjustments, firm.marks, scheme.settings)
    return Standing(
        Outcome.RANKED,
        group.code,
        tuple(gaps(group, firm.facts)),
        values,
        points,
        bonus,
        deduction,
        total(points, bonus, deduction),
    )


def sort_key(scheme: ClassScheme, standing: Standing, firm: Firm) -> tuple[Decimal, ...]:
    ties = (value_of(MEASURES[code], firm.facts) for code in scheme.settings.tie_break)
    return (standing.score or Decimal(0), *(NONE_LAST if value is None else value for value in ties))
