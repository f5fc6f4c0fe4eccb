"""A scheme of park grades in words, line by line: what its page shows, and what differs between two of them."""

from decimal import Decimal

from admissions.rules.scheme.words import Difference, amount
from evaluation.rules.classes.parts import Mode
from evaluation.rules.classes.words import ADJUSTMENTS, Line, changed, grading_words, points
from evaluation.rules.park_grades import ParkScheme
from evaluation.rules.park_grades.parts import LISTS, MEASURES, Dimension, Item, Settings, Way

RULES = "定档规则"
UNPLACED = "未归入维度的指标"
WHOLE_LIST = "本榜单当年合计之比"


def lines(scheme: ParkScheme) -> list[Line]:
    """Everything the scheme says."""
    found = [line for dimension in scheme.dimensions for line in dimension_lines(scheme, dimension)]
    known = {one.code for one in scheme.dimensions}
    found += [item_line(UNPLACED, one) for one in scheme.items if one.dimension not in known]
    adjustments = [
        Line(ADJUSTMENTS, one.label, points(one.points), ("adjustment", one.code))
        for one in scheme.adjustments
    ]
    return [*found, *adjustments, *setting_lines(scheme.settings)]


def dimension_lines(scheme: ParkScheme, dimension: Dimension) -> list[Line]:
    own = [one for one in scheme.items if one.dimension == dimension.code]
    head = Line(dimension.label, "维度", weights(own), ("dimension", dimension.code))
    return [head, *(item_line(dimension.label, one) for one in own)]


def item_line(part: str, item: Item) -> Line:
    return Line(part, item.label, item_words(item), ("item", item.code))


def weights(items: list[Item]) -> str:
    """The full points of a dimension; of each list where they differ."""
    sums = {
        label: sum((one.weight for one in items if one.applies in ("", code)), Decimal(0))
        for code, label in LISTS.items()
    }
    if len(set(sums.values())) == 1:
        return f"满分 {amount(next(iter(sums.values())))}"
    return "，".join(f"{label}满分 {amount(full)}" for label, full in sums.items())


def item_words(item: Item) -> str:
    """How the item is scored."""
    applies = f"（{LISTS[item.applies]}园区）" if item.applies in LISTS else ""
    return f"满分 {amount(item.weight)}{applies}，{way_words(item)}"


def way_words(item: Item) -> str:
    if item.way is Way.ASSESSED:
        return "由县级评审打分"
    measure = MEASURES.get(item.measure)
    if measure is None:
        return "没有选定数据"
    if item.way is Way.RATIO:
        divisor = WHOLE_LIST if item.base is None else amount(item.base, measure.unit)
        return f"{measure.label} ÷ 基准值 × 满分，基准值 {divisor}，最高 {amount(item.cap * item.weight)} 分"
    steps = "，".join(f"≥ {amount(one.least, measure.unit)} 得 {amount(one.points)} 分" for one in item.bands)
    return f"{measure.label} {steps}，其余 0 分"


def setting_lines(settings: Settings) -> list[Line]:
    shares, bounds = grading_words(settings, "档")
    rows = [
        ("定档方式", settings.mode.label),
        ("分数线", bounds),
        ("缺数据或未打分", settings.lacking.label),
        ("评价范围", "经省级认定的园区" if settings.recognised_only else "全部已建成园区"),
        ("过渡期", transition_words(settings)),
        ("高星级园区", star_words(settings)),
        ("直接定为 D 档", "；".join(one.label for one in settings.vetoes) or "只有登记的一票否决事项"),
        ("加分上限", f"{amount(settings.bonus_cap)} 分"),
        ("减分上限", f"{amount(settings.deduction_cap)} 分"),
        ("同分排序", tie_words(settings.tie_break)),
    ]
    if settings.mode is Mode.SHARE:
        rows[1:1] = [("比例", shares), ("小榜单", f"少于 {settings.smallest_group} 个园区的榜单按分数线定档")]
    return [Line(RULES, label, text) for label, text in rows]


def transition_words(settings: Settings) -> str:
    if not settings.transition_years:
        return "按园区登记的过渡期，其余不设"
    return f"{settings.transition_since.label}起 {settings.transition_years} 年，不参加评价"


def star_words(settings: Settings) -> str:
    if not settings.star_exempt:
        return "与其他园区一同排名"
    return f"年末为 {settings.exempt_star} 星级及以上的免评，定为 A 档，不占名额"


def tie_words(measures: tuple[str, ...]) -> str:
    """Equal scores share rank and grade, unless the scheme tells them apart."""
    told_apart = "、".join(MEASURES[code].label for code in measures)
    return f"依次比较{told_apart}，仍相同的并列" if told_apart else "并列，同享较好的名次和档次"


def differences(old: ParkScheme, new: ParkScheme) -> list[Difference]:
    return changed(lines(old), lines(new))
