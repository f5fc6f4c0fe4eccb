import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from parks.models.park import Park
from portal.scope import Scope, ScopedManager

SAID = ("star", '"on"', "valid_until", "document", "reason", "by_id")
OLD, NEW = (", ".join(f"{row}.{name}" for name in SAID) for row in ("OLD", "NEW"))
REWRITTEN = pgtrigger.Condition(f"(({OLD}) IS DISTINCT FROM ({NEW}))")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ParkStar(models.Model):
    """星级记录: a star given to a park on a day, or (without a star) taken away; `park.star` is the latest.

    What was said stays; only a merger of parks moves a row to the park that counts now.
    """

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="stars")
    star = models.PositiveSmallIntegerField("星级", null=True)
    on = models.DateField("日期")
    valid_until = models.DateField("有效期至", null=True)
    document = models.CharField("文件", max_length=100, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", null=True, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    scope = Scope(place="park__place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "星级记录"
        ordering = ("park", "-on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(star__isnull=True) | Q(star__range=(1, 5)),
                name="park_star_row_one_to_five",
                violation_error_message="星级应为一至五星。",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(star__isnull=False, valid_until__isnull=False, valid_until__gte=F("on")),
                name="park_star_row_valid_until_in_order",
                violation_error_message="有效期不能早于评定日期。",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update, condition=REWRITTEN),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.on} {f'{self.star} 星级' if self.star else '摘牌'}"
