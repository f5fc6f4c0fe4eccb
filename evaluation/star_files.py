"""The files that prove an item of a star case: attachments of the park, kept with the mark they are about."""

from collections.abc import Iterable
from typing import Any

from evaluation.models import StarCase, StarMark
from parks.models import Attachment
from parks.records.attachments import link
from parks.services.attachments import attach


def about(mark: StarMark) -> str:
    return f"star-mark-{mark.pk}"


def files_by_mark(marks: Iterable[StarMark]) -> dict[int, list[dict[str, str]]]:
    """The files of each mark, in one query."""
    known = {about(mark): mark.pk for mark in marks}
    found: dict[int, list[dict[str, str]]] = {}
    for row in Attachment.objects.filter(about__in=known).order_by("created_at", "pk"):
        found.setdefault(known[row.about], []).append(link(row))
    return found


def add_file(actor: Any, case: StarCase, mark: StarMark, label: str, file: Any) -> Attachment:
    """Keep an uploaded file as evidence of an item. Raises NotAllowed, Unsound."""
    return attach(
        actor=actor,
        park=case.park,
        name=file.name,
        file=file,
        size=file.size,
        note="",
        about=about(mark),
        about_label=f"{case} {label}",
    )
