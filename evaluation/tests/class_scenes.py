"""Schemes and firms of enterprise classes for the tests."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.evaluating import Firm
from evaluation.rules.classes.parts import MEASURES

REFERENCE = Path(__file__).parents[1] / "reference" / "classes-wenzhou-2019.yaml"
FACT_NAMES = ("tax_wan", "sales_wan", "energy_tce", "employees", "land_mu")


def content(**settings: Any) -> dict[str, Any]:
    """The reference scheme's content with other settings."""
    found = yaml.safe_load(REFERENCE.read_text())["content"]
    return {**found, "settings": {**found["settings"], **settings}}


def one_group(*indicators: tuple[str, str, str | None], cap: str = "1.5", **settings: Any) -> ClassScheme:
    """A scheme with one group of (measure, weight, base)."""
    rows = [
        {"measure": name, "weight": weight, "base": base, "cap": cap} for name, weight, base in indicators
    ]
    group = {"code": "all", "label": "全部企业", "conditions": [], "indicators": rows}
    return ClassScheme.load({**content(**settings), "groups": [group]})


def firm(key: str, *facts: str | int | None, marks: tuple[str, ...] = ()) -> Firm:
    """tax, sales, energy, employees, land; those left out are not reported."""
    given = [None if one is None else Decimal(one) for one in facts]
    given += [None] * (len(FACT_NAMES) - len(given))
    return Firm(key, dict(zip(FACT_NAMES, given, strict=True)), frozenset(marks))


def half_up(value: Fraction, places: int = 4) -> Fraction:
    scaled = value * 10**places
    return Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**places)


def oracle_scores(scheme: ClassScheme, firms: list[Firm]) -> dict[str, Fraction]:
    """The scores of firms of one group, all ranked, in fractions and without looking at the rules' code."""
    indicators = scheme.groups[0].indicators

    def ratio(facts: dict, measure: str) -> Fraction:
        kind = MEASURES[measure]
        return half_up(Fraction(facts[kind.numerator]) / Fraction(facts[kind.denominator]))

    def base(measure: str) -> Fraction:
        kind = MEASURES[measure]
        above = sum(Fraction(one.facts[kind.numerator]) for one in firms)
        return half_up(above / sum(Fraction(one.facts[kind.denominator]) for one in firms))

    bases = [Fraction(one.base) if one.base else base(one.measure) for one in indicators]
    answer = {}
    for one in firms:
        score = Fraction(0)
        for indicator, divisor in zip(indicators, bases, strict=True):
            weight = Fraction(indicator.weight)
            points = (
                half_up(ratio(one.facts, indicator.measure) * weight / divisor) if divisor else Fraction(0)
            )
            score += min(points, weight * Fraction(indicator.cap))
        answer[one.key] = score
    return answer


def oracle_classes(scores: dict[str, Fraction], a: int, b: int, d: int) -> dict[str, str]:
    """Shares of all ranked in whole percents, read off the definition: how many are better than this one."""
    n = len(scores)
    last_a, last_b, last_c = a * n // 100, a * n // 100 + b * n // 100, n - (d * n + 99) // 100

    def of(score: Fraction) -> str:
        place = 1 + sum(other > score for other in scores.values())
        if place <= last_a:
            return "A"
        return "B" if place <= last_b else "C" if place <= last_c else "D"

    return {key: of(score) for key, score in scores.items()}
