"""Which place a row means by its region columns, and which park of the registry it speaks of."""

import re
from collections import defaultdict
from typing import Any

from django.db.models import Q

from accounts.models import Place
from accounts.services.places import park_leaf
from parks.models import Park
from parks.selectors import homes_for
from parks.services.parks import named_already
from portal.identity import known_before
from portal.sheets.kinds import Entry, Stage, named
from portal.sheets.staging import where

_SUFFIX = re.compile(r"(?:产业集聚区|[县市区])$")


class Homes:
    """The counties, zones and townships within the actor's reach, by the words people use for them."""

    def __init__(self, stage: Stage) -> None:
        places = list(homes_for(stage.actor).select_related("parent"))
        if stage.region is not None:
            places = [place for place in places if stage.region.covers(place)]
        self.counties: dict[str, list[Place]] = defaultdict(list)
        self.townships: dict[tuple[int, str], Place] = {}
        for place in places:
            if place.kind == Place.Kind.TOWNSHIP:
                self.townships[place.parent_id, place.name] = place
                continue
            for word in words_for(place):
                self.counties[word].append(place)
        all_counties = {place.pk: place for found in self.counties.values() for place in found}
        self.only = next(iter(all_counties.values())) if len(all_counties) == 1 else None

    def county(self, entry: Entry) -> Place | None:
        """The county a row names; the only one within reach where it names none. Problems are noted."""
        said = entry.line.values.get("county") or ""
        if not said:
            return self.unsaid(entry)
        found = self.counties.get(said.replace(" ", ""), [])
        if len(found) > 1 and (city := entry.line.values.get("city")):
            found = [place for place in found if place.parent.name == city]
        if len(found) == 1:
            return found[0]
        entry.refuse(
            "county",
            "有多个同名的区县，请写全称。" if found else "区县不在您的管理范围或名称有误，请核对。",
        )
        return None

    def unsaid(self, entry: Entry) -> Place | None:
        if self.only is None:
            entry.refuse("county", "请填写区县，或在上传时选择区县。")
        elif "county" in entry.line.places:
            entry.warn("county", f"没有填写区县，按“{self.only.name}”处理，请核对。")
        return self.only

    def home(self, entry: Entry) -> Place | None:
        """Where a new park of this row stands: the township, or the county where none is named."""
        county = self.county(entry)
        name = entry.line.values.get("township")
        if county is None or not name:
            return county
        if township := self.townships.get((county.pk, name)):
            return township
        entry.refuse("township", f"{county.name}没有“{name}”，请核对镇街名称，或先留空。")
        return None


def words_for(place: Place) -> set[str]:
    """鹿城区, 鹿城, 温州市鹿城区."""
    return {place.name, _SUFFIX.sub("", place.name), f"{place.parent.name}{place.name}"}


class KnownParks:
    """The parks within reach that the sheet may speak of, by registry code and by name within a county."""

    def __init__(self, stage: Stage) -> None:
        codes, names = named(stage, "registry_code"), named(stage, "name")
        rows = stage.allowed(Park).filter(Q(registry_code__in=codes) | Q(name__in=names))
        self.by_code: dict[str, Park] = {}
        self.by_name: dict[tuple[str, str], Park] = {}
        for park in rows.select_related("place__parent__parent"):
            self.by_name[park.place.county_code, park.name] = park
            if park.registry_code:
                self.by_code[park.registry_code] = park

        allowed = stage.allowed(Park).select_related("place__parent__parent")
        self.before_by_code = known_before("park", "registry_code", codes, allowed)
        self.before_by_name = {
            (one.record.place.county_code, name): one
            for name, one in known_before("park", "name", names, allowed).items()
        }

    def coded(self, entry: Entry) -> Park | None:
        return self.by_code.get(entry.line.values.get("registry_code") or "")

    def formerly(self, entry: Entry, called: tuple[str, str] | None = None) -> Park | None:
        """The park that counts now for a code, or a name, of before; what the row calls it is then left aside."""
        code = entry.line.values.get("registry_code") or ""
        found = self.before_by_name.get(called) if called else self.before_by_code.get(code)
        if found is None:
            return None
        word, column = (called[1], "name") if called else (code, "registry_code")
        entry.warn(column, found.sentence(word))
        for name in ("name", "registry_code"):
            entry.values["park"].pop(name, None)
        return found.record


def settle_parks(stage: Stage) -> dict[int, Park]:
    """Point each entry to its park, or to a place of its own for a new one; answers the known parks by number."""
    homes, known = Homes(stage), KnownParks(stage)
    parks: dict[int, Park] = {}
    first: dict[tuple[str, str], Entry] = {}
    for entry in stage.entries:
        name = entry.line.values.get("name") or ""
        park = known.coded(entry) or known.formerly(entry)
        home = home_of(park) if park else homes.home(entry)
        if not home or not name:
            continue
        called = (home.county_code, name)
        namesake = known.by_name.get(called)
        if park and namesake and park != namesake:
            entry.refuse("name", named_already(county_of(home).name, name).message)
        if park := park or namesake or known.formerly(entry, called):
            parks[entry.number] = park
            note_moved(entry, park)
        note_same_name(entry, first.setdefault(called, entry), parks)
        place_entry(entry, park, home, name)
    return parks


def home_of(park: Park) -> Place:
    return park.place.parent


def county_of(home: Place) -> Place:
    return home.parent if home.kind == Place.Kind.TOWNSHIP else home


def note_moved(entry: Entry, park: Park) -> None:
    """A park is moved on its own page; a sheet that names another place only says so."""
    home = home_of(park)
    said = (("county", words_for(county_of(home))), ("township", {home.name}))
    for column, words in said:
        value = entry.line.values.get(column)
        if value and value.replace(" ", "") not in words:
            entry.warn(
                column, f"系统中该园区在{county_of(home).name}{home_name(home)}，导入不改变所在地，请核对。"
            )
    place = entry.line.places.get("county")
    unsaid = place and not entry.line.values.get("county")
    if unsaid and all(problem.column != place.header for problem in entry.line.problems):
        entry.warn("county", f"没有填写区县，系统中该园区在{county_of(home).name}。")


def home_name(home: Place) -> str:
    return home.name if home.kind == Place.Kind.TOWNSHIP else ""


def note_same_name(entry: Entry, earlier: Entry, parks: dict[int, Park]) -> None:
    """Two rows for one name in a county; rows of one known park are found by its key."""
    if earlier is entry or (entry.number in parks and parks.get(earlier.number) == parks[entry.number]):
        return
    entry.refuse("name", f"与{where(earlier, entry)}重复，请只保留一行。")


def place_entry(entry: Entry, park: Park | None, home: Place, name: str) -> None:
    """Where the entry's park stands: its own leaf, or a new one below `home` whose code is given when it is written."""
    values: dict[str, Any] = entry.values
    if park:
        entry.path, values["park"]["place_id"] = park.place.path, park.place_id
    else:
        entry.path, values["place"] = home.path, park_leaf(name=name, parent=home, code=f"+{entry.number}")
