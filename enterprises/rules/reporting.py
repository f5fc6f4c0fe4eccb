"""报表: what firms and parks report and how often, and what makes a reported value wrong or doubtful (W12, C(十三)).

Pure. A fault refuses a value; a doubt asks for an explanation and is kept with it.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from policies.numbers import round_half_up

MAGNITUDE = 10
CENT = Decimal("0.01")
# How far a value is off when the unit was mistaken: 元 for 万元, 千元, 百元 and a slip of one digit.
SLIPS = tuple(Decimal(10) ** places for places in (4, 3, 2, 1))
# A value set right by such a step is believed when it comes this near to the last one.
NEAR = 3
MONTHS_OF_QUARTER = 3
Value = Decimal | int | None
Values = Mapping[str, Value]


class Subject(StrEnum):
    FIRM = "firm"
    PARK = "park"


@dataclass(frozen=True)
class Item:
    """One field of a form; `whole` for numbers of people and things."""

    name: str
    label: str
    unit: str
    required: bool = False
    whole: bool = False


@dataclass(frozen=True)
class ReportForm:
    """A form that somebody owes for every period of its rhythm."""

    code: str
    label: str
    subject: Subject
    quarterly: bool
    items: tuple[Item, ...]

    def item(self, name: str) -> Item:
        return next(item for item in self.items if item.name == name)


FIRM_ITEMS = (
    Item("tax_wan", "纳税总额", "万元", required=True),
    Item("sales_wan", "销售产值", "万元", required=True),
    Item("energy_tce", "综合能耗", "吨标准煤"),
    Item("employees", "期末从业人员", "人", whole=True),
)
PARK_ITEMS = (
    Item("service_income_wan", "运营服务收入", "万元", required=True),
    Item("works_wan", "公共设施投入", "万元"),
    Item("vacant_floor_m2", "空置厂房面积", "㎡", required=True),
    Item("activities", "培训和服务活动", "场", whole=True),
)
FORMS = {
    form.code: form
    for form in (
        ReportForm("firm_year", "企业年报", Subject.FIRM, False, FIRM_ITEMS),
        ReportForm("firm_quarter", "企业季报", Subject.FIRM, True, FIRM_ITEMS),
        ReportForm("park_year", "园区年报", Subject.PARK, False, PARK_ITEMS),
        ReportForm("park_quarter", "园区季报", Subject.PARK, True, PARK_ITEMS),
    )
}
FORM_CHOICES = tuple((form.code, form.label) for form in FORMS.values())
QUARTERS = ((0, "全年"), (1, "一季度"), (2, "二季度"), (3, "三季度"), (4, "四季度"))


@dataclass(frozen=True)
class Period:
    """A year (`quarter` 0) or one of its quarters."""

    year: int
    quarter: int = 0

    @property
    def first(self) -> datetime.date:
        return datetime.date(self.year, MONTHS_OF_QUARTER * max(self.quarter - 1, 0) + 1, 1)

    @property
    def last(self) -> datetime.date:
        return self.next.first - datetime.timedelta(days=1)

    @property
    def next(self) -> "Period":
        if self.quarter in (0, 4):
            return Period(self.year + 1, min(self.quarter, 1))
        return Period(self.year, self.quarter + 1)

    @property
    def previous(self) -> "Period":
        if self.quarter == 0:
            return Period(self.year - 1)
        return Period(self.year, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, 4)

    @property
    def label(self) -> str:
        return f"{self.year} 年{dict(QUARTERS)[self.quarter] if self.quarter else '度'}"


def last_over(today: datetime.date, quarterly: bool) -> Period:
    """The last year, or quarter, that is over."""
    if not quarterly:
        return Period(today.year - 1)
    return Period(today.year, (today.month - 1) // MONTHS_OF_QUARTER + 1).previous


def due_on(period: Period, days: int) -> datetime.date:
    """The last day on which it is in time: so many days after the last of the period."""
    return period.last + datetime.timedelta(days=days)


@dataclass(frozen=True)
class Doubt:
    """A value that may be right and needs a word: `likely` is what was probably meant, None where nobody can tell."""

    field: str
    sentence: str
    likely: Value = None


def doubts(form: ReportForm, values: Values, last: Values) -> Iterator[Doubt]:
    """What an explanation has to answer: jumps against the period before, and values that do not go together."""
    for item in form.items:
        if doubt := jump(item, last.get(item.name), values.get(item.name), form.quarterly):
            yield doubt
    yield from (mismatched(values) if form.subject == Subject.FIRM else ())


def jump(item: Item, last: Value, now: Value, quarterly: bool = False) -> Doubt | None:
    """More than ten times, or less than a tenth of, the period before: is the unit right?"""
    if not last or not now or Decimal(last) / MAGNITUDE <= now <= last * MAGNITUDE:
        return None
    before = "上期" if quarterly else "上年"
    slip = "单位" if item.unit == "万元" else "数值"
    sentence = (
        f"{before}为 {shown(last)} {item.unit}，本次为 {shown(now)} {item.unit}，是否{slip}有误？请核对。"
    )
    return Doubt(item.name, sentence, likely(item, Decimal(last), Decimal(now)))


def likely(item: Item, last: Decimal, now: Decimal) -> Value:
    """What was probably meant: the value moved by the decimal places that bring it near to the last one."""
    for slip in SLIPS:
        meant = round_half_up(now / slip if now > last else now * slip, CENT)
        if last / NEAR <= meant <= last * NEAR and (not item.whole or meant == int(meant)):
            return int(meant) if item.whole else meant
    return None


def mismatched(values: Values) -> Iterator[Doubt]:
    sales, tax = values.get("sales_wan"), values.get("tax_wan")
    if sales is not None and tax is not None and tax > sales:
        yield Doubt(
            "tax_wan", f"纳税总额 {shown(tax)} 万元大于销售产值 {shown(sales)} 万元，请核对两项的单位。"
        )
    for name, label in (("energy_tce", "综合能耗"), ("employees", "从业人员")):
        if sales and values.get(name) == 0:
            yield Doubt(name, f"有销售产值而{label}为 0，请核对。")


def faults(form: ReportForm, values: Values, floor_m2: Decimal | None = None) -> Iterator[tuple[str, str]]:
    """(field, sentence) for what cannot be: a must left empty, less than nothing, more vacant floor than there is."""
    for item in form.items:
        value = values.get(item.name)
        if item.required and value is None:
            yield item.name, f"请填写{item.label}。"
        if value is not None and value < 0:
            yield item.name, f"{item.label}不能为负数。"
    vacant = values.get("vacant_floor_m2")
    if vacant is not None and floor_m2 is not None and vacant > floor_m2:
        yield "vacant_floor_m2", f"不能大于园区总建筑面积 {shown(floor_m2)} ㎡，请核对单位。"


def differs(firm: Decimal, department: Decimal, tolerance_percent: Decimal) -> bool:
    """Do the two figures lie further apart than so many percent of the department's?"""
    return abs(firm - department) * 100 > department * tolerance_percent


def sources_in_words(source: str, settled: Mapping[str, str]) -> str:
    """Where the values of a row come from: as they came in, and what was settled to take their place."""
    labels = {item.name: item.label for item in FIRM_ITEMS}
    return "；".join([source, *(f"{labels[name]}按{said}数核定" for name, said in sorted(settled.items()))])


def shown(value: Value) -> str:
    """1,250.5: as pages write numbers."""
    text = f"{Decimal(value or 0):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(part: int, whole: int) -> Decimal | None:
    """A percentage with one decimal, half up; None of nothing."""
    return round_half_up(Decimal(part * 100) / Decimal(whole), Decimal("0.1")) if whole else None
