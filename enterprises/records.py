"""What the engine of records keeps of firms: their contracts, what they ask for, the old sites they left; and what
the winners of land promised their firms would pay (W15, C八, C六)."""

from typing import Any

from django.db.models import QuerySet

from enterprises.models import (
    Demand,
    Enterprise,
    LandAuction,
    Occupancy,
    OldSite,
    ShortfallPayment,
    TenancyContract,
)
from enterprises.panels import land_auction
from enterprises.services.auctions import require_assessed_year, require_own_parcel
from enterprises.services.contracts import require_own_room
from parks.records.kind import Clock, RecordGroup, RecordKind, register_group, register_kind


def firms_of(park: Any, user: Any) -> QuerySet[Enterprise]:
    """Firms that have, or had, rooms in the park."""
    rooms = Occupancy.objects.for_user(user).filter(park=park)
    return Enterprise.objects.filter(pk__in=rooms.values("enterprise")).order_by("name")


def rooms_of(park: Any, user: Any) -> QuerySet[Occupancy]:
    """Rooms of all firms in the park; whose they are stands in their names."""
    rooms = Occupancy.objects.for_user(user).filter(park=park)
    return rooms.select_related("enterprise", "park").order_by("enterprise__name", "valid_from", "pk")


def auctions_of(park: Any, user: Any) -> QuerySet[LandAuction]:
    """The park's parcels won by a promise of tax."""
    return park.land_auctions.filter(promised_tax_per_mu__isnull=False).select_related("parcel")


CONTRACT = RecordKind(
    code="tenancy",
    model=TenancyContract,
    group="tenancy",
    edit="enterprise.edit",
    fields=(
        "number",
        "enterprise",
        "tenure",
        "occupancy",
        "signed_on",
        "floor_area_m2",
        "amount_wan",
        "valid_from",
        "valid_until",
    ),
    columns=(
        "number",
        "enterprise",
        "tenure",
        "signed_on",
        "floor_area_m2",
        "amount_wan",
        "valid_from",
        "valid_until",
    ),
    sort="-signed_on",
    clauses=("w15", "c10"),
    note="合同扫描件在合同页面上传。已有的合同可在“数据导入”中按表导入。",
    hints={
        "occupancy": "合同只涉及其中一处用房时选择；涉及该企业在本园区全部用房的不选。",
        "amount_wan": "购房为总价，租赁为合同期内租金合计。",
        "valid_until": "租赁合同必填。",
    },
    choices={"enterprise": firms_of, "occupancy": rooms_of},
    sheet="contracts",
    check=require_own_room,
)
DEMAND = RecordKind(
    code="demand",
    model=Demand,
    group="services",
    fields=("enterprise", "kind", "raised_on", "content", "handler", "due_on", "handled_on", "result"),
    columns=("content", "enterprise", "kind", "raised_on", "handler", "due_on", "handled_on"),
    sort="-raised_on",
    clauses=("c08",),
    note="企业提出的诉求从登记到办结；逾期和 7 天内到期的列入待办。",
    hints={"handled_on": "办结后填写，并写明办理结果。"},
    choices={"enterprise": firms_of},
    clock=Clock("handled_on", "due_on", "企业诉求待办理", "已办结"),
)
OLD_SITE = RecordKind(
    code="old-site",
    model=OldSite,
    group="services",
    edit="enterprise.edit",
    fields=(
        "enterprise",
        "address",
        "floor_area_m2",
        "illegal_floor_m2",
        "removal_due_on",
        "removed_on",
        "note",
    ),
    columns=("address", "enterprise", "floor_area_m2", "illegal_floor_m2", "removal_due_on", "removed_on"),
    clauses=("c06",),
    note="企业迁入前的旧址，其中的违法建筑应在期限内拆除。",
    choices={"enterprise": firms_of},
    clock=Clock("removed_on", "removal_due_on", "旧址待拆除", "已拆除"),
)
AUCTION = RecordKind(
    code="auction",
    model=LandAuction,
    group="dealings",
    edit="park.edit",
    fields=(
        "number",
        "parcel",
        "won_on",
        "winner",
        "starting_tax_per_mu",
        "promised_tax_per_mu",
        "promised_floor_m2",
        "handed_floor_m2",
        "handed_on",
        "bond_paid_wan",
        "bond_paid_on",
        "bond_outcome",
        "bond_settled_on",
        "forfeit_reason",
    ),
    columns=(
        "number",
        "parcel",
        "won_on",
        "winner",
        "promised_tax_per_mu",
        "bond_paid_wan",
    ),
    sort="-won_on",
    clauses=("w15",),
    note="封顶地价之后竞亩均税收或竞无偿移交厂房面积的地块；保证金、逐年税收差额在每条记录中计算。",
    hints={
        "starting_tax_per_mu": "竞亩均税收的，起拍和承诺都填写。",
        "promised_floor_m2": "竞无偿移交厂房面积的填写。",
        "forfeit_reason": "没收保证金的必填。",
    },
    choices={"parcel": lambda park, user: park.parcels.order_by("name", "pk")},
    check=require_own_parcel,
    row_panel=land_auction,
)
SHORTFALL = RecordKind(
    code="tax-shortfall",
    model=ShortfallPayment,
    group="dealings",
    edit="park.edit",
    owner="auction__park",
    fields=("auction", "year", "paid_on", "paid_wan", "note"),
    columns=("year", "auction", "paid_on", "paid_wan", "note"),
    sort="-year",
    clauses=("w15",),
    note="未达承诺亩均税收的年度，开发运营企业缴纳的税收差额违约金；应缴金额见“土地竞价”。",
    choices={"auction": auctions_of},
    check=require_assessed_year,
)
register_group(RecordGroup("tenancy", "入园合同", 35), CONTRACT)
for kind in (DEMAND, OLD_SITE, AUCTION, SHORTFALL):
    register_kind(kind)
