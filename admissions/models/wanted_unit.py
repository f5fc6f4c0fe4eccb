import pghistory
from django.db import models

from admissions.models.application import Application
from parks.models import Unit


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class WantedUnit(models.Model):
    """意向单元: a unit an application would like to have; nothing is promised by it."""

    application = models.ForeignKey(Application, models.CASCADE, verbose_name="申请", related_name="wishes")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单元", related_name="wishes")

    class Meta:
        verbose_name = "意向单元"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("application", "unit"),
                name="wanted_unit_once",
                violation_error_message="该单元已在意向中。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application}：{self.unit}"
