"""年度数据 and 季度数据 by sheet: one row for a firm, a park and a period, under the checks of the pages."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.utils import timezone

from enterprises import reporting
from enterprises.models import Occupancy, QuarterlyFigure, YearlyFigure
from enterprises.reporting import Stay
from enterprises.rules.reporting import FORMS, QUARTERS, Period, ReportForm, doubts, last_over
from enterprises.services.figures import period_faults, settled_faults
from enterprises.sheets.references import NAME, USCC, FirmReference, warn_of_names
from parks.references import PARK, ParkReference, park_names, park_word
from portal.errors import IllegalState
from portal.models import SheetLine
from portal.sheets.columns import Choice, Number, Text, Whole, Year
from portal.sheets.kinds import Entry, Part, SheetKind, Stage, same
from portal.sheets.layout import Layout

VALUES = (
    Number("tax_wan", "纳税总额", "万元", required=True, places=2, digits=14, aliases=("税收", "纳税额")),
    Number("sales_wan", "销售产值", "万元", required=True, places=2, digits=14, aliases=("销售额", "产值")),
    Number("energy_tce", "综合能耗", "吨标准煤", places=2, digits=14, aliases=("能耗",)),
)
SOURCE = Text("source", "数据来源", length=50)
NOTE = Text(
    "note", "数值说明", length=300, hint="与上期相差十倍以上或前后不一致时写明原因。", aliases=("说明",)
)
WRITTEN = (SheetLine.Status.NEW, SheetLine.Status.CHANGED)


def layout(code: str, label: str, *period: Any, people: str) -> Layout:
    columns = (
        USCC,
        NAME,
        PARK,
        *period,
        *VALUES,
        Whole("employees", people, "人", high=1_000_000, aliases=("从业人员", "员工数")),
        SOURCE,
        NOTE,
    )
    return Layout(code=code, label=label, version=1, columns=columns, keys=("uscc", "park", period[0].name))


def figure_part(model: Any, *period: str) -> Part:
    return Part(
        code="figure",
        model=model,
        key=("enterprise_id", "park_id", *period),
        fields={
            "uscc": "enterprise_id",
            "park": "park_id",
            **same(*period, "tax_wan", "sales_wan", "energy_tce", "employees", "source", "note"),
        },
        defaults={"source": "表格导入", "settled": {}} if model is YearlyFigure else {"source": "表格导入"},
    )


class FirmFigures(SheetKind):
    """A report of firms as a sheet. `report` is the form, `period` the columns that tell its period."""

    report: ClassVar[ReportForm]
    period: ClassVar[tuple[str, ...]]
    permission = "figures.edit"
    references: ClassVar[Mapping[str, Any]] = {"uscc": FirmReference(), "park": ParkReference()}

    def check(self, stage: Stage) -> None:
        """The period is over, the firm then had rooms, the filing takes changes; a doubtful value asks for a word."""
        stays = dict(self.stays(stage))
        faults = period_faults(self.report, set(stays.values()))
        last = reporting.last_values(self.report, stays.values())
        shut = reporting.closed(self.report.code, {stay[1:] for stay in stays.values()})
        rows = self.known(stage)
        for number, stay in stays.items():
            entry = stage.entries[number - 1]
            if sentence := faults.get(stay) or shut.get(stay[1:]):
                if stay in faults or entry.is_new("figure") or entry.before:
                    entry.refuse(self.period[0], sentence)
                continue
            self.look_at(entry, rows.get(number), last.get(stay, {}))
        warn_of_names(stage, "figure")

    def look_at(self, entry: Entry, row: Any, last: Mapping[str, Any]) -> None:
        given = entry.values["figure"]
        for field, sentence in settled_faults(row, given):
            entry.refuse(field, sentence)
        now = {item.name: given.get(item.name, getattr(row, item.name, None)) for item in self.report.items}
        if given.get("note") or getattr(row, "note", ""):
            return
        for doubt in doubts(self.report, now, last):
            if doubt.field in given:
                entry.warn(doubt.field, f"{doubt.sentence}确认无误的请填写“数值说明”，没有说明不能报送。")

    def known(self, stage: Stage) -> dict[int, Any]:
        """The rows that are there already, by number of the entry."""
        ids = {
            entry.number: entry.records["figure"]["id"]
            for entry in stage.entries
            if "figure" in entry.records and not entry.is_new("figure")
        }
        rows = self.model._default_manager.in_bulk(ids.values())
        return {number: rows[key] for number, key in ids.items() if key in rows}

    @property
    def model(self) -> Any:
        return reporting.MODELS[self.report.code]

    def stays(self, stage: Stage) -> Iterator[tuple[int, Stay]]:
        """The entries that name a firm, a park and a period, by number."""
        for entry in stage.entries:
            values = entry.values["figure"]
            named = [values.get(name) for name in ("enterprise_id", "park_id", *self.period)]
            if all(named):
                firm, park, year, *quarter = named
                yield entry.number, (firm, park, year, int(quarter[0]) if quarter else 0)

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        return {"park": park_names(actor, self.permission, region)}

    def before_write(self, batch: Any, actor: Any) -> None:
        """Nobody hands a filing in while its rows are being written."""
        self.hold_open(batch)

    def before_undo(self, batch: Any, actor: Any) -> None:
        self.hold_open(batch)

    def hold_open(self, batch: Any) -> None:
        quarter = "values__figure__quarter"
        lines = batch.lines.filter(status__in=WRITTEN).values_list(
            "values__figure__park_id", "values__figure__year", quarter
        )
        slots = {(park, year, int(of or 0)) for park, year, of in lines if park and year}
        for sentence in reporting.closed(self.report.code, slots, hold=True).values():
            raise IllegalState(sentence)

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        names: dict[str, Any] = {name: name for name in self.own_names()}
        names |= {"uscc": "enterprise__uscc", "name": "enterprise__name", "park": park_word()}
        for figure in records.values_list(*names.values()).iterator(chunk_size=2000):
            yield dict(zip(names, figure, strict=True))

    def own_names(self) -> tuple[str, ...]:
        return (*self.period, *(item.name for item in self.report.items), "source", "note")

    def prefill(self, actor: Any, region: Any) -> Iterator[Mapping[str, Any]]:
        """The firms of the last period that is over, with what has been reported of it."""
        period = last_over(timezone.localdate(), self.report.quarterly)
        rooms = Occupancy.objects.for_user(actor, self.permission).between(period.first, period.last)
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
        when = self.told(period)
        reported = {
            (row.pop("enterprise__uscc"), row.pop("park_id")): row
            for row in self.model.objects.for_user(actor, self.permission)
            .filter(**when)
            .values("enterprise__uscc", "park_id", *self.own_names())
        }
        for firm in firms:
            known = reported.get((firm["uscc"], firm.pop("park_id")), {})
            yield {"park": firm.pop("park_name"), **when, **firm, **known}

    def told(self, period: Period) -> dict[str, Any]:
        return {"year": period.year}

    def example(self) -> Mapping[str, Any]:
        period = last_over(timezone.localdate(), self.report.quarterly)
        return {"uscc": "91330302MA2AAAAA0X", "name": "示例企业", **self.told(period)}


class YearlyFigures(FirmFigures):
    code = "yearly_figures"
    label = "年度数据"
    about = "每行一家企业在一个园区一年的数据"
    list_route = ("enterprises:figures",)
    report = FORMS["firm_year"]
    period = ("year",)
    layouts = (
        layout(
            "yearly_figures",
            "年度数据",
            Year("year", "年度", required=True, aliases=("年份",), hint="填写已结束的年度。"),
            people="年末从业人员",
        ),
    )
    parts = (figure_part(YearlyFigure, "year"),)
    naming = ("name", "uscc", "park", "year")


class QuarterlyFigures(FirmFigures):
    code = "quarterly_figures"
    label = "季度数据"
    about = "每行一家企业在一个园区一个季度的数据"
    list_route = ("enterprises:reporting",)
    report = FORMS["firm_quarter"]
    period = ("year", "quarter")
    layouts = (
        layout(
            "quarterly_figures",
            "季度数据",
            Year("year", "年度", required=True, aliases=("年份",)),
            Choice(
                "quarter",
                "季度",
                required=True,
                options=QUARTERS[1:],
                other_words={word: n for n in range(1, 5) for word in (str(n), f"Q{n}", f"第{n}季度")},
                hint="填写当季数，不是累计数。",
            ),
            people="季末从业人员",
        ),
    )
    parts = (figure_part(QuarterlyFigure, "year", "quarter"),)
    naming = ("name", "uscc", "park", "year", "quarter")

    def told(self, period: Period) -> dict[str, Any]:
        return {"year": period.year, "quarter": period.quarter}
