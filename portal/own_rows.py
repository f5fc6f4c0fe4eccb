"""What is added up over the rows of a record: one definition for a single page and for many records at once.

Alone, an `OfRows` is a subquery. `together` makes of any number of expressions one statement, in which all that is
added up over the same rows is one grouped join; the statement is put together once and asked as often as one likes.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, F, Func, Model, OuterRef, QuerySet, Subquery, Value


class OfRows(Subquery):
    """`aggregate` over those of `rows` that `path` binds to the record; NULL where there is no row."""

    def __init__(self, rows: QuerySet, path: str, aggregate: Expression, output_field: Any = None) -> None:
        self.rows, self.path, self.aggregate = rows.order_by(), path, aggregate
        mine = self.rows.filter(**{path: OuterRef("pk")}).values(path)
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
    """Rows by their record, and what is added up over them."""

    rows: QuerySet
    path: str
    name: str
    columns: list[Expression] = field(default_factory=list)

    def statement(self) -> tuple[str, tuple]:
        mine = self.rows.filter(among(self.path)).values(self.path)
        added = {f"c{place}": one for place, one in enumerate(self.columns)}
        return mine.annotate(**added).values_list(self.path, *added).query.sql_with_params()

    def join(self, key: str) -> tuple[str, tuple]:
        statement, params = self.statement()
        names = ", ".join(["k", *(f"c{place}" for place in range(len(self.columns)))])
        return f" LEFT JOIN ({statement}) {self.name}({names}) ON {self.name}.k = {key}", params


class Groups:
    """The groups met while a statement is compiled: the same rows of the same record are one."""

    def __init__(self) -> None:
        self.found: dict[str, Group] = {}

    def column(self, one: OfRows) -> str:
        key = repr((one.path, one.rows.query.sql_with_params()))
        group = self.found.setdefault(key, Group(one.rows, one.path, f"own_{len(self.found)}"))
        if one.aggregate not in group.columns:
            group.columns.append(one.aggregate)
        return f"{group.name}.c{group.columns.index(one.aggregate)}"


_groups: ContextVar[Groups | None] = ContextVar("groups of own rows", default=None)


@contextmanager
def collecting() -> Iterator[Groups]:
    token = _groups.set(Groups())
    try:
        yield _groups.get()  # type: ignore[misc]
    finally:
        _groups.reset(token)


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
    with collecting() as groups:
        statement, params = rows.values_list("pk", *names).query.sql_with_params()
    # The outer WHERE is the last of the statement and has but one parameter.
    head, _, where = statement.rpartition(" WHERE ")
    key = f'"{model._meta.db_table}"."{model._meta.pk.column}"'
    joins = [group.join(key) for group in groups.found.values()]
    joined = "".join(text for text, _ in joins)
    added = tuple(one for _, own in joins for one in own)
    return Together(f"{head}{joined} WHERE {where}", (*params[:-1], *added, params[-1]), tuple(expressions))
