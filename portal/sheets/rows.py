"""Which rows below a header are data: not blanks, totals, examples, repeated headers or remarks at the foot."""

from collections.abc import Sequence
from typing import Any

from portal.sheets.columns.base import folded, is_blank
from portal.sheets.marks import EXAMPLE

_TOTALS = frozenset({"合计", "总计", "小计", "累计", "汇总", "共计"})
_REMARKS = (
    "注:",
    "备注:",
    "说明:",
    "填表",
    "制表",
    "填报",
    "审核:",
    "审核人",
    "筛选条件:",
    "单位负责人",
    "数据来源:",
    "联系人:",
)
_BEGINNINGS = frozenset("注备说填制审筛单数")
_LONGEST_TOTAL = 8
_FEW = 8

Rows = dict[int, Sequence[Any]]


def data_rows(
    rows: Sequence[Sequence[Any]], start: int, lead: int, marker: int | None
) -> tuple[Rows, list[str]]:
    """The rows of data by their number in the sheet, and notes on rows left aside.

    Data begins at `start` (from 0); `lead` is the column that tells rows apart, `marker` the one that marks examples.
    """
    kept: Rows = {}
    aside: dict[str, list[int]] = {}
    header = rows[start - 1][lead] if len(rows[start - 1]) > lead else ""
    for number, row in enumerate(rows[start:], start + 1):
        name = row[lead] if len(row) > lead else ""
        mark = row[marker] if marker is not None and len(row) > marker else ""
        if not mark and name.__class__ is str and len(name) > _LONGEST_TOTAL and name[0] not in _BEGINNINGS:
            kept[number] = row
        elif str(mark).startswith(EXAMPLE):
            aside.setdefault("是示例", []).append(number)
        elif (reason := _reason(row, name, header)) is None:
            kept[number] = row
        elif reason:
            aside.setdefault(reason, []).append(number)
    return kept, [f"第 {_listed(numbers)} 行{reason}，未读取。" for reason, numbers in aside.items()]


def _reason(row: Sequence[Any], name: Any, header: Any) -> str | None:
    """Why a row is no data, empty for a blank one; None for data."""
    filled = [cell for cell in row if not is_blank(cell)]
    if not filled:
        return ""
    texts = [folded(cell) for cell in filled[:3] if isinstance(cell, str) and len(cell) <= 60]
    if any(text.rstrip(":") in _TOTALS for text in texts):
        return "是合计"
    if len(filled) == 1 and texts and texts[0].startswith(_REMARKS):
        return "是备注"
    if header and name == header:
        return "是重复的表头"
    return None


def _listed(numbers: list[int]) -> str:
    return "、".join(map(str, numbers[:_FEW])) + (f" 等 {len(numbers)}" if len(numbers) > _FEW else "")
