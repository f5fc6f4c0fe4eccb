"""The parts of a county's scheme of enterprise classes, and what may be measured of a firm."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

CLASSES = ("A", "B", "C", "D")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of a firm in a year, summed over its parks in the county."""

    code: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Measure:
    """`numerator` ÷ `denominator`, rounded half up to four digits; both are facts."""

    code: str
    label: str
    unit: str
    numerator: str
    denominator: str


FACTS = {
    fact.code: fact
    for fact in (
        Fact("tax_wan", "纳税总额", "万元"),
        Fact("sales_wan", "销售产值", "万元"),
        Fact("energy_tce", "综合能耗", "吨标准煤"),
        Fact("employees", "从业人员", "人"),
        Fact("land_mu", "用地", "亩"),
    )
}
# The first three are those that W12 names.
MEASURES = {
    measure.code: measure
    for measure in (
        Measure("tax_per_mu", "亩均税收", "万元/亩", "tax_wan", "land_mu"),
        Measure("sales_per_mu", "亩均销售产值", "万元/亩", "sales_wan", "land_mu"),
        Measure("sales_per_tce", "单位能耗销售产值", "万元/吨标准煤", "sales_wan", "energy_tce"),
        Measure("tax_per_tce", "单位能耗税收", "万元/吨标准煤", "tax_wan", "energy_tce"),
        Measure("sales_per_employee", "人均销售产值", "万元/人", "sales_wan", "employees"),
        Measure("tax_per_employee", "人均税收", "万元/人", "tax_wan", "employees"),
    )
}


class Mode(StrEnum):
    SHARE = "share"
    THRESHOLD = "threshold"

    @property
    def label(self) -> str:
        return {"share": "按比例", "threshold": "按分数线"}[self]


class Lacking(StrEnum):
    """What becomes of a firm one of whose measures has no value."""

    SET_ASIDE = "set_aside"
    ZERO = "zero"

    @property
    def label(self) -> str:
        return {"set_aside": "不参评，注明缺什么", "zero": "该项计 0 分"}[self]


class Op(StrEnum):
    AT_LEAST = "at_least"
    BELOW = "below"

    @property
    def label(self) -> str:
        return {"at_least": "不低于", "below": "低于"}[self]


@dataclass(frozen=True, slots=True)
class Condition:
    fact: str
    op: Op
    value: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """`base` None: the group's Σ ÷ Σ of the year. `cap` is how many times its weight a term may count."""

    measure: str
    weight: Decimal
    base: Decimal | None
    cap: Decimal

    @property
    def label(self) -> str:
        return MEASURES[self.measure].label


@dataclass(frozen=True, slots=True)
class Group:
    """Firms that are ranked with each other: those that meet every condition and no earlier group's."""

    code: str
    label: str
    conditions: tuple[Condition, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A bonus (points above 0) or a deduction (below)."""

    code: str
    label: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Grading:
    """How scores become letters. Shares are percents of the ranked; C takes what A, B and D leave.

    `threshold_*` are the lowest scores of A, B and C. `tie_break` are measures that tell equal scores apart, the
    larger first; what is still equal shares rank and letter.
    """

    mode: Mode
    share_a: Decimal
    share_b: Decimal
    share_d: Decimal
    threshold_a: Decimal
    threshold_b: Decimal
    threshold_c: Decimal
    smallest_group: int
    lacking: Lacking
    bonus_cap: Decimal
    deduction_cap: Decimal
    tie_break: tuple[str, ...]

    @property
    def share_c(self) -> Decimal:
        return HUNDRED - self.share_a - self.share_b - self.share_d

    @property
    def thresholds(self) -> tuple[tuple[str, Decimal], ...]:
        return (("A", self.threshold_a), ("B", self.threshold_b), ("C", self.threshold_c))


@dataclass(frozen=True, slots=True)
class Settings(Grading):
    """`protected_floor` is the lowest class of a firm in its years of protection."""

    protected_floor: str
