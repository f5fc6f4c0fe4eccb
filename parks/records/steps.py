"""A record that goes its way by a flow: where it stands, what it went through, the steps out of it."""

from typing import Any

from django.urls import reverse

from parks.records.kind import RecordKind
from portal.workflow import history, told


def steps_of(kind: RecordKind, row: Any, user: Any) -> dict[str, Any] | None:
    """What `parks/records/flow.html` draws; None for a kind without a flow."""
    if kind.flow is None:
        return None
    return {
        "state": kind.flow.by_state[row.state],
        "offers": offers(kind, row, user),
        "taken": taken(kind, row),
    }


def offers(kind: RecordKind, row: Any, user: Any) -> list[dict[str, str]]:
    return [
        {
            "label": offer.transition.label,
            "url": step_url(kind, row, offer.transition.code),
            "reason": offer.reason,
            "style": "btn-outline-danger" if offer.transition.destructive else "btn-outline-primary",
        }
        for offer in kind.flow.offers(row, user)
    ]


def taken(kind: RecordKind, row: Any) -> list[dict[str, Any]]:
    """The flow's log, newest first, for `parts/timeline.html`."""
    return [told(kind.flow, entry) for entry in reversed(history(kind.flow, row))]


def step_url(kind: RecordKind, row: Any, step: str) -> str:
    return reverse("parks:record_step", args=(kind.code, row.pk, step))
