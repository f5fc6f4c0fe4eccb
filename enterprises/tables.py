from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from enterprises.filing_selectors import STANDINGS
from enterprises.models import Enterprise, GrowthEvent, Occupancy, SuppliedFigure, TenancyContract
from enterprises.reporting_records import FILING_KIND, SUPPLIED_KIND
from enterprises.rules.reporting import FORM_CHOICES, QUARTERS
from parks.rules import industries
from portal.escaping import escaped
from portal.numbers import HIDDEN
from portal.tables import Column, Row, Table, link_to


def industry_label(row: Row) -> str:
    """“344 泵、阀门…”; the bare code where the table does not know it."""
    code = row["industry_code"]
    found = industries.table().get(code)
    return found.label if found else code


def with_rooms(rows: QuerySet[Enterprise], user: Any) -> QuerySet[Enterprise]:
    """Add `park_name` and `floor_area_m2` of the rooms held today, of the parks this user sees."""
    rooms = (
        Occupancy.objects.for_user(user)
        .filter(enterprise=OuterRef("pk"))
        .on(timezone.localdate())
        .order_by("-valid_from", "pk")
    )
    floor = rooms.order_by().values("enterprise").annotate(total=Sum("floor_area_m2")).values("total")
    return rows.annotate(park_name=Subquery(rooms.values("park__name")[:1]), floor_area_m2=Subquery(floor))


class EnterpriseTable(Table):
    caption = "入园企业"
    empty_text = "没有符合条件的企业。企业经入园审核通过后自动出现在这里。"
    default_sort = "name"
    columns = (
        Column("name", "企业名称", link=link_to("enterprises:enterprise")),
        Column("uscc", "统一社会信用代码"),
        Column("industry_code", "行业中类", show=industry_label),
        Column("park_name", "入驻园区", sortable=False),
        Column("floor_area_m2", "建筑面积", unit="㎡", numeric=True, places=2, sortable=False),
        Column("founded_on", "成立日期"),
    )


LAMPS = {
    "overdue": ("red", "■"),
    "soon": ("yellow", "▲"),
    "open": ("grey", "○"),
    "returned": ("yellow", "▲"),
    "review": ("grey", "○"),
    "locked": ("green", "●"),
}


class TaxColumn(Column):
    """A tax figure, for those alone who may see it there; `tax_seen` is NULL for others."""

    def plain(self, row: Row) -> Any:
        value = row[self.source]
        return HIDDEN if value is None else value

    def text(self, row: Row) -> str:
        return HIDDEN if row[self.source] is None else super().text(row)


TAX = TaxColumn("tax_seen", "纳税总额", unit="万元", numeric=True, places=2)


def with_tax(rows: QuerySet, user: Any) -> QuerySet:
    """Add `tax_seen`: the tax of the row where this person may see tax figures, else NULL."""
    paths = user.places_granting("tax.view")
    seen = Case(
        *([When(rows.model.scope.filter_for(paths), then=F("tax_wan"))] if paths else []),
        default=None,
        output_field=DecimalField(max_digits=14, decimal_places=2),
    )
    return rows.annotate(tax_seen=seen)


class FigureTable(Table):
    caption = "年度数据"
    empty_text = "没有符合条件的年度数据。在企业页面点“填报年度数据”录入。"
    default_sort = "-year"
    columns = (
        Column(
            "enterprise__name",
            "企业名称",
            link=link_to("enterprises:figure"),
        ),
        Column("park__name", "园区"),
        Column("year", "年度", show=lambda row: str(row["year"])),
        TAX,
        Column("sales_wan", "销售产值", unit="万元", numeric=True, places=2),
        Column("energy_tce", "综合能耗", unit="吨标准煤", numeric=True, places=2),
        Column("employees", "年末从业人员", unit="人", numeric=True),
        Column("source", "来源", sortable=False),
    )


def with_contracts(rooms: QuerySet[Occupancy]) -> QuerySet[Occupancy]:
    """Add `contracts`: the numbers of those signed for the room, or for the firm's rooms in the park as a whole."""
    signed = TenancyContract.objects.filter(
        Q(occupancy=None) | Q(occupancy=OuterRef("pk")),
        enterprise=OuterRef("enterprise"),
        park=OuterRef("park"),
    )
    numbers = signed.order_by().values("park").annotate(said=StringAgg("number", "、", order_by="number"))
    return rooms.annotate(contracts=Subquery(numbers.values("said")))


class OccupancyTable(Table):
    """A firm's rooms, on the firm's own page: shown there, not exported."""

    caption = "入驻情况"
    export_url = ""
    empty_text = "没有入驻记录。"
    default_sort = "-valid_from"
    columns = (
        Column(
            "park__name",
            "园区",
            link=link_to("parks:park", "park_id"),
            needs=("park_id",),
        ),
        Column("room", "房号"),
        Column("tenure", "入驻方式", choices=dict(Occupancy.Tenure.choices)),
        Column("floor_area_m2", "建筑面积", unit="㎡", numeric=True, places=2),
        Column("own_parcel_mu", "自有地块", unit="亩", numeric=True, places=4),
        Column("valid_from", "入驻日期"),
        Column("valid_until", "退出日期"),
        Column("contracts", "入园合同", sortable=False),
    )


class ParkFirmTable(Table):
    caption = "园区企业"
    empty_text = "本园区还没有入驻企业。"
    default_sort = "enterprise__name"
    columns = (
        Column(
            "enterprise__name",
            "企业名称",
            link=link_to("enterprises:enterprise", "enterprise_id"),
            needs=("enterprise_id",),
        ),
        *OccupancyTable.columns[1:4],
        *OccupancyTable.columns[5:7],
    )


class RoomTable(Table):
    """The rooms of all firms in all parks one sees."""

    caption = "入驻"
    empty_text = "没有符合条件的入驻记录。企业经入园审核通过后自动出现在这里，也可按表导入。"
    default_sort = "-valid_from"
    columns = (
        ParkFirmTable.columns[0],
        Column("enterprise__uscc", "统一社会信用代码"),
        *OccupancyTable.columns[:-1],
    )


def registering(row: Row) -> str:
    """The form in which the proposed step is recorded, filled in as far as it is known."""
    said = {"kind": GrowthEvent.Kind.STEPPED_UP, "direction": row["proposal"]}
    return reverse("enterprises:growth_new", args=(row["pk"],), query=said)


class CrossingTable(Table):
    caption = "规上变动提示"
    empty_text = "没有需要登记的企业。最近一年与上一年的营业收入没有跨过规上标准，或已登记。"
    default_sort = "name"
    columns = (
        Column("name", "企业名称", link=link_to("enterprises:growth")),
        Column("last_year", "数据年度", show=lambda row: str(row["last_year"])),
        Column("before", "上年营业收入", unit="万元", numeric=True, places=2),
        Column("revenue", "当年营业收入", unit="万元", numeric=True, places=2),
        Column("bound", "规上标准", unit="万元", numeric=True, places=0, sortable=False),
        Column(
            "proposal",
            "建议",
            choices={"entered": "登记小升规：进入", "left": "登记小升规：退出"},
            link=registering,
            sortable=False,
        ),
    )


class GrowthTable(Table):
    caption = "成长事件"
    empty_text = "还没有成长事件。"
    default_sort = "-on"
    columns = (
        Column("kind", "类别", choices=dict(GrowthEvent.Kind.choices)),
        Column("direction", "进出", choices=dict(GrowthEvent.Direction.choices)),
        Column("on", "日期"),
        Column("park__name", "所在园区"),
        Column("document", "文件或名单"),
    )


class AllGrowthTable(GrowthTable):
    """The steps of all firms."""

    empty_text = "没有符合条件的成长事件。在企业页面登记，也可按表导入。"
    columns = (
        Column(
            "enterprise__name",
            "企业名称",
            link=link_to("enterprises:growth", "enterprise_id"),
            needs=("enterprise_id",),
        ),
        *GrowthTable.columns,
    )


def standing_cell(row: Row) -> SafeString:
    colour, shape = LAMPS[row["standing"]]
    word = escaped(STANDINGS[row["standing"]])
    return mark_safe(  # literals and an escaped word
        f'<span class="lamp lamp-{colour}"><span aria-hidden="true">{shape}</span>{word}</span>'
    )


class FilingTable(Table):
    caption = "报送件"
    empty_text = "没有符合条件的报送件。每期结束后自动建立。"
    default_sort = "due_on"
    columns = (
        Column("park__name", "园区", link=lambda row: FILING_KIND.url(row["pk"])),
        Column("form", "报表", choices=dict(FORM_CHOICES)),
        Column("year", "年度", show=lambda row: str(row["year"])),
        Column("quarter", "期间", choices=dict(QUARTERS)),
        Column("due_on", "报送期限"),
        Column("filed_on", "首次报送"),
        Column("standing", "状态", choices=STANDINGS, show=standing_cell),
        Column("owed", "应报", unit="户", numeric=True),
        Column("given", "已报", unit="户", numeric=True),
        Column("filled_fields", "已填", unit="项", numeric=True, optional=True),
        Column("due_fields", "应填", unit="项", numeric=True, optional=True),
    )


class DifferenceTable(Table):
    caption = "数据差异"
    empty_text = "没有待核定的差异：部门数据与企业填报数都在容许范围内，或还没有部门数据。"
    default_sort = "-year"
    columns = (
        Column("enterprise__name", "企业名称", link=lambda row: SUPPLIED_KIND.url(row["pk"])),
        Column("park__name", "园区"),
        Column("year", "年度", show=lambda row: str(row["year"])),
        Column("item", "指标", choices=dict(SuppliedFigure.Item.choices)),
        Column("own", "企业填报数", numeric=True, places=2),
        Column("department", "提供部门", choices=dict(SuppliedFigure.Department.choices)),
        Column("value", "部门数", numeric=True, places=2),
        Column("gap", "相差", numeric=True, places=2),
        Column("allowed", "容许差异", numeric=True, places=2),
    )
