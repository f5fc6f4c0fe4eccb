"""What a row says beyond the park itself: its one parcel and phase, the two bodies, the persons, declared figures."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from parks.models import Contact, Developer, Operator, Parcel, Park, Phase, RegistryFigure
from parks.services.bodies import complete, named_otherwise
from parks.services.soundness import Unsound
from portal.identity import Earlier, known_before
from portal.sheets.kinds import Entry, Stage

FIRST_PARCEL, FIRST_PHASE = "1号地块", "一期"
SEVERAL = "本园区有多个{word}，此项请在园区页面修改；导入时没有采用。"
Parks = dict[int, Park]


def grouped(rows: QuerySet, *columns: str) -> dict[int, list[tuple[Any, ...]]]:
    """Rows by park."""
    found = defaultdict(list)
    for park, *rest in rows.values_list("park_id", *columns):
        found[park].append(tuple(rest))
    return found


def settle_land(stage: Stage, parks: Parks, columns: dict[str, Iterable[str]], lenient: bool) -> None:
    """Parcel and phase: the only one there is, a first one where there is none, left alone where there are several.

    `columns` has the columns of the sheet for each part, the must of a new one first.
    """
    ids = {park.pk for park in parks.values()}
    for part, model, word, name in (
        ("parcel", Parcel, "地块", FIRST_PARCEL),
        ("phase", Phase, "分期", FIRST_PHASE),
    ):
        known = grouped(model.objects.filter(park__in=ids), "name")
        for entry in stage.entries:
            park = parks.get(entry.number)
            rows = known.get(park.pk, []) if park else []
            settle_part(
                entry, part, word, [row for (row,) in rows] or [name], tuple(columns[part]), not rows, lenient
            )


def settle_part(
    entry: Entry,
    part: str,
    word: str,
    names: list[str],
    columns: tuple[str, ...],
    is_new: bool,
    lenient: bool,
) -> None:
    values = entry.values[part]
    given = [column for column in columns if entry.line.text(column)]
    if len(names) > 1:
        if given:
            entry.warn(given[0], SEVERAL.format(word=word))
        entry.values[part] = {}
    elif is_new and (not given or (lenient and not complete_part(entry, part, word, columns, given))):
        entry.values[part] = {}
    elif values:
        values["name"] = names[0]
        if is_new and part == "phase":
            values["land_area_mu"] = entry.line.values.get("land_area_mu")


def complete_part(entry: Entry, part: str, word: str, columns: tuple[str, ...], given: list[str]) -> bool:
    """Whether a new parcel or phase has what it cannot be without; the rest is left out with a word."""
    values = entry.line.values
    if values.get("land_area_mu") and (part == "parcel" or values.get("floor_area_m2")):
        return True
    if not any(problem.column == entry.line.places[given[0]].header for problem in entry.line.problems):
        entry.warn(
            given[0],
            f"没有用地面积{'' if part == 'parcel' else '或建筑面积'}，{word}没有登记，此项没有采用。",
        )
    return False


BODIES = (("developer", Developer, "开发主体"), ("operator", Operator, "运营机构"))


def settle_bodies(stage: Stage, lenient: bool) -> None:
    """Developer and operator by their codes; a registered name stays as it is."""
    for role, model, word in BODIES:
        if f"{role}_uscc" not in stage.present and f"{role}_name" not in stage.present:
            continue
        codes = {entry.line.values.get(f"{role}_uscc") for entry in stage.entries} - {None, ""}
        known = {body.uscc: body for body in model.objects.filter(uscc__in=codes)}
        before = known_before(role, "uscc", codes, model.objects.filter(merged_into=None))
        said: dict[str, str] = {}
        for entry in stage.entries:
            settle_body(entry, role, word, known, said, lenient)
            follow(entry, role, before)


def settle_body(
    entry: Entry, role: str, word: str, known: dict[str, Any], said: dict[str, str], lenient: bool
) -> None:
    given = entry.line.values
    name, uscc = given.get(f"{role}_name") or "", given.get(f"{role}_uscc")
    entry.values[role], body = {}, entry.values[role]
    entry.values["park"].pop(f"{role}_id", None)
    if uscc is None or (lenient and not (name and uscc)):  # unreadable: said already
        if lenient and uscc == "" and name:
            entry.warn(f"{role}_uscc", f"没有统一社会信用代码，{word}“{name}”没有登记。")
        return
    try:
        code = complete(role, name, uscc)
    except Unsound as refusal:
        entry.refuse(str(refusal.field), refusal.message)
        return
    entry.values["park"][f"{role}_id"] = (
        None  # until the part has its record; it stays so where nobody is named
    )
    if code:
        entry.values[role] = {
            **body,
            "uscc": code,
            "name": settled_name(entry, role, name, known.get(code), said, lenient),
        }
        keep_ownership(entry.values[role], known.get(code))


def follow(entry: Entry, role: str, before: dict[str, Earlier]) -> None:
    """A body under a code it does not go by any more is the one that counts now, called as it is registered."""
    values = entry.values[role]
    if found := before.get(values.get("uscc")):
        entry.warn(f"{role}_uscc", found.sentence(values["uscc"]))
        entry.values[role] = {"uscc": found.record.uscc, "name": found.record.name}


def settled_name(entry: Entry, role: str, name: str, body: Any, said: dict[str, str], lenient: bool) -> str:
    """The registered name, or the first one the sheet says; another one beside the same code is noted."""
    registered = body.name if body else said.setdefault(entry.line.values[f"{role}_uscc"], name)
    if name != registered:
        note = entry.warn if lenient else entry.refuse
        note(f"{role}_name", named_otherwise(role, registered).message)
    return registered


def keep_ownership(values: dict[str, Any], body: Any) -> None:
    """A sheet says it where nobody has: a body is shared by many parks."""
    if body and body.ownership:
        values.pop("ownership", None)


PERSONS = (("head", Contact.Role.HEAD), ("contact", Contact.Role.CONTACT))


def settle_persons(stage: Stage, parks: Parks) -> None:
    """机构负责人 and 机构联系人, where the park has no more than one of them."""
    ids = {park.pk for park in parks.values()}
    known = grouped(Contact.objects.filter(park__in=ids), "role")
    for entry in stage.entries:
        park = parks.get(entry.number)
        roles = [role for (role,) in known.get(park.pk, [])] if park else []
        for part, role in PERSONS:
            settle_person(entry, part, role, roles.count(role))


def settle_person(entry: Entry, part: str, role: str, there: int) -> None:
    values = entry.values[part]
    if there > 1 and values:
        entry.warn(f"{part}_name", "本园区登记了多人，此项请在园区页面修改；导入时没有采用。")
        entry.values[part] = {}
    elif not there and not values.get("name"):
        if values:
            entry.warn(f"{part}_phone", "没有姓名，电话没有登记。")
        entry.values[part] = {}
    elif values:
        values["role"] = role.value


def settle_figures(stage: Stage, parks: Parks) -> None:
    """The declared figures of today; the latest ones, where the sheet says nothing else."""
    rows = RegistryFigure.objects.filter(park__in={park.pk for park in parks.values()})
    latest = {row.park_id: row for row in rows.order_by("park_id", "-on").distinct("park_id")}
    today = timezone.localdate()
    for entry in stage.entries:
        if not (values := entry.values["figure"]):
            continue
        park = parks.get(entry.number)
        last = latest.get(park.pk) if park else None
        same = last and all(getattr(last, name) == value for name, value in values.items())
        values["on"] = last.on if last and same else today
