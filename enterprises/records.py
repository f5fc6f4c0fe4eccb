"""What the engine of records keeps of firms: what they ask for, and the old sites they left (C八, C六)."""

from typing import Any

from django.db.models import QuerySet

from enterprises.models import Demand, Enterprise, Occupancy, OldSite
from parks.records.kind import Clock, RecordKind, register_kind


def firms_of(park: Any, user: Any) -> QuerySet[Enterprise]:
    """Firms that have, or had, rooms in the park."""
    rooms = Occupancy.objects.for_user(user).filter(park=park)
    return Enterprise.objects.filter(pk__in=rooms.values("enterprise")).order_by("name")


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
for kind in (DEMAND, OLD_SITE):
    register_kind(kind)
