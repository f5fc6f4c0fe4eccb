"""Size class of an enterprise by the statistical standard of 2011, as revised in 2017.

A class asks for the lower bounds of *all* indicators of the industry at once; whoever misses one falls to the
next class, down to micro. Trades with a single indicator are judged by it alone. Bounds are inclusive.
Amounts in 万元.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from parks.rules import industries

TABLE = Path(__file__).parents[1] / "reference" / "size_thresholds.csv"
SCALE = TABLE.with_name("above_scale.csv")

PEOPLE, REVENUE, ASSETS = "从业人员", "营业收入", "资产总额"


class Size(Enum):
    """The four classes, with the label people see."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"

    @property
    def label(self) -> str:
        return {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}[self.value]

    @property
    def is_small_or_micro(self) -> bool:
        return self in (Size.SMALL, Size.MICRO)


@dataclass(frozen=True)
class Thresholds:
    """One industry of the standard: its indicators and, class by class, the lower bound of each."""

    industry: str
    indicators: tuple[str, ...]
    units: tuple[str, ...]
    bounds: Mapping[Size, tuple[Decimal, ...]]


def _read(row: Mapping[str, str]) -> Thresholds:
    numbers = [n for n in ("1", "2") if row[f"ind{n}"]]
    return Thresholds(
        industry=row["industry"],
        indicators=tuple(row[f"ind{n}"] for n in numbers),
        units=tuple(row[f"ind{n}_unit"] for n in numbers),
        bounds=MappingProxyType(
            {
                size: tuple(Decimal(row[f"{size.value}{n}"]) for n in numbers)
                for size in (Size.LARGE, Size.MEDIUM, Size.SMALL)
            }
        ),
    )


@lru_cache(maxsize=1)
def table() -> Mapping[str, Thresholds]:
    """The standard by name of industry; read-only."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["industry"]: _read(row) for row in csv.DictReader(file)})


@lru_cache(maxsize=1)
def scale_bounds() -> Mapping[str, Decimal]:
    """From which yearly revenue (万元) a firm of an industry of the standard is 规上; silent on some industries."""
    with SCALE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType(
            {row["industry"]: Decimal(row["revenue_wan"]) for row in csv.DictReader(file)}
        )


def indicators_of(industry: str) -> tuple[str, ...]:
    """The indicators an industry is judged by, in the order :func:`size_class` takes them."""
    return table()[industry].indicators


def size_class(industry: str, first: Decimal | None, second: Decimal | None = None) -> Size | None:
    """The class of an enterprise; ``None`` when an indicator that the industry needs is missing.

    ``industry`` is a name of the standard (``KeyError`` otherwise), ``first`` and ``second`` its indicators
    in the order of :func:`indicators_of`.
    """
    thresholds = table()[industry]
    asked = (first, second)[: len(thresholds.indicators)]
    values = [value for value in asked if value is not None]
    if len(values) < len(asked):
        return None
    for size, bounds in thresholds.bounds.items():
        if all(value >= bound for value, bound in zip(values, bounds, strict=True)):
            return size
    return Size.MICRO


def size_of(
    industry: str,
    *,
    people: Decimal | None = None,
    revenue_wan: Decimal | None = None,
    assets_wan: Decimal | None = None,
) -> Size | None:
    """The class from the figures an enterprise reports; picks those the industry is judged by."""
    figures = {PEOPLE: people, REVENUE: revenue_wan, ASSETS: assets_wan}
    return size_class(industry, *(figures[indicator] for indicator in indicators_of(industry)))


# Industries of the standard by division of GB/T 4754-2017; groups that differ from their division: _BY_GROUP.
_BY_DIVISION = {
    "51": "批发业",
    "52": "零售业",
    "54": "交通运输业",
    "58": "交通运输业",
    "59": "仓储业",
    "60": "邮政业",
    "63": "信息传输业",
    "64": "信息传输业",
    "65": "软件和信息技术服务业",
    "71": "租赁和商务服务业",
    "72": "租赁和商务服务业",
}
_BY_GROUP = {"591": "交通运输业", "701": "房地产开发经营", "702": "物业管理"}
_EVERYTHING_ELSE = "其他未列明行业"


def industry_of(group_code: str) -> str:
    """The standard's industry of a GB/T 4754 group (中类); ``KeyError`` for a code that is no group."""
    group = industries.group(group_code)
    if group.kind == industries.MANUFACTURING:
        return "工业"
    return _BY_GROUP.get(group.code) or _BY_DIVISION.get(group.parent, _EVERYTHING_ELSE)


def industry_named(code: str) -> str:
    """The same for any code a firm may have been given; "" for one that is no group."""
    return industry_of(code) if industries.is_group(code) else ""
