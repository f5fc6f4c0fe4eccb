import datetime
from typing import Self

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q

from accounts.roles import COUNTY_LEVEL, PlaceKind
from portal.models.change import noting_changes
from portal.scope import Scope, ScopedQuerySet


class PlaceQuerySet(ScopedQuerySet):
    def on(self, date: datetime.date) -> Self:
        """Places that exist on `date`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=date),
            Q(valid_until__isnull=True) | Q(valid_until__gte=date),
        )

    def under(self, place: "Place") -> Self:
        """`place` itself and everything below it."""
        return self.filter(path__startswith=place.path)

    def county_level(self) -> Self:
        """Counties, county-level cities, districts and functional zones."""
        return self.filter(kind__in=COUNTY_LEVEL)


class Place(models.Model):
    """A node of the one tree of places: province, city, county or functional zone, township, park.

    `path` holds the codes from the root, each followed by a slash (`330000/330300/330302/`), so everything
    below a place starts with its path. Codes are GB/T 2260 where the standard has one.
    """

    Kind = models.TextChoices(
        "Kind",
        {
            "PROVINCE": (PlaceKind.PROVINCE.value, "省"),
            "CITY": (PlaceKind.CITY.value, "设区市"),
            "COUNTY": (PlaceKind.COUNTY.value, "县(市、区)"),
            "FUNCTIONAL_ZONE": (PlaceKind.FUNCTIONAL_ZONE.value, "功能区"),
            "TOWNSHIP": (PlaceKind.TOWNSHIP.value, "镇街"),
            "PARK": (PlaceKind.PARK.value, "小微企业园"),
        },
    )

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("层级", max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级", null=True, blank=True, related_name="children"
    )
    path = models.CharField("路径", max_length=200, unique=True)
    sort = models.PositiveIntegerField("排序", default=0)
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_until = models.DateField("撤销日期", null=True, blank=True)

    scope = Scope(place="", view="park.view")
    objects = models.Manager.from_queryset(PlaceQuerySet)()

    class Meta:
        verbose_name = "地域"
        ordering = ("sort", "code")
        triggers = noting_changes()
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(kind="province"), name="place_has_parent"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="place_dates_in_order",
                violation_error_message="撤销日期不能早于设立日期。",
            ),
        )
        indexes = (models.Index(OpClass(F("path"), name="text_pattern_ops"), name="place_path_prefix"),)

    def __str__(self) -> str:
        return self.name

    def covers(self, other: "Place") -> bool:
        """True when `other` is this place or lies below it."""
        return other.path.startswith(self.path)

    @property
    def codes(self) -> list[str]:
        """Codes from the root down to this place."""
        return self.path.rstrip("/").split("/")

    @property
    def policy_code(self) -> str:
        """The code under which policies are looked up: a park's is that of the place it stands in."""
        return self.codes[-2] if self.kind == self.Kind.PARK else self.code

    @property
    def county_code(self) -> str:
        """The code of the county or functional zone this place lies in ("" above county level)."""
        return self.codes[2] if len(self.codes) > 2 else ""


class PlaceLineage(models.Model):
    """One place came out of another on a date; the plan's 苍南 is 苍南县 and 龙港市 since 2019."""

    predecessor = models.ForeignKey(
        Place, models.PROTECT, verbose_name="原属", related_name="successor_links"
    )
    successor = models.ForeignKey(
        Place, models.PROTECT, verbose_name="现为", related_name="predecessor_links"
    )
    on = models.DateField("变更日期")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "区划沿革"
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="lineage_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="lineage_between_two_places"
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.on})"
