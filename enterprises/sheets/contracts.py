"""入园合同 by sheet: contracts of firms that are there already."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from enterprises.models import Occupancy, TenancyContract
from enterprises.sheets.references import NAME, USCC, FirmReference, warn_of_names
from enterprises.sheets.rooms import TENURE
from parks.references import PARK, ParkReference, park_names, park_word
from parks.sheets.past import refuse_to_come
from portal.sheets.columns import Day, Number, Text
from portal.sheets.kinds import Part, SheetKind, Stage, same
from portal.sheets.layout import Layout

LAYOUT = Layout(
    code="contracts",
    label="入园合同",
    version=1,
    columns=(
        Text("number", "合同编号", required=True, length=60, aliases=("合同号", "编号")),
        USCC,
        NAME,
        PARK,
        TENURE,
        Text("room", "房号", length=100, hint="填写后与该企业在本园区同一房号的入驻对应。"),
        Day("signed_on", "签订日期", required=True, aliases=("签约日期", "合同签订日期")),
        Number(
            "floor_area_m2",
            "合同面积",
            "㎡",
            required=True,
            places=2,
            digits=14,
            aliases=("建筑面积", "面积"),
        ),
        Number(
            "amount_wan",
            "合同金额",
            "万元",
            places=2,
            digits=14,
            aliases=("合同价款", "总价", "租金"),
            hint="购房为总价，租赁为合同期内租金合计。",
        ),
        Day("valid_from", "起始日期", required=True, aliases=("合同起始日期", "开始日期")),
        Day("valid_until", "终止日期", aliases=("合同终止日期", "到期日期"), hint="租赁合同必填。"),
    ),
    keys=("number", "park"),
)
# Called like its model: what has happened is asked under that name.
CONTRACT = Part(
    code="tenancycontract",
    model=TenancyContract,
    key=("park_id", "number"),
    fields={
        "uscc": "enterprise_id",
        "park": "park_id",
        "room": "occupancy_id",
        **same("number", "tenure", "signed_on", "floor_area_m2", "amount_wan", "valid_from", "valid_until"),
    },
)


class Contracts(SheetKind):
    code = "contracts"
    label = "入园合同"
    about = "每行一份合同，企业须已入驻"
    list_route = ("parks:records", None, ("tenancy",))
    permission = "enterprise.edit"
    layouts = (LAYOUT,)
    parts = (CONTRACT,)
    references = {"uscc": FirmReference(), "park": ParkReference()}
    naming = ("number", "name", "uscc", "park")
    at = {"tenancy_contract_lease_ends": "valid_until"}

    def resolve(self, stage: Stage) -> None:
        """The firm has rooms in the park; a room that is named is one of them."""
        super().resolve(stage)
        rooms = Rooms(stage)
        for entry in stage.entries:
            contract = entry.values["tenancycontract"]
            stay = (contract.get("enterprise_id"), contract.get("park_id"))
            room = contract.get("occupancy_id") or ""
            if all(stay) and stay not in rooms.stays:
                entry.refuse("uscc", "该企业没有入驻该园区，请先登记入驻，或核对代码和园区。")
            elif "occupancy_id" in contract:
                contract["occupancy_id"] = rooms.meant(stay, contract.get("number"), room)
                if room and all(stay) and not contract["occupancy_id"]:
                    entry.refuse("room", f"该企业在本园区没有房号为“{room}”的入驻，请核对或留空。")

    def check(self, stage: Stage) -> None:
        refuse_to_come(stage)
        warn_of_names(stage, "tenancycontract")

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        return {"park": park_names(actor, self.permission, region)}

    def prefill(self, actor: Any, region: Any) -> Iterator[Mapping[str, Any]]:
        """Every contract of one's parks."""
        contracts = TenancyContract.objects.for_user(actor, self.permission)
        if region is not None:
            contracts = contracts.filter(park__place__path__startswith=region.path)
        return self.rows(actor, contracts)

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        names = [column.name for column in LAYOUT.columns]
        sources = [SOURCES.get(name, name) for name in names]
        rows = records.order_by("park__place__path", "number", "pk").values_list(*sources)
        return (dict(zip(names, row, strict=True)) for row in rows.iterator(chunk_size=2000))


class Rooms:
    """The rooms of the firms of a sheet, and those its contracts are signed for already."""

    def __init__(self, stage: Stage) -> None:
        firms = {firm for _, firm in stage.column("tenancycontract", "enterprise_id") if firm}
        rooms = Occupancy.objects.filter(enterprise__in=firms).order_by("valid_from", "pk")
        self.found = {
            (firm, park, room): key
            for key, firm, park, room in rooms.values_list("pk", "enterprise", "park", "room")
        }
        self.stays = {(firm, park) for firm, park, _ in self.found}
        numbers = {number for _, number in stage.column("tenancycontract", "number")}
        signed = TenancyContract.objects.filter(number__in=numbers, occupancy__isnull=False)
        self.signed = {
            (firm, park, number): (key, room)
            for firm, park, number, key, room in signed.values_list(
                "enterprise", "park", "number", "occupancy", "occupancy__room"
            )
        }

    def meant(self, stay: tuple[Any, Any], number: Any, room: str) -> int | None:
        """The room a contract is signed for if that is called so, else the latest of the firm's that is."""
        key, called = self.signed.get((*stay, number), (None, None))
        if called == room:
            return key
        return self.found.get((*stay, room)) if room else None


# Columns of the sheet as lookups from a contract.
SOURCES: dict[str, Any] = {
    "uscc": "enterprise__uscc",
    "name": "enterprise__name",
    "park": park_word(),
    "room": "occupancy__room",
}
