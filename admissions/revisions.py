"""What changed between two submissions of an application, field by field, for its reviewer."""

from typing import Any

from admissions.models import Application
from portal.history import Change, event_model, shown
from portal.numbers import DASH

# What is not an answer of the applicant.
OWN = frozenset({"park", "created_by", "owner", "own_use_declared", "answers", "equipment"})


def differences(application: Application, labels: dict[str, str]) -> list[Change]:
    """Old → new of every answer since the submission before this one; empty for a first submission.

    `labels` are the questions of the scheme by their codes.
    """
    if application.revision < 2:
        return []
    events = event_model(Application)
    before = events.objects.filter(
        pgh_obj_id=application.pk, revision=application.revision - 1, state="submitted"
    )
    old = before.order_by("pgh_id").first()
    return (
        [*columns(old, application), *answers(old, application, labels), *machines(old, application)]
        if old
        else []
    )


def columns(old: Any, new: Application) -> list[Change]:
    fields = [
        field for field in Application._meta.concrete_fields if field.editable and field.name not in OWN
    ]
    return [
        Change(str(field.verbose_name), shown(old, field), shown(new, field))
        for field in fields
        if getattr(old, field.attname) != getattr(new, field.attname)
    ]


def answers(old: Any, new: Application, labels: dict[str, str]) -> list[Change]:
    codes = [*labels, *sorted((set(old.answers) | set(new.answers)) - set(labels))]
    return [
        Change(labels.get(code, code), old.answers.get(code) or DASH, new.answers.get(code) or DASH)
        for code in codes
        if old.answers.get(code) != new.answers.get(code)
    ]


def machines(old: Any, new: Application) -> list[Change]:
    before, after = machine_words(old.equipment), machine_words(new.equipment)
    return [Change("设备清单", before, after)] if before != after else []


def machine_words(rows: list[dict[str, Any]]) -> str:
    return "；".join("，".join(str(value) for value in row.values() if value) for row in rows) or DASH
