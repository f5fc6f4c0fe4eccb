import datetime
from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from enterprises.models.enterprise import Enterprise
from parks.models import Park, Unit
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.models.period import period
from portal.scope import Scope, ScopedQuerySet

HELD = "该单元在这段时间已由其他企业入驻，请先登记原企业退出，或核对日期。"


class OccupancyQuerySet(ScopedQuerySet):
    def on(self, day: datetime.date) -> Self:
        """Rooms held on `day`."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def in_year(self, year: int) -> Self:
        """Rooms held on at least one day of `year`."""
        return self.between(datetime.date(year, 1, 1), datetime.date(year, 12, 31))

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Rooms held on at least one of the days from `first` to `last`, both included."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=first), valid_from__lte=last)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Occupancy(Versioned):
    """入驻: rooms of a park held by a firm from one day to another, both included; bought or rented."""

    class Tenure(models.TextChoices):
        PURCHASED = "purchased", "自购"
        LEASED = "leased", "租赁"

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="企业", related_name="occupancies"
    )
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="occupancies")
    tenure = models.CharField("入驻方式", max_length=10, choices=Tenure.choices)
    floor_area_m2 = models.DecimalField("建筑面积(㎡)", max_digits=14, decimal_places=2)
    own_parcel_mu = models.DecimalField("自有地块(亩)", max_digits=12, decimal_places=4, default=0)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="单元", null=True, blank=True, related_name="occupancies"
    )
    room = models.CharField("房号", max_length=100, blank=True)
    valid_from = models.DateField("入驻日期")
    valid_until = models.DateField("退出日期", null=True, blank=True)

    scope = Scope(place="park__place", view="enterprise.view")
    # In lists of what hangs on rooms, the firm.
    known_by = "enterprise__name"
    objects = models.Manager.from_queryset(OccupancyQuerySet)()

    class Meta:
        verbose_name = "入驻"
        ordering = ("enterprise", "valid_from", "pk")
        triggers = noting_changes()
        constraints = (
            models.CheckConstraint(
                condition=Q(floor_area_m2__gt=0) | Q(own_parcel_mu__gt=0),
                name="occupancy_has_area",
                violation_error_message="建筑面积和自有地块至少一项应大于 0。",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="occupancy_dates_in_order",
                violation_error_message="退出日期不能早于入驻日期。",
            ),
            ExclusionConstraint(
                name="occupancy_unit_held_once",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(unit__isnull=False),
                violation_error_message=HELD,
            ),
        )

    def __str__(self) -> str:
        return " · ".join(filter(None, (str(self.enterprise), str(self.park), self.room)))

    def meets(self, first: datetime.date, last: datetime.date | None) -> bool:
        """Were the rooms held on a day between `first` and `last`, both included?"""
        begins_in_time = last is None or self.valid_from <= last
        return begins_in_time and (self.valid_until is None or self.valid_until >= first)
