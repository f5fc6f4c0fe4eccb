"""How a cell came about, in the one shape of explained numbers."""

from decimal import Decimal

from django.urls import reverse

from parks.rules.units import round_half_up
from planning.heat import shown
from planning.indicators import INDICATORS
from planning.rules.lamps import LampThresholds, legend
from planning.selectors import Figure
from policies.explanation import Explanation, Operand, Step
from policies.library import get_library


def explain(figure: Figure, label: str, thresholds: LampThresholds) -> Explanation:
    """The cell's actual: formula, plan cell with its source, rate, share of time and why the lamp is what it is."""
    indicator = figure.indicator
    return Explanation(
        title=f"{label} · {span_words(figure)}{indicator.label}",
        result=plain(figure.actual),
        unit=indicator.unit,
        formula_text=f"{indicator.formula}，{figure.period.start} 至 {min(figure.period.end, figure.as_of)}",
        operands=(
            plan_operand(figure),
            Operand("实际数", plain(figure.actual), indicator.unit, "本页所列记录之和"),
        ),
        clause_ids=(indicator.clause_id,),
        steps=steps(figure),
        note=note(figure, thresholds),
        formula_id=indicator.code,
    )


def span_words(figure: Figure) -> str:
    start, end = figure.period.start.year, figure.period.end.year
    return f"{start}年" if start == end else f"{start}–{end}年"


def plan_operand(figure: Figure) -> Operand:
    clause = get_library().clause(figure.indicator.clause_id)
    address = reverse("portal:clause", args=(clause.instrument_id, clause.id))
    return Operand(
        "计划数", figure.plan.number, figure.indicator.unit, f"{clause.article} {clause.title}", address
    )


def steps(figure: Figure) -> tuple[Step, ...]:
    """Rate, time and distance; none where there is no rate."""
    rate, behind = figure.lamp.rate, figure.lamp.behind_points
    if rate is None or behind is None:
        return ()
    days = (figure.period.end - figure.period.start).days + 1
    elapsed = figure.period.elapsed(figure.as_of)
    time = round_half_up(elapsed * 100, 1)
    return (
        Step("完成率", f"{shown(figure.actual)} ÷ {shown(figure.plan.number)}", rate, "%"),
        Step("时间进度", f"{elapsed * days} 天 ÷ {days} 天", time, "%"),
        Step("落后于时间进度", f"{time}% − {rate}%", behind, "个百分点"),
    )


def note(figure: Figure, thresholds: LampThresholds) -> str:
    """What counts, what was done later, and the lamp's rule."""
    sentences = [INDICATORS[figure.indicator.code].definition, lamp_words(figure, thresholds)]
    if figure.later:
        sentences.append(f"规划期之后又完成 {shown(figure.later)} {figure.indicator.unit}，不计入完成率。")
    if figure.lamp.rate is not None:
        sentences.append("各百分数按精确值计算，最后四舍五入到一位小数。")
    return "".join(sentences)


def lamp_words(figure: Figure, thresholds: LampThresholds) -> str:
    reasons = {light.code: reason for light, reason in legend(thresholds)}
    if figure.plan.has_number and figure.lamp.rate is None and figure.plan.number:
        return "计划数包含您权限范围以外的地域，实际数只是其中一部分，因此不亮灯。"
    return f"亮灯：{figure.lamp.shape} {figure.lamp.word}（{reasons[figure.lamp.code]}，{thresholds.label}方案）。"


def plain(value: Decimal) -> Decimal:
    """Without trailing zeros, and without an exponent."""
    return Decimal(f"{value.normalize():f}")
