"""Where the next points of an indicator are, as one sentence for whoever fills in an application."""

from decimal import Decimal
from typing import Any

from admissions.rules.scheme import Indicator, Kind
from policies.numbers import plain, round_half_up


def hint(indicator: Indicator, value: Any, points: Decimal) -> str:
    """What would bring more; "" when the indicator has its full points already."""
    if points >= indicator.max:
        return ""
    if value is None:
        return f"{indicator.label}：填写后计分，最高 {plain(indicator.max)} 分"
    return HINTS[indicator.kind](indicator, value, points)


def linear_hint(indicator: Indicator, value: Decimal, points: Decimal) -> str:
    """投资强度每提高 10 万元/亩 +1 分."""
    span = (indicator.full_at - indicator.zero_at) / indicator.max
    step = round_half_up(abs(span))
    more, per = (step, Decimal(1)) if step else (abs(span) * 100, Decimal(100))
    verb = "提高" if span > 0 else "降低"
    about = "" if more == abs(span) * per else "约 "
    start = f"从 {trimmed(indicator.zero_at)} 起，" if not points else ""
    return f"{indicator.label}{start}每{verb} {about}{trimmed(more)}{spaced(indicator.unit)} +{plain(per)} 分"


def band_hint(indicator: Indicator, value: Decimal, points: Decimal) -> str:
    """The nearest band with more points, above or below."""
    better = [
        (abs(edge - value), index, edge)
        for index, edge in enumerate(edges(indicator, value))
        if indicator.bands[index].points > points
    ]
    if not better:
        return ""
    _, index, edge = min(better)
    band = indicator.bands[index]
    reach = f"达到 {trimmed(edge)}" if edge > value else f"降到 {trimmed(edge)} 以下"
    gain = trimmed(band.points - points)
    return f"{indicator.label}{reach}{spaced(indicator.unit)} +{gain} 分"


def edges(indicator: Indicator, value: Decimal) -> list[Decimal]:
    """For each band the edge at which one enters it from `value`: its own start, or the next one's from above."""
    bands = indicator.bands
    nexts = [*(band.since for band in bands[1:]), bands[-1].since]
    return [band.since if band.since > value else after for band, after in zip(bands, nexts, strict=True)]


def option_hint(indicator: Indicator, value: str, points: Decimal) -> str:
    better = [one for one in indicator.options if one.points > points]
    best = min(better, key=lambda one: one.points)
    return f"{indicator.label}为“{best.label}” +{trimmed(best.points - points)} 分"


def trimmed(number: Decimal) -> str:
    text = plain(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def spaced(unit: str) -> str:
    return unit if unit == "%" or not unit else f" {unit}"


HINTS: dict[Kind, Any] = {Kind.LINEAR: linear_hint, Kind.BANDS: band_hint, Kind.OPTIONS: option_hint}
