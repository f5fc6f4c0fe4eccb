"""How a firm's class came about, from what the run stored: terms, measures, sources, rank, and why it is no better."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Min
from django.urls import reverse

from enterprises.models import YearlyFigure
from enterprises.rules.reporting import sources_in_words
from evaluation.models import EnterpriseResult, RunInput, RunPart
from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.nearest import Rise, rises
from evaluation.rules.classes.parts import CLASSES, FACTS, MEASURES, Group, Indicator
from evaluation.rules.classes.scoring import term
from policies.explanation import Explanation, Operand
from policies.numbers import plain
from policies.rulebook import ParameterReading
from portal.numbers import decimal_text

POINTS = "分"
HALF_UP = "四舍五入，保留四位小数。"


@dataclass(frozen=True)
class Measured:
    """A result with what it was measured by; read once for a page."""

    result: EnterpriseResult
    part: RunPart
    scheme: ClassScheme
    inputs: list[RunInput]
    living: frozenset[int]

    @property
    def group(self) -> Group | None:
        return self.scheme.group(self.result.group)

    @property
    def figures(self) -> dict[str, Any]:
        return self.part.groups[self.result.group]

    @property
    def bases(self) -> list[Decimal]:
        return [Decimal(base) for base in self.figures["bases"]]


def measured(result: EnterpriseResult) -> Measured:
    part = RunPart.objects.get(run=result.run_id, county=result.county_id)
    rows = RunInput.objects.filter(
        run=result.run_id, county=result.county_id, enterprise=result.enterprise_id
    )
    inputs = list(rows.order_by("park_name"))
    living = YearlyFigure.objects.filter(pk__in=[one.figure_id for one in inputs])
    return Measured(
        result,
        part,
        ClassScheme.load(part.scheme["content"]),
        inputs,
        frozenset(living.values_list("pk", flat=True)),
    )


def explain(found: Measured) -> Explanation | None:
    """The score with its terms and their measures; None for a firm that was not scored."""
    result, group = found.result, found.group
    if result.score is None or group is None:
        return None
    rows = list(zip(group.indicators, found.bases, result.values, result.points, strict=True))
    operands = [Operand(f"{one.label}得分", points, POINTS, "计算见下") for one, _, _, points in rows]
    formula = " + ".join(one.label for one in operands)
    for label, value, sign in (("加分", result.bonus, "+"), ("减分", result.deduction, "−")):
        if value:
            operands.append(Operand(label, value, POINTS, "评价事项（见上）"))
            formula += f" {sign} {label}"
    return Explanation(
        title="总分",
        result=result.score,
        unit=POINTS,
        formula_text=formula,
        operands=tuple(operands),
        parameters=tuple(map(ParameterReading.from_dict, found.part.ruling["parameters"])),
        clause_ids=(found.part.ruling["clause"],),
        note="总分低于 0 时按 0 分计。" if result.deduction else "",
        children=tuple(term_of(found, *row) for row in rows),
    )


def term_of(
    found: Measured, one: Indicator, base: Decimal, value: Decimal | None, points: Decimal
) -> Explanation:
    """One indicator's points; at its cap the formula is that of the cap."""
    weight = Operand("权重", one.weight, POINTS, found.part.scheme["title"])
    title = f"{one.label}得分"
    if value is None or not base:
        note = "没有数值或基准值为零，计 0 分。"
        return Explanation(title, points, POINTS, "", note=note)
    if points == one.cap * one.weight and term(value, base, one) == points:
        cap = Operand("封顶倍数", one.cap, "倍", found.part.scheme["title"])
        note = f"{one.label} ÷ 基准值 × 权重已达到封顶。"
        formula, operands = "封顶倍数 × 权重", (cap, weight)
    else:
        unit = MEASURES[one.measure].unit
        formula, note = f"{one.label} ÷ 基准值 × 权重", HALF_UP
        operands = (
            Operand(one.label, value, unit, "计算见下"),
            Operand("基准值", base, unit, base_source(found, one)),
            weight,
        )
    return Explanation(
        title, points, POINTS, formula, operands, note=note, children=(measure_of(found, one, value),)
    )


def base_source(found: Measured, one: Indicator) -> str:
    if one.base is not None:
        return found.part.scheme["title"]
    return f"本组 {found.figures['ranked']} 户合计之比"


def measure_of(found: Measured, one: Indicator, value: Decimal) -> Explanation:
    kind = MEASURES[one.measure]
    operands = tuple(fact_of(found, name) for name in (kind.numerator, kind.denominator))
    text = f"{operands[0].label} ÷ {operands[1].label}"
    return Explanation(one.label, value, kind.unit, text, operands, note=HALF_UP)


def fact_of(found: Measured, name: str) -> Operand:
    """A number of the firm: of one park straight from its figure, of several their sum."""
    fact, value = FACTS[name], getattr(found.result, name)
    value = None if value is None else Decimal(value)
    if len(found.inputs) != 1:
        return Operand(
            fact.label, value, fact.unit, f"{len(found.inputs)} 个园区合计（见下）", "#inputs", name
        )
    one = found.inputs[0]
    if name == "land_mu":
        land = reverse("enterprises:enterprise", args=(one.enterprise_id,))
        return Operand(fact.label, value, fact.unit, "入驻记录（见下）", land, name)
    label, url = figure_source(found, one)
    return Operand(fact.label, value, fact.unit, label, url, name)


def figure_source(found: Measured, one: RunInput) -> tuple[str, str]:
    said = f"，{sources_in_words(one.source, one.settled)}" if one.source else ""
    label = f"{one.park_name} 年度数据（第 {one.figure_version} 版）{said}"
    url = reverse("enterprises:figure", args=(one.figure_id,)) if one.figure_id in found.living else ""
    return label, url


# Rank and class.


def class_words(found: Measured) -> str:
    """How the rank or the score became the class."""
    result, figures = found.result, found.figures
    if result.score is None:
        return result.reason
    if figures["positions"]:
        last = figures["positions"]
        how = (
            f"本组 {figures['ranked']} 户参加排名，前 {last['a']} 名为 A 类，前 {last['b']} 名中的其余为 B 类，"
            f"第 {last['c']} 名之后为 D 类；本企业第 {result.rank} 名，为 {result.ranked_class} 类。"
        )
    else:
        bounds = "，".join(
            f"{letter} 类 ≥ {plain(least)} 分" for letter, least in found.scheme.settings.thresholds
        )
        score = decimal_text(result.score, 4)
        how = (
            f"本组 {figures['ranked']} 户，按分数线分类（{bounds}）；{score} 分为 {result.ranked_class} 类。"
        )
    return how + adjusted_words(found)


def adjusted_words(found: Measured) -> str:
    result = found.result
    if result.enterprise_class == result.ranked_class:
        return ""
    why = "有一票否决事项" if "veto" in result.marks else "在保护期内"
    return f"{why}，定为 {result.enterprise_class} 类。"


def why_not_better(found: Measured) -> tuple[str, list[Rise]]:
    """A sentence with the gap to the class above, and the rises that would close it; ("", []) for A and the unranked."""
    result = found.result
    if result.score is None or result.ranked_class == CLASSES[0]:
        return "", []
    if result.enterprise_class != result.ranked_class and "veto" in result.marks:
        return "有一票否决事项，与得分无关。", []
    better = CLASSES[CLASSES.index(result.ranked_class) - 1]
    lowest = lowest_score(found, better)
    if lowest is None:
        return f"按本组户数和比例，没有 {better} 类名额。", []
    gap = max(lowest - result.score, Decimal(0))
    sentence = f"{better} 类最低 {decimal_text(lowest, 4)} 分，相差 {decimal_text(gap, 4)} 分。"
    group = found.group
    assert group is not None
    return sentence, rises(gap, group.indicators, found.bases, result.values, result.points)


def lowest_score(found: Measured, better: str) -> Decimal | None:
    """The score that has the class: the threshold, or the lowest of those who have it by their position."""
    if not found.figures["positions"]:
        return dict(found.scheme.settings.thresholds)[better]
    result = found.result
    rows = EnterpriseResult.objects.filter(
        run=result.run_id, county=result.county_id, group=result.group, ranked_class=better
    )
    return rows.aggregate(lowest=Min("score"))["lowest"]


def rise_rows(found: list[Rise]) -> list[dict[str, str]]:
    return [
        {
            "label": one.indicator.label,
            "value": decimal_text(one.value, 4),
            "needed": decimal_text(one.needed, 4),
            "unit": MEASURES[one.indicator.measure].unit,
            "share": "—" if one.share is None else f"+{plain(one.share)}%",
        }
        for one in found
    ]
