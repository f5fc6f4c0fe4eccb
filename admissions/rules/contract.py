"""What a three-party contract comes to: its total, its price against the cap and against the filed one (W10)."""

import calendar
import datetime
from decimal import Decimal
from fractions import Fraction

from parks.rules.units import exact, round_half_up
from policies.explanation import Explanation, Operand, Step
from policies.numbers import plain

YUAN_A_WAN = 10_000
PARTIAL = "租期不足整月的按当月天数折算。"
PRICE, RENT = "元/㎡", "元/㎡·月"


def price_unit(tenure: str) -> str:
    return PRICE if tenure == "purchased" else RENT


def months_between(first: datetime.date, last: datetime.date) -> Fraction:
    """Months from the first to the last day, both included: whole ones counted from the first day, then the days left
    as a share of the month they lie in. 15 January to 14 March is 2; to 17 March 2 and 3/31."""
    end = last + datetime.timedelta(days=1)
    whole = (end.year - first.year) * 12 + end.month - first.month
    if whole and later(first, whole) > end:
        whole -= 1
    start = later(first, whole)
    days = (end - start).days
    return Fraction(whole) + Fraction(days, (later(first, whole + 1) - start).days)


def later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def total(
    tenure: str,
    price_yuan: Decimal,
    floor_m2: Decimal,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> Explanation:
    """总价 in 万元, two digits: price × floor ÷ 10 000, of a lease × its months. None without the dates of a lease."""
    operands = (
        Operand("单价", price_yuan, price_unit(tenure), "合同"),
        Operand("建筑面积", floor_m2, "㎡", "合同"),
    )
    if tenure == "purchased":
        value = exact(price_yuan) * exact(floor_m2) / YUAN_A_WAN
        return explained(
            operands, "单价 × 建筑面积 ÷ 10000", value, f"{plain(price_yuan)} × {plain(floor_m2)} ÷ 10000"
        )
    if first is None or last is None:
        return Explanation(
            "总价", None, "万元", "单价 × 建筑面积 × 租期 ÷ 10000", operands, note="请先填写租赁起止日期。"
        )
    months = months_between(first, last)
    shown = round_half_up(months, 4).normalize()
    term = Operand("租期", shown, "月", f"{first} 至 {last}")
    value = exact(price_yuan) * exact(floor_m2) * months / YUAN_A_WAN
    expression = f"{plain(price_yuan)} × {plain(floor_m2)} × {plain(shown)} ÷ 10000"
    return explained((*operands, term), "单价 × 建筑面积 × 租期 ÷ 10000", value, expression)


def explained(operands: tuple[Operand, ...], formula: str, value: Fraction, expression: str) -> Explanation:
    result = round_half_up(value, 2)
    return Explanation(
        "总价",
        result,
        "万元",
        formula,
        operands,
        steps=(Step("总价", expression, result, "万元"),),
        note=f"{PARTIAL if len(operands) > 2 else ''}结果四舍五入，保留两位小数。",
    )


def against_cap(tenure: str, price: Decimal | None, cap: Decimal | None, scheme: str = "") -> Explanation:
    """How far the price lies above the scheme's cap (below it is negative)."""
    unit = price_unit(tenure)
    operands = (
        Operand("合同单价", price, unit, "合同"),
        Operand("限价", cap, unit, scheme or "县级评分方案"),
    )
    if cap is None:
        note = "本地方案没有规定限价，不作比较。"
        return Explanation("合同单价与限价之差", None, unit, "合同单价 − 限价", operands, note=note)
    if price is None:
        note = "尚未填写单价。"
        return Explanation("合同单价与限价之差", None, unit, "合同单价 − 限价", operands, note=note)
    above = price - cap
    words = "超过限价，须核实处理。" if above > 0 else "不超过限价。"
    step = Step("差额", f"{plain(price)} − {plain(cap)}", above, unit)
    return Explanation(
        "合同单价与限价之差",
        above,
        unit,
        "合同单价 − 限价",
        operands,
        clause_ids=("w10",),
        steps=(step,),
        note=f"限价取自申请适用的评分方案，起草合同时固定。{words}",
    )


def against_filed(price: Decimal, filed: Decimal) -> Explanation:
    """The filed price beside the contract's: any difference is 阴阳合同."""
    difference = filed - price
    step = Step("差额", f"{plain(filed)} − {plain(price)}", difference, PRICE)
    words = "备案价与合同价不一致，疑似“阴阳合同”，须核实处理。" if difference else "备案价与合同价一致。"
    return Explanation(
        "网签备案价与合同单价之差",
        difference,
        PRICE,
        "网签备案价 − 合同单价",
        (Operand("网签备案价", filed, PRICE, "网签备案"), Operand("合同单价", price, PRICE, "合同")),
        clause_ids=("w10",),
        steps=(step,),
        note=words,
    )
