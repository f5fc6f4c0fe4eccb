from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from portal.models.append_only import append_only
from portal.scope import Scope, ScopedManager


class AuditEntry(models.Model):
    """Who did what, when, to which record, with the values before and after. Never changed, never deleted."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="操作人", null=True, related_name="+"
    )
    actor_name = models.CharField("操作人姓名", max_length=100)
    action = models.CharField("操作", max_length=60, db_index=True)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    object_label = models.CharField("对象", max_length=200, blank=True)
    place = models.ForeignKey(
        "accounts.Place", models.PROTECT, verbose_name="地域", null=True, related_name="+"
    )
    before = models.JSONField("变更前", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("变更后", default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField("说明", blank=True)
    address = models.GenericIPAddressField("来源地址", null=True)

    scope = Scope(place="place", view="audit.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "操作日志"
        ordering = ("-at", "-pk")
        constraints = (models.CheckConstraint(condition=~Q(action=""), name="audit_action_named"),)
        indexes = (models.Index(fields=("object_type", "object_id", "-at"), name="audit_by_object"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.object_label}"
