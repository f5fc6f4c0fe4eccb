import pghistory
from django.db import models

from portal.models.change import noting_changes
from portal.models.versioned import Versioned


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CalendarDay(Versioned):
    """节假日与调休: a day that is no working day though a weekday, or one though a weekend (W18's working days)."""

    date = models.DateField(
        "日期", unique=True, error_messages={"unique": "这一天已在表中，请在下面的列表里删除后重新登记。"}
    )
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = "节假日"
        ordering = ("date",)
        triggers = noting_changes()
        constraints = (
            models.CheckConstraint(
                condition=models.Q(date__range=("2000-01-01", "2100-12-31")),
                name="calendar_day_plausible",
                violation_error_message="日期应在 2000 至 2100 年之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
