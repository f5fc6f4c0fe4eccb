"""服务: what a park pays in and what its meters count (C十一, W8); firms' demands join from the room above."""

from typing import Any

from parks.models import FundPayment, Meter, MeterReading, Unit
from parks.records.kind import RecordGroup, RecordKind, register_group
from parks.records.panels import funds, usage


def units_of(park: Any, user: Any) -> Any:
    rows = Unit.objects.filter(storey__building__park=park).select_related("storey__building")
    return rows.order_by("storey__building__name", "storey__number", "name", "pk")


register_group(
    RecordGroup("services", "服务", 45),
    RecordKind(
        code="fund",
        model=FundPayment,
        group="services",
        edit="park.edit",
        fields=("kind", "on", "paid_wan", "unit", "contract_number", "account", "note"),
        columns=("kind", "on", "paid_wan", "unit", "contract_number", "account", "note"),
        sort="-on",
        clauses=("c11", "w17"),
        owner_panel=funds,
        choices={"unit": units_of},
        hints={"unit": "为整个园区缴存的不选。", "contract_number": "入园企业按三方合同缴存的，填合同编号。"},
    ),
    RecordKind(
        code="meter",
        model=Meter,
        group="services",
        fields=("kind", "number", "holder"),
        columns=("number", "kind", "holder"),
        clauses=("w08",),
        owner_panel=usage,
    ),
    RecordKind(
        code="reading",
        model=MeterReading,
        group="services",
        owner="meter__park",
        fields=("meter", "on", "value"),
        columns=("on", "meter", "value"),
        sort="-on",
        clauses=("w08",),
        note="也可在“数据导入”中按表导入，或由计量系统通过接口 /api/v1/meter-readings/ 报送。",
        sheet="meter_readings",
        choices={"meter": lambda park, user: park.meters.order_by("kind", "number")},
    ),
)
