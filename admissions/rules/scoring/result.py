"""What a score is: points line by line, vetoes, what is missing; stored and explained."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from admissions.rules.hints import hint
from admissions.rules.scheme import Indicator
from admissions.rules.scoring.words import rule, shown
from policies.explanation import Explanation, Operand, Step
from policies.numbers import plain

ZERO = Decimal(0)
POINTS = "分"


def kept(points: Decimal) -> str:
    """Points as they are stored: always two decimals, as many as there can be."""
    return f"{points:.2f}"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: the value as read (None when missing) and its points; the words are made when asked for."""

    indicator: Indicator
    value: Decimal | str | None
    points: Decimal

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def label(self) -> str:
        return self.indicator.label

    @property
    def unit(self) -> str:
        return self.indicator.unit

    @property
    def max(self) -> Decimal:
        return self.indicator.max

    @property
    def shown(self) -> str:
        return shown(self.indicator, self.value)

    @property
    def rule(self) -> str:
        """How the points come about, with the numbers put in."""
        return rule(self.indicator, self.value)

    @property
    def hint(self) -> str:
        """What would bring more points; "" at the full ones."""
        return hint(self.indicator, self.value, self.points)

    @property
    def is_missing(self) -> bool:
        return self.value is None

    def as_dict(self) -> dict[str, Any]:
        value = plain(self.value) if isinstance(self.value, Decimal) else self.value
        return {
            "code": self.code,
            "label": self.label,
            "unit": self.unit,
            "value": value,
            "shown": self.shown,
            "points": kept(self.points),
            "max": kept(self.max),
            "rule": self.rule,
            "hint": self.hint,
        }


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """The sum of the indicators' points, capped at the dimension's."""

    code: str
    label: str
    points: Decimal
    max: Decimal
    lines: tuple[Line, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": self.label,
            "points": kept(self.points),
            "max": kept(self.max),
            "indicators": [line.as_dict() for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A veto that applies, as a sentence."""

    code: str
    label: str
    clause: str
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "label": self.label, "clause": self.clause, "sentence": self.sentence}


@dataclass(frozen=True, slots=True)
class Score:
    """`missing` names what is not answered; `gap` is what the total lacks of the threshold."""

    total: Decimal
    full: Decimal
    threshold: Decimal
    dimensions: tuple[DimensionScore, ...]
    vetoes: tuple[Hit, ...]
    missing: tuple[str, ...]

    @property
    def gap(self) -> Decimal:
        return max(self.threshold - self.total, ZERO)

    @property
    def passed(self) -> bool:
        return not self.gap and not self.vetoes

    @property
    def hints(self) -> tuple[str, ...]:
        """Where the next points are, indicator by indicator."""
        return tuple(line.hint for one in self.dimensions for line in one.lines if line.hint)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, every decimal a string: what is stored with an application."""
        return {
            "total": kept(self.total),
            "full": kept(self.full),
            "threshold": kept(self.threshold),
            "passed": self.passed,
            "gap": kept(self.gap),
            "vetoes": [hit.as_dict() for hit in self.vetoes],
            "dimensions": [one.as_dict() for one in self.dimensions],
            "missing": list(self.missing),
        }

    def explanation(self) -> Explanation:
        """The total as the sum of the five dimensions, each with its indicators."""
        parts = tuple(Operand(f"{one.label}得分", one.points, POINTS) for one in self.dimensions)
        stands = "达到" if not self.gap else f"距入围分数线差 {plain(self.gap)} 分，未达到"
        return Explanation(
            title="五度评分",
            result=self.total,
            unit=POINTS,
            formula_text=" + ".join(part.label for part in parts),
            operands=parts,
            note=f"{stands}入围分数线 {plain(self.threshold)} 分。"
            + "".join(hit.sentence for hit in self.vetoes),
            children=tuple(explained(one) for one in self.dimensions),
        )


def explained(dimension: DimensionScore) -> Explanation:
    """The dimension's sum with its cap; each indicator's rule is a step."""
    parts = tuple(Operand(f"{line.label}得分", line.points, POINTS) for line in dimension.lines)
    most = Operand(f"{dimension.label}满分", dimension.max, POINTS)
    total = " + ".join(part.label for part in parts) or "0"
    return Explanation(
        title=f"{dimension.label}得分",
        result=dimension.points,
        unit=POINTS,
        formula_text=f"min({total}, {most.label})",
        operands=(*parts, most),
        steps=tuple(
            Step(f"{line.label}：{line.shown}", line.rule, line.points, POINTS) for line in dimension.lines
        ),
    )
