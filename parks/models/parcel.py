import pghistory
from django.db import models
from django.db.models import F, Q

from parks.models.park import Park
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Parcel(Versioned):
    """地块: land of a park with the dates that count; the plan counts its start of works (W附件一)."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="parcels")
    name = models.CharField("地块名称", max_length=100)
    land_area_mu = models.DecimalField("用地面积(亩)", max_digits=12, decimal_places=4)
    contracted_on = models.DateField("土地合同日期", null=True, blank=True)
    started_on = models.DateField("开工日期", null=True, blank=True)

    scope = Scope(place="park__place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "地块"
        ordering = ("park", "name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(land_area_mu__gt=0),
                name="parcel_land_positive",
                violation_error_message="用地面积应大于 0 亩。",
            ),
            models.UniqueConstraint(
                fields=("park", "name"),
                name="parcel_named_once",
                violation_error_message="本园区已有同名地块，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=Q(contracted_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(started_on__gte=F("contracted_on")),
                name="parcel_started_after_contract",
                violation_error_message="开工日期不能早于土地合同日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name
