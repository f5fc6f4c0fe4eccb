"""From stored JSON to the parts of a scheme, gathering a sentence for everything missing or wrong.

Drafts are kept however incomplete they are, so nothing here raises.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from admissions.rules.facts import FACTS, FactKind
from admissions.rules.scheme.parts import (
    ASKED,
    DEPARTMENTS,
    DIMENSIONS,
    LEVELS,
    NO,
    YES,
    Band,
    Department,
    Dimension,
    Indicator,
    Kind,
    Op,
    Option,
    Settings,
    Veto,
)
from policies.numbers import CENT, parse_decimal

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_ROWS = 60
LONGEST = 100
DAYS = {
    "review_days": "资格审查工作日",
    "publicity_days": "公示天数",
    "objection_days": "异议期天数",
    "rectification_days": "整改天数",
    "reminder_days": "履约提醒天数",
}
# Of schemes written before contracts were reminded of.
USUAL_DAYS = {"reminder_days": 30}
MOST_DAYS = 365
CAPS = {
    "area_cap_m2": "购置面积上限",
    "purchase_price_cap_yuan_m2": "销售价格上限",
    "rent_cap_yuan_m2_month": "租金上限",
    "land_price_cap_wan_mu": "土地出让价上限",
    "self_held_min_share": "自持比例下限",
    "warning_percent": "履约预警线",
}
FLAGS = ("public_without_login", "local_first")
Part = TypeVar("Part")


class Faults(list[str]):
    """The sentences gathered so far."""

    def check(self, holds: bool, sentence: str) -> None:
        if not holds:
            self.append(sentence)

    def number(self, value: Any, where: str, low: Decimal | None = Decimal(0)) -> Decimal | None:
        """A decimal kept as a string; None and a sentence for anything else."""
        if value in (None, ""):
            self.append(f"{where}未填写。")
            return None
        try:
            found = parse_decimal(str(value)) if isinstance(value, (str, int)) else None
        except ValueError:
            found = None
        if found is None or (low is not None and found < low):
            self.append(f"{where}不是有效的数字。")
            return None
        return found

    def points(self, value: Any, where: str) -> Decimal:
        found = self.number(value, where)
        if found is not None and found != found.quantize(CENT):
            self.append(f"{where}最多保留两位小数。")
        return found or Decimal(0)

    def text(self, value: Any, where: str) -> str:
        found = value.strip() if isinstance(value, str) else ""
        self.check(bool(found), f"{where}未填写。")
        self.check(len(found) <= LONGEST, f"{where}不能超过 {LONGEST} 个字。")
        return found


def read(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parts of a scheme by name, and what is wrong with the content."""
    faults = Faults()
    content = content if isinstance(content, Mapping) else {}
    indicators = [indicator(row, faults) for row in rows(content.get("indicators"))]
    dimensions = all_dimensions(content.get("dimensions"), indicators, faults)
    vetoes = tuple(veto(row, faults) for row in rows(content.get("vetoes")))
    full = sum((one.max for one in dimensions), Decimal(0))
    threshold = faults.points(content.get("threshold"), "入围分数线")
    faults.check(threshold <= full, f"入围分数线 {threshold} 高于总分 {full}。")
    distinct([*indicators, *vetoes], faults)
    parts = {
        "dimensions": dimensions,
        "vetoes": vetoes,
        "threshold": threshold,
        "tie_break": tie_break(content.get("tie_break"), faults),
        "settings": settings(content.get("settings"), faults),
    }
    return parts, faults


def rows(value: Any) -> list[Mapping[str, Any]]:
    """The rows of a list; whatever else stands there is no row."""
    found = value if isinstance(value, (list, tuple)) else []
    return [row for row in found[:MOST_ROWS] if isinstance(row, Mapping)]


def distinct(parts: Iterable[Any], faults: Faults) -> None:
    codes = [part.code for part in parts]
    labels = [part.label for part in parts if part.label]
    for doubled in dict.fromkeys(label for label in labels if labels.count(label) > 1):
        faults.append(f"“{doubled}”出现了两次，请合并或改名。")
    for code in dict.fromkeys(codes):
        usable = CODE.fullmatch(code) and code not in FACTS and codes.count(code) == 1
        faults.check(bool(usable), f"编号“{code}”重复或不可用。")


def all_dimensions(value: Any, indicators: list[Indicator], faults: Faults) -> tuple[Dimension, ...]:
    """Always the five of W9, whatever is written; the points of each cap its indicators' sum."""
    given = {str(row.get("code")): row for row in rows(value)}
    faults.check(list(given) == list(DIMENSIONS), "评分维度应为第九条的五项，按原文顺序。")
    for one in indicators:
        faults.check(one.dimension in DIMENSIONS, f"“{one.label}”不属于五个维度中的任何一个。")
    return tuple(dimension(code, given.get(code, {}), indicators, faults) for code in DIMENSIONS)


def dimension(code: str, row: Mapping[str, Any], indicators: list[Indicator], faults: Faults) -> Dimension:
    label, own = DIMENSIONS[code], tuple(one for one in indicators if one.dimension == code)
    most = faults.points(row.get("max"), f"“{label}”的分值")
    reachable = sum((one.max for one in own), Decimal(0))
    if own:
        faults.check(most > 0, f"“{label}”有指标，分值应大于 0。")
    faults.check(most <= reachable, f"“{label}”的分值 {most} 高于其指标满分之和 {reachable}，企业无法得满。")
    return Dimension(code, most, own)


def indicator(row: Mapping[str, Any], faults: Faults) -> Indicator:
    label = faults.text(row.get("label"), "指标名称")
    kind = member(Kind, row.get("kind"), Kind.BANDS)
    where = f"指标“{label}”"
    faults.check(str(row.get("kind")) in set(Kind), f"{where}没有选定计分方式。")
    source = source_of(row, where, faults)
    made = Indicator(
        code=str(row.get("code", "")),
        dimension=str(row.get("dimension", "")),
        label=label,
        unit=unit_of(row, source),
        kind=kind,
        max=faults.points(row.get("max"), f"{where}的满分"),
        source=source,
        help=str(row.get("help", ""))[: 2 * LONGEST],
        **table(kind, row, where, faults),
    )
    check_table(made, where, faults)
    return made


def source_of(row: Mapping[str, Any], where: str, faults: Faults) -> str:
    source = str(row.get("source", ASKED))
    faults.check(source == ASKED or source in FACTS, f"{where}的数据来源不明。")
    return source if source in FACTS else ASKED


def unit_of(row: Mapping[str, Any], source: str) -> str:
    """A fact has its own unit."""
    return str(row.get("unit", ""))[:20] if source == ASKED else FACTS[source].unit


def table(kind: Kind, row: Mapping[str, Any], where: str, faults: Faults) -> dict[str, Any]:
    """The points table of the indicator's kind."""
    if kind is Kind.BANDS:
        return {"bands": tuple(band(one, where, faults) for one in rows(row.get("bands")))}
    if kind is Kind.OPTIONS:
        return {"options": tuple(option(one, where, faults) for one in rows(row.get("options")))}
    zero = faults.number(row.get("zero_at"), f"{where}得 0 分的数值", low=None)
    full = faults.number(row.get("full_at"), f"{where}得满分的数值", low=None)
    return {"zero_at": zero or Decimal(0), "full_at": full or Decimal(0)}


def band(row: Mapping[str, Any], where: str, faults: Faults) -> Band:
    since = faults.number(row.get("since"), f"{where}分档的起点", low=None)
    return Band(since or Decimal(0), faults.points(row.get("points"), f"{where}分档的得分"))


def option(row: Mapping[str, Any], where: str, faults: Faults) -> Option:
    label = faults.text(row.get("label"), f"{where}的选项名称")
    points = faults.points(row.get("points"), f"{where}选项“{label}”的得分")
    return Option(str(row.get("code", "")), label, points)


def check_table(made: Indicator, where: str, faults: Faults) -> None:
    """The table gives its full points somewhere and can be read in one way only."""
    flag = made.source != ASKED and FACTS[made.source].kind is FactKind.FLAG
    faults.check(made.max > 0, f"{where}的满分应大于 0。")
    if made.kind is Kind.LINEAR:
        faults.check(made.zero_at != made.full_at, f"{where}得 0 分和得满分的数值不能相同。")
    else:
        points = [one.points for one in made.bands] + [one.points for one in made.options]
        least, rows_word = (1, "分档") if made.kind is Kind.BANDS else (2, "选项")
        faults.check(len(points) >= least, f"{where}至少要有 {least} 个{rows_word}。")
        faults.check(not points or max(points) == made.max, f"{where}最高得分应等于其满分。")
    starts = [one.since for one in made.bands]
    faults.check(starts == sorted(set(starts)), f"{where}的分档应从低到高，起点不能重复。")
    check_options(made, where, faults, flag)
    faults.check(
        flag == (made.kind is Kind.OPTIONS) or made.source == ASKED, f"{where}的计分方式与数据不符。"
    )


def check_options(made: Indicator, where: str, faults: Faults, flag: bool) -> None:
    codes, labels = [one.code for one in made.options], [one.label for one in made.options]
    faults.check(
        len(set(codes)) == len(codes) and all(map(CODE.fullmatch, codes)), f"{where}的选项编号重复。"
    )
    faults.check(len(set(labels)) == len(labels), f"{where}的选项名称重复。")
    if flag and made.kind is Kind.OPTIONS:
        faults.check(set(codes) == {YES, NO}, f"{where}按“是、否”计分，应恰有这两个选项。")


def veto(row: Mapping[str, Any], faults: Faults) -> Veto:
    label = faults.text(row.get("label"), "一票否决事项")
    where = f"一票否决“{label}”"
    source = source_of(row, where, faults)
    op = member(Op, row.get("op"), Op.YES)
    counts = source != ASKED and FACTS[source].kind is FactKind.NUMBER
    faults.check(counts == (op in (Op.BELOW, Op.ABOVE)), f"{where}的条件与数据不符。")
    limit = faults.number(row.get("value"), f"{where}的界限") if counts else None
    return Veto(str(row.get("code", "")), label, str(row.get("clause", ""))[:20], source, op, limit)


def tie_break(value: Any, faults: Faults) -> tuple[str, ...]:
    """Facts by which equal scores are told apart, the larger one first; the earlier submission always comes last."""
    names = [str(name) for name in value] if isinstance(value, (list, tuple)) else []
    usable = [name for name in names if name in FACTS and FACTS[name].kind is FactKind.NUMBER]
    faults.check(usable == names and len(set(names)) == len(names), "同分排序的依据重复或不可用。")
    return tuple(dict.fromkeys(usable))


def settings(value: Any, faults: Faults) -> Settings:
    row = value if isinstance(value, Mapping) else {}
    level = str(row.get("deciding_level", ""))
    faults.check(level in LEVELS, "没有选定由哪一级决定。")
    given: dict[str, Any] = {
        "deciding_level": level if level in LEVELS else "county",
        "departments": departments(row.get("departments"), faults),
        "four_without": checklist(row.get("four_without"), faults),
        **{name: days(row.get(name, USUAL_DAYS.get(name)), label, faults) for name, label in DAYS.items()},
        **{name: row.get(name) is True for name in FLAGS},
        **{name: cap(name, row.get(name), label, faults) for name, label in CAPS.items()},
    }
    return Settings(**given)


def days(value: Any, where: str, faults: Faults) -> int:
    """A whole number of days from 1 to a year."""
    found = value if isinstance(value, int) and not isinstance(value, bool) else 0
    faults.check(1 <= found <= MOST_DAYS, f"{where}应为 1 至 {MOST_DAYS} 的整数。")
    return found if 1 <= found <= MOST_DAYS else 1


def cap(name: str, value: Any, where: str, faults: Faults) -> Decimal | None:
    """A limit the county may leave open; whether it has to be set is for the publication to ask."""
    if value in (None, ""):
        return None
    found = faults.number(value, where)
    if name == "self_held_min_share":
        faults.check(found is None or found <= 1, f"{where}不能大于 100%。")
    elif name == "warning_percent":
        faults.check(found is None or 0 < found <= 100, f"{where}应大于 0，不大于 100%。")
    else:
        faults.check(found is None or found > 0, f"{where}应大于 0。")
    return found


def departments(value: Any, faults: Faults) -> tuple[Department, ...]:
    found = [
        Department(str(row.get("code")), days(row.get("days"), "部门意见工作日", faults))
        for row in rows(value)
        if str(row.get("code")) in DEPARTMENTS
    ]
    codes = [one.code for one in found]
    faults.check(len(found) == len(rows(value)) and len(set(codes)) == len(codes), "会审部门重复或不可用。")
    return tuple(found)


def checklist(value: Any, faults: Faults) -> tuple[str, ...]:
    given = value if isinstance(value, (list, tuple)) else []
    return tuple(faults.text(one, "“四无”事项") for one in given[:MOST_ROWS])


def member(kind: type[Part], value: Any, default: Part) -> Part:
    """The member of an enumeration, or the default."""
    return kind(value) if str(value) in set(kind) else default  # type: ignore[call-overload,call-arg]  # any enumeration
