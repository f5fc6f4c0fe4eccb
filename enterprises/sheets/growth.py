"""成长事件 by sheet: a step of a firm onto or off a list, in the park where it then was."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from enterprises.models import GrowthEvent, Occupancy
from enterprises.rules.growth import Step, faults
from enterprises.services.bounds import FUTURE
from enterprises.sheets.references import NAME, USCC, FirmReference, warn_of_names
from parks.references import PARK, ParkReference, park_names, park_word
from portal.sheets.columns import Choice, Day, Text
from portal.sheets.kinds import Entry, Part, SheetKind, Stage, same
from portal.sheets.layout import Layout

ENTERED = GrowthEvent.Direction.ENTERED
LAYOUT = Layout(
    code="growth_events",
    label="成长事件",
    version=1,
    columns=(
        USCC,
        NAME,
        PARK,
        Choice("kind", "类别", required=True, options=GrowthEvent.Kind.choices),
        Choice("direction", "进出", required=True, options=GrowthEvent.Direction.choices),
        Day("on", "日期", required=True, hint="企业当天须在所填园区。"),
        Text("document", "文件或名单", length=100),
    ),
    keys=("uscc", "park", "kind", "on"),
)
EVENT = Part(
    code="growthevent",
    model=GrowthEvent,
    key=("enterprise_id", "kind", "direction", "on"),
    fields={
        "uscc": "enterprise_id",
        "park": "park_id",
        **same("kind", "direction", "on", "document"),
    },
)


class GrowthEvents(SheetKind):
    code = "growth_events"
    label = "成长事件"
    about = "每行一家企业进入或退出一个名单"
    list_route = ("enterprises:growth_events",)
    permission = "enterprise.edit"
    layouts = (LAYOUT,)
    parts = (EVENT,)
    references = {"uscc": FirmReference(), "park": ParkReference()}
    naming = ("name", "uscc", "kind", "on")

    def check(self, stage: Stage) -> None:
        """The firm was in the park that day, and on each list entering and leaving take turns."""
        entries = [entry for entry in stage.entries if whole(entry)]
        self.require_presence(entries)
        self.require_turns(entries)
        warn_of_names(stage, "growthevent")

    def require_presence(self, entries: list[Entry]) -> None:
        today = timezone.localdate()
        firms = {event(entry)["enterprise_id"] for entry in entries}
        stays = defaultdict(list)
        rooms = Occupancy.objects.filter(enterprise__in=firms)
        for firm, park, since, until in rooms.values_list(
            "enterprise_id", "park_id", "valid_from", "valid_until"
        ):
            stays[firm, park].append((since, until))
        for entry in entries:
            said = event(entry)
            on = said["on"]
            held = stays[said["enterprise_id"], said["park_id"]]
            if on > today:
                entry.refuse("on", FUTURE)
            elif not any(since <= on and (until is None or on <= until) for since, until in held):
                entry.refuse("on", f"该企业 {on} 没有入驻该园区，请核对日期和园区。")

    def require_turns(self, entries: list[Entry]) -> None:
        """Of each firm and list the steps that are known and those of the sheet, in the order of their days."""
        steps: dict[tuple[int, str], dict[tuple[Any, bool], Step]] = defaultdict(dict)
        firms = {event(entry)["enterprise_id"] for entry in entries}
        known = GrowthEvent.objects.filter(enterprise__in=firms)
        for firm, kind, on, way in known.values_list("enterprise_id", "kind", "on", "direction"):
            steps[firm, kind][on, way == ENTERED] = Step(on, way == ENTERED)
        for entry in entries:
            said = event(entry)
            key = (said["on"], said["direction"] == ENTERED)
            of = steps[said["enterprise_id"], said["kind"]]
            of.setdefault(key, Step(*key, new=entry))
        for (_, kind), of in steps.items():
            for step, sentence in faults(of.values(), kind, GrowthEvent.Kind(kind).label):
                step.new.refuse("direction", sentence)

    def options(self, actor: Any, region: Any) -> Mapping[str, list[str]]:
        return {"park": park_names(actor, self.permission, region)}

    def rows(self, actor: Any, records: QuerySet) -> Iterator[Mapping[str, Any]]:
        sources: dict[str, Any] = {
            "uscc": "enterprise__uscc",
            "name": "enterprise__name",
            "park": park_word(),
            **same("kind", "direction", "on", "document"),
        }
        for row in records.values_list(*sources.values()).iterator(chunk_size=2000):
            yield dict(zip(sources, row, strict=True))


def event(entry: Entry) -> dict[str, Any]:
    return entry.values["growthevent"]


def whole(entry: Entry) -> bool:
    """Does the row say who, where, what and when?"""
    said = event(entry)
    return all(said.get(name) for name in ("enterprise_id", "park_id", "kind", "direction", "on"))
