import datetime

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.departments import Department
from admissions.models.application import Application
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Opinion(models.Model):
    """部门意见: what one department says of an application (C(九)); asked of each revision anew.

    Nobody but the department reads it until all have spoken or their days are over: `admissions.opinions`.
    """

    class Verdict(models.TextChoices):
        AGREE = "agree", "同意"
        CONDITIONS = "conditions", "有条件同意"
        DISAGREE = "disagree", "不同意"

    application = models.ForeignKey(Application, models.PROTECT, verbose_name="申请", related_name="opinions")
    revision = models.PositiveSmallIntegerField("第几次提交")
    department = models.CharField("部门", max_length=20, choices=Department.choices)
    asked_at = models.DateTimeField("征求时间")
    due_on = models.DateField("截止日期")
    verdict = models.CharField("意见", max_length=10, choices=Verdict.choices, blank=True)
    text = models.TextField("说明", blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="出具人", null=True, related_name="+"
    )
    given_at = models.DateTimeField("出具时间", null=True)

    scope = Scope(place="application__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "部门意见"
        ordering = ("-revision", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("application", "revision", "department"),
                name="opinion_asked_once",
                violation_error_message="该部门的意见已经征求。",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", given_by__isnull=True, given_at__isnull=True, text="")
                | Q(verdict__in=("agree", "conditions", "disagree"))
                & Q(given_by__isnull=False, given_at__isnull=False),
                name="opinion_given_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=("conditions", "disagree")) | ~Q(text=""),
                name="opinion_says_why",
                violation_error_message="有条件同意和不同意须写明条件或理由。",
            ),
            models.CheckConstraint(
                condition=Q(department__in=Department.values), name="opinion_department_known"
            ),
        )
        indexes = (models.Index(fields=("department", "verdict", "due_on"), name="opinion_waiting"),)
        triggers = (
            pgtrigger.Protect(
                name="given_kept", operation=pgtrigger.Update, condition=pgtrigger.Q(old__verdict__gt="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_department_display()}意见"

    @property
    def is_given(self) -> bool:
        return bool(self.verdict)

    def is_waited_for(self, today: datetime.date) -> bool:
        """Not given, and the last day (which belongs to it whole) is not over."""
        return not self.verdict and today <= self.due_on
