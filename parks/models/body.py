import pghistory
from django.db import models

from portal.models import Mergeable, Versioned
from portal.models.change import noting_changes
from portal.models.search_name import searchable
from portal.scope import Scope, ScopedManager


class Body(Mergeable, Versioned):
    """A legal body named in park records: one record per unified social credit code.

    It is seen by whoever sees a park of its.
    """

    name = models.CharField("名称", max_length=100)
    uscc = models.CharField(
        "统一社会信用代码",
        max_length=18,
        unique=True,
        error_messages={"unique": "该统一社会信用代码已登记。"},
    )

    scope = Scope(place="parks__place", view="park.view", many=True)
    objects = ScopedManager()

    class Meta:
        abstract = True
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Ownership(models.TextChoices):
    STATE = "state", "国有"
    PRIVATE = "private", "民营"
    COLLECTIVE = "collective", "集体"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Developer(Body):
    """开发主体: who builds a park and holds its land (W4, C(三))."""

    ownership = models.CharField("性质", max_length=10, choices=Ownership.choices, blank=True)

    class Meta(Body.Meta):
        verbose_name = "开发主体"
        triggers = searchable("developer", "name", "uscc")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Operator(Body):
    """运营机构: the professional body that runs a park (W7, C(十一))."""

    ownership = models.CharField("性质", max_length=10, choices=Ownership.choices, blank=True)

    is_professional = models.BooleanField("专业化运营机构", default=True)
    headquartered_on = models.DateField("运营总部设回本市日期", null=True, blank=True)

    class Meta(Body.Meta):
        verbose_name = "运营机构"
        triggers = (*noting_changes(), *searchable("operator", "name", "uscc"))
