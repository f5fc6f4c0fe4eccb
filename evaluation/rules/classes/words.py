"""A scheme in words, line by line: what its page shows, and what differs between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from admissions.rules.scheme.words import Difference, amount
from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.parts import (
    FACTS,
    MEASURES,
    Condition,
    Grading,
    Group,
    Indicator,
    Mode,
    Op,
    Settings,
)

WHOLE_GROUP = "本组当年合计之比"
RULES = "分类规则"
ADJUSTMENTS = "加减分"


@dataclass(frozen=True, slots=True)
class Line:
    """`at` is where a draft changes it: the part's code, and the row's where the part is a list."""

    part: str
    label: str
    text: str
    at: tuple[str, str] = ("settings", "")


def lines(scheme: ClassScheme) -> list[Line]:
    """Everything the scheme says."""
    groups = [line for group in scheme.groups for line in group_lines(group)]
    adjustments = [
        Line(ADJUSTMENTS, one.label, points(one.points), ("adjustment", one.code))
        for one in scheme.adjustments
    ]
    return [*groups, *adjustments, *setting_lines(scheme.settings)]


def group_lines(group: Group) -> list[Line]:
    at = ("group", group.code)
    terms = [Line(group.label, one.label, indicator_words(one), at) for one in group.indicators]
    return [Line(group.label, "范围", conditions_words(group.conditions), at), *terms]


def conditions_words(conditions: tuple[Condition, ...]) -> str:
    return "且".join(map(condition_words, conditions)) or "其余企业"


def condition_words(one: Condition) -> str:
    fact, sign = FACTS[one.fact], "≥" if one.op is Op.AT_LEAST else "<"
    return f"{fact.label} {sign} {amount(one.value, fact.unit)}"


def indicator_words(one: Indicator) -> str:
    return f"权重 {amount(one.weight)}，基准值 {base_words(one)}，最高 {amount(one.cap * one.weight)} 分"


def base_words(one: Indicator) -> str:
    return WHOLE_GROUP if one.base is None else amount(one.base, MEASURES[one.measure].unit)


def points(value: Decimal) -> str:
    sign = "+" if value > 0 else "−"
    return f"{sign}{amount(abs(value))} 分"


def setting_lines(settings: Settings) -> list[Line]:
    shares, bounds = grading_words(settings, "类")
    rows = [
        ("分类方式", settings.mode.label),
        ("分数线", bounds),
        ("缺数据或分母为零", settings.lacking.label),
        ("保护期企业最低类别", f"{settings.protected_floor} 类"),
        ("加分上限", f"{amount(settings.bonus_cap)} 分"),
        ("减分上限", f"{amount(settings.deduction_cap)} 分"),
        ("同分排序", tie_words(settings.tie_break)),
    ]
    if settings.mode is Mode.SHARE:
        small = f"少于 {settings.smallest_group} 户的分组按分数线分类"
        rows[1:1] = [("比例", shares), ("小分组", small)]
    return [Line(RULES, label, text) for label, text in rows]


def grading_words(settings: Grading, letter: str) -> tuple[str, str]:
    """The shares and the thresholds; `letter` is what one is called."""
    given = (settings.share_a, settings.share_b, settings.share_c, settings.share_d)
    shares = "，".join(f"{one} {letter} {amount(share)}%" for one, share in zip("ABCD", given, strict=True))
    bounds = "，".join(f"{one} {letter} ≥ {amount(least)} 分" for one, least in settings.thresholds)
    return shares, f"{bounds}，其余 D {letter}"


def tie_words(measures: tuple[str, ...]) -> str:
    """Equal scores share rank and class, unless the scheme tells them apart."""
    told_apart = "、".join(MEASURES[code].label for code in measures)
    return f"依次比较{told_apart}，仍相同的并列" if told_apart else "并列，同享较好的名次和类别"


def differences(old: ClassScheme, new: ClassScheme) -> list[Difference]:
    return changed(lines(old), lines(new))


def changed(old: Iterable[Line], new: Iterable[Line]) -> list[Difference]:
    """What differs between two sheets of lines."""
    before = {(one.part, one.label): one.text for one in old}
    after = {(one.part, one.label): one.text for one in new}
    return [
        Difference(part, label, before.get((part, label), ""), after.get((part, label), ""))
        for part, label in dict.fromkeys((*before, *after))
        if before.get((part, label)) != after.get((part, label))
    ]
