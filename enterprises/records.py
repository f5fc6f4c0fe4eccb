"""What the engine of records keeps of firms: their contracts, what they ask for, the old sites they left (W15, C八, C六)."""

from typing import Any

from django.db.models import QuerySet

from enterprises.models import Demand, Enterprise, Occupancy, OldSite, TenancyContract
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
register_group(RecordGroup("tenancy", "入园合同", 35), CONTRACT)
for kind in (DEMAND, OLD_SITE):
    register_kind(kind)
