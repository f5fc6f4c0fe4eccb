"""A list as a workbook: the same rows and columns as on screen, with the filter and the time noted."""

import datetime
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from portal.tables import Table

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 64 * 1024


def export_response(table: Table, filter_text: str, author: str) -> StreamingHttpResponse:
    """The whole filtered list as an .xlsx download. Nothing typed by anybody becomes a formula."""
    name = f"{table.caption}_{timezone.localtime():%Y%m%d_%H%M}.xlsx"
    response = StreamingHttpResponse(chunks(table, filter_text, author), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def chunks(table: Table, filter_text: str, author: str) -> Iterator[bytes]:
    """Write the workbook to a spooled file first: a broken export never looks complete."""
    with tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024) as spool:
        write(table, filter_text, author, spool)
        spool.seek(0)
        while chunk := spool.read(CHUNK):
            yield chunk


def write(table: Table, filter_text: str, author: str, target: Any) -> None:
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet((table.caption or "数据")[:31])
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    date_format = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, 14 if column.numeric else 20)
        sheet.write_string(0, index, column.heading, bold)
    line = 0
    for line, row in enumerate(table.records(), start=1):
        for index, column in enumerate(table.columns):
            write_cell(sheet, line, index, column.plain(row), date_format)
    note = (
        f"筛选条件:{filter_text or '无'} · 导出时间:{timezone.localtime():%Y-%m-%d %H:%M} · 导出人:{author}"
    )
    sheet.write_string(line + 2, 0, note)
    book.close()


def write_cell(sheet: Any, line: int, index: int, value: Any, date_format: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(line, index, "是" if value else "否")
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, index, value)
    elif isinstance(value, datetime.datetime):
        sheet.write_string(line, index, f"{timezone.localtime(value):%Y-%m-%d %H:%M}")
    elif isinstance(value, datetime.date):
        sheet.write_datetime(line, index, datetime.datetime.combine(value, datetime.time()), date_format)
    else:
        sheet.write_string(line, index, str(value))
