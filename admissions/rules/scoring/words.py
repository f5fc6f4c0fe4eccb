"""A value and the rule for its points, in words."""

from decimal import Decimal
from typing import Any

from admissions.rules.scheme import Indicator, Kind
from policies.numbers import plain, show


def shown(indicator: Indicator, value: Decimal | str | None) -> str:
    """The value in words."""
    if value is None:
        return "未填写"
    if isinstance(value, Decimal):
        return show(value, indicator.unit).replace(" %", "%").strip()
    return next(one.label for one in indicator.options if one.code == value)


def rule(indicator: Indicator, value: Any) -> str:
    if value is None:
        return "未填写，不计分"
    if indicator.kind is Kind.OPTIONS:
        return f"选项“{shown(indicator, value)}”"
    if indicator.kind is Kind.BANDS:
        return band_rule(indicator, value)
    zero, full, most = (plain(one) for one in (indicator.zero_at, indicator.full_at, indicator.max))
    return f"({plain(value)} − {zero}) ÷ ({full} − {zero}) × {most}，在 0 至 {most} 之间"


def band_rule(indicator: Indicator, value: Any) -> str:
    reached = [one for one in indicator.bands if one.since <= value]
    if not reached:
        return f"{plain(value)} < {plain(indicator.bands[0].since)}，未达到最低一档"
    last = reached[-1]
    after = indicator.bands[len(reached)] if len(reached) < len(indicator.bands) else None
    upper = f"，< {plain(after.since)}" if after else ""
    return f"{plain(value)} ≥ {plain(last.since)}{upper} 一档"
