from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.models.append_only import append_only


class FlowEntry(models.Model):
    """One step of one record through its flow; together they fold to the record's state."""

    flow = models.CharField("流程", max_length=40)
    subject_id = models.BigIntegerField("对象编号")
    transition = models.CharField("步骤", max_length=40)
    source = models.CharField("原状态", max_length=30)
    target = models.CharField("新状态", max_length=30)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", related_name="+"
    )
    comment = models.TextField("意见", blank=True)
    comment_required = models.BooleanField("意见必填", default=False)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "流转记录"
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("flow", "subject_id"), name="flow_by_subject"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(comment_required=False) | ~Q(comment=""),
                name="flow_comment_where_required",
                violation_error_message="这一步必须填写意见。",
            ),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.flow}#{self.subject_id} {self.source} → {self.target}"
