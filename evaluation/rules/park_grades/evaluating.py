"""The whole evaluation of a county's parks, purely. A county has tens of parks, so a run calls it on its frozen rows."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from evaluation.rules.classes.parts import Lacking
from evaluation.rules.classes.ranking import Positions, by_shares, positions, ranked_class, ranks
from evaluation.rules.classes.scoring import Facts, adjusted
from evaluation.rules.park_grades import ParkScheme
from evaluation.rules.park_grades.parts import GRADES, LISTS, MEASURES, Item, Settings, Since, Veto, Way
from evaluation.rules.park_grades.scoring import Marks, base_of, gaps, item_value, points_of, total, value_of

BEST, WORST = GRADES[0], GRADES[-1]
NONE_LAST = Decimal(-1)


class Outcome(StrEnum):
    RANKED = "ranked"
    EXEMPT = "exempt"
    SET_ASIDE = "set_aside"
    TRANSITION = "transition"
    BUILDING = "building"
    NOT_RECOGNISED = "not_recognised"
    NOT_REPORTED = "not_reported"
    LACKING = "lacking"

    @property
    def label(self) -> str:
        return {
            "ranked": "已评价",
            "exempt": "免评",
            "set_aside": "不参评",
            "transition": "过渡期",
            "building": "在建",
            "not_recognised": "未认定",
            "not_reported": "未报送",
            "lacking": "数据不全",
        }[self]


@dataclass(frozen=True)
class Park:
    """A park as it was on the last day of the year: `matters` are the kinds and items the county said of it."""

    key: str
    park_type: str
    facts: Facts
    marks: Marks
    matters: frozenset[str] = frozenset()
    star: int | None = None
    recognised_on: datetime.date | None = None
    operating_since: int | None = None
    transition_until: datetime.date | None = None


@dataclass(frozen=True)
class Standing:
    """What became of a park. Without a grade there is an outcome that says why; an exempt one has no rank."""

    outcome: Outcome
    reason: str = ""
    gaps: tuple[str, ...] = ()
    values: tuple[Decimal | None, ...] = ()
    points: tuple[Decimal, ...] = ()
    bonus: Decimal = Decimal(0)
    deduction: Decimal = Decimal(0)
    score: Decimal | None = None
    rank: int | None = None
    ranked_grade: str = ""
    park_grade: str = ""
    vetoes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListFigures:
    """What the parks of a list are measured by: bases in the order of its items, and the quotas."""

    ranked: int
    bases: tuple[Decimal, ...]
    positions: Positions | None


@dataclass(frozen=True)
class Evaluation:
    standings: Mapping[str, Standing]
    lists: Mapping[str, ListFigures]


def evaluate(scheme: ParkScheme, year: int, parks: Iterable[Park]) -> Evaluation:
    """Every park's standing; the order in which they come does not matter."""
    parks = list(parks)
    standings = {park.key: judged(scheme, year, park) for park in parks}
    lists = {}
    for code in LISTS:
        own = [one for one in parks if one.park_type == code and ranks_at_all(standings[one.key])]
        lists[code] = list_figures(scheme, code, own)
        standings |= graded(scheme, code, lists[code], own, standings)
    return Evaluation(standings, lists)


def ranks_at_all(standing: Standing) -> bool:
    return standing.outcome is Outcome.RANKED


def judged(scheme: ParkScheme, year: int, park: Park) -> Standing:
    """Outcome and vetoes of a park, before any score; an exempt park takes A, or D with a veto."""
    found, vetoes = outcome(scheme, year, park), vetoes_of(scheme.settings, park)
    if found.outcome is Outcome.EXEMPT:
        return replace(found, vetoes=vetoes, park_grade=WORST if vetoes else BEST)
    return replace(found, vetoes=vetoes if ranks_at_all(found) else ())


def outcome(scheme: ParkScheme, year: int, park: Park) -> Standing:
    settings = scheme.settings
    if "exempt" in park.matters:
        return Standing(Outcome.EXEMPT)
    if settings.star_exempt and (park.star or 0) >= settings.exempt_star:
        return Standing(Outcome.EXEMPT, f"年末为{STAR_WORDS[park.star or 0]}星级园区，不占名额定为 {BEST} 档")
    if "set_aside" in park.matters:
        return Standing(Outcome.SET_ASIDE)
    if "transition" in park.matters:
        return Standing(Outcome.TRANSITION)
    if why := in_transition(settings, year, park):
        return Standing(Outcome.TRANSITION, why)
    return without_figures(scheme, year, park)


STAR_WORDS = ("", "一", "二", "三", "四", "五")


def in_transition(settings: Settings, year: int, park: Park) -> str:
    """Why the park is in its transition in the year; "" when it is not."""
    until = park.transition_until
    if until and until >= datetime.date(year, 12, 31):
        return f"过渡期至 {until}"
    recognised = park.recognised_on.year if park.recognised_on else None
    first = recognised if settings.transition_since is Since.RECOGNITION else park.operating_since
    if first is not None and 0 <= year - first < settings.transition_years:
        return f"{settings.transition_since.label} {first} 年起 {settings.transition_years} 年为过渡期"
    return ""


def without_figures(scheme: ParkScheme, year: int, park: Park) -> Standing:
    """Whether there is something to evaluate: finished works, a recognition where it takes one, figures."""
    if not park.facts.get("finished_floor_m2"):
        return Standing(Outcome.BUILDING, "年末没有已竣工的分期")
    recognised = park.recognised_on is not None and park.recognised_on <= datetime.date(year, 12, 31)
    if scheme.settings.recognised_only and not recognised:
        return Standing(Outcome.NOT_RECOGNISED, "年末未经省级认定")
    if park.facts.get("tax_wan") is None:
        return Standing(Outcome.NOT_REPORTED, "没有报送本年度数据")
    missing = gaps(scheme.items_of(park.park_type), park.facts, park.marks)
    if missing and scheme.settings.lacking is Lacking.SET_ASIDE:
        return Standing(Outcome.LACKING, gaps=missing)
    return Standing(Outcome.RANKED, gaps=missing)


def vetoes_of(settings: Settings, park: Park) -> tuple[str, ...]:
    """Why the park is D whatever it scores: the county's word, and what its rows say where the scheme asks it."""
    said = ["一票否决"] if "veto" in park.matters else []
    return (*said, *(one.label for one in settings.vetoes if vetoed(one, park.facts)))


def vetoed(veto: Veto, facts: Facts) -> bool:
    if veto is Veto.FIRE:
        return facts.get("fire_score") == 1
    if veto is Veto.NO_DRILL:
        return facts.get("drills") == 0
    return bool(facts.get("major_overdue" if veto is Veto.MAJOR_DANGER else "failed_checks"))


def list_figures(scheme: ParkScheme, code: str, parks: list[Park]) -> ListFigures:
    facts = [park.facts for park in parks]
    bases = tuple(base(one, facts) for one in scheme.items_of(code))
    quotas = positions(len(parks), scheme.settings) if by_shares(len(parks), scheme.settings) else None
    return ListFigures(len(parks), bases, quotas)


def base(item: Item, parks: list[Facts]) -> Decimal:
    """What the item's values are divided by; 0 where nothing is."""
    if item.way is not Way.RATIO:
        return Decimal(0)
    return item.base or base_of(MEASURES[item.measure], parks)


def graded(
    scheme: ParkScheme,
    code: str,
    figures: ListFigures,
    parks: list[Park],
    standings: Mapping[str, Standing],
) -> dict[str, Standing]:
    """The standings of a list's ranked parks."""
    scored = {park.key: scored_park(scheme, code, figures, park, standings[park.key]) for park in parks}
    placed = ranks({park.key: sort_key(scheme, scored[park.key], park) for park in parks})
    answer = {}
    for key, one in scored.items():
        given = ranked_class(placed[key], one.score or Decimal(0), figures.ranked, scheme.settings)
        final = WORST if one.vetoes else given
        answer[key] = replace(one, rank=placed[key], ranked_grade=given, park_grade=final)
    return answer


def scored_park(
    scheme: ParkScheme, code: str, figures: ListFigures, park: Park, standing: Standing
) -> Standing:
    items = scheme.items_of(code)
    values = tuple(item_value(one, park.facts, park.marks) for one in items)
    points = tuple(
        points_of(one, value, divisor)
        for one, value, divisor in zip(items, values, figures.bases, strict=True)
    )
    bonus, deduction = adjusted(scheme.adjustments, park.matters, scheme.settings)
    return replace(
        standing,
        values=values,
        points=points,
        bonus=bonus,
        deduction=deduction,
        score=total(points, bonus, deduction),
    )


def sort_key(scheme: ParkScheme, standing: Standing, park: Park) -> tuple[Decimal, ...]:
    ties = (value_of(MEASURES[code], park.facts) for code in scheme.settings.tie_break)
    return (standing.score or Decimal(0), *(NONE_LAST if value is None else value for value in ties))
