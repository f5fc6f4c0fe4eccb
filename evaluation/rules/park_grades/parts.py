"""The parts of a county's scheme of park grades, and what may be measured of a park (W12, C十三)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from evaluation.rules.classes.parts import CLASSES, Fact, Grading

GRADES = CLASSES
# The two lists: parks of one type are ranked with each other.
LISTS = {"manufacturing": "生产制造类", "services": "生产性服务类"}
QUARTERS = Decimal(4)


@dataclass(frozen=True, slots=True)
class Measure:
    """`numerator` × `times` ÷ `denominator` (a fact; "" for none), rounded half up to four digits.

    `idle` is said where nothing was there to be done, which counts as all of it done.
    """

    code: str
    label: str
    unit: str
    numerator: str
    denominator: str = ""
    times: int = 1
    idle: str = ""


FACTS = {
    fact.code: fact
    for fact in (
        Fact("tax_wan", "纳税总额", "万元"),
        Fact("sales_wan", "销售产值", "万元"),
        Fact("energy_tce", "综合能耗", "吨标准煤"),
        Fact("firms_land_mu", "企业用地", "亩"),
        Fact("land_in_use_mu", "园区在用土地", "亩"),
        Fact("finished_floor_m2", "已竣工建筑面积", "㎡"),
        Fact("occupied_floor_m2", "已入驻建筑面积", "㎡"),
        Fact("production_floor_m2", "已入驻生产性用房", "㎡"),
        Fact("leading_floor_m2", "主导产业企业生产性用房", "㎡"),
        Fact("firms", "入园企业", "家"),
        Fact("small_firms", "小微企业", "家"),
        Fact("digital_firms", "已用信息化系统的企业", "家"),
        Fact("stepped_up", "当年小升规（净增）", "家"),
        Fact("specialised", "当年专精特新（净增）", "家"),
        Fact("tech_smes", "当年科技型中小企业（净增）", "家"),
        Fact("demands", "当年到期的企业诉求", "件"),
        Fact("handled_demands", "按期办结的企业诉求", "件"),
        Fact("facilities", "公共配套设施", "种"),
        Fact("services", "公共配套服务", "种"),
        Fact("digital_functions", "数字化功能", "项"),
        Fact("party_items", "党建“六个一”", "项"),
        Fact("professional_operator", "专业化运营机构", "家"),
        Fact("talents", "硕士、副高以上人才（省登记）", "人"),
        Fact("invention_patents", "发明专利（省登记）", "件"),
        Fact("registry_filled", "省登记已填项", "项"),
        Fact("registry_asked", "省登记应填项", "项"),
        Fact("registry_quarters", "有省登记填报的季度", "个"),
        Fact("quarters", "应填报的季度", "个"),
        Fact("filings", "本年度的报送件", "件"),
        Fact("filings_on_time", "按期报送的报送件", "件"),
        Fact("due_fields", "报送件应填数据", "项"),
        Fact("filled_fields", "报送件已填数据", "项"),
        Fact("fire_score", "消防评级（A 4、B 3、C 2、D 1）", "分"),
        Fact("drills", "当年消防安全演练", "次"),
        Fact("dangers", "当年到期的隐患", "处"),
        Fact("closed_dangers", "按期销号的隐患", "处"),
        Fact("major_overdue", "年末逾期未整改的重大隐患", "处"),
        Fact("checks", "应核对的园区标准", "项"),
        Fact("kept_checks", "符合的园区标准", "项"),
        Fact("failed_checks", "不符合的园区标准", "项"),
    )
}
MEASURES = {
    measure.code: measure
    for measure in (
        Measure("tax_per_mu", "亩均税收", "万元/亩", "tax_wan", "firms_land_mu"),
        Measure("tax_per_park_mu", "园区亩均税收", "万元/亩", "tax_wan", "land_in_use_mu"),
        Measure("sales_per_mu", "亩均销售产值", "万元/亩", "sales_wan", "firms_land_mu"),
        Measure("sales_per_tce", "单位能耗销售产值", "万元/吨标准煤", "sales_wan", "energy_tce"),
        Measure("leading_share", "产业集聚度", "%", "leading_floor_m2", "production_floor_m2", 100),
        Measure("small_firm_share", "小微企业占比", "%", "small_firms", "firms", 100),
        Measure("occupancy_rate", "入驻率", "%", "occupied_floor_m2", "finished_floor_m2", 100),
        Measure("firms_per_100_mu", "每百亩入园企业", "家/百亩", "firms", "land_in_use_mu", 100),
        Measure("stepped_up", "小升规企业", "家", "stepped_up"),
        Measure("specialised", "专精特新企业", "家", "specialised"),
        Measure("tech_smes", "科技型中小企业", "家", "tech_smes"),
        Measure(
            "demand_rate", "诉求按期办结率", "%", "handled_demands", "demands", 100, "当年没有到期的企业诉求"
        ),
        Measure("facilities", "公共配套设施", "种", "facilities"),
        Measure("services", "公共配套服务", "种", "services"),
        Measure("party_items", "党建“六个一”", "项", "party_items"),
        Measure("professional_operator", "专业化运营", "家", "professional_operator"),
        Measure("digital_functions", "数字化功能", "项", "digital_functions"),
        Measure("digital_firm_share", "企业信息化覆盖率", "%", "digital_firms", "firms", 100),
        Measure("talents", "硕士、副高以上人才", "人", "talents"),
        Measure("invention_patents", "发明专利", "件", "invention_patents"),
        Measure("registry_completeness", "信息系统填报完整率", "%", "registry_filled", "registry_asked", 100),
        Measure("registry_timeliness", "信息系统填报及时率", "%", "registry_quarters", "quarters", 100),
        Measure("filing_completeness", "报送完整率", "%", "filled_fields", "due_fields", 100),
        Measure("filing_timeliness", "报送及时率", "%", "filings_on_time", "filings", 100),
        Measure("fire_score", "消防评级", "分", "fire_score"),
        Measure("drills", "消防安全演练", "次", "drills"),
        Measure("danger_rate", "隐患按期整改率", "%", "closed_dangers", "dangers", 100, "当年没有到期的隐患"),
        Measure("standards_share", "园区标准符合率", "%", "kept_checks", "checks", 100),
    )
}


class Way(StrEnum):
    """How an item is scored."""

    RATIO = "ratio"
    BANDS = "bands"
    ASSESSED = "assessed"

    @property
    def label(self) -> str:
        return {"ratio": "按与基准值之比", "bands": "按档次", "assessed": "评审打分"}[self]


class Veto(StrEnum):
    """What is read from the park's rows and makes it D directly, where the scheme says so."""

    FIRE = "fire"
    MAJOR_DANGER = "major_danger"
    NO_DRILL = "no_drill"
    STANDARDS = "standards"

    @property
    def label(self) -> str:
        return {
            "fire": "消防评级为 D",
            "major_danger": "年末有逾期未整改的重大隐患",
            "no_drill": "全年没有开展消防安全演练",
            "standards": "有不符合的园区标准",
        }[self]


class Since(StrEnum):
    """What the years of transition are counted from."""

    RECOGNITION = "recognition"
    OPERATION = "operation"

    @property
    def label(self) -> str:
        return {"recognition": "认定之年", "operation": "投运首年"}[self]


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """A value of at least `least` earns `points`."""

    least: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """`weight` are its full points. `base` None: the list's Σ ÷ Σ of the year. `applies` "" is both lists."""

    code: str
    dimension: str
    label: str
    applies: str
    way: Way
    measure: str
    weight: Decimal
    base: Decimal | None
    cap: Decimal
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Settings(Grading):
    """`transition_years` from the year of recognition or operation on are not evaluated; parks of at least
    `exempt_star` stars take A outside the quota where `star_exempt` says so."""

    recognised_only: bool
    transition_since: Since
    transition_years: int
    star_exempt: bool
    exempt_star: int
    vetoes: tuple[Veto, ...]
