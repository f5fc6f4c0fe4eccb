"""What happened to a park and to what belongs to it, deleted rows included."""

from collections import defaultdict
from typing import Any

from parks.models import Parcel, Park, Phase
from parks.records.kind import kinds_of
from portal.history import (
    LIMIT,
    SILENT,
    HistoryEntry,
    entry,
    event_model,
    optional_relations,
    people,
    shown,
)

# What one save wrote has one time; then the park, which came first, stands last.
KINDS = ((Phase, "park_id", "分期"), (Parcel, "park_id", "地块"), (Park, "pgh_obj_id", ""))


def timeline(park: Park, group: str = "") -> list[HistoryEntry]:
    """The last changes, newest first, old → new by field, with who made them: of the park and its land, or of the
    records of one group."""
    kinds = KINDS if not group else [(kind.model, kind.owner, kind.label) for kind in kinds_of(group)]
    batches = [(word, events_of(model, {link: park.pk})) for model, link, word in kinds]
    names = people([event for _, events in batches for event in events])
    entries = [one for word, events in batches for one in entries_of(word, events, names)]
    return sorted(entries, key=lambda one: one.when, reverse=True)[:LIMIT]


def events_of(model: type, link: dict[str, Any]) -> list[Any]:
    events = event_model(model)
    rows = events.objects.filter(**link).select_related("pgh_context", *optional_relations(events))
    return list(rows.order_by("-pgh_id")[: 2 * LIMIT])


def entries_of(word: str, events: list[Any], names: dict[int, str]) -> list[HistoryEntry]:
    """Each event compared with the one before it of the same record; an update that changed nothing is left out."""
    of_record = defaultdict(list)
    for event in events:
        of_record[event.pgh_obj_id].append(event)
    pairs = [pair for own in of_record.values() for pair in zip(own, [*own[1:], None], strict=True)]
    made = [(event, entry(event, older, names)) for event, older in pairs]
    return [titled(one, word, event) for event, one in made if one.changes or event.pgh_label != "update"]


def titled(one: HistoryEntry, word: str, event: Any) -> HistoryEntry:
    what = f"{one.what}{word}“{named(event)}”" if word else f"{one.what}园区"
    return HistoryEntry(one.when, one.who, what, one.comment, one.changes)


def named(event: Any) -> str:
    """What the row is called: by its name, else by the first thing it says of itself."""
    columns = {column.name: column for column in event._meta.concrete_fields if column.name not in SILENT}
    own = [name for name in columns if not name.startswith("pgh_") and not columns[name].is_relation]
    return shown(event, columns["name"] if "name" in columns else columns[own[0]])
