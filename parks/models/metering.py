import pghistory
from django.db import models

from parks.models.record import ParkRecord
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Meter(ParkRecord):
    """计量表: a meter of a park, its number unique there (W8)."""

    class Kind(models.TextChoices):
        WATER = "water", "水表(吨)"
        POWER = "power", "电表(千瓦时)"
        GAS = "gas", "气表(立方米)"

    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    number = models.CharField("表号", max_length=40)
    holder = models.CharField("用户", max_length=100, blank=True)

    class Meta:
        verbose_name = "计量表"
        ordering = ("kind", "number", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "kind", "number"),
                name="meter_once",
                violation_error_message="本园区已登记这块表。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MeterReading(Versioned):
    """抄表读数: what a meter showed on a day; usage is the difference of two readings (W8)."""

    meter = models.ForeignKey(Meter, models.PROTECT, verbose_name="计量表", related_name="readings")
    on = models.DateField("抄表日期")
    value = models.DecimalField("读数", max_digits=16, decimal_places=3)

    scope = Scope(place="meter__park__place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "抄表读数"
        ordering = ("meter", "-on")
        constraints = (
            models.UniqueConstraint(
                fields=("meter", "on"),
                name="reading_once_a_day",
                violation_error_message="这块表当天的读数已登记。",
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0),
                name="reading_not_negative",
                violation_error_message="读数不能为负数。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.meter} {self.on}"
