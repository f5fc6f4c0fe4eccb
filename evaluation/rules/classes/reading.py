"""From stored JSON to the parts of a scheme, gathering a sentence for everything missing or wrong.

Drafts are kept however incomplete they are, so nothing here raises.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from admissions.rules.scheme.reading import CODE, Faults, member, rows
from evaluation.rules.classes.parts import (
    CLASSES,
    FACTS,
    HUNDRED,
    MEASURES,
    Adjustment,
    Condition,
    Grading,
    Group,
    Indicator,
    Lacking,
    Mode,
    Op,
    Settings,
)

LARGEST_MINIMUM = 1000
SHARES = {"share_a": "A 类比例", "share_b": "B 类比例", "share_d": "D 类比例"}
THRESHOLDS = {"threshold_a": "A 类分数线", "threshold_b": "B 类分数线", "threshold_c": "C 类分数线"}
CAPS = {"bonus_cap": "加分上限", "deduction_cap": "减分上限"}


def read(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parts of a scheme by name, and what is wrong with the content."""
    faults = Faults()
    content = content if isinstance(content, Mapping) else {}
    groups = tuple(group(row, faults) for row in rows(content.get("groups")))
    faults.check(bool(groups), "至少要有一个分组。")
    adjustments = tuple(adjustment(row, faults) for row in rows(content.get("adjustments")))
    distinct([*groups, *adjustments], faults)
    return {
        "groups": groups,
        "adjustments": adjustments,
        "settings": settings(content.get("settings"), faults),
    }, faults


def distinct(parts: Iterable[Any], faults: Faults) -> None:
    parts = list(parts)
    codes, labels = [one.code for one in parts], [one.label for one in parts if one.label]
    for doubled in dict.fromkeys(label for label in labels if labels.count(label) > 1):
        faults.append(f"“{doubled}”出现了两次，请合并或改名。")
    for code in dict.fromkeys(codes):
        usable = CODE.fullmatch(code) and codes.count(code) == 1
        faults.check(bool(usable), f"编号“{code}”重复或不可用。")


def group(row: Mapping[str, Any], faults: Faults) -> Group:
    label = faults.text(row.get("label"), "分组名称")
    where = f"分组“{label}”"
    indicators = tuple(
        indicator(one, where, faults)
        for one in rows(row.get("indicators"))
        if known(one.get("measure"), where, faults)
    )
    measures = [one.measure for one in indicators]
    faults.check(len(set(measures)) == len(measures), f"{where}的指标重复。")
    weights = sum((one.weight for one in indicators), Decimal(0))
    faults.check(weights == HUNDRED, f"{where}的指标权重之和为 {weights}，应为 100。")
    conditions = (condition(one, where, faults) for one in rows(row.get("conditions")))
    return Group(str(row.get("code", "")), label, tuple(filter(None, conditions)), indicators)


def known(measure: Any, where: str, faults: Faults) -> bool:
    faults.check(measure in MEASURES, f"{where}有不明的指标。")
    return measure in MEASURES


def indicator(row: Mapping[str, Any], where: str, faults: Faults) -> Indicator:
    measure = str(row["measure"])
    where = f"{where}的“{MEASURES[measure].label}”"
    weight, cap = (
        faults.points(row.get("weight"), f"{where}权重"),
        faults.points(row.get("cap"), f"{where}封顶倍数"),
    )
    faults.check(weight > 0, f"{where}权重应大于 0。")
    faults.check(cap >= 1, f"{where}封顶倍数不应小于 1。")
    given = row.get("base")
    base = None if given in (None, "") else faults.number(given, f"{where}基准值")
    faults.check(base is None or base > 0, f"{where}基准值应大于 0。")
    return Indicator(measure, weight, base or None, cap)


def condition(row: Mapping[str, Any], where: str, faults: Faults) -> Condition | None:
    fact, op = str(row.get("fact")), str(row.get("op"))
    value = faults.number(row.get("value"), f"{where}条件的界限")
    usable = fact in FACTS and op in set(Op) and value is not None
    faults.check(usable, f"{where}有一个条件不完整。")
    return Condition(fact, Op(op), value) if usable and value is not None else None


def adjustment(row: Mapping[str, Any], faults: Faults) -> Adjustment:
    label = faults.text(row.get("label"), "加减分事项")
    points = faults.number(row.get("points"), f"“{label}”的分值", low=None) or Decimal(0)
    faults.check(points != 0 and points == round(points, 2), f"“{label}”的分值不能为 0，最多两位小数。")
    return Adjustment(str(row.get("code", "")), label, points)


def settings(value: Any, faults: Faults) -> Settings:
    row = value if isinstance(value, Mapping) else {}
    floor_ = floor(row.get("protected_floor"), faults)
    return Settings(**grading(row, MEASURES, faults), protected_floor=floor_)


def grading(
    row: Mapping[str, Any], measures: Collection[str], faults: Faults, letter: str = "类"
) -> dict[str, Any]:
    """How scores become letters (`letter` is what one is called), whatever is scored; `measures` may tell equal
    scores apart."""
    labels = {**SHARES, **THRESHOLDS, **CAPS}
    numbers = {
        name: faults.points(row.get(name), label.replace("类", letter)) for name, label in labels.items()
    }
    made = Grading(
        mode=member(Mode, row.get("mode"), Mode.SHARE),
        lacking=member(Lacking, row.get("lacking"), Lacking.SET_ASIDE),
        smallest_group=smallest(row.get("smallest_group"), faults),
        tie_break=ties(row.get("tie_break"), measures, faults),
        **numbers,
    )
    faults.check(str(row.get("mode")) in set(Mode), "没有选定分类方式。")
    faults.check(str(row.get("lacking")) in set(Lacking), "没有选定缺数据的处理办法。")
    faults.check(made.share_c >= 0, f"A、B、D {letter}比例之和不能超过 100%。")
    falling = made.threshold_a >= made.threshold_b >= made.threshold_c
    faults.check(falling, f"A、B、C {letter}的分数线应由高到低。")
    return {one.name: getattr(made, one.name) for one in fields(made)}


def smallest(value: Any, faults: Faults) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_MINIMUM
    faults.check(whole, f"按比例分类的最少户数应为 0 至 {LARGEST_MINIMUM} 的整数。")
    return value if whole else 0


def floor(value: Any, faults: Faults) -> str:
    faults.check(value in CLASSES, "没有选定保护期企业的最低类别。")
    return value if value in CLASSES else CLASSES[-1]


def ties(value: Any, measures: Collection[str], faults: Faults) -> tuple[str, ...]:
    names = [str(name) for name in value] if isinstance(value, (list, tuple)) else []
    usable = [name for name in names if name in measures]
    faults.check(usable == names and len(set(names)) == len(names), "同分排序的依据重复或不可用。")
    return tuple(dict.fromkeys(usable))
