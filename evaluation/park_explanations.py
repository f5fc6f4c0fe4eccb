"""How a park's grade came about, from what the run stored: points, measures, sources, rank, and why it is no better."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Min
from django.urls import reverse

from evaluation.models import ParkMark, ParkResult, RunPark, RunPart
from evaluation.park_facts import number
from evaluation.rules.classes.nearest import rises, share_of
from evaluation.rules.park_grades import ParkScheme
from evaluation.rules.park_grades.evaluating import Outcome
from evaluation.rules.park_grades.parts import FACTS, GRADES, LISTS, MEASURES, Item, Measure, Way
from evaluation.rules.park_grades.words import item_words, way_words
from policies.explanation import Explanation, Operand
from policies.numbers import plain
from policies.rulebook import ParameterReading
from portal.numbers import DASH, decimal_text

POINTS = "分"
HALF_UP = "四舍五入，保留四位小数。"
FIRMS = "入园企业与年度数据"
# Where the rows of a fact stand: the words, the route, and the kind of record of the route, if it has one.
SOURCES: dict[str, tuple[str, str, str]] = {
    **dict.fromkeys(
        (
            *("tax_wan", "sales_wan", "energy_tce", "firms_land_mu", "occupied_floor_m2", "firms"),
            *("production_floor_m2", "leading_floor_m2", "small_firms", "digital_firms"),
            *("stepped_up", "specialised", "tech_smes"),
        ),
        (FIRMS, "enterprises:in_park", ""),
    ),
    **dict.fromkeys(("land_in_use_mu", "finished_floor_m2"), ("地块与分期", "parks:land", "")),
    **dict.fromkeys(("demands", "handled_demands"), ("企业诉求", "parks:park_records", "demand")),
    **dict.fromkeys(("dangers", "closed_dangers", "major_overdue"), ("隐患", "parks:park_records", "danger")),
    **dict.fromkeys(
        ("filings", "filings_on_time", "due_fields", "filled_fields"),
        ("报送件", "parks:park_records", "filing"),
    ),
    "drills": ("安全事项", "parks:park_records", "safety"),
    "fire_score": ("消防评级", "parks:park_records", "fire-grade"),
    **dict.fromkeys(("checks", "kept_checks", "failed_checks"), ("合规核对", "parks:compliance", "")),
}
PARK_PAGE = ("园区档案", "parks:park", "")


@dataclass(frozen=True)
class Measured:
    """A result with what it was measured by; read once for a page."""

    result: ParkResult
    part: RunPart
    scheme: ParkScheme
    taken: dict[str, Any]
    marks: dict[str, int]

    @property
    def items(self) -> tuple[Item, ...]:
        return self.scheme.items_of(self.result.park_type)

    @property
    def figures(self) -> dict[str, Any]:
        return self.part.groups[self.result.park_type]

    @property
    def bases(self) -> list[Decimal]:
        return [Decimal(base) for base in self.figures["bases"]]

    def rows(self) -> Iterator[tuple[Item, Decimal, Decimal | None, Decimal]]:
        """Each item with its base, the park's value and points."""
        return zip(self.items, self.bases, self.result.values, self.result.points, strict=True)


def measured(result: ParkResult) -> Measured:
    part = RunPart.objects.get(run=result.run_id, county=result.county_id)
    frozen = RunPark.objects.get(run=result.run_id, park=result.park_id)
    marks = ParkMark.objects.filter(park=result.park_id, year=result.run.year).values_list("item", "pk")
    scheme = ParkScheme.load(part.scheme["content"])
    return Measured(result, part, scheme, frozen.taken or {}, dict(marks))


def explain(found: Measured) -> Explanation | None:
    """The score with its items and their measures; None for a park that was not scored."""
    result = found.result
    if result.score is None:
        return None
    operands = [Operand(f"{one.label}得分", points, POINTS, "计算见下") for one, _, _, points in found.rows()]
    formula = " + ".join(one.label for one in operands)
    for label, value, sign in (("加分", result.bonus, "+"), ("减分", result.deduction, "−")):
        if value:
            operands.append(Operand(label, value, POINTS, "园区评价事项（见上）"))
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
        children=tuple(item_explained(found, *row) for row in found.rows()),
    )


def item_explained(
    found: Measured, item: Item, base: Decimal, value: Decimal | None, points: Decimal
) -> Explanation:
    """One item's points."""
    title = f"{item.label}得分"
    if value is None:
        note = "没有打分，计 0 分。" if item.way is Way.ASSESSED else "没有数值，计 0 分。"
        return Explanation(title, points, POINTS, "", note=note)
    if item.way is Way.ASSESSED:
        return Explanation(
            title, points, POINTS, "", (mark_of(found, item, value),), note=mark_words(found, item)
        )
    below = (measure_explained(found, MEASURES[item.measure], value),)
    if item.way is Way.BANDS:
        return Explanation(title, points, POINTS, "", note=f"{item_words(item)}。", children=below)
    return ratio_explained(found, item, base, value, points, below)


def mark_of(found: Measured, item: Item, value: Decimal) -> Operand:
    pk = found.marks.get(item.label)
    url = reverse("parks:record", args=("park-mark", pk)) if pk else ""
    return Operand("评审得分", value, POINTS, "园区评审打分", url)


def mark_words(found: Measured, item: Item) -> str:
    mark = next(one for one in found.taken["marks"] if one["item"] == item.label)
    document = f"（{mark['document']}）" if mark["document"] else ""
    return f"{mark['reason']}{document}。满分 {plain(item.weight)} 分。"


def ratio_explained(
    found: Measured,
    item: Item,
    base: Decimal,
    value: Decimal,
    points: Decimal,
    below: tuple[Explanation, ...],
) -> Explanation:
    """value ÷ base × full points; at its cap the formula is that of the cap."""
    title, scheme = f"{item.label}得分", found.part.scheme["title"]
    if not base:
        return Explanation(title, points, POINTS, "", note="基准值为零，计 0 分。", children=below)
    weight, measure = Operand("满分", item.weight, POINTS, scheme), MEASURES[item.measure]
    if points == item.cap * item.weight:
        cap = Operand("封顶倍数", item.cap, "倍", scheme)
        note = f"{measure.label} ÷ 基准值 × 满分已达到封顶。"
        return Explanation(title, points, POINTS, "封顶倍数 × 满分", (cap, weight), note=note, children=below)
    source = scheme if item.base is not None else f"本榜单 {found.figures['ranked']} 个园区合计之比"
    operands = (
        Operand(measure.label, value, measure.unit, "计算见下"),
        Operand("基准值", base, measure.unit, source),
        weight,
    )
    text = f"{measure.label} ÷ 基准值 × 满分"
    return Explanation(title, points, POINTS, text, operands, note=HALF_UP, children=below)


def measure_explained(found: Measured, measure: Measure, value: Decimal) -> Explanation:
    above = fact_of(found, measure.numerator)
    if not measure.denominator:
        return Explanation(measure.label, value, measure.unit, "", (above,))
    below = fact_of(found, measure.denominator)
    if not below.value:
        return Explanation(measure.label, value, measure.unit, "", (above, below), note=f"{measure.idle}。")
    times = f" × {measure.times}" if measure.times != 1 else ""
    text = f"{above.label}{times} ÷ {below.label}"
    return Explanation(measure.label, value, measure.unit, text, (above, below), note=HALF_UP)


def fact_of(found: Measured, name: str) -> Operand:
    """A number of the park with the page its rows stand on."""
    fact = FACTS[name]
    label, route, kind = SOURCES.get(name, PARK_PAGE)
    args = (found.result.park_id, kind) if kind else (found.result.park_id,)
    value = number(found.taken["facts"][name])
    return Operand(fact.label, value, fact.unit, label, reverse(route, args=args), name)


# By dimension.


def dimensions(found: Measured) -> list[dict[str, Any]]:
    """The points by dimension and item, as a table draws them; [] for a park that was not scored."""
    if found.result.score is None:
        return []
    rows = list(found.rows())
    return [
        dimension_row(one.label, [row for row in rows if row[0].dimension == one.code])
        for one in found.scheme.dimensions
    ]


def dimension_row(label: str, rows: list[tuple[Item, Decimal, Decimal | None, Decimal]]) -> dict[str, Any]:
    return {
        "label": label,
        "points": decimal_text(sum((points for *_, points in rows), Decimal(0)), 4),
        "full": plain(sum((item.weight for item, *_ in rows), Decimal(0))),
        "items": [
            {
                "label": item.label,
                "value": value_text(item, value),
                "points": decimal_text(points, 4),
                "full": plain(item.weight),
                "note": way_words(item),
            }
            for item, _, value, points in rows
        ],
    }


def value_text(item: Item, value: Decimal | None) -> str:
    if value is None:
        return DASH
    unit = POINTS if item.way is Way.ASSESSED else MEASURES[item.measure].unit
    return f"{decimal_text(value)} {unit}"


# Rank and grade.


def grade_words(found: Measured) -> str:
    """How the rank or the score became the grade."""
    result, figures = found.result, found.figures
    if result.outcome == Outcome.EXEMPT:
        return f"{result.reason}。定为 {result.park_grade} 档，不参加排名。"
    if result.score is None:
        return f"{result.get_outcome_display()}：{result.reason}"
    name = LISTS[result.park_type]
    if figures["positions"]:
        last = figures["positions"]
        how = (
            f"{name}榜单 {figures['ranked']} 个园区参加排名，前 {last['a']} 名为 A 档，前 {last['b']} 名中的其余为 B 档，"
            f"第 {last['c']} 名之后为 D 档；本园区第 {result.rank} 名，为 {result.ranked_grade} 档。"
        )
    else:
        bounds = "，".join(
            f"{letter} 档 ≥ {plain(least)} 分" for letter, least in found.scheme.settings.thresholds
        )
        how = (
            f"{name}榜单 {figures['ranked']} 个园区，按分数线定档（{bounds}）；"
            f"{decimal_text(result.score, 4)} 分为 {result.ranked_grade} 档。"
        )
    vetoes = f"{'、'.join(result.vetoes)}，直接定为 {result.park_grade} 档。" if result.vetoes else ""
    return how + vetoes


def why_not_better(found: Measured) -> tuple[str, list[dict[str, str]]]:
    """A sentence with the gap to the grade above, and what alone would close it; ("", []) for A and the unranked."""
    result = found.result
    if result.vetoes and result.park_grade == GRADES[-1]:
        return f"{'、'.join(result.vetoes)}，与得分无关。", []
    if result.score is None or result.ranked_grade == GRADES[0]:
        return "", []
    better = GRADES[GRADES.index(result.ranked_grade) - 1]
    lowest = lowest_score(found, better)
    if lowest is None:
        return f"按本榜单园区数和比例，没有 {better} 档名额。", []
    gap = max(lowest - result.score, Decimal(0))
    sentence = f"{better} 档最低 {decimal_text(lowest, 4)} 分，相差 {decimal_text(gap, 4)} 分。"
    rows = rise_rows(found, gap)
    return sentence + ("" if rows else "没有哪一项单独提高就能补足。"), rows


def lowest_score(found: Measured, better: str) -> Decimal | None:
    """The score that has the grade: the threshold, or the lowest of those who have it by their position."""
    if not found.figures["positions"]:
        return dict(found.scheme.settings.thresholds)[better]
    result = found.result
    rows = ParkResult.objects.filter(
        run=result.run_id, county=result.county_id, park_type=result.park_type, ranked_grade=better
    )
    return rows.aggregate(lowest=Min("score"))["lowest"]


def rise_rows(found: Measured, gap: Decimal) -> list[dict[str, str]]:
    """What a single item would have to reach, the smallest relative rise first, then bands and marks."""
    ratios = [row for row in found.rows() if row[0].way is Way.RATIO]
    by_ratio = rises(gap, *zip(*ratios, strict=True)) if ratios else []
    rows = [rise_row(one.indicator, one.value, one.needed) for one in by_ratio]
    for item, _, value, points in found.rows():
        needed = needed_step(item, points + gap)
        if needed is not None:
            rows.append(rise_row(item, value or Decimal(0), needed))
    return rows


def needed_step(item: Item, points: Decimal) -> Decimal | None:
    """The band or the mark that gives so many points; None where there is none, and for ratios."""
    if item.way is Way.ASSESSED:
        return points if points <= item.weight else None
    return min((band.least for band in item.bands if band.points >= points), default=None)


def rise_row(item: Item, value: Decimal, needed: Decimal) -> dict[str, str]:
    share = share_of(value, needed)
    return {
        "label": item.label,
        "value": decimal_text(value, 4),
        "needed": decimal_text(needed, 4),
        "unit": POINTS if item.way is Way.ASSESSED else MEASURES[item.measure].unit,
        "share": DASH if share is None else f"+{plain(share)}%",
    }
