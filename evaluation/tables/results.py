"""The room's lists."""

from django.urls import reverse
from django.utils import timezone

from evaluation.models import Run, RunResult
from evaluation.selectors import run_url as address_of_run
from portal.numbers import decimal_text
from portal.tables import Column, Row, Table

UNIT = "万元/亩"


def moment(name: str):
    def show(row: Row) -> str:
        return f"{timezone.localtime(row[name]):%Y-%m-%d %H:%M}"

    return show


def result_url(row: Row) -> str:
    return reverse("evaluation:result", args=(row["pk"],))


def run_url(row: Row) -> str:
    return address_of_run(row["kind"], row["pk"])


def subjects(row: Row) -> str:
    """How many firms, or parks, one sees of it."""
    unit = "个园区" if row["kind"] == Run.Kind.PARKS else "户企业"
    return f"{decimal_text(row['firms'])} {unit}"


class RunTable(Table):
    caption = "评价"
    empty_text = "还没有评价。年度数据填报后，由县级或市级经办人发起评价。"
    default_sort = "-created_at"
    columns = (
        Column("title", "评价", sort="pk", link=run_url, needs=("kind",)),
        Column("hypothetical", "性质", choices={True: "假设测算", False: "正式"}),
        Column("year", "数据年度", show=lambda row: str(row["year"])),
        Column("place__name", "评价范围", sort="place__path"),
        Column("firms", "评价对象", sortable=False, show=subjects, needs=("kind",)),
        Column("created_by__display_name", "发起人"),
        Column("created_at", "评价时间", show=moment("created_at")),
        Column("superseded", "状态", choices={True: "已有新评价", False: "现行"}, sortable=False),
    )


TAX = Column("tax_wan", "税收", unit="万元", numeric=True, places=2)
LAND = Column("land_mu", "用地", unit="亩", numeric=True, places=4)
RATIO = Column("tax_per_mu", "亩均税收", unit=UNIT, numeric=True, places=2)
FIRMS = Column("firms", "企业", unit="户", numeric=True)
RANK = Column("rank", "县内名次", numeric=True)
COUNTY_RANK = Column("rank", "名次", numeric=True)
COUNTY = Column("county__name", "县(市、区)", sort="county__path")
PARK = Column("park_name", "园区")
OUTCOME = Column("outcome", "结论", choices=dict(RunResult.Outcome.choices))
PARK_RATIO = Column("tax_per_park_mu", "园区亩均税收", unit=UNIT, numeric=True, places=2)


def named(label: str) -> Column:
    return Column("name", label, link=result_url)


class ResultTable(Table):
    """One level of a run. The rank is that within the county; of counties, within the run."""

    caption = "亩均税收评价结果"
    empty_text = "没有符合条件的结果。可调整或清除筛选条件，或查看其他层级。"
    default_sort = "rank"


class FirmInParkTable(ResultTable):
    columns = (named("企业"), PARK, COUNTY, TAX, LAND, RATIO, RANK, OUTCOME)


class FirmTable(ResultTable):
    columns = (named("企业"), Column("uscc", "统一社会信用代码"), COUNTY, TAX, LAND, RATIO, RANK, OUTCOME)


class ParkTable(ResultTable):
    columns = (named("园区"), COUNTY, FIRMS, TAX, LAND, RATIO, RANK, PARK_RATIO, OUTCOME)


class CountyTable(ResultTable):
    columns = (named("县(市、区)"), FIRMS, TAX, LAND, RATIO, COUNTY_RANK, OUTCOME)


class WholeTable(ResultTable):
    columns = (named("范围"), FIRMS, TAX, LAND, RATIO, OUTCOME)


TABLES = {
    RunResult.Level.WHOLE: WholeTable,
    RunResult.Level.COUNTY: CountyTable,
    RunResult.Level.PARK: ParkTable,
    RunResult.Level.FIRM: FirmTable,
    RunResult.Level.FIRM_IN_PARK: FirmInParkTable,
}


class Part(Table):
    """A table inside a record's page; the export is on the run's own page."""

    export_url = ""


# The same tables below a result that they add up to.
PARTS = {level: type(f"{table.__name__}Part", (Part, table), {}) for level, table in TABLES.items()}

YEAR = Column("run__year", "数据年度", link=result_url, show=lambda row: f"{row['run__year']} 年")
RUN_AT = Column("run__created_at", "评价时间", show=moment("run__created_at"))


class FirmYears(Part):
    """A firm's results through the years, from the latest run of each."""

    caption = "历年亩均税收"
    empty_text = "本企业还没有评价结果。年度数据填报并评价后显示在这里。"
    default_sort = "-run__year"
    columns = (
        YEAR,
        Column("level", "统计口径", choices={"firm": "全县(市、区)合计", "firm_in_park": "单个园区"}),
        PARK,
        COUNTY,
        TAX,
        LAND,
        RATIO,
        RANK,
        OUTCOME,
        RUN_AT,
    )


class ParkYears(Part):
    """A park's results through the years, from the latest run of each."""

    caption = "历年亩均税收"
    empty_text = "本园区还没有评价结果。年度数据填报并评价后显示在这里。"
    default_sort = "-run__year"
    columns = (YEAR, FIRMS, TAX, LAND, RATIO, RANK, PARK_RATIO, OUTCOME, RUN_AT)
