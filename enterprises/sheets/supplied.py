"""部门数据 by sheet: what the tax office and the statistics bureau say of firms (C(十三)). A department brings in its own
values alone; whoever may is a permission of its own for each."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone

from enterprises.models import SuppliedFigure
from enterprises.reporting import Stay
from enterprises.rules.reporting import FORMS
from enterprises.services.figures import period_faults
from enterprises.sheets.figures import VALUES
from enterprises.sheets.references import NAME, USCC, FirmReference, warn_of_names
from parks.references import PARK, ParkReference, park_names
from portal.sheets.columns import Whole, Year
from portal.sheets.kinds import Part, SheetKind, Stage
from portal.sheets.layout import Layout

Item = SuppliedFigure.Item
KEY = ("enterprise_id", "park_id", "year", "department", "item")
PEOPLE = Whole("employees", "从业人员", "人", high=1_000_000, aliases=("年末从业人员", "员工数"))
WHO = {"uscc": "enterprise_id", "park": "park_id", "year": "year"}


def layout(code: str, label: str, *values: Any) -> Layout:
    year = Year("year", "年度", required=True, aliases=("年份",), hint="填写已结束的年度。")
    return Layout(code, label, 1, (USCC, NAME, PARK, year, *values), ("uscc", "park", "year"))


class SuppliedFigures(SheetKind):
    """The values of one department: a row of the sheet is a row of the table for each value it has."""

    department: ClassVar[str]
    items: ClassVar[tuple[str, ...]]
    references: ClassVar[Mapping[str, Any]] = {"uscc": FirmReference(), "park": ParkReference()}
    naming = ("name", "uscc", "park", "year")
    list_route = ("parks:records", None, ("supplied-figure",))

    def resolve(self, stage: Stage) -> None:
        """Which department and which value each part is about; a value left empty says nothing."""
        super().resolve(stage)
        for entry in stage.entries:
            for part in self.parts:
                values = entry.values[part.code]
                if values.get("value") is None:
                    entry.values[part.code] = {}
                else:
                    values |= {"department": self.department, "item": part.code}
            if not any(entry.values.values()) and not entry.line.is_wrong:
                entry.refuse(self.items[0], "请至少填写一项数值。")

    def check(self, stage: Stage) -> None:
        """The year is over and the firm then had rooms in the park; what has been settled stays."""
        stays: dict[int, Stay] = {}
        for entry in stage.entries:
            given = next(filter(None, entry.values.values()), {})
            if given.get("enterprise_id") and given.get("park_id") and given.get("year"):
                stays[entry.number] = (given["enterprise_id"], given["park_id"], given["year"], 0)
        faults = period_faults(FORMS["firm_year"], set(stays.values()))
        settled = self.settled(stage)
        for number, stay in stays.items():
            entry = stage.entries[number - 1]
            if stay in faults:
                entry.refuse("year", faults[stay])
            for part in self.parts:
                if entry.before.get(part.code) and entry.records[part.code]["id"] in settled:
                    entry.refuse(part.code, "该数值已经核定，不能修改；须先由县级撤销核定。")
        for part in self.parts:
            warn_of_names(stage, part.code)

    def settled(self, stage: Stage) -> set[int]:
        ids = {record["id"] for entry in stage.entries for record in entry.records.values()}
        rows = SuppliedFigure._base_manager.filter(pk__in=ids, state=SuppliedFigure.State.SETTLED)
        return set(rows.values_list("pk", flat=True))

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        return {"park": park_names(actor, self.permission, region)}

    def example(self) -> Mapping[str, Any]:
        year = timezone.localdate().year - 1
        return {"uscc": "91330302MA2AAAAA0X", "name": "示例企业", "year": year}


def parts(*items: str) -> tuple[Part, ...]:
    return tuple(Part(item, SuppliedFigure, KEY, {**WHO, item: "value"}) for item in items)


class TaxFigures(SuppliedFigures):
    code = "tax_figures"
    label = "税务部门数据"
    about = "每行一家企业在一个园区一年的纳税总额，由税务部门提供"
    permission = "tax.supply"
    department = SuppliedFigure.Department.TAX
    items = (Item.TAX,)
    layouts = (layout("tax_figures", "税务部门数据", VALUES[0]),)
    parts = parts(*items)


class StatisticsFigures(SuppliedFigures):
    code = "statistics_figures"
    label = "统计部门数据"
    about = "每行一家企业在一个园区一年的产值、能耗和人数，由统计部门提供"
    permission = "statistics.supply"
    department = SuppliedFigure.Department.STATISTICS
    items = (Item.SALES, Item.ENERGY, Item.EMPLOYEES)
    layouts = (layout("statistics_figures", "统计部门数据", VALUES[1], VALUES[2], PEOPLE),)
    parts = parts(*items)
