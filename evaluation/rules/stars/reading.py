"""From stored JSON to the parts of a scheme, gathering a sentence for everything missing or wrong.

Drafts are kept however incomplete they are, so nothing here raises.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from admissions.rules.scheme.reading import CODE, Faults, member, rows
from evaluation.rules.stars.parts import (
    GRADES,
    MEASURES,
    STAR_WORDS,
    STARS,
    Authority,
    Dimension,
    Item,
    Level,
    Settings,
    Veto,
)

MOST_YEARS = 10
LONGEST_EVIDENCE = 200
YEARS = {"transition_years": "过渡期年数", "validity_years": "星级有效年数"}


def read(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parts of a scheme by name, and what is wrong with the content."""
    faults = Faults()
    content = content if isinstance(content, Mapping) else {}
    dimensions = tuple(named(Dimension, row, "评定维度", faults) for row in rows(content.get("dimensions")))
    items = tuple(item(row, dimensions, faults) for row in rows(content.get("items")))
    vetoes = tuple(named(Veto, row, "一票否决事项", faults) for row in rows(content.get("vetoes")))
    faults.check(bool(dimensions), "至少要有一个评定维度。")
    for one in dimensions:
        own = any(item.dimension == one.code for item in items)
        faults.check(own, f"维度“{one.label}”没有评分项。")
    for parts in (dimensions, items, vetoes):
        distinct(parts, faults)
    codes_apart([*dimensions, *items, *vetoes], faults)
    full = sum((one.points for one in items), Decimal(0))
    return {
        "dimensions": dimensions,
        "items": items,
        "vetoes": vetoes,
        "levels": levels(content.get("levels"), full, faults),
        "settings": settings(content.get("settings"), faults),
    }, faults


def named(kind: Any, row: Mapping[str, Any], where: str, faults: Faults) -> Any:
    return kind(str(row.get("code", "")), faults.text(row.get("label"), where))


def distinct(parts: Iterable[Any], faults: Faults) -> None:
    labels = [one.label for one in parts if one.label]
    for doubled in dict.fromkeys(label for label in labels if labels.count(label) > 1):
        faults.append(f"“{doubled}”出现了两次，请合并或改名。")


def codes_apart(parts: Iterable[Any], faults: Faults) -> None:
    codes = [one.code for one in parts]
    for code in dict.fromkeys(codes):
        usable = CODE.fullmatch(code) and codes.count(code) == 1
        faults.check(bool(usable), f"编号“{code}”重复或不可用。")


def item(row: Mapping[str, Any], dimensions: Iterable[Dimension], faults: Faults) -> Item:
    label = faults.text(row.get("label"), "评分项名称")
    where = f"评分项“{label}”"
    points = faults.points(row.get("points"), f"{where}分值")
    faults.check(points > 0, f"{where}分值应大于 0。")
    dimension = str(row.get("dimension", ""))
    faults.check(dimension in {one.code for one in dimensions}, f"{where}不属于任何维度。")
    evidence = str(row.get("evidence") or "").strip()
    faults.check(len(evidence) <= LONGEST_EVIDENCE, f"{where}的佐证材料不能超过 {LONGEST_EVIDENCE} 个字。")
    measure = str(row.get("measure") or "")
    faults.check(not measure or measure in MEASURES, f"{where}有不明的参考指标。")
    measure = measure if measure in MEASURES else ""
    full = faults.number(row.get("full"), f"{where}得满分的指标值") if measure else None
    faults.check(full is None or full > 0, f"{where}得满分的指标值应大于 0。")
    return Item(str(row.get("code", "")), label, dimension, points, evidence, measure, full or None)


def levels(value: Any, full: Decimal, faults: Faults) -> tuple[Level, ...]:
    """All five stars in order, whatever is written; more stars never ask less."""
    given = {row.get("star"): row for row in rows(value)}
    faults.check(list(given) == list(STARS), "星级标准应为一至五星级，由低到高。")
    found = tuple(level(star, given.get(star, {}), faults) for star in STARS)
    faults.check(found[-1].least <= full, f"五星级最低分 {found[-1].least} 高于总分 {full}。")
    for lower, higher in pairwise(found):
        words = f"{higher.label}的"
        faults.check(lower.least < higher.least, f"{words}最低分应高于{lower.label}。")
        faults.check(lower.share <= higher.share, f"{words}各维度最低得分率不能低于{lower.label}。")
        rises = lower.authority.height <= higher.authority.height
        faults.check(rises, f"{words}评定机关不能低于{lower.label}。")
    return found


def level(star: int, row: Mapping[str, Any], faults: Faults) -> Level:
    label = STAR_WORDS[star]
    share = faults.points(row.get("share"), f"{label}各维度最低得分率")
    faults.check(share <= 100, f"{label}各维度最低得分率不能超过 100%。")
    known = str(row.get("authority")) in set(Authority)
    faults.check(known, f"没有选定{label}由哪一级评定。")
    least = faults.points(row.get("least"), f"{label}最低分")
    return Level(star, least, share, member(Authority, row.get("authority"), Authority.COUNTY))


def settings(value: Any, faults: Faults) -> Settings:
    row = value if isinstance(value, Mapping) else {}
    gate = str(row.get("gate", ""))
    faults.check(gate in GRADES, "没有选定申报所需的绩效评价档次。")
    counted = {name: years(row.get(name), label, faults) for name, label in YEARS.items()}
    return Settings(gate if gate in GRADES else GRADES[0], **counted)


def years(value: Any, where: str, faults: Faults) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_YEARS
    faults.check(whole, f"{where}应为 0 至 {MOST_YEARS} 的整数。")
    return value if whole else 0
