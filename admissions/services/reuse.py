"""沿用: an earlier application's content fills what a new one has not said yet."""

from typing import Any

from django.db import transaction

from admissions.models import Application
from admissions.services.content import ANSWERS, CONTENT, UNITS, held, note, offered, stored, told, write
from admissions.services.materials import take_over

# Who the firm is goes over only when it is the same one.
IDENTITY = ("firm_name", "uscc", "founded_on")
EMPTY: tuple[Any, ...] = (None, "", [], {})


@transaction.atomic
def reuse(*, application: Application, actor: Any, source: Application) -> tuple[int, int]:
    """Take over from `source` what `application` leaves empty, and its files when the firm is the same.

    Answers how many values and files came over. Raises NotAllowed, IllegalState, AlreadyOpen.
    """
    actor.require("application.draft", source.park.place)
    row = held(application, actor)
    before, content = told(row), wanting(row, source)
    if write(row, row.version, "", content):
        note(actor, "application.reuse", row, before, reason=source.number or "")
    return len(content), take_over(application=row, actor=actor, source=source)


def wanting(row: Application, source: Application) -> dict[str, Any]:
    """The source's values where the row has none; what was typed stays."""
    same_firm = row.uscc in ("", source.uscc)
    names = [name for name in CONTENT if name != ANSWERS and (same_firm or name not in IDENTITY)]
    content = {
        name: getattr(source, name)
        for name in names
        if getattr(row, name) in EMPTY and getattr(source, name) not in EMPTY
    }
    if fresh := {code: answer for code, answer in source.answers.items() if code not in row.answers}:
        content[ANSWERS] = fresh
    if (
        row.park_id == source.park_id
        and not stored(row, UNITS)
        and (units := offered(row, stored(source, UNITS)))
    ):
        content[UNITS] = units
    return content
