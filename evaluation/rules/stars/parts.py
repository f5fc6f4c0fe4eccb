"""The parts of a scheme of star ratings, and what of a park may be measured beside a score."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from policies.numbers import SHARE

GRADES = ("A", "B", "C", "D")
STARS = (1, 2, 3, 4, 5)
STAR_WORDS = {1: "一星级", 2: "二星级", 3: "三星级", 4: "四星级", 5: "五星级"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a park that stands beside an item's score: a hint for whoever scores, never a score itself."""

    code: str
    label: str
    unit: str


MEASURES = {
    one.code: one
    for one in (
        Measure("tax_per_mu", "亩均税收", "万元/亩"),
        Measure("tax_per_park_mu", "园区亩均税收", "万元/亩"),
        Measure("leading_share", "主导产业生产性用房占比", SHARE),
        Measure("small_firm_share", "小微企业占入园企业比重", SHARE),
        Measure("let_share", "入驻率", SHARE),
        Measure("stepped_up", "当年小升规企业", "家"),
        Measure("specialised", "当年专精特新企业", "家"),
        Measure("tech_sme", "当年科技型中小企业", "家"),
        Measure("fire_grade", "消防年度评级（A 计 4，B 计 3，C 计 2，D 计 1）", ""),
        Measure("party_items", "党建“六个一”完成数", "项"),
        Measure("reported_share", "年度数据报送率", SHARE),
    )
}


class Authority(StrEnum):
    """Who awards a star."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"

    @property
    def label(self) -> str:
        return {"county": "县级", "city": "市级", "province": "省级"}[self]

    @property
    def height(self) -> int:
        return list(Authority).index(self)


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """`points` are the most it can give; `evidence` is what is asked for. Of an item with a `measure`, `full` is the
    value at which all points are suggested."""

    code: str
    label: str
    dimension: str
    points: Decimal
    evidence: str
    measure: str
    full: Decimal | None


@dataclass(frozen=True, slots=True)
class Veto:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Level:
    """What a star asks: `least` points in all, and in every dimension `share` percent of its points."""

    star: int
    least: Decimal
    share: Decimal
    authority: Authority

    @property
    def label(self) -> str:
        return STAR_WORDS[self.star]


@dataclass(frozen=True, slots=True)
class Settings:
    """`gate` is the least park grade with which a park may apply (C十三); a new park is in transition for so many
    years after its recognition; a star holds for so many years and is then reviewed."""

    gate: str
    transition_years: int
    validity_years: int
