"""年度数据 by sheet: one row for a firm, a park and a year."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, QuerySet

from enterprises.models import Occupancy, YearlyFigure
from enterprises.selectors import reporting_year
from enterprises.services.figures import jump, previous_taxes, year_faults
from enterprises.sheets.references import NAME, USCC, FirmReference, warn_of_names
from parks.references import PARK, ParkReference, park_names, park_word
from portal.sheets.columns import Number, Text, Whole, Year
from portal.sheets.kinds import Part, SheetKind, Stage, same
from portal.sheets.layout import Layout

LAYOUT = Layout(
    code="yearly_figures",
    label="年度数据",
    version=1,
    columns=(
        USCC,
        NAME,
        PARK,
        Year("year", "年度", required=True, aliases=("年份",), hint="填写已结束的年度。"),
        Number("tax_wan", "纳税总额", "万元", required=True, places=2, digits=14, aliases=("税收", "纳税额")),
        Number(
            "sales_wan", "销售产值", "万元", required=True, places=2, digits=14, aliases=("销售额", "产值")
        ),
        Number("energy_tce", "综合能耗", "吨标准煤", places=2, digits=14, aliases=("能耗",)),
        Whole("employees", "年末从业人员", "人", high=1_000_000, aliases=("从业人员", "员工数")),
        Text("source", "数据来源", length=50),
    ),
    keys=("uscc", "park", "year"),
)
FIGURE = Part(
    code="figure",
    model=YearlyFigure,
    key=("enterprise_id", "park_id", "year"),
    fields={
        "uscc": "enterprise_id",
        "park": "park_id",
        **same("year", "tax_wan", "sales_wan", "energy_tce", "employees", "source"),
    },
    defaults={"source": "表格导入"},
)


class YearlyFigures(SheetKind):
    code = "yearly_figures"
    label = "年度数据"
    about = "每行一家企业在一个园区一年的数据"
    list_route = ("enterprises:figures",)
    permission = "figures.edit"
    layouts = (LAYOUT,)
    parts = (FIGURE,)
    references = {"uscc": FirmReference(), "park": ParkReference()}
    naming = ("name", "uscc", "park", "year")

    def check(self, stage: Stage) -> None:
        """The year is over and the firm then had rooms in the park; a tenfold tax asks about the unit."""
        stays = dict(self.stays(stage))
        faults = year_faults(set(stays.values()))
        taxes = previous_taxes(set(stays.values()))
        for number, stay in stays.items():
            entry = stage.entries[number - 1]
            if stay in faults:
                entry.refuse("year", faults[stay])
            elif sentence := jump(taxes.get(stay), entry.values["figure"].get("tax_wan")):
                entry.warn("tax_wan", sentence)
        warn_of_names(stage, "figure")

    def stays(self, stage: Stage) -> Iterator[tuple[int, tuple[int, int, int]]]:
        """The entries that name a firm, a park and a year, by number."""
        for entry in stage.entries:
            stay = tuple(entry.values["figure"].get(name) for name in FIGURE.key)
            if all(stay):
                yield entry.number, stay

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        return {"park": park_names(actor, self.permission, region)}

    def example(self) -> Mapping[str, Any]:
        return {"uscc": "91330302MA2AAAAA0X", "name": "示例企业", "year": reporting_year()}

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        names: dict[str, Any] = {
            name: name for name in ("year", "tax_wan", "sales_wan", "energy_tce", "employees", "source")
        }
        names |= {"uscc": "enterprise__uscc", "name": "enterprise__name", "park": park_word()}
        for figure in records.values_list(*names.values()).iterator(chunk_size=2000):
            yield dict(zip(names, figure, strict=True))

    def prefill(self, actor: Any, region: Any) -> Iterator[Mapping[str, Any]]:
        """The firms of the last year that is over, with what has been reported of it."""
        year = reporting_year()
        rooms = Occupancy.objects.for_user(actor, self.permission).in_year(year)
        if region is not None:
            rooms = rooms.filter(park__place__path__startswith=region.path)
        firms = (
            rooms.order_by("park__name", "enterprise__name", "enterprise")
            .values(
                "park_id",
                uscc=F("enterprise__uscc"),
                name=F("enterprise__name"),
                park_name=park_word(),
            )
            .distinct()
        )
        reported = {
            (row.pop("enterprise__uscc"), row.pop("park_id")): row
            for row in YearlyFigure.objects.for_user(actor, self.permission)
            .filter(year=year)
            .values(
                "enterprise__uscc", "park_id", "tax_wan", "sales_wan", "energy_tce", "employees", "source"
            )
        }
        for firm in firms:
            known = reported.get((firm["uscc"], firm.pop("park_id")), {})
            yield {"park": firm.pop("park_name"), "year": year, **firm, **known}
