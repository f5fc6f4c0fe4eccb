"""Entering a park and changing what is said of it."""

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Place
from accounts.roles import COUNTY_LEVEL, PlaceKind
from accounts.services.places import add_park_place, change_park_place, one_at_a_time
from parks.models import Park
from parks.services import writing
from parks.services.bodies import register_developer, register_operator
from parks.services.parcels import add_parcel
from parks.services.phases import add_phase
from parks.services.soundness import Unsound
from portal import audit
from portal.errors import Conflict, NotAllowed, PortalError

HOMES = COUNTY_LEVEL | {PlaceKind.TOWNSHIP}


@transaction.atomic
def create_park(
    *,
    actor: Any,
    parent: Place,
    values: dict[str, Any],
    developer: dict[str, str] | None = None,
    operator: dict[str, str] | None = None,
    parcel: dict[str, Any] | None = None,
    phase: dict[str, Any] | None = None,
    token: UUID | None = None,
) -> Park:
    """Enter a park below `parent` (township, county or zone) with, if given, its first parcel and phase.

    `developer`/`operator` are {name, uscc}. The same `token` again answers the park it made the first time.
    Raises NotAllowed, Unsound.
    """
    actor.require("park.edit", parent)
    one_at_a_time()
    if token and (known := entered_before(actor, token)):
        return known
    require_home(parent)
    require_new_name(values["name"], parent)
    bodies = register_bodies(actor, parent, developer, operator)
    place = add_park_place(name=values["name"], parent=parent)
    row = Park(place=place, entry_token=token, **values, **bodies)
    park = writing.add(actor=actor, action="park.create", row=row, place=place)
    if parcel:
        add_parcel(actor=actor, park=park, values=parcel)
    if phase:
        add_phase(actor=actor, park=park, values=phase)
    return park


@transaction.atomic
def change_park(
    *,
    actor: Any,
    park: Park,
    version: int,
    values: dict[str, Any],
    parent: Place | None = None,
    developer: dict[str, str] | None = None,
    operator: dict[str, str] | None = None,
) -> Park:
    """Change what is said of a park, and where it stands; its name is changed by `identity.rename`.

    Raises NotAllowed, Conflict, Unsound.
    """
    actor.require("park.edit", park.place)
    one_at_a_time()
    park = writing.locked(park)
    if park.version != version:
        raise Conflict(park)
    if parent and parent.pk != park.place.parent_id:
        move(actor, park, parent)
    bodies = register_bodies(actor, park.place, developer, operator)
    return writing.change(
        actor=actor,
        action="park.change",
        row=park,
        version=version,
        values={**values, **bodies},
        place=park.place,
    )


@transaction.atomic
def change_status(*, actor: Any, picked: dict[int, int], values: dict[str, Any]) -> int:
    """Give many parks one status, or none of them: `picked` is {park: version it was seen at}.

    Answers how many. Raises NotAllowed, Conflict.
    """
    mine = Park.objects.for_user(actor, "park.edit").filter(pk__in=picked)
    parks = list(mine.select_related("place").order_by("pk"))
    if len(parks) != len(picked):
        raise NotAllowed
    for park in parks:
        writing.change(
            actor=actor,
            action="park.change",
            row=writing.locked(park),
            version=picked[park.pk],
            values={"status": values["status"]},
            place=park.place,
        )
    after = {"rows": len(parks), "status": values["status"]}
    audit.record(actor=actor, action="park.bulk_change", after=after)
    return len(parks)


def move(actor: Any, park: Park, home: Place) -> None:
    """Move the park's leaf of the tree."""
    actor.require("park.edit", home)
    require_home(home)
    require_new_name(park.name, home, but=park)
    before = {"place": park.place.path}
    change_park_place(park.place, name=park.name, parent=home)
    after = {"place": park.place.path}
    audit.record(actor=actor, action="park.move", subject=park, place=park.place, before=before, after=after)


def register_bodies(
    actor: Any, place: Place, developer: dict[str, str] | None, operator: dict[str, str] | None
) -> dict[str, Any]:
    """The records of the two bodies; a body not spoken of is left out."""
    bodies: dict[str, Any] = {}
    if developer is not None:
        bodies["developer"] = register_developer(actor=actor, place=place, **developer)
    if operator is not None:
        bodies["operator"] = register_operator(actor=actor, place=place, **operator)
    return bodies


def entered_before(actor: Any, token: UUID) -> Park | None:
    """The park that this page made already. Raises PortalError when somebody else's page had that token."""
    if not Park.objects.filter(entry_token=token).exists():
        return None
    mine = Park.objects.for_user(actor, "park.edit").filter(entry_token=token).first()
    if mine is None:
        raise PortalError("本页面已失效，请重新打开“新增园区”再填写。", code="page_used")
    return mine


def require_home(parent: Place) -> None:
    if parent.kind not in HOMES:
        raise Unsound("请选择园区所在的县(市、区)、功能区或镇街。", "parent")


def require_new_name(name: str, parent: Place, but: Park | None = None) -> None:
    """One name, one park within a county; asked while nobody else can add one."""
    county = Place.objects.get(code=parent.county_code)
    same = Park.objects.filter(name=name, place__path__startswith=county.path)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise named_already(county.name, name)


def named_already(county: str, name: str) -> Unsound:
    return Unsound(
        f"{county}已有名为“{name}”的园区，请核对是否重复登记；确是另一园区的，请在名称中区分。", "name"
    )
