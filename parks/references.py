"""How sheets name a park."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When

from parks.models import Park
from portal.identity import known_before
from portal.sheets.columns import Text
from portal.sheets.kinds import Found, Reference, Stage

PARK = Text(
    "park",
    "园区名称",
    required=True,
    aliases=("园区", "所在园区", "小微企业园", "小微企业园名称"),
    hint="填写本人管辖范围内的园区名称；有同名园区的，填写园区代码（P 开头）。",
)


# What a sheet may call a park by.
CALLED = ("name", "place__code", "registry_code")


class ParkReference(Reference):
    """A park by its name, its code in the tree of places, or its code in the province's registry."""

    unknown = "园区不在您的管辖范围或名称有误，请核对。"

    def find(self, names: set[Any], stage: Stage) -> Mapping[Any, Found | str]:
        called = Q(name__in=names) | Q(place__code__in=names) | Q(registry_code__in=names)
        parks = stage.allowed(Park)
        rows = parks.filter(called).order_by("pk")
        found: dict[str, set[tuple[int, str]]] = defaultdict(set)
        for key, path, *said in rows.values_list("pk", "place__path", *CALLED):
            for name in names.intersection(said):
                found[name].add((key, path))
        before = self.before(names - set(found), parks.select_related("place"))
        return before | {name: one_of(these) for name, these in found.items()}

    def before(self, names: set[Any], parks: QuerySet) -> dict[Any, Found | str]:
        """Parks by what they were called before, or by what a double was that was merged into them."""
        return {
            name: Found(one.record.pk, one.record.place.path, one.sentence(name))
            for column in CALLED
            for name, one in known_before("park", column, names, parks).items()
        }


def one_of(parks: set[tuple[int, str]]) -> Found | str:
    if len(parks) > 1:
        return f"管辖范围内有 {len(parks)} 个同名园区，请改填园区代码（P 开头）。"
    return Found(*next(iter(parks)))


def park_word(path: str = "park") -> Case:
    """How a sheet that goes out names the park at `path`: by its name, or its code where another park is called so."""
    start = f"{path}__" if path else ""
    standing = Park.objects.filter(merged_into=None).order_by()
    doubles = standing.values("name").annotate(found=Count("pk")).filter(found__gt=1)
    said_twice = When(**{f"{start}name__in": doubles.values("name")}, then=F(f"{start}place__code"))
    return Case(said_twice, default=F(f"{start}name"))


def park_names(user: Any, permission: str, region: Any = None) -> list[str]:
    """Words for a drop-down: the parks where the user may do `permission`, within the region."""
    rows = Park.objects.for_user(user, permission)
    if region is not None:
        rows = rows.filter(place__path__startswith=region.path)
    return list(rows.order_by("place__path").values_list(park_word(""), flat=True))
