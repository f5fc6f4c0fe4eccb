"""From the lines of a file to what they mean for the database: new, changed, unchanged or wrong."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from portal.bulk import as_json, copy_in, reserve_ids
from portal.models import SheetBatch, SheetLine
from portal.sheets.kinds import Entry, Part, SheetKind, Stage
from portal.sheets.layout import Match
from portal.sheets.problems import Problem
from portal.sheets.records import MISSING, Findings, examine

Status = SheetLine.Status
COLUMNS = (
    "batch_id",
    "number",
    "sheet",
    "row",
    "status",
    "has_warning",
    "label",
    "path",
    "values",
    "before",
    "records",
    "problems",
)


def staged(kind: SheetKind, match: Match, actor: Any, region: Any) -> Stage:
    """The match's lines with references resolved, compared with the database and checked by every rule."""
    entries = [Entry(number, line) for number, line in enumerate(match.lines, start=1)]
    stage = Stage(actor, kind.permission, region, match.layout, entries, match.present)
    kind.resolve(stage)
    for part in kind.parts:
        settle(kind, part, stage)
    kind.check(stage)
    return stage


def settle(kind: SheetKind, part: Part, stage: Stage) -> None:
    """Find the records of one part, note what the database would refuse, give new records their ids."""
    entries = {entry.number: entry for entry in stage.entries if entry.values.get(part.code)}
    if not entries:
        return
    for entry in entries.values():
        link(part, entry)
    part = part.told_by({column for entry in entries.values() for column in entry.values[part.code]})
    note_repeated(kind, part, list(entries.values()))
    findings = examine(part, ((number, entry.values[part.code]) for number, entry in entries.items()))
    note_broken(kind, part, entries, findings)
    number_records(part, entries, findings)


def link(part: Part, entry: Entry) -> None:
    """Point to the records of earlier parts, which have their ids by now."""
    for column, other in part.links.items():
        if record := entry.records.get(other):
            entry.values[part.code][column] = record["id"]


def key_of(part: Part, entry: Entry) -> tuple[Any, ...] | None:
    """What tells the entry's record from others; None while a must of it is missing."""
    values = entry.values[part.code]
    key = tuple(values.get(column) for column in part.key)
    missing = any(
        value is None and not part.field(column).null for column, value in zip(part.key, key, strict=True)
    )
    return None if missing or not key else key


def note_repeated(kind: SheetKind, part: Part, entries: list[Entry]) -> None:
    """A record said twice in one file is an error; where rows share it, only if they say different things."""
    first: dict[Any, Entry] = {}
    columns = part.columns
    for entry in entries:
        key = key_of(part, entry)
        if key is None:
            continue
        earlier = first.setdefault(key, entry)
        if earlier is entry:
            continue
        if not part.shared:
            entry.refuse("", f"与{where(earlier, entry)}重复，请只保留一行。")
            continue
        for column, value in entry.values[part.code].items():
            if earlier.values[part.code].get(column) != value:
                entry.refuse(
                    columns.get(column, ""), f"与{where(earlier, entry)}的同一项不一致，请改为一致。"
                )


def where(entry: Entry, seen_from: Entry) -> str:
    """The row of another entry in words."""
    sheet = "" if entry.line.sheet == seen_from.line.sheet else f"工作表“{entry.line.sheet}”"
    return f"{sheet}第 {entry.line.row} 行"


def note_broken(kind: SheetKind, part: Part, entries: dict[int, Entry], findings: Findings) -> None:
    constraints = {constraint.name: constraint for constraint in part.model._meta.constraints}
    for number, names in findings.broken.items():
        entry = entries[number]
        for name in names:
            if name.startswith(MISSING):
                note_missing(part, entry, name.removeprefix(MISSING))
            else:
                column = column_of(kind, part, constraints[name], entry)
                entry.refuse(column, constraints[name].get_violation_error_message())
    for number, name, other in findings.twice:
        entry = entries[number]
        if other is not None:
            entry.refuse(named_column(kind, part, name), f"与{where(entries[other], entry)}重复，请核对。")
        else:
            entry.refuse(named_column(kind, part, name), twice_message(part, name, constraints))
    for number in findings.unclear:
        entries[number].refuse("", "系统中有多条相同的记录，无法判断更新哪一条，请在页面上修改。")


def twice_message(part: Part, name: str, constraints: dict[str, Any]) -> str:
    """The sentence of a unique constraint or of a unique column."""
    if name in constraints:
        return str(constraints[name].get_violation_error_message())
    return str(part.model._meta.get_field(name).error_messages["unique"])


def note_missing(part: Part, entry: Entry, column: str) -> None:
    """An empty must; not said again where the cell has a problem already."""
    name = part.columns.get(column, "")
    if entry.has_problem(name):
        return
    label, is_there = str(part.field(column).verbose_name), name in entry.line.places
    entry.refuse(name, f"“{label}”必填，请补上。" if is_there else f"缺少“{label}”，请在表中增加此列并填写。")


def column_of(kind: SheetKind, part: Part, constraint: models.CheckConstraint, entry: Entry) -> str:
    """The column of the sheet where a constraint's message belongs: the last one it reads that the file has."""
    if constraint.name in kind.at:
        return kind.at[constraint.name]
    read = {path[0] for path in part.model._get_expr_references(constraint.condition)}
    names = [
        part.columns[f.attname]
        for f in part.model._meta.concrete_fields
        if f.name in read and f.attname in part.columns
    ]
    present = [name for name in names if name in entry.line.places]
    return present[-1] if present else ""


def named_column(kind: SheetKind, part: Part, name: str) -> str:
    """The column where the message of a unique constraint belongs."""
    if name in kind.at:
        return kind.at[name]
    for constraint in part.model._meta.constraints:
        if constraint.name == name:
            columns = [part.model._meta.get_field(field).attname for field in constraint.fields]
            return next((part.columns[column] for column in reversed(columns) if column in part.columns), "")
    return part.columns.get(name, "")


def number_records(part: Part, entries: dict[int, Entry], findings: Findings) -> None:
    """Known records keep their ids, new ones get theirs now: parts that point to them can be checked and written."""
    for number, known in findings.known.items():
        entries[number].records[part.code] = {"id": known.id, "version": known.version}
        if known.before and not part.fixed:
            entries[number].before[part.code] = known.before
    fresh = [entry for number, entry in entries.items() if number not in findings.known]
    keys = [key_of(part, entry) if part.shared else None for entry in fresh]
    owners = {key if key is not None else index: None for index, key in enumerate(keys)}
    ids = dict(zip(owners, reserve_ids(part.model, len(owners)), strict=True))
    for index, (entry, key) in enumerate(zip(fresh, keys, strict=True)):
        entry.records[part.code] = {"id": ids[key if key is not None else index], "version": 0}


def status_of(kind: SheetKind, entry: Entry) -> str:
    if entry.line.is_wrong:
        return Status.WRONG
    if entry.is_new(kind.main_part):
        return Status.NEW
    if entry.before or any(entry.is_new(part) for part in entry.records):
        return Status.CHANGED
    return Status.UNCHANGED


def save(batch: SheetBatch, kind: SheetKind, stage: Stage) -> dict[str, int]:
    """Keep the entries as the batch's lines; answers how many there are of each status."""
    counts = dict.fromkeys(Status.values, 0)

    def rows() -> Iterator[tuple[Any, ...]]:
        for entry in stage.entries:
            status = status_of(kind, entry)
            counts[status] += 1
            yield row_of(batch, entry, status)

    copy_in(SheetLine._meta.db_table, COLUMNS, rows())
    return counts


def row_of(batch: SheetBatch, entry: Entry, status: str) -> tuple[Any, ...]:
    line = entry.line
    return (
        batch.pk,
        entry.number,
        safe(line.sheet)[:100],
        line.row,
        status,
        any(not problem.is_error for problem in line.problems),
        safe(entry.label)[:200],
        entry.path,
        as_json(entry.values),
        as_json(entry.before),
        as_json(entry.records),
        as_json([as_dict(problem) for problem in line.problems]),
    )


def as_dict(problem: Problem) -> dict[str, Any]:
    return {
        "sheet": safe(problem.sheet),
        "row": problem.row,
        "column": safe(problem.column),
        "value": safe(problem.value),
        "message": safe(problem.message),
        "severity": problem.severity.value,
    }


def safe(text: str) -> str:
    """Text as the database can keep it: without NUL and halves of surrogate pairs."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char != "\0" and not "\ud800" <= char <= "\udfff")
