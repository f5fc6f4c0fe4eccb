"""The tree of places: loading the reference, adding a park's leaf."""

import csv
import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from accounts.models import Place, PlaceLineage

REFERENCE = Path(__file__).resolve().parents[1] / "reference"


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def date_or_none(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def upsert(level: list[dict[str, str]], by_code: dict[str, Place]) -> list[Place]:
    """Places whose parents are there already, written in one statement."""
    places = [
        Place(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            parent=(parent := by_code.get(row["parent"])),
            path=f"{parent.path if parent else ''}{row['code']}/",
            sort=int(row["sort"] or 0),
            valid_from=date_or_none(row["valid_from"]),
            valid_until=date_or_none(row["valid_until"]),
        )
        for row in level
    ]
    changing = ("name", "kind", "parent", "path", "sort", "valid_from", "valid_until")
    return Place.objects.bulk_create(
        places, update_conflicts=True, unique_fields=("code",), update_fields=changing
    )


@transaction.atomic
def load_reference() -> int:
    """Bring the shipped places and their lineage into the database; answers how many places there are.

    Can be run again: codes stay, names, order and dates are brought up to date.
    """
    by_code: dict[str, Place] = {}
    waiting = rows("places.csv")
    while waiting:
        level = [row for row in waiting if not row["parent"] or row["parent"] in by_code]
        waiting = [row for row in waiting if row not in level]
        by_code |= {place.code: place for place in upsert(level, by_code)}
    for row in rows("lineage.csv"):
        PlaceLineage.objects.update_or_create(
            predecessor=by_code[row["predecessor"]],
            successor=by_code[row["successor"]],
            defaults={"on": datetime.date.fromisoformat(row["on"]), "note": row["note"]},
        )
    return len(by_code)


def one_at_a_time() -> None:
    """Until this transaction ends nobody else adds or moves a park's leaf: numbers and names stay unique."""
    list(Place.objects.select_for_update(no_key=True).filter(parent=None).order_by("pk"))


def next_park_codes(count: int) -> list[str]:
    """The next P numbers; theirs alone who hold the tree by `one_at_a_time`."""
    numbers = Place.objects.filter(kind=Place.Kind.PARK, code__regex=r"^P[0-9]+$")
    last = numbers.aggregate(last=Max(Cast(Substr("code", 2), IntegerField())))["last"] or 0
    return [f"P{number:06d}" for number in range(last + 1, last + 1 + count)]


def park_leaf(*, name: str, parent: Place, code: str) -> dict[str, Any]:
    """The columns of the leaf a park owns, below a township, county or functional zone."""
    return {
        "code": code,
        "name": name,
        "kind": Place.Kind.PARK.value,
        "parent_id": parent.pk,
        "path": f"{parent.path}{code}/",
        "sort": parent.sort,
    }


@transaction.atomic
def add_park_place(*, name: str, parent: Place) -> Place:
    """The leaf a park owns; its code is the next P number."""
    one_at_a_time()
    (code,) = next_park_codes(1)
    return Place.objects.create(**park_leaf(name=name, parent=parent, code=code))


@transaction.atomic
def change_park_place(place: Place, *, name: str, parent: Place) -> Place:
    """Rename a park's leaf and hang it below `parent`; its code stays, so roles given there stay too."""
    one_at_a_time()
    place.name, place.parent, place.sort = name, parent, parent.sort
    place.path = f"{parent.path}{place.code}/"
    place.save(update_fields=["name", "parent", "path", "sort"])
    return place
