"""What happened to a park and to what belongs to it, deleted rows included."""

from collections import defaultdict
from typing import Any

from parks.models import Building, Parcel, Park, Phase, Storey, Unit
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
ROOMS = "rooms"


def timeline(park: Park, group: str = "") -> list[HistoryEntry]:
    """The last changes, newest first, old → new by field, with who made them: of the park and its land, of its
    buildings (`ROOMS`), or of the records of one group."""
    batches = rooms(park) if group == ROOMS else land_or_records(park, group)
    names = people([event for _, events in batches for event in events])
    entries = [one for word, events in batches for one in entries_of(word, events, names)]
    return sorted(entries, key=lambda one: one.when, reverse=True)[:LIMIT]


def land_or_records(park: Park, group: str) -> list[tuple[str, list[Any]]]:
    kinds = [(kind.model, kind.owner, kind.label) for kind in kinds_of(group)] if group else KINDS
    return [(word, events_of(model, {link: park.pk})) for model, link, word in kinds]


def rooms(park: Park) -> list[tuple[str, list[Any]]]:
    """Changes to buildings, storeys and units, found through all buildings and storeys there ever were."""
    buildings = event_model(Building).objects.filter(park_id=park.pk).values("pgh_obj_id")
    storeys = event_model(Storey).objects.filter(building_id__in=buildings).values("pgh_obj_id")
    return [
        ("单元", events_of(Unit, {"storey_id__in": storeys})),
        ("层", events_of(Storey, {"building_id__in": buildings})),
        ("幢", events_of(Building, {"park_id": park.pk})),
    ]


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
