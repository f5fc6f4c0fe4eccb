"""What was found in a file, for people and programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from portal.models import SheetBatch, SheetLine
from portal.sheets import staging
from portal.sheets.annotate import annotate
from portal.sheets.kinds import sheet_kinds
from portal.sheets.problems import FileRefused, Problem, Severity

Status = SheetLine.Status


def problems_of(batch: SheetBatch) -> list[Problem]:
    """Everything that was found, sheet by sheet as it stands in the file."""
    marked = batch.lines.filter(Q(status=Status.WRONG) | Q(has_warning=True)).order_by("number")
    rows = [*batch.problems, *(row for rows in marked.values_list("problems", flat=True) for row in rows)]
    return [Problem(**{**row, "severity": Severity(row["severity"])}) for row in rows]


def of(batch: SheetBatch) -> dict[str, Any]:
    """The batch in one answer, for programs: counts, errors, warnings, how it stands."""
    problems = problems_of(batch)
    return {
        "batch": batch.pk,
        "kind": batch.kind,
        "state": batch.state,
        "counts": {status: batch.counts.get(status, 0) for status in Status.values},
        "errors": list(said(problems, Severity.ERROR)),
        "warnings": list(said(problems, Severity.WARNING)),
        "notes": batch.notes,
        "message": batch.error,
    }


def said(problems: Iterable[Problem], severity: Severity) -> Iterator[dict[str, Any]]:
    for problem in problems:
        if problem.severity is severity:
            said_row = staging.as_dict(problem)
            yield {name: said_row[name] for name in ("sheet", "row", "column", "value", "message")}


def annotated(batch: SheetBatch) -> bytes:
    """The file back as .xlsx, with what is wrong marked in it."""
    layouts = sheet_kinds.get(batch.kind).layouts
    return annotate(bytes(batch.file.content), batch.file_name, problems_of(batch), layouts)


def of_refusal(kind: str, refusal: FileRefused) -> dict[str, Any]:
    """The same answer for a file that could not be read."""
    error = {"sheet": "", "row": 0, "column": "", "value": "", "message": refusal.message}
    return {
        "batch": None,
        "kind": kind,
        "state": SheetBatch.State.REFUSED.value,
        "counts": dict.fromkeys(Status.values, 0),
        "errors": [error],
        "warnings": [],
        "notes": [],
        "message": refusal.message,
    }
