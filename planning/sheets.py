"""计划指标 by sheet: one row for an area, an indicator and a year (or the whole period)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Place
from accounts.roles import COUNTY_LEVEL, PlaceKind
from planning.models import PlanTarget
from planning.rules.lamps import Period
from planning.rules.plan import EMPTY, NO_TASK, NO_TASK_MARK, YEARS, Cell, indicators, wenzhou_2019
from planning.services.reference import INSTRUMENT
from portal.sheets.columns import Choice, Number, Text, Year
from portal.sheets.columns.base import NOTHING, cell_text
from portal.sheets.kinds import Found, Part, Reference, SheetKind, Stage, same
from portal.sheets.layout import Layout

WHOLE_PERIOD = ("合计", "总计", "三年合计", f"{YEARS[0]}-{YEARS[-1]}")


@dataclass(frozen=True)
class PlanCell(Number):
    """A cell of the plan: a number, "-" for no task, or nothing."""

    empty: Any = EMPTY

    def read(self, cell: Any) -> Cell:
        if cell_text(cell) in NOTHING:
            return NO_TASK
        return Cell.of(super().read(cell))

    def show(self, value: Any) -> Any:
        return NO_TASK_MARK if value == NO_TASK else value.number


@dataclass(frozen=True)
class PlanYear(Year):
    """A year of the plan; nothing, or a word for it, is the whole period."""

    def read(self, cell: Any) -> Any:
        return None if cell_text(cell) in WHOLE_PERIOD else super().read(cell)


class AreaReference(Reference):
    """A county, a functional zone or a city, by its name or code."""

    unknown = "地域不在您的管辖范围或名称有误，请核对。"

    def find(self, names: set[Any], stage: Stage) -> Mapping[Any, Found | str]:
        areas = stage.allowed(Place).filter(kind__in=[*COUNTY_LEVEL, PlaceKind.CITY])
        rows = areas.filter(Q(name__in=names) | Q(code__in=names)).values_list("pk", "path", "name", "code")
        found: dict[str, list[Found]] = defaultdict(list)
        for key, path, *said in rows:
            for name in names.intersection(said):
                found[name].append(Found(key, path))
        return {
            name: one[0] if len(one) == 1 else "有同名地域，请改填地域代码。" for name, one in found.items()
        }


LAYOUT = Layout(
    code="plan_targets",
    label="计划指标",
    version=1,
    columns=(
        Text("area", "地域", required=True, aliases=("县（市、区）", "县市区", "地区"), hint="名称或代码。"),
        Choice(
            "indicator",
            "指标",
            required=True,
            options=tuple((one.id, f"{one.label}（{one.unit}）") for one in indicators().values()),
            other_words={one.label: one.id for one in indicators().values()},
        ),
        PlanYear("year", "年度", low=YEARS[0], high=YEARS[-1], hint="三年合计的指标不填年度。"),
        PlanCell("value", "计划数", places=4, digits=14, hint="无任务填“-”，未下达的不填。"),
    ),
    keys=("area", "indicator", "value"),
)
TARGET = Part(
    code="target",
    model=PlanTarget,
    key=("instrument_id", "area_id", "indicator", "year"),
    fields={
        "area": "area_id",
        **same("indicator", "year", "value", "state", "instrument_id", "period_start", "period_end"),
    },
)


class PlanTargets(SheetKind):
    """The plan's cells; which indicator has which years is the plan's own."""

    code = "plan_targets"
    label = "计划指标"
    about = "每行一个地域一项指标一年的计划"
    list_route = ("planning:targets",)
    permission = "plan.edit"
    layouts = (LAYOUT,)
    parts = (TARGET,)
    references = {"area": AreaReference()}
    naming = ("area", "indicator", "year")

    def resolve(self, stage: Stage) -> None:
        super().resolve(stage)
        for entry in stage.entries:
            target = entry.values["target"]
            cell, year = target.get("value") or EMPTY, target.setdefault("year", None)
            period = Period.of_year(year) if year else Period.of_years(YEARS[0], YEARS[-1])
            target |= {"state": cell.state.value, "value": cell.number, "instrument_id": INSTRUMENT}
            target |= {"period_start": period.start, "period_end": period.end}

    def check(self, stage: Stage) -> None:
        """An indicator is planned for years or for the whole period, never for both."""
        columns = set(wenzhou_2019().columns)
        for entry in stage.entries:
            indicator, year = entry.values["target"].get("indicator"), entry.values["target"]["year"]
            if indicator and not entry.has_problem("year") and (indicator, year) not in columns:
                yearly = (indicator, YEARS[0]) in columns
                entry.refuse(
                    "year", "该指标按年度下达，请填写年度。" if yearly else "该指标只有三年合计，年度请留空。"
                )

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        areas = Place.objects.for_user(actor, self.permission).filter(
            kind__in=[*COUNTY_LEVEL, PlaceKind.CITY]
        )
        return {"area": list(areas.order_by("path").values_list("name", flat=True))}

    def prefill(self, actor: Any, region: Any) -> Iterator[Mapping[str, Any]]:
        """Every cell of the plan in one's areas."""
        targets = PlanTarget.objects.for_user(actor, self.permission).filter(instrument_id=INSTRUMENT)
        return self.rows(actor, targets)

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        targets = records.filter(instrument_id=INSTRUMENT).select_related("area")
        for target in targets.order_by("area__path", "indicator", "year").iterator(chunk_size=2000):
            yield {
                "area": target.area.name,
                "indicator": target.indicator,
                "year": target.year,
                "value": target.cell,
            }
