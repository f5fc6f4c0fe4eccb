import pghistory
from django.db import models
from django.db.models import Q

from enterprises.models.enterprise import Enterprise
from parks.models import Park
from parks.models.columns import amount, day, in_order, not_negative
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OldSite(Versioned):
    """旧址: where a firm was before it moved into the park, and what became of it (C六)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name="企业", related_name="old_sites")
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="迁入园区", related_name="old_sites")
    address = models.CharField("旧址地址", max_length=200)
    floor_area_m2 = amount("建筑面积(㎡)")
    illegal_floor_m2 = amount("其中违法建筑(㎡)")
    removal_due_on = day("应拆除日期")
    removed_on = day("拆除日期")
    note = models.CharField("说明", max_length=200, blank=True)

    scope = Scope(place="park__place", view="enterprise.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "旧址"
        ordering = ("enterprise", "address", "pk")
        constraints = (
            not_negative("old_site", "floor_area_m2", "建筑面积不能小于 0 ㎡。"),
            not_negative("old_site", "illegal_floor_m2", "违法建筑面积不能小于 0 ㎡。"),
        )

    def __str__(self) -> str:
        return self.address


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Demand(Versioned):
    """诉求: what a firm asks for, who handles it and what came of it (C八)."""

    class Kind(models.TextChoices):
        FINANCE = "finance", "融资"
        POWER = "power", "用电用能"
        PEOPLE = "people", "用工"
        LAND = "land", "用地用房"
        POLICY = "policy", "政策咨询"
        OTHER = "other", "其他"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name="企业", related_name="demands")
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="所在园区", related_name="demands")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    raised_on = models.DateField("提出日期")
    content = models.CharField("诉求内容", max_length=500)
    handler = models.CharField("办理单位", max_length=100, blank=True)
    due_on = day("办理期限")
    handled_on = day("办结日期")
    result = models.CharField("办理结果", max_length=500, blank=True)

    scope = Scope(place="park__place", view="enterprise.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "诉求"
        ordering = ("-raised_on", "pk")
        constraints = (
            in_order("demand", "raised_on", "handled_on", "办结日期不能早于提出日期。"),
            in_order("demand", "raised_on", "due_on", "办理期限不能早于提出日期。"),
            models.CheckConstraint(
                condition=Q(handled_on__isnull=True) | ~Q(result=""),
                name="demand_handled_says_how",
                violation_error_message="办结须填写办理结果。",
            ),
        )

    def __str__(self) -> str:
        return self.content[:40]
