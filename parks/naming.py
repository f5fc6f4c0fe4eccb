"""Parks, developers and operators as the search finds them, and as they are renamed and merged."""

from typing import Any, cast

from django.urls import reverse

from accounts.models import Membership, Place
from accounts.services.places import change_park_place, one_at_a_time
from parks.models import Developer, Operator, Parcel, Park, ParkContract
from parks.services.parks import require_new_name
from portal.registry import Hit, Identity, Merger, Searcher, identities, mergers, searchers

BODIES: dict[str, type[Developer] | type[Operator]] = {"developer": Developer, "operator": Operator}


def park_url(park: Park) -> str:
    return reverse("parks:park", args=(park.pk,))


def land_url(row: Any) -> str:
    return reverse("parks:land", args=(row.park_id,))


def body_url(kind: str, body: Any) -> str:
    return reverse("parks:body", args=(kind, body.pk))


def park_hits(rows: Any) -> list[Hit]:
    return [
        Hit(park.name, park_url(park), f"{park.place.parent.name} · {park.get_status_display()}")
        for park in rows.select_related("place__parent")
    ]


def contract_hits(rows: Any) -> list[Hit]:
    return [
        Hit(row.contract_number, land_url(row), f"{row.park.name} {row.name}")
        for row in rows.select_related("park")
    ]


def dealing_hits(rows: Any) -> list[Hit]:
    return [Hit(row.number, park_url(row.park), row.park.name) for row in rows.select_related("park")]


def body_hits(kind: str) -> Any:
    return lambda rows: [Hit(body.name, body_url(kind, body), body.uscc) for body in rows]


def listed(url_name: str, field: str) -> Any:
    return lambda text: reverse(url_name, query={field: text})


def rename_park(*, actor: Any, record: Park, name: str) -> None:
    """The park's leaf of the tree is called as the park is."""
    one_at_a_time()
    require_new_name(name, record.place.parent, but=record)
    change_park_place(record.place, name=name, parent=record.place.parent)


def place_of_body(body: Any, user: Any) -> Place:
    """The place of a park of this body through which `user` may change it; one of its places when there is none."""
    parks = body.parks.select_related("place").order_by("pk")
    mine = parks.filter(pk__in=Park.objects.for_user(user, "park.edit").values("pk")).first()
    return cast(Park, mine or parks.first()).place


def stays_of_park(park: Park) -> list[str]:
    accounts = Membership.objects.filter(place=park.place).values("user").distinct().count()
    if not accounts:
        return []
    return [f"{accounts} 个账号任职于“{park}”，合并后请安全管理员改授到存续园区。"]


searchers.register(
    Searcher("park", "园区", 10, "park.view", Park, park_hits, listed("parks:list", "name")),
)
for number, (kind, model) in enumerate(BODIES.items()):
    label = str(model._meta.verbose_name)
    searchers.register(Searcher(kind, label, 30 + number, "park.view", model, body_hits(kind)))
    identities.register(
        Identity(
            kind, model, "park.edit", "park.view", lambda body, kind=kind: body_url(kind, body), place_of_body
        )
    )
searchers.register(Searcher("parcel", "土地合同", 50, "park.view", Parcel, contract_hits))
searchers.register(Searcher("park_contract", "开发运营合同", 51, "park.view", ParkContract, dealing_hits))
identities.register(
    Identity(
        "park",
        Park,
        "park.edit",
        "park.view",
        park_url,
        lambda park, user: park.place,
        has_uscc=False,
        rename=rename_park,
    )
)
mergers.register(Merger("parks.accounts", "park", stays_of_park))
