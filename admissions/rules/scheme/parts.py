"""The parts of a county's scheme."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# The five of W9, in its order.
DIMENSIONS = {
    "technology": "科技高度",
    "investment": "投资强度",
    "tax": "税收贡献度",
    "digital": "两化融合度",
    "workforce": "员工文化程度",
}
LEVELS = {"township": "属地镇街", "county": "县级"}
DEPARTMENTS = {
    "industry": "经信",
    "environment": "生态环境",
    "safety": "应急管理",
    "fire": "消防",
    "planning": "自然资源",
    "market": "市场监管",
    "township": "属地镇街",
}
ASKED = "asked"
YES, NO = "yes", "no"
YES_NO = ((YES, "是"), (NO, "否"))
# The four limits of W10 (四限) by the setting that says each.
LIMITS = {
    "purchase_price_cap_yuan_m2": "限房价",
    "land_price_cap_wan_mu": "限地价",
    "area_cap_m2": "限面积",
    "self_held_min_share": "限自持",
}


class Kind(StrEnum):
    BANDS = "bands"
    LINEAR = "linear"
    OPTIONS = "options"

    @property
    def label(self) -> str:
        return {"bands": "分档计分", "linear": "按比例计分", "options": "选项计分"}[self]


class Op(StrEnum):
    BELOW = "below"
    ABOVE = "above"
    YES = "yes"
    NO = "no"

    @property
    def label(self) -> str:
        return {"below": "低于", "above": "高于", "yes": "为“是”", "no": "为“否”"}[self]


@dataclass(frozen=True, slots=True)
class Band:
    """From `since` (inclusive) up to the next band's."""

    since: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """`source` is `asked`, or the name of a fact. Bands ascend; linear points run from `zero_at` to `full_at`."""

    code: str
    dimension: str
    label: str
    unit: str
    kind: Kind
    max: Decimal
    source: str = ASKED
    help: str = ""
    bands: tuple[Band, ...] = ()
    options: tuple[Option, ...] = ()
    zero_at: Decimal = Decimal(0)
    full_at: Decimal = Decimal(0)

    @property
    def fact(self) -> str:
        """Under which name its value stands among the facts of an application."""
        return self.code if self.source == ASKED else self.source


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决: a question answered with yes, or a fact on the wrong side of `value`."""

    code: str
    label: str
    clause: str = ""
    source: str = ASKED
    op: Op = Op.YES
    value: Decimal | None = None

    @property
    def fact(self) -> str:
        return self.code if self.source == ASKED else self.source


@dataclass(frozen=True, slots=True)
class Department:
    code: str
    days: int

    @property
    def label(self) -> str:
        return DEPARTMENTS[self.code]


@dataclass(frozen=True, slots=True)
class Settings:
    """How the county runs its admissions: who decides, in how many working days, what is made public, the four limits."""

    deciding_level: str = "county"
    departments: tuple[Department, ...] = ()
    review_days: int = 5
    publicity_days: int = 7
    objection_days: int = 7
    rectification_days: int = 30
    reminder_days: int = 30
    public_without_login: bool = True
    local_first: bool = False
    area_cap_m2: Decimal | None = None
    purchase_price_cap_yuan_m2: Decimal | None = None
    rent_cap_yuan_m2_month: Decimal | None = None
    land_price_cap_wan_mu: Decimal | None = None
    self_held_min_share: Decimal | None = None
    # Of a promise in a contract: below this share of it is red, from there to the whole yellow; open: no yellow.
    warning_percent: Decimal | None = None
    four_without: tuple[str, ...] = ()

    # A refusal is always confirmed by a second person; no county can switch that off.
    @property
    def refuse_needs_second_person(self) -> bool:
        return True

    @property
    def level_label(self) -> str:
        return LEVELS[self.deciding_level]


@dataclass(frozen=True, slots=True)
class Question:
    """What the wizard asks a firm for the scheme: a number with its unit, one of `options`, or yes and no."""

    code: str
    label: str
    unit: str
    help: str
    options: tuple[tuple[str, str], ...]
    dimension: str = ""
    # No answer can be more: a share of a whole, where the scheme itself counts no further.
    most: Decimal | None = None

    @property
    def is_number(self) -> bool:
        return not self.options


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    max: Decimal
    indicators: tuple[Indicator, ...] = ()

    @property
    def label(self) -> str:
        return DIMENSIONS[self.code]
