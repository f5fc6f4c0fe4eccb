"""How a stored result came about: the formula the run cites, put together from the rows the run froze."""

from dataclasses import replace
from typing import Any

from django.urls import reverse

from enterprises.models import YearlyFigure
from evaluation.models import Run, RunInput, RunPark, RunResult
from evaluation.rules.rulings import formula_of, rules_of
from policies.explanation import Explanation, Operand, Step
from policies.formulas.registry import Source

UNIT = "万元/亩"
TITLE = "亩均税收"
TEXT = "税收合计 ÷ 用地合计"
ROUNDED = "结果四舍五入，保留两位小数。"
NO_LAND = "无用地数据：没有自有地块，也没有在已竣工分期中按月计入的用房，因此不计算亩均税收。请核对入驻记录和分期竣工日期。"
MIXED = "各县(市、区)适用的规定不同，合计只汇总税收与用地，不与任何一地的目标比较。"
Level = RunResult.Level


def explain(result: RunResult, run: Run) -> Explanation:
    """The result with its operands, their sources, the clause's parameters; what it was computed from below it.

    Only what the run stored is read, the parameters included: a policy changed later changes no old result.
    """
    children = children_of(result, run)
    if not result.land_mu:
        return without_land(result, children)
    kept = rule_of(result, run)
    if kept is None:
        return without_rule(result, children)
    rules = rules_of(kept, kept["place"], run.rule_date)
    values = {"tax_wan": result.tax_wan, "land_mu": result.land_mu}
    found = formula_of(kept)(rules, values, sources(result))
    return replace(found, children=(*found.children, *children))


def rule_of(result: RunResult, run: Run) -> dict[str, Any] | None:
    """The rule the run cites for the result's county; above it the one all its counties share, if they do."""
    if result.county_id:
        code = result.county.code
        return {"place": code, **run.instruments[code]}
    shared = {(kept["formula"], kept["formula_version"]) for kept in run.instruments.values()}
    code = next(iter(run.instruments))
    return {"place": code, **run.instruments[code]} if len(shared) == 1 else None


def sources(result: RunResult) -> dict[str, Source]:
    """Where tax and land come from: the firm's figure and its land, or the results one level down."""
    if result.level == Level.FIRM_IN_PARK:
        frozen = frozen_of(result)
        return {"tax_wan": figure_source(frozen), "land_mu": Source("用地的计算（见下）")}
    below = Source("下一级结果合计（见下）", "#parts")
    return {"tax_wan": below, "land_mu": below}


def frozen_of(result: RunResult) -> RunInput:
    """The frozen operands of a firm in a park."""
    return RunInput.objects.get(run=result.run_id, enterprise=result.enterprise_id, park=result.park_id)


def figure_source(frozen: RunInput) -> Source:
    label = f"{frozen.enterprise_name} 年度数据（第 {frozen.figure_version} 版）"
    living = YearlyFigure.objects.filter(pk=frozen.figure_id).exists()
    return Source(label, reverse("enterprises:figure", args=(frozen.figure_id,)) if living else "")


def changed_since(result: RunResult) -> str:
    """A sentence when the firm's figure has been changed after the run froze it."""
    if result.level != Level.FIRM_IN_PARK:
        return ""
    frozen = frozen_of(result)
    now = YearlyFigure.objects.filter(pk=frozen.figure_id).values_list("version", flat=True).first()
    if now == frozen.figure_version:
        return ""
    what = f"已改为第 {now} 版" if now else "已删除"
    return f"本结果依据年度数据第 {frozen.figure_version} 版，该数据此后{what}。如需更新结果，请重新评价。"


def operands(result: RunResult) -> tuple[Operand, ...]:
    found = sources(result)
    pairs = (("tax_wan", "税收合计", result.tax_wan, "万元"), ("land_mu", "用地合计", result.land_mu, "亩"))
    return tuple(
        Operand(label, value, unit, found[name].label, found[name].url, name)
        for name, label, value, unit in pairs
    )


def without_land(result: RunResult, children: tuple[Explanation, ...]) -> Explanation:
    return Explanation(TITLE, None, UNIT, TEXT, operands(result), note=NO_LAND, children=children)


def without_rule(result: RunResult, children: tuple[Explanation, ...]) -> Explanation:
    note = f"{MIXED}{ROUNDED}"
    return Explanation(TITLE, result.tax_per_mu, UNIT, TEXT, operands(result), note=note, children=children)


def children_of(result: RunResult, run: Run) -> tuple[Explanation, ...]:
    if result.level == Level.FIRM_IN_PARK:
        return (land(frozen_of(result), run),)
    return (park_ratio(result, run),) if result.level == Level.PARK else ()


def land(frozen: RunInput, run: Run) -> Explanation:
    """A firm's land in a park from its frozen operands (docs/decisions/0002-land-of-a-firm.md)."""
    firm = reverse("enterprises:enterprise", args=(frozen.enterprise_id,))
    phases = reverse("parks:land", args=(frozen.park_id,))
    until = f"截至 {run.rule_date} 已竣工的分期"
    own = Operand("自有地块亩月数", frozen.own_months_mu, "亩·月", "入驻记录中的自有地块", firm)
    rooms = Operand("用房面积月数", frozen.floor_months_m2, "㎡·月", "入驻记录中的建筑面积", firm)
    park_land = Operand("园区在用土地", frozen.park_land_in_use_mu, "亩", until, phases)
    park_floor = Operand("园区已竣工面积", frozen.park_finished_floor_m2, "㎡", until, phases)
    text = land_text(frozen)
    return Explanation(
        title="用地",
        result=frozen.land_mu,
        unit="亩",
        formula_text=text,
        operands=tuple(one for one in (own, rooms, park_land, park_floor) if one.label in text),
        note="月末仍在用的月份计入；自购、租赁同等计算；未竣工分期的土地和建筑面积都不计入。四舍五入一次，保留四位小数。",
    )


def land_text(frozen: RunInput) -> str:
    """The formula with the terms that this firm has."""
    if not frozen.floor_months_m2:
        return "自有地块亩月数 ÷ 12"
    shared = "园区在用土地 × 用房面积月数 ÷ (园区已竣工面积 × 12)"
    return f"自有地块亩月数 ÷ 12 + {shared}" if frozen.own_months_mu else shared


def park_ratio(result: RunResult, run: Run) -> Explanation:
    """园区亩均税收: the firms' tax on all the land the park has in use, the second measure of a park."""
    frozen = RunPark.objects.get(run=result.run_id, park=result.park_id)
    source = f"已竣工 {frozen.finished_phases} 期，截至 {run.rule_date}"
    phases = reverse("parks:land", args=(frozen.park_id,))
    return Explanation(
        title="园区亩均税收",
        result=result.tax_per_park_mu,
        unit=UNIT,
        formula_text="税收合计 ÷ 园区在用土地",
        operands=(
            Operand("税收合计", result.tax_wan, "万元", "下一级结果合计（见下）", "#parts"),
            Operand("园区在用土地", frozen.land_in_use_mu, "亩", source, phases),
        ),
        note=ROUNDED if frozen.land_in_use_mu else "截至该日没有已竣工的分期，不计算。",
    )


def against_target(found: Explanation) -> str:
    """The result beside the clause's figure, in words; "" where there is none to compare with."""
    if not found.parameters or found.result is None:
        return ""
    target, difference = found.parameters[0], last_step(found).value
    word = "达到" if difference >= 0 else "未达到"
    return f"{word}{target.label} {target.shown}，相差 {abs(difference)} {UNIT}"


def last_step(found: Explanation) -> Step:
    return found.steps[-1]
