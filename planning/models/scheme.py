from decimal import Decimal

import pghistory
from django.db import models
from django.db.models import F, Q

from planning.rules.lamps import LampThresholds
from portal.models import DatedScheme


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LampScheme(DatedScheme):
    """亮灯方案: how many points behind the share of time elapsed a city still calls green, or yellow."""

    green_points = models.DecimalField("绿灯不超过(个百分点)", max_digits=5, decimal_places=2)
    yellow_points = models.DecimalField("黄灯不超过(个百分点)", max_digits=5, decimal_places=2)

    class Meta(DatedScheme.Meta):
        abstract = False
        verbose_name = "亮灯方案"
        constraints = (
            *DatedScheme.Meta.constraints,
            models.CheckConstraint(
                condition=Q(green_points__gte=0, yellow_points__gte=F("green_points")),
                name="lamp_scheme_points_in_order",
                violation_error_message="黄灯界限不能小于绿灯界限，且都不能为负数。",
            ),
        )

    @property
    def thresholds(self) -> LampThresholds:
        """The scheme as the rules read it; `label` says whether it is only a reference."""
        label = "参考" if self.is_reference else self.title
        green, yellow = (
            Decimal(f"{points.normalize():f}") for points in (self.green_points, self.yellow_points)
        )
        return LampThresholds(green, yellow, label)
