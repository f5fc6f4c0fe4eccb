"""Red lamps as work: while the plan runs, whoever watches it finds them on the work list."""

from typing import Any

from django.utils import timezone

from planning.areas import PERIOD
from planning.selectors import Figure, progress
from portal.registry import WorkRow

LIMIT = 50


def red(user: Any) -> list[Figure]:
    """The areas' red cells today; none (and no query) once the plan is over, when nobody can still act on them."""
    today = timezone.localdate()
    return [] if PERIOD.has_ended(today) else progress(user, today).red


def count(user: Any) -> int:
    return len(red(user))


def rows(user: Any) -> list[WorkRow]:
    today = timezone.localdate()
    if PERIOD.has_ended(today):
        return []
    found = progress(user, today)
    names = {row.area.code: row.label for row in found.rows if row.area}
    return [work_row(figure, names[figure.area_code]) for figure in found.red[:LIMIT]]


def work_row(figure: Figure, area: str) -> WorkRow:
    span = f"{figure.year}年" if figure.year else "三年合计"
    return WorkRow(
        title=f"{area} {span}{figure.indicator.label} {figure.lamp.shape} {figure.lamp.word}",
        url=figure.url,
        detail=f"完成率 {figure.lamp.rate}%，落后时间进度 {figure.lamp.behind_points} 个百分点",
        action_label="查看",
    )
