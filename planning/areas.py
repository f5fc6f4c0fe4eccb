"""The lines of the dashboard: which areas a person sees, and which places each of them is made of.

A plan's area is the county of its time with whatever has come out of it since (the plan's 苍南 is 苍南县 and
龙港市), so every place belongs to exactly one area. Whoever sees less than a county sees their own place, without
a plan: plans are handed down to counties only.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, F, Func, Q, Value, When
from django.db.models.lookups import Exact, In

from accounts.models import Place, PlaceLineage
from accounts.roles import COUNTY_LEVEL, PlaceKind
from planning.rules.lamps import Period
from planning.rules.plan import YEARS

PERMISSION = "progress.view"
PERIOD = Period.of_years(YEARS[0], YEARS[-1])
# Province, city, county: the parts of a path.
COUNTY_DEPTH = 3


@dataclass(frozen=True)
class City:
    """One dashboard: a city and the areas of it that somebody sees; `whole` when that is all of it."""

    pk: int
    code: str
    name: str
    whole: bool


@dataclass(frozen=True)
class Area:
    """One line: the place that names it, the paths of all its places in sight, the names of those out of sight."""

    pk: int
    code: str
    name: str
    city: City
    paths: tuple[str, ...]
    unseen: tuple[str, ...] = ()

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """Codes of the counties it is made of; none for a place below a county."""
        parts = [path.rstrip("/").split("/") for path in self.paths]
        return tuple(codes[-1] for codes in parts if len(codes) == COUNTY_DEPTH)

    def within(self, place: str) -> Q:
        """Rows whose `place` (a lookup path to a place) lies in this area."""
        found = Q()
        for path in self.paths:
            found |= Q(**{f"{place}__path__startswith": path})
        return found


class SplitPart(Func):
    """The n-th part of a text between separators."""

    function = "split_part"
    output_field = CharField()


def county_code(place: str) -> SplitPart:
    """The code of the county a row lies in: the third part of its place's path."""
    return SplitPart(F(f"{place}__path"), Value("/"), Value(COUNTY_DEPTH))


def area_code(place: str, areas: list[Area]) -> Case:
    """The code of the area a row lies in, for rows that lie `inside` these areas."""
    local = [When(area.within(place), then=Value(area.code)) for area in areas if not area.counties]
    heirs = [
        When(Exact(county_code(place), code), then=Value(area.code))
        for area in areas
        for code in area.counties
        if code != area.code
    ]
    return Case(*local, *heirs, default=county_code(place), output_field=CharField())


def inside(place: str, areas: list[Area]) -> Q:
    """Rows that lie in one of these areas."""
    found = Q(In(county_code(place), [code for area in areas for code in area.counties]))
    for area in areas:
        found |= Q() if area.counties else area.within(place)
    return found


def areas_of(user: Any) -> list[Area]:
    """The areas `user` sees the progress of, in the order of the plan; empty without the permission."""
    scope = user.places_granting(PERMISSION)
    if not scope:
        return []
    places = list(Place.objects.filter(kind__in=[*COUNTY_LEVEL, PlaceKind.CITY]).order_by("sort"))
    cities = {
        place.code: City(place.pk, place.code, place.name, place.path.startswith(scope))
        for place in places
        if place.kind == PlaceKind.CITY
    }
    groups = grouped([place for place in places if place.kind in COUNTY_LEVEL])
    counties = [area for head, group in groups for area in areas_of_group(head, group, scope, cities)]
    return counties + local_areas(user, scope, cities)


def grouped(counties: list[Place]) -> list[tuple[Place, list[Place]]]:
    """Each county of the plan's time with what came out of it during the plan."""
    links = PlaceLineage.objects.filter(on__gt=PERIOD.start).values_list("successor_id", "predecessor_id")
    origin = dict(links)
    groups: dict[int, list[Place]] = defaultdict(list)
    for county in counties:
        groups[origin.get(county.pk, county.pk)].append(county)
    return [(county, groups[county.pk]) for county in counties if county.pk in groups]


def areas_of_group(
    head: Place, group: list[Place], scope: tuple[str, ...], cities: dict[str, City]
) -> list[Area]:
    """One area named by `head` where it is in sight; otherwise whatever else of the group is, each by itself."""
    seen = [place for place in group if place.path.startswith(scope)]
    if head not in seen:
        return [as_area(place, cities) for place in seen]
    unseen = tuple(place.name for place in group if place not in seen)
    return [as_area(head, cities, tuple(place.path for place in seen), unseen)]


def local_areas(user: Any, scope: tuple[str, ...], cities: dict[str, City]) -> list[Area]:
    """Places below a county that are not inside another place of the user's."""
    places = {place.path: place for _, place in user.grants if place.path in scope and len(place.codes) > 3}
    inner = [place for path, place in places.items() if not path.startswith(tuple({*scope} - {path}))]
    return [as_area(place, cities) for place in sorted(inner, key=lambda place: (place.sort, place.code))]


def as_area(
    place: Place, cities: dict[str, City], paths: tuple[str, ...] = (), unseen: tuple[str, ...] = ()
) -> Area:
    return Area(place.pk, place.code, place.name, cities[place.codes[1]], paths or (place.path,), unseen)


def cities_of(areas: list[Area]) -> list[City]:
    """The dashboards these areas make, each city once."""
    return list(dict.fromkeys(area.city for area in areas))
