"""入园企业 and 入驻 by sheet: one row for each room, or group of rooms, a firm holds in a park."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from enterprises.models import Enterprise, Occupancy
from enterprises.models.occupancy import HELD
from enterprises.models.options import System
from enterprises.services.bounds import FUTURE, Whole, faults, wholes
from enterprises.sheets.references import NAME, USCC, FirmReference, warn_of_names
from parks.references import PARK, ParkReference, park_names, park_word
from parks.rules import industries
from portal.identity import known_before
from portal.sheets.columns import Choice, Column, Day, Link, Many, Number, Text
from portal.sheets.kinds import Entry, Part, SheetKind, Stage, same
from portal.sheets.layout import Layout

TENURE = Choice(
    "tenure",
    "入驻方式",
    required=True,
    options=Occupancy.Tenure.choices,
    other_words={
        "购买": "purchased",
        "自有": "purchased",
        "出售": "purchased",
        "租用": "leased",
        "出租": "leased",
    },
)
ROOM: tuple[Column, ...] = (
    TENURE,
    Number(
        "floor_area_m2", "建筑面积", "㎡", required=True, places=2, digits=14, aliases=("入驻面积", "面积")
    ),
    Number("own_parcel_mu", "自有地块", "亩", places=4, digits=12, hint="企业自己取得的用地，没有的不填。"),
    Text("room", "房号", length=100, aliases=("门牌号", "幢号房号")),
    Day("valid_from", "入驻日期", required=True),
    Day("valid_until", "退出日期", hint="最后一天仍算在园；仍在园的不填。"),
)
FIRM: tuple[Column, ...] = (
    USCC,
    Text("name", NAME.label, length=100, required=True, aliases=NAME.aliases),
    Choice(
        "industry_code",
        "行业中类",
        required=True,
        options=tuple((line.code, line.label) for line in industries.groups()),
        other_words={line.name: line.code for line in industries.groups()},
        aliases=("行业", "行业代码"),
        hint="按国民经济行业分类（GB/T 4754-2017）填三位代码或从下拉选项中选。",
    ),
    Day("founded_on", "成立日期", aliases=("注册日期",)),
    Many("systems", "信息化系统", options=System.choices),
    Link(
        "code_url",
        "企业码链接",
        length=300,
        aliases=("企业码", "企业码网址"),
        hint="以 https:// 开头的网址。",
    ),
)
FIRM_PART = Part(
    code="firm",
    model=Enterprise,
    key=("uscc",),
    fields=same("uscc", "name", "industry_code", "founded_on", "systems", "code_url"),
    shared=True,
)
ROOM_FIELDS = {"park": "park_id", **same(*(column.name for column in ROOM))}
ROOM_KEY = ("enterprise_id", "park_id", "room", "valid_from")


class RoomKind(SheetKind):
    """What both kinds have in common: whose rooms they are is the only difference."""

    permission = "enterprise.edit"
    main = "room"
    naming = ("name", "uscc", "park", "room")
    at = {"occupancy_has_area": "floor_area_m2"}

    def check(self, stage: Stage) -> None:
        """Rooms are plausible in their park and for their firm, as on the page; what stays is not asked again."""
        known = dict(founding_days(stage))
        parks = wholes({park for _, park in stage.column("room", "park_id") if park})
        for entry in stage.entries:
            room = entry.values["room"]
            founded = entry.values.get("firm", {}).get("founded_on") or known.get(room.get("enterprise_id"))
            whole = parks.get(room.get("park_id"), Whole())
            for column, sentence in faults(newly_said(entry, "room"), whole, founded):
                entry.refuse(column, sentence)
        refuse_double_holding(stage)
        warn_of_more_rooms(stage)

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        return {"park": park_names(actor, self.permission, region)}

    def prefill(self, actor: Any, region: Any) -> Iterator[Mapping[str, Any]]:
        """Every room in one's parks, as it is known."""
        rooms = Occupancy.objects.for_user(actor, self.permission)
        if region is not None:
            rooms = rooms.filter(park__place__path__startswith=region.path)
        return self.rows_of(rooms)

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        """The rooms of the firms of a list, in one's own parks."""
        rooms = Occupancy.objects.for_user(actor, self.permission)
        return self.rows_of(rooms.filter(enterprise__in=records.order_by().values("pk")))

    def rows_of(self, rooms: QuerySet) -> Iterator[Mapping[str, Any]]:
        names = [column.name for column in self.layout.columns]
        sources = {name: SOURCES.get(name, name) for name in names}
        rows = rooms.order_by("park__place__path", "enterprise__name", "pk").values_list(*sources.values())
        return (dict(zip(names, row, strict=True)) for row in rows.iterator())


# Columns of the sheets as lookups from a room.
SOURCES: dict[str, Any] = {
    "park": park_word(),
    **{column.name: f"enterprise__{column.name}" for column in FIRM},
}


class Enterprises(RoomKind):
    """A list of firms with their rooms: firms nobody knew are entered, and so are rooms nobody knew."""

    code = "enterprises"
    label = "入园企业"
    about = "每行一家企业的一处用房"
    list_route = ("enterprises:list",)
    layouts = (Layout("enterprises", "入园企业", 2, (*FIRM, PARK, *ROOM), keys=("uscc", "park")),)
    parts = (FIRM_PART, Part("room", Occupancy, ROOM_KEY, ROOM_FIELDS, links={"enterprise_id": "firm"}))
    references = {"park": ParkReference()}

    def resolve(self, stage: Stage) -> None:
        super().resolve(stage)
        follow_old_codes(stage)

    def check(self, stage: Stage) -> None:
        for entry, day in stage.column("firm", "founded_on"):
            if day and day > timezone.localdate():
                entry.refuse("founded_on", FUTURE)
        leave_firms_of_others(stage)
        super().check(stage)


class Occupancies(RoomKind):
    """Rooms of firms that are known already."""

    code = "occupancies"
    label = "入驻"
    about = "每行一处用房，企业须已登记"
    list_route = ("enterprises:rooms",)
    layouts = (Layout("occupancies", "入驻", 1, (USCC, NAME, PARK, *ROOM), keys=("uscc", "park")),)
    parts = (Part("room", Occupancy, ROOM_KEY, {"uscc": "enterprise_id", **ROOM_FIELDS}),)
    references = {"uscc": FirmReference(), "park": ParkReference()}

    def check(self, stage: Stage) -> None:
        super().check(stage)
        warn_of_names(stage, "room")

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        """The rooms of a list of rooms, in one's own parks."""
        mine = Occupancy.objects.for_user(actor, self.permission)
        return self.rows_of(mine.filter(pk__in=records.order_by().values("pk")))


def follow_old_codes(stage: Stage) -> None:
    """A firm under a code it does not go by any more is the one that counts now, as it is registered."""
    codes = {code for _, code in stage.column("firm", "uscc") if code}
    before = known_before("enterprise", "uscc", codes, Enterprise.objects.filter(merged_into=None))
    own = set(stage.allowed(Enterprise).filter(pk__in=[one.record.pk for one in before.values()]))
    for entry in stage.entries:
        code = entry.values["firm"].get("uscc")
        if found := before.get(code):
            entry.values["firm"] = {"uscc": found.record.uscc}
            entry.warn("uscc", found.sentence(code, named=found.record in own))


def newly_said(entry: Entry, part: str) -> dict[str, Any]:
    """What the entry says that is not on record yet."""
    values = entry.values[part]
    return values if entry.is_new(part) else {name: values[name] for name in entry.before.get(part, {})}


def founding_days(stage: Stage) -> Iterable[tuple[int, datetime.date | None]]:
    firms = {entry.values["room"].get("enterprise_id") for entry in stage.entries} - {None}
    return Enterprise.objects.filter(pk__in=firms).values_list("pk", "founded_on")


def leave_firms_of_others(stage: Stage) -> None:
    """A firm known elsewhere is taken as it is: who has no rooms of it changes nothing about it."""
    changed = {entry.records["firm"]["id"] for entry in stage.entries if "firm" in entry.before}
    mine = Enterprise.objects.for_user(stage.actor, stage.permission).filter(pk__in=changed)
    own = set(mine.values_list("pk", flat=True))
    for entry in stage.entries:
        if "firm" in entry.before and entry.records["firm"]["id"] not in own:
            del entry.before["firm"]
            entry.warn("uscc", "该企业已在其他园区入驻，企业信息以已登记的为准，本行只登记入驻。")


def refuse_double_holding(stage: Stage) -> None:
    """Other days for a room that is a unit of the plan: no other firm holds that unit then."""
    moved = {
        entry.records["room"]["id"]: entry
        for entry in stage.entries
        if entry.before.get("room", {}).keys() & {"valid_from", "valid_until"}
    }
    rooms = dict(Occupancy.objects.filter(pk__in=moved, unit__isnull=False).values_list("pk", "unit"))
    others = list(Occupancy.objects.filter(unit__in=rooms.values()).exclude(pk__in=moved))
    for pk, unit in rooms.items():
        said = moved[pk].values["room"]
        if any(
            other.unit_id == unit and other.meets(said["valid_from"], said["valid_until"]) for other in others
        ):
            moved[pk].refuse("valid_until" if "valid_until" in moved[pk].line.places else "valid_from", HELD)


def warn_of_more_rooms(stage: Stage) -> None:
    """A room beside the ones a firm has in a park may be meant as a correction of them."""
    fresh = [entry for entry in stage.entries if entry.is_new("room")]
    firms = {entry.values["room"].get("enterprise_id") for entry in fresh} - {None}
    parks = {entry.values["room"].get("park_id") for entry in fresh} - {None}
    rooms = Occupancy.objects.filter(enterprise__in=firms, park__in=parks, valid_until=None)
    there: dict[tuple[int, int], list[str]] = defaultdict(list)
    for firm, park, room, since in rooms.values_list("enterprise", "park", "room", "valid_from"):
        there[firm, park].append(f"{room or '未填房号'}（{since} 起）")
    for entry in fresh:
        room = entry.values["room"]
        if names := there.get((room.get("enterprise_id"), room.get("park_id"))):
            entry.warn(
                "room",
                f"该企业在本园区已登记入驻：{'、'.join(names[:3])}；本行将另增一处。如为更正，请使房号和入驻日期与登记的一致。",
            )
