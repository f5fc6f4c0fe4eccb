"""The list of one's batches, and the rows of one batch with what was found in them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from portal.escaping import escaped
from portal.models import SheetBatch, SheetLine
from portal.numbers import DASH
from portal.sheets.kinds import SheetKind, sheet_kinds
from portal.sheets.pages.changes import Changes
from portal.sheets.problems import Severity
from portal.tables import Column, Row, Table

Status = SheetLine.Status
SEVERITIES = {Severity.ERROR.value: ("red", "■", "错误"), Severity.WARNING.value: ("yellow", "▲", "提醒")}


def severity(code: str) -> SafeString:
    """Error or warning by colour, shape and word; all of it literal."""
    colour, shape, word = SEVERITIES[code]
    return mark_safe(f'<span class="lamp lamp-{colour}"><span aria-hidden="true">{shape}</span>{word}</span>')


def kind_label(row: Row) -> str:
    return sheet_kinds.get(row["kind"]).label if row["kind"] in sheet_kinds else row["kind"]


def counts(row: Row) -> str:
    """新增 120，更新 35, 有错误 3."""
    said = [f"{label} {number}" for code, label in Status.choices if (number := row["counts"].get(code))]
    return "，".join(said) or DASH


def moment(row: Row) -> str:
    return f"{timezone.localtime(row['created_at']):%Y-%m-%d %H:%M}"


class BatchTable(Table):
    caption = "我的导入"
    empty_text = "还没有导入过文件。从上面选择一类表开始。"
    default_sort = "-created_at"
    columns = (
        Column("file_name", "文件", link=lambda row: reverse("portal:sheet_batch", args=(row["pk"],))),
        Column("kind", "类型", show=kind_label),
        Column("state", "状态", choices=dict(SheetBatch.State.choices)),
        Column("counts", "结果", show=counts, sortable=False),
        Column("created_at", "上传时间", show=moment),
    )
    export_url = ""


class LineTable(Table, ABC):
    """The rows of a batch, one line on the page for each thing found in a row."""

    export_url = ""
    stacked = True
    needs = ("number", "sheet", "row", "label", "status", "values", "before", "records", "problems")

    def value_names(self) -> list[str]:
        return ["pk", *self.needs]

    def ordered(self) -> QuerySet:
        return self.rows.order_by("number")

    @property
    def body(self) -> SafeString:
        lines = (cells for row in self.prepared() for cells in self.lines(row))
        # Every cell is escaped; the tags are literal.
        return mark_safe("\n".join(f"<tr>{''.join(map(self.tag, enumerate(cells)))}</tr>" for cells in lines))

    def prepared(self) -> list[Row]:
        return self.page_records()

    @abstractmethod
    def lines(self, row: Row) -> Iterator[tuple[Any, ...]]:
        """The cells of each line that a row of the batch takes on the page."""

    def tag(self, numbered: tuple[int, Any]) -> str:
        index, cell = numbered
        text = escaped(DASH if cell in ("", None) else cell)
        label = self.columns[index].label
        return f'<th scope="row">{text}</th>' if index == 0 else f'<td data-label="{label}">{text}</td>'


def fixed(*labels: str) -> tuple[Column, ...]:
    return tuple(Column(f"c{index}", label, sortable=False) for index, label in enumerate(labels))


class ProblemTable(LineTable):
    """Rows with errors or warnings: where, what stands there, and what to do."""

    caption = "问题清单"
    empty_text = "没有这一类问题。"
    columns = fixed("行号", "列", "原值", "类别", "问题与建议", "工作表")

    def lines(self, row: Row) -> Iterator[tuple[Any, ...]]:
        for one in row["problems"]:
            where = f"第 {one['row']} 行" if one["row"] else "整表"
            yield (
                where,
                one["column"] or "整行",
                one["value"],
                severity(one["severity"]),
                one["message"],
                one["sheet"],
            )


class ChangeTable(LineTable):
    """Rows that change something: old → new."""

    caption = "将更新的行"
    empty_text = "没有要更新的行。"
    columns = fixed("行号", "内容", "项目", "原来", "改为")

    def __init__(self, kind: SheetKind, *args: Any) -> None:
        self.kind = kind
        super().__init__(*args)

    def prepared(self) -> list[Row]:
        rows = super().prepared()
        self.changes = Changes(self.kind, rows)
        return rows

    def lines(self, row: Row) -> Iterator[tuple[Any, ...]]:
        for change in self.changes.of(row):
            yield (f"第 {row['row']} 行", row["label"], *change)


class PlainTable(LineTable):
    """Rows that are new, or that say what is there already."""

    empty_text = "没有这样的行。"
    columns = fixed("行号", "工作表", "内容", "结果")

    def lines(self, row: Row) -> Iterator[tuple[Any, ...]]:
        yield f"第 {row['row']} 行", row["sheet"], row["label"], Status(row["status"]).label
