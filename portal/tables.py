"""Lists. One definition of columns serves the page, the sort, and the export.

The page's rows come from one `values()` query and its cells are put together here, not in a template: at
fifty rows the template engine's loops and localisation cost more than the database (see `benchmarks/`).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from portal.escaping import escaped
from portal.numbers import DASH, decimal_text
from portal.totals import total

Row = dict[str, Any]
CHUNK = 2000
PAGE_SIZES = (20, 50, 100)
NO_RECORD = 9_876_543_210  # a number that is nowhere else in an address


@dataclass(frozen=True)
class Column:
    """One column: `source` names the value in the `values()` row and, unless `sort` says otherwise, the order.

    `show(row)` makes the cell's text (or safe HTML) where the plain value does not do; `link(row)` its
    address; `places` the decimals shown; `choices` labels for stored codes; `plain(row)` the exported value
    where it is not the stored one. An `optional` column is shown to whoever chooses it.
    """

    source: str
    label: str
    unit: str = ""
    numeric: bool = False
    places: int | None = None
    sort: str | None = None
    sortable: bool = True
    choices: dict[Any, str] | None = None
    link: Callable[[Row], str] | None = None
    show: Callable[[Row], str] | None = None
    needs: tuple[str, ...] = ()
    attached: bool = False
    optional: bool = False

    @property
    def order_by(self) -> str:
        return self.sort or self.source

    @property
    def heading(self) -> str:
        return f"{self.label}({self.unit})" if self.unit else self.label

    def plain(self, row: Row) -> Any:
        """The value as it goes into an export: labels for codes, numbers as numbers."""
        value = row[self.source]
        return self.choices.get(value, value) if self.choices else value

    def text(self, row: Row) -> str:
        if self.show:
            return self.show(row)
        value = self.plain(row)
        if value is None or value == "":
            return DASH
        if self.numeric:
            return decimal_text(value, self.places)
        if value is True or value is False:
            return "是" if value else "否"
        return str(value)

    def cell(self, row: Row) -> str:
        """The cell's escaped HTML."""
        text = escaped(self.text(row))
        return f'<a href="{escaped(self.link(row))}">{text}</a>' if self.link else text


@dataclass(frozen=True)
class Page:
    number: int
    pages: int
    size: int
    total: int

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return min(self.number * self.size, self.total)


class Table:
    """A list as asked for by an address: `?sort=-land&page=2&size=50` over a queryset already in scope.

    Subclasses set `columns`, `caption`, `empty_text` and `default_sort` (a column's source, `-` for downwards).
    """

    columns: tuple[Column, ...] = ()
    caption = ""
    empty_text = "没有符合条件的记录。可调整或清除筛选条件。"
    default_sort = ""
    default_size = PAGE_SIZES[0]
    dense = False
    stacked = False  # on a narrow screen a row is a card, its cells one below the other
    pickable = False
    has_sheet = False  # the same rows can be exported as a sheet to change and import again

    def __init__(self, rows: QuerySet, query: dict[str, str], empty_action: dict[str, str] | None = None):
        self.rows = rows
        self.query = query
        self.empty_action = empty_action
        self.offered = self.columns
        self.columns = self.chosen(())
        self.by_source = {column.source: column for column in self.offered}
        self.sort_key, self.descending = self._sort()
        self.total = self.count()
        self.page = self._page()

    def arrange(self, sources: Collection[str], size: int | None, dense: bool) -> Self:
        """Show the columns chosen (none: the usual ones), so many rows on a page, close together or not."""
        self.columns = self.chosen(sources)
        self.default_size, self.dense = size or self.default_size, dense
        self.page = self._page()
        return self

    def chosen(self, sources: Collection[str]) -> tuple[Column, ...]:
        """The first column, which names the row, and those of `sources`, in the table's own order."""
        first, *rest = self.offered
        known = {column.source for column in rest} & set(sources)
        wanted = (column for column in rest if (column.source in known if known else not column.optional))
        return (first, *wanted)

    def count(self) -> int:
        """How many rows the filter leaves."""
        return total(self.rows)

    def _sort(self) -> tuple[str, bool]:
        for asked in (self.query.get("sort", ""), self.default_sort):
            column = self.by_source.get(asked.removeprefix("-"))
            if column and column.sortable:
                return column.source, asked.startswith("-")
        return "", False

    def _page(self) -> Page:
        size = bounded(self.query.get("size"), self.default_size, PAGE_SIZES[0], PAGE_SIZES[-1])
        pages = max(1, -(-self.total // size))
        return Page(bounded(self.query.get("page"), 1, 1, pages), pages, size, self.total)

    def ordered(self) -> QuerySet:
        """The rows in the order asked for; the primary key breaks ties so that pages never overlap."""
        if not self.sort_key:
            return self.rows
        key = self.by_source[self.sort_key].order_by
        return self.rows.order_by(f"-{key}" if self.descending else key, "pk")

    def attach(self, rows: list[Row]) -> list[Row]:
        """Add to the rows of a page what the columns marked `attached` show; one set of queries for all of them."""
        return rows

    def with_attached(self, rows: list[Row]) -> list[Row]:
        return self.attach(rows) if any(column.attached for column in self.columns) else rows

    def value_names(self) -> list[str]:
        names = ["pk", *(column.source for column in self.columns if not column.attached)]
        return list(dict.fromkeys([*names, *(name for column in self.columns for name in column.needs)]))

    def records(self) -> Iterable[Row]:
        """All rows of the filter, streamed (for the export)."""
        rows = self.ordered().values(*self.value_names()).iterator(chunk_size=CHUNK)
        while chunk := self.with_attached(list(islice(rows, CHUNK))):
            yield from chunk

    def page_records(self) -> list[Row]:
        start = (self.page.number - 1) * self.page.size
        rows = self.ordered().values(*self.value_names())[start : start + self.page.size]
        return self.with_attached(list(rows))

    @property
    def body(self) -> SafeString:
        """The page's rows as HTML; every cell is escaped by `cell()`."""
        rows = (f"<tr>{self.row_html(row)}</tr>" for row in self.page_records())
        return mark_safe("\n".join(rows))  # every row is put together of literal tags and escaped cells

    def row_html(self, row: Row) -> str:
        parts = [self.pick_html(row)] if self.pickable else []
        for index, column in enumerate(self.columns):
            tag = 'th scope="row"' if index == 0 else ('td class="num"' if column.numeric else "td")
            parts.append(f"<{tag}>{column.cell(row)}</{tag[:2]}>")
        return "".join(parts)

    def pick_html(self, row: Row) -> str:
        """The box that picks a row for what the bar below the list offers (the form `picked`)."""
        text = self.columns[0].text(row)
        label = strip_tags(text) if isinstance(text, SafeString) else escaped(text)
        return (
            f'<td class="pick"><input type="checkbox" form="picked" name="pk" value="{row["pk"]}"'
            f' aria-label="选择{label}"></td>'
        )

    def address(self, **changes: Any) -> str:
        """This list's query string with some parts changed; empty values go."""
        merged = {**self.query, **{key: str(value) for key, value in changes.items()}}
        return "?" + urlencode({key: value for key, value in merged.items() if value != ""})

    @property
    def heads(self) -> list[dict[str, Any]]:
        return [self.head(column) for column in self.columns]

    def head(self, column: Column) -> dict[str, Any]:
        active = column.source == self.sort_key
        direction = ("desc" if self.descending else "asc") if active else ""
        turned = f"-{column.source}" if active and not self.descending else column.source
        return {
            "label": column.label,
            "unit": column.unit,
            "numeric": column.numeric,
            "sort_direction": direction,
            "sort_url": self.address(sort=turned, page="") if column.sortable else "",
        }

    @property
    def pager(self) -> dict[str, Any]:
        page = self.page
        return {
            "number": page.number,
            "pages": page.pages,
            "first_row": page.first_row,
            "last_row": page.last_row,
            "previous_url": self.address(page=page.number - 1) if page.number > 1 else "",
            "next_url": self.address(page=page.number + 1) if page.number < page.pages else "",
            "sizes": [
                {"size": size, "url": self.address(size=size, page=""), "active": size == page.size}
                for size in PAGE_SIZES
            ],
        }

    @property
    def column_boxes(self) -> SafeString:
        """A box for every column that may be left out, ticked when shown."""
        shown = {column.source for column in self.columns}
        return mark_safe(  # made of escaped boxes alone
            "".join(self.column_box(column, column.source in shown) for column in self.offered[1:])
        )

    def column_box(self, column: Column, ticked: bool) -> str:
        return (
            f'<label class="check"><input type="checkbox" name="column" value="{escaped(column.source)}"'
            f"{' checked' if ticked else ''}> {escaped(column.label)}</label>"
        )

    @property
    def size_options(self) -> SafeString:
        chosen = self.default_size
        return mark_safe(  # numbers alone
            "".join(
                f'<option value="{size}"{" selected" if size == chosen else ""}>{size}</option>'
                for size in PAGE_SIZES
            )
        )

    @property
    def export_url(self) -> str:
        return self.address(format="xlsx", page="", size="")

    @property
    def sheet_url(self) -> str:
        return self.address(format="sheet", page="", size="") if self.has_sheet else ""


@cache
def address_parts(url_name: str) -> tuple[str, str]:
    """What stands before and behind a record's number in its address."""
    before, _, after = reverse(url_name, args=(NO_RECORD,)).partition(str(NO_RECORD))
    return before, after


def link_to(url_name: str, key: str = "pk") -> Callable[[Row], str]:
    """A column's `link` to the page `url_name` of the record numbered `row[key]`; resolved once, not per row."""

    def link(row: Row) -> str:
        before, after = address_parts(url_name)
        return f"{before}{row[key]}{after}"

    return link


def bounded(text: str | None, default: int, low: int, high: int) -> int:
    """A whole number from an address, brought into bounds; anything else is the default."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return min(max(default, low), high)
    return min(max(int(text), low), high)
