"""The dashboard's chart: the running total of one indicator against its plan, with its sentence and its table."""

from decimal import Decimal
from typing import Any

from planning.heat import shown
from planning.indicators import Indicator
from planning.selectors import Figure, Month, Row

# A chart's coordinates are floats by nature; everything written out comes from the decimals.
Point = float | None


def trend(row: Row, indicator: Indicator, line: list[Month]) -> dict[str, Any]:
    """Context of parts/chart.html: done and planned month by month, for the areas of `row`."""
    figure = row.figure(indicator.code)
    return {
        "id": "trend",
        "title": f"{row.label}{indicator.label}累计进度（{indicator.unit}）",
        "summary": sentence(row, indicator, figure, line),
        "options": options(indicator, figure, line),
        "table": table(indicator, figure, line),
    }


def sentence(row: Row, indicator: Indicator, figure: Figure, line: list[Month]) -> str:
    if not line:
        return f"截至{figure.as_of}规划期尚未开始，还没有{indicator.label}数据。"
    done = f"截至{line[-1].end}，{row.label}{indicator.label}累计 {shown(figure.actual)} {indicator.unit}"
    if figure.lamp.rate is None:
        return f"{done}；此范围没有可比的计划数。"
    behind = figure.lamp.behind_points
    pace = f"落后时间进度 {behind} 个百分点" if behind > 0 else f"不落后于时间进度（{figure.lamp.word}）"
    basis = "年内计划按天数均摊（计划表未分月）。" if indicator.years else "计划只有三年合计，不分年度。"
    plan = f"为三年计划 {shown(figure.plan.number)} {indicator.unit}的 {figure.lamp.rate}%"
    return f"{done}，{plan}，{pace}。{basis}"


def options(indicator: Indicator, figure: Figure, line: list[Month]) -> dict[str, Any]:
    done = {"name": "实际累计", "type": "line", "showSymbol": False, "areaStyle": {"opacity": 0.12}}
    series = [{**done, "data": [point(month.actual) for month in line]}]
    if figure.plan.has_number:
        series.append(planned(indicator, figure, line))
    return {
        "legend": {"top": 4, "left": 0, "data": [one["name"] for one in series]},
        "xAxis": {"type": "category", "boundaryGap": False, "data": [f"{month.end:%Y-%m}" for month in line]},
        "yAxis": {"type": "value", "name": indicator.unit, "nameTextStyle": {"align": "left"}},
        "grid": {"left": 8, "right": 24, "top": 72, "bottom": 8, "containLabel": True},
        "series": series,
    }


def planned(indicator: Indicator, figure: Figure, line: list[Month]) -> dict[str, Any]:
    """The running plan, or for a plan with a total only a level line at that total."""
    total = [figure.plan.number] * len(line)
    values = [month.planned for month in line] if indicator.years else total
    return {
        "name": "计划累计" if indicator.years else "三年计划合计",
        "type": "line",
        "showSymbol": False,
        "lineStyle": {"type": "dashed"},
        "data": [point(value) for value in values],
    }


def point(value: Decimal | None) -> Point:
    return None if value is None else float(value)


def table(indicator: Indicator, figure: Figure, line: list[Month]) -> dict[str, Any]:
    if not indicator.years:
        return {
            "head": ["月末", f"实际累计（{indicator.unit}）"],
            "rows": [[str(month.end), shown(month.actual)] for month in line],
        }
    return {
        "head": ["月末", f"计划累计（{indicator.unit}）", f"实际累计（{indicator.unit}）"],
        "rows": [
            [str(month.end), shown(month.planned) if figure.plan.has_number else "—", shown(month.actual)]
            for month in line
        ],
    }
