"""Personal data that few may read: masked wherever values are shown without asking who is looking."""

from django.db import models

MASK = "****"
_columns: set[tuple[str, str]] = set()


def declare(model: type[models.Model], *names: str) -> None:
    """The columns `names` of `model` are personal: history and audit trail keep and show them masked."""
    _columns.update((model._meta.label_lower, name) for name in names)


def is_personal(model: type[models.Model], name: str) -> bool:
    """Is this column of a model, or of the events of its history, personal?"""
    tracked = getattr(model, "pgh_tracked_model", None) or model
    return (tracked._meta.label_lower, name) in _columns


def masked(value: str) -> str:
    """138****5678; of a short number only the last two digits are left."""
    if not value:
        return value
    return f"{value[:3]}{MASK}{value[-4:]}" if len(value) >= 11 else f"{MASK}{value[-2:]}"
