import pghistory
from django.db import models

from enterprises.models.enterprise import Enterprise
from parks.models import Park
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class GrowthEvent(Versioned):
    """成长事件: a firm steps onto (or off) a rung of the ladder on a day, counted where it then was (W11)."""

    class Kind(models.TextChoices):
        STEPPED_UP = "stepped_up", "小升规"
        SPECIALISED = "specialised", "专精特新"
        TECH_SME = "tech_sme", "科技型中小企业"
        JOINT_STOCK = "joint_stock", "规改股"
        LISTED = "listed", "上市"
        HIGH_TECH = "high_tech", "高新技术企业"
        HIDDEN_CHAMPION = "hidden_champion", "隐形冠军"
        TECH_UPGRADE = "tech_upgrade", "技术改造"
        CONNECTED = "connected", "机联网、厂联网"

    class Direction(models.TextChoices):
        ENTERED = "entered", "进入"
        LEFT = "left", "退出"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name="企业", related_name="growth")
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="所在园区", related_name="growth")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    direction = models.CharField("进出", max_length=10, choices=Direction.choices, default=Direction.ENTERED)
    on = models.DateField("日期")
    document = models.CharField("文件或名单", max_length=100, blank=True)

    scope = Scope(place="park__place", view="enterprise.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "成长事件"
        ordering = ("-on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("enterprise", "kind", "direction", "on"),
                name="growth_event_once",
                violation_error_message="该企业当天的同类事件已登记。",
            ),
        )
        indexes = (models.Index(fields=("kind", "on"), name="growth_by_kind"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_kind_display()} {self.on}"
