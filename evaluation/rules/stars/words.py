"""A scheme in words, line by line: what its page shows, and what differs between two of them."""

from admissions.rules.scheme.words import Difference, amount
from evaluation.rules.classes.words import Line
from evaluation.rules.stars import StarScheme
from evaluation.rules.stars.parts import MEASURES, Item, Level

DIMENSIONS = "评定维度"
VETOES = "一票否决"
LEVELS = "星级标准"
RULES = "申报规则"


def lines(scheme: StarScheme) -> list[Line]:
    """Everything the scheme says."""
    dimensions = [
        Line(DIMENSIONS, one.label, f"{amount(scheme.full_of(one))} 分", ("dimension", one.code))
        for one in scheme.dimensions
    ]
    items = [
        Line(dimension.label, one.label, item_words(one), ("item", one.code))
        for dimension in scheme.dimensions
        for one in scheme.items_of(dimension)
    ]
    vetoes = [Line(VETOES, one.label, "有此情形的不予评星", ("veto", one.code)) for one in scheme.vetoes]
    levels = [Line(LEVELS, one.label, level_words(one)) for one in scheme.levels]
    return [*dimensions, *items, *vetoes, *levels, *setting_lines(scheme)]


def item_words(one: Item) -> str:
    words = [f"{amount(one.points)} 分"]
    if one.measure and one.full is not None:
        known = MEASURES[one.measure]
        words.append(f"参考指标：{known.label}，达到 {amount(one.full, known.unit)} 的建议满分")
    if one.evidence:
        words.append(f"佐证材料：{one.evidence}")
    return "；".join(words)


def level_words(one: Level) -> str:
    share = f"，各维度得分率不低于 {amount(one.share)}%" if one.share else ""
    return f"总分不低于 {amount(one.least)} 分{share}，{one.authority.label}评定"


def setting_lines(scheme: StarScheme) -> list[Line]:
    rules = scheme.settings
    rows = [
        ("总分", f"{amount(scheme.full)} 分"),
        ("申报门槛", f"绩效评价 {rules.gate} 档及以上"),
        ("过渡期", f"认定后 {rules.transition_years} 年" if rules.transition_years else "不设过渡期"),
        ("星级有效期", f"{rules.validity_years} 年，期满复评" if rules.validity_years else "长期有效"),
    ]
    return [Line(RULES, label, text) for label, text in rows]


def differences(old: StarScheme, new: StarScheme) -> list[Difference]:
    before = {(one.part, one.label): one.text for one in lines(old)}
    after = {(one.part, one.label): one.text for one in lines(new)}
    return [
        Difference(part, label, before.get((part, label), ""), after.get((part, label), ""))
        for part, label in dict.fromkeys((*before, *after))
        if before.get((part, label)) != after.get((part, label))
    ]
