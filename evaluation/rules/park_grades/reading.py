"""From stored JSON to the parts of a scheme, gathering a sentence for everything missing or wrong."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from admissions.rules.scheme.reading import Faults, member, rows
from evaluation.rules.classes.parts import HUNDRED
from evaluation.rules.classes.reading import adjustment, distinct, grading
from evaluation.rules.park_grades.parts import (
    LISTS,
    MEASURES,
    Band,
    Dimension,
    Item,
    Settings,
    Since,
    Veto,
    Way,
)

LETTER = "档"
MOST_YEARS, STARS = 10, 5


def read(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parts of a scheme by name, and what is wrong with the content."""
    faults = Faults()
    content = content if isinstance(content, Mapping) else {}
    dimensions = tuple(dimension(row, faults) for row in rows(content.get("dimensions")))
    known = {one.code for one in dimensions}
    items = tuple(item(row, known, faults) for row in rows(content.get("items")))
    adjustments = tuple(adjustment(row, faults) for row in rows(content.get("adjustments")))
    distinct([*items, *adjustments], faults)
    distinct(dimensions, faults)
    full(items, faults)
    return {
        "dimensions": dimensions,
        "items": items,
        "adjustments": adjustments,
        "settings": settings(content.get("settings"), faults),
    }, faults


def dimension(row: Mapping[str, Any], faults: Faults) -> Dimension:
    return Dimension(str(row.get("code", "")), faults.text(row.get("label"), "评价维度"))


def full(items: tuple[Item, ...], faults: Faults) -> None:
    """A park of either list can earn 100 points."""
    for code, label in LISTS.items():
        points = sum((one.weight for one in items if one.applies in ("", code)), Decimal(0))
        faults.check(points == HUNDRED, f"{label}园区的满分之和为 {points}，应为 100。")


def item(row: Mapping[str, Any], dimensions: set[str], faults: Faults) -> Item:
    label = faults.text(row.get("label"), "评价指标")
    where, way = f"“{label}”", member(Way, row.get("way"), Way.ASSESSED)
    faults.check(str(row.get("way")) in set(Way), f"{where}没有选定计分办法。")
    faults.check(row.get("dimension") in dimensions, f"{where}没有选定评价维度。")
    applies = row.get("applies") or ""
    faults.check(applies in ("", *LISTS), f"{where}的适用园区不明。")
    weight = faults.points(row.get("weight"), f"{where}满分")
    faults.check(weight > 0, f"{where}满分应大于 0。")
    return Item(
        code=str(row.get("code", "")),
        dimension=str(row.get("dimension", "")),
        label=label,
        applies=str(applies),
        way=way,
        measure=measure(row, way, where, faults),
        weight=weight,
        base=base(row, way, where, faults),
        cap=cap(row, way, where, faults),
        bands=bands(row, way, weight, where, faults),
    )


def measure(row: Mapping[str, Any], way: Way, where: str, faults: Faults) -> str:
    if way is Way.ASSESSED:
        return ""
    faults.check(row.get("measure") in MEASURES, f"{where}没有选定数据。")
    return str(row.get("measure") if row.get("measure") in MEASURES else "")


def base(row: Mapping[str, Any], way: Way, where: str, faults: Faults) -> Decimal | None:
    if way is not Way.RATIO or row.get("base") in (None, ""):
        return None
    found = faults.number(row["base"], f"{where}基准值")
    faults.check(found is None or found > 0, f"{where}基准值应大于 0。")
    return found or None


def cap(row: Mapping[str, Any], way: Way, where: str, faults: Faults) -> Decimal:
    if way is not Way.RATIO:
        return Decimal(1)
    found = faults.points(row.get("cap"), f"{where}封顶倍数")
    faults.check(found >= 1, f"{where}封顶倍数不应小于 1。")
    return found


def bands(row: Mapping[str, Any], way: Way, weight: Decimal, where: str, faults: Faults) -> tuple[Band, ...]:
    if way is not Way.BANDS:
        return ()
    found = tuple(
        Band(
            faults.number(one.get("least"), f"{where}档次下限") or Decimal(0),
            faults.points(one.get("points"), f"{where}档次得分"),
        )
        for one in rows(row.get("bands"))
    )
    falling = all(
        upper.least > lower.least and upper.points > lower.points for upper, lower in pairwise(found)
    )
    faults.check(bool(found) and falling, f"{where}的档次应至少一档，下限和得分都由高到低。")
    faults.check(all(one.points <= weight for one in found), f"{where}的档次得分不能超过满分。")
    return found


def settings(value: Any, faults: Faults) -> Settings:
    row = value if isinstance(value, Mapping) else {}
    faults.check(str(row.get("transition_since")) in set(Since), "没有选定过渡期从何时起算。")
    return Settings(
        **grading(row, MEASURES, faults, LETTER),
        recognised_only=row.get("recognised_only") is True,
        transition_since=member(Since, row.get("transition_since"), Since.RECOGNITION),
        transition_years=whole(row.get("transition_years"), 0, MOST_YEARS, "过渡期年数", faults),
        star_exempt=row.get("star_exempt") is True,
        exempt_star=whole(row.get("exempt_star"), 1, STARS, "免评的最低星级", faults),
        vetoes=vetoes(row.get("vetoes"), faults),
    )


def whole(value: Any, low: int, high: int, label: str, faults: Faults) -> int:
    usable = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    faults.check(usable, f"{label}应为 {low} 至 {high} 的整数。")
    return value if usable else low


def vetoes(value: Any, faults: Faults) -> tuple[Veto, ...]:
    names = [str(name) for name in value] if isinstance(value, (list, tuple)) else []
    faults.check(set(names) <= set(Veto), "直接定为 D 档的情形有不明的一项。")
    return tuple(one for one in Veto if one in names)
