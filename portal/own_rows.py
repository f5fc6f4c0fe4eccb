"""What is added up over the rows of a record: one definition for a single page and for many records at once.

Alone, an `OfRows` is a subquery. `together` makes of any number of expressions one statement, in which all that is
added up over the same rows is one grouped join; the statement is put together once and asked as often as one likes.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, F, Func, Model, OuterRef, Q, QuerySet, Subquery, Value


class OfRows(Subquery):
    """`aggregate` over those of `rows` whose `path` is the record's `key`; NULL where there is no row.

    The rows may in turn need what is added up over rows of theirs.
    """

    def __init__(
        self, rows: QuerySet, path: str, aggregate: Expression, output_field: Any = None, key: str = "pk"
    ) -> None:
        self.rows, self.path, self.aggregate, self.key = rows.order_by(), path, aggregate, key
        mine = self.rows.filter(**{path: OuterRef(key)}).values(path)
        super().__init__(mine.annotate(answer=aggregate).values("answer"), output_field=output_field)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, tuple]:
        groups = _groups.get()
        if groups is None:
            return super().as_sql(compiler, connection, *args, **context)
        return groups.column(self), ()


class _Ids:
    """Stands in a statement's parameters for the numbers of the records asked for."""


IDS: Any = _Ids()


class AmongIds(Func):
    """Whether a column is one of the numbers asked for."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def among(path: str) -> AmongIds:
    return AmongIds(F(path), Value(IDS))


@dataclass
class Group:
    """Rows by the record they belong to, and what is added up over them."""

    rows: QuerySet
    path: str
    key: str
    name: str
    columns: list[Expression] = field(default_factory=list)

    def statement(self, ids: Any) -> tuple[str, tuple]:
        """The grouped rows of the records that `ids`, a condition on `path`, leaves."""
        mine = self.rows.filter(ids).values(self.path)
        added = {f"c{place}": one for place, one in enumerate(self.columns)}
        return joined(mine.annotate(**added).values_list(self.path, *added))

    def join(self, outer: QuerySet) -> tuple[str, tuple]:
        statement, params = self.statement(self.ids(outer))
        names = ", ".join(["k", *(f"c{place}" for place in range(len(self.columns)))])
        meta = outer.model._meta
        column = meta.pk.column if self.key == "pk" else meta.get_field(self.key).column
        on = f'{self.name}.k = "{meta.db_table}"."{column}"'
        return f" LEFT JOIN ({statement}) {self.name}({names}) ON {on}", params

    def ids(self, outer: QuerySet) -> Any:
        if self.key == "pk":
            return among(self.path)
        return Q(**{f"{self.path}__in": outer.order_by().values(self.key)})


class Groups:
    """The groups met while a statement is compiled: the same rows by the same key are one."""

    def __init__(self) -> None:
        self.found: dict[str, Group] = {}

    def column(self, one: OfRows) -> str:
        with collecting(None):
            key = repr((one.path, one.key, *one.rows.query.sql_with_params()))
        new = Group(one.rows, one.path, one.key, f"own_{next(_numbers)}")
        group = self.found.setdefault(key, new)
        if one.aggregate not in group.columns:
            group.columns.append(one.aggregate)
        return f"{group.name}.c{group.columns.index(one.aggregate)}"


_groups: ContextVar[Groups | None] = ContextVar("groups of own rows", default=None)
_numbers = count()


@contextmanager
def collecting(groups: Groups | None) -> Iterator[None]:
    token = _groups.set(groups)
    try:
        yield
    finally:
        _groups.reset(token)


def joined(rows: QuerySet) -> tuple[str, tuple]:
    """The statement of `rows` with every group it needs as a join; its outer WHERE is the last and asks for ids."""
    groups = Groups()
    with collecting(groups):
        statement, params = rows.query.sql_with_params()
    head, _, rest = statement.rpartition(" WHERE ")
    joins = [group.join(rows) for group in groups.found.values()]
    behind = rest.count("%s")
    before, after = params[: len(params) - behind], params[len(params) - behind :]
    added = tuple(one for _, own in joins for one in own)
    return f"{head}{''.join(text for text, _ in joins)} WHERE {rest}", (*before, *added, *after)


@dataclass(frozen=True)
class Together:
    """A statement for any number of records; `names` are its columns."""

    statement: str
    params: tuple[Any, ...]
    names: tuple[str, ...]

    def of(self, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        """The values by name, by record; whole numbers too are decimals, as Django reads such columns."""
        numbers = list(ids)
        given = [numbers if one is IDS else one for one in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.statement, given)
            rows = cursor.fetchall()
        return {row[0]: dict(zip(self.names, map(decimal, row[1:]), strict=True)) for row in rows}


def decimal(value: Any) -> Any:
    return Decimal(value) if type(value) is int else value


def together(model: type[Model], expressions: Mapping[str, Any]) -> Together:
    """One statement for all `expressions` of the model's records."""
    names = {f"m_{name}": made for name, made in expressions.items()}
    rows = model._base_manager.order_by().filter(among("pk")).annotate(**names)
    return Together(*joined(rows.values_list("pk", *names)), tuple(expressions))
