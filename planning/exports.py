"""The heat tables as a workbook: numbers as numbers, the lamp in words, with day, scope and thresholds noted."""

import tempfile
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from planning.heat import WHOLE, keys
from planning.indicators import INDICATORS, WHOLE_PERIOD, YEARLY, Indicator
from planning.rules.lamps import legend
from planning.selectors import Figure, Progress, Row
from portal.exports import CHUNK, CONTENT_TYPE

PARTS = ("计划", "实际", "完成率(%)", "亮灯")
Book = Any


def export_response(progress: Progress, author: str) -> StreamingHttpResponse:
    """Both tables as an .xlsx download."""
    city = progress.city.name if progress.city else ""
    name = f"{city}计划进度_截至{progress.as_of}.xlsx"
    response = StreamingHttpResponse(chunks(progress, author), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def chunks(progress: Progress, author: str) -> Iterator[bytes]:
    """Written to a spooled file first: a broken export never looks complete."""
    with tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024) as spool:
        write(progress, author, spool)
        spool.seek(0)
        while chunk := spool.read(CHUNK):
            yield chunk


def write(progress: Progress, author: str, target: Any) -> None:
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    notes = [*words(progress), f"导出时间：{timezone.localtime():%Y-%m-%d %H:%M}　导出人：{author}"]
    sheet(book, "开工与竣工", YEARLY, progress, notes)
    sheet(book, "园区与企业", WHOLE_PERIOD, progress, notes)
    book.close()


def words(progress: Progress) -> list[str]:
    """The filter and what the lamps mean."""
    rules = "；".join(f"{light.shape}{light.word} {reason}" for light, reason in legend(progress.thresholds))
    city = progress.city.name if progress.city else "—"
    return [
        f"筛选条件：{city}，截至 {progress.as_of}（按事件日期），时间进度 {progress.elapsed}%",
        f"亮灯规则（{progress.thresholds.label}）：{rules}",
        *(
            f"{area.name}：计划数含{'、'.join(area.unseen)}，实际数仅为权限范围内部分。"
            for area in progress.partial
        ),
    ]


def sheet(
    book: Book, name: str, indicators: tuple[Indicator, ...], progress: Progress, notes: list[str]
) -> None:
    page, bold = (
        book.add_worksheet(name),
        book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"}),
    )
    page.freeze_panes(1, 1)
    page.set_column(0, 0, 20)
    page.set_column(1, len(PARTS) * len(keys(indicators)), 11)
    page.write_string(0, 0, "县(市、区)", bold)
    for index, head in enumerate(heads(indicators)):
        page.write_string(0, index + 1, head, bold)
    line = 0
    for line, row in enumerate(progress.all_rows, start=1):
        write_row(page, line, row, indicators)
    for offset, text in enumerate(notes, start=2):
        page.write_string(line + offset, 0, text)


def heads(indicators: tuple[Indicator, ...]) -> list[str]:
    names = [(INDICATORS[code], str(year) if year else WHOLE) for code, year in keys(indicators)]
    return [f"{one.label}({one.unit}) {span} {part}" for one, span in names for part in PARTS]


def write_row(page: Any, line: int, row: Row, indicators: tuple[Indicator, ...]) -> None:
    page.write_string(line, 0, row.label)
    for index, key in enumerate(keys(indicators)):
        write_figure(page, line, 1 + index * len(PARTS), row.figures[key])


def write_figure(page: Any, line: int, column: int, figure: Figure) -> None:
    """Plan, actual, rate, lamp; a cell without a plan stays a dash and is never a zero."""
    numbers = (figure.plan.number, figure.actual, figure.lamp.rate)
    for offset, number in enumerate(numbers):
        if number is None:
            page.write_string(line, column + offset, "—")
        else:
            page.write_number(line, column + offset, number)
    page.write_string(line, column + len(numbers), f"{figure.lamp.shape} {figure.lamp.word}")
