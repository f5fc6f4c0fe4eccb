"""How a park's measures come about: the records that went in, the formula, the clause."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from parks.models import Parcel, Park, Phase
from parks.rules.standards import Judged
from parks.rules.units import round_half_up
from policies.explanation import Explanation, Operand

COMPLETED_BY = "只计 {on} 及以前竣工的分期。"
JUDGED_UNROUNDED = "显示的结果已四舍五入；是否达标按未舍入的数值判断。"


def trimmed(value: Decimal | None, unit: str) -> Decimal | None:
    """Land and floor without the zeros the database pads them with; a ratio keeps its two digits."""
    return value if value is None or unit == "倍" else value.normalize() + 0


@dataclass(frozen=True)
class Land:
    """What a park's measures are made of, as of a day."""

    park: Park
    parcels: tuple[Parcel, ...]
    phases: tuple[Phase, ...]
    on: datetime.date

    def of_parcels(self) -> list[Operand]:
        return [self.operand("parcel", row, "用地面积", row.land_area_mu, "亩") for row in self.parcels]

    def of_phases(self, label: str, field: str, unit: str, finished: bool = False) -> list[Operand]:
        rows = self.finished if finished else self.phases
        return [self.operand("phase", row, label, getattr(row, field), unit) for row in rows]

    @property
    def finished(self) -> list[Phase]:
        return [row for row in self.phases if row.completed_on and row.completed_on <= self.on]

    def operand(self, kind: str, row: Any, label: str, value: Decimal | None, unit: str) -> Operand:
        address = f"{reverse('parks:land', args=(self.park.pk,))}#{kind}-{row.pk}"
        return Operand(f"{row.name} {label}", trimmed(value, unit), unit, row.name, address)


@dataclass(frozen=True)
class Measure:
    """A measure as it is explained: `places` it is shown with, the operands it is made of."""

    code: str
    title: str
    unit: str
    formula: str
    places: int
    operands: Callable[[Land], list[Operand]]
    note: str = ""


def counted(land: Land) -> list[Operand]:
    return land.of_phases("计容建筑面积", "far_counted_floor_m2", "㎡")


def total_floor(land: Land) -> list[Operand]:
    return land.of_phases("总建筑面积", "floor_area_m2", "㎡")


def non_production(land: Land) -> list[Operand]:
    return land.of_phases("非生产性用房", "non_production_floor_m2", "㎡")


MEASURES = {
    measure.code: measure
    for measure in (
        Measure("land_area_mu", "用地面积", "亩", "各地块用地面积之和", 4, Land.of_parcels),
        Measure("floor_area_m2", "建筑面积", "㎡", "各分期总建筑面积之和", 2, total_floor),
        Measure(
            "floor_area_ratio",
            "容积率",
            "倍",
            "各分期计容建筑面积之和 ÷（各地块用地面积之和 × 2000 ÷ 3）",
            2,
            lambda land: [*counted(land), *land.of_parcels()],
            f"1 亩 = 2000/3 ㎡。{JUDGED_UNROUNDED}",
        ),
        Measure(
            "non_production_share",
            "非生产性用房占总建筑面积",
            "比例",
            "各分期非生产性用房之和 ÷ 各分期总建筑面积之和",
            4,
            lambda land: [*non_production(land), *total_floor(land)],
            JUDGED_UNROUNDED,
        ),
        Measure(
            "non_production_share_of_counted",
            "非生产性用房占计容建筑面积",
            "比例",
            "各分期非生产性用房之和 ÷ 各分期计容建筑面积之和",
            4,
            lambda land: [*non_production(land), *counted(land)],
            JUDGED_UNROUNDED,
        ),
        Measure(
            "land_in_use_mu",
            "已投用用地",
            "亩",
            "已竣工分期用地面积之和",
            4,
            lambda land: land.of_phases("用地面积", "land_area_mu", "亩", finished=True),
            COMPLETED_BY,
        ),
        Measure(
            "finished_floor_m2",
            "竣工建筑面积",
            "㎡",
            "已竣工分期总建筑面积之和",
            2,
            lambda land: land.of_phases("总建筑面积", "floor_area_m2", "㎡", finished=True),
            COMPLETED_BY,
        ),
    )
}


def explain(measure: Measure, value: Decimal | None, land: Land, judged: Judged | None) -> Explanation:
    """The measure's value (unrounded, None when it cannot be told) with all it is made of."""
    return Explanation(
        title=measure.title,
        result=None if value is None else trimmed(round_half_up(value, measure.places), measure.unit),
        unit=measure.unit,
        formula_text=measure.formula,
        operands=tuple(measure.operands(land)),
        parameters=judged.parameters if judged else (),
        clause_ids=(judged.clause_id,) if judged else (),
        verdict=judged.finding.verdict.value if judged else None,
        note=note(measure, value, land),
    )


def note(measure: Measure, value: Decimal | None, land: Land) -> str:
    if value is None:
        return "缺少数据：请补全列表中的地块和分期数据后再看。"
    return measure.note.format(on=land.on)
