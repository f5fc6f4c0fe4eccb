"""Schemes of one place that follow each other: whose days cross, and which one makes room."""

import datetime
from typing import Any

from portal.models import DraftedScheme

DAY = datetime.timedelta(days=1)
OPEN_END = "另行发布新方案之日"


def period(scheme: DraftedScheme) -> str:
    return f"{scheme.valid_from} 至 {scheme.valid_until or OPEN_END}"


def beside(scheme: DraftedScheme, series: tuple[str, ...]) -> Any:
    """The place's other published schemes of its series whose days cross this one's."""
    model = type(scheme)
    same = {name: getattr(scheme, name) for name in ("place_id", *series)}
    rows = model._default_manager.filter(**same, state=model.State.PUBLISHED, is_reference=False)
    rows = rows.exclude(pk=scheme.pk).exclude(valid_until__lt=scheme.valid_from)
    return rows.filter(valid_from__lte=scheme.valid_until) if scheme.valid_until else rows


def predecessor(scheme: DraftedScheme, series: tuple[str, ...]) -> DraftedScheme | None:
    """The scheme that is in force when this one begins; it ends the day before."""
    return beside(scheme, series).filter(valid_from__lt=scheme.valid_from).first()


def crossing(scheme: DraftedScheme, series: tuple[str, ...]) -> list[str]:
    """Those that begin during this one's days, and so cannot make room by ending earlier."""
    rows = beside(scheme, series).filter(valid_from__gte=scheme.valid_from).order_by("valid_from")
    return [f"与已发布的“{other}”（{period(other)}）时间重叠，请调整生效或失效日期。" for other in rows]
