"""What happens to an application beside its flow: the clock stops, the case changes hands, sections come back."""

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from admissions.models.application import Application
from portal.scope import Scope, ScopedManager

DAYS = Func(F("begun_on"), F("ended_on"), Value("[)"), function="DATERANGE", output_field=DateRangeField())


def by(label: str, *, optional: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=optional, related_name="+"
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Suspension(models.Model):
    """中止: days on which the clock of the review does not run."""

    application = models.ForeignKey(
        Application, models.PROTECT, verbose_name="申请", related_name="suspensions"
    )
    begun_on = models.DateField("中止日期")
    reason = models.TextField("中止原因")
    begun_by = by("中止人")
    ended_on = models.DateField("恢复日期", null=True)
    ended_by = by("恢复人", optional=True)

    scope = Scope(place="application__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "审核中止"
        ordering = ("begun_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("application",),
                condition=Q(ended_on__isnull=True),
                name="suspension_one_at_a_time",
                violation_error_message="审核已经中止，恢复后才能再次中止。",
            ),
            ExclusionConstraint(
                name="suspension_no_overlap",
                expressions=[("application", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                violation_error_message="中止的日期不能重叠。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(ended_on__gte=F("begun_on"), ended_on__isnull=False, ended_by__isnull=False),
                name="suspension_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="suspension_says_why",
                violation_error_message="请写明中止的原因。",
            ),
        )

    def __str__(self) -> str:
        return f"中止 {self.begun_on}"


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Assignment(models.Model):
    """转办: the case goes to another officer; the last one says in whose work list it is."""

    application = models.ForeignKey(
        Application, models.PROTECT, verbose_name="申请", related_name="assignments"
    )
    officer = by("承办人")
    reason = models.TextField("转办原因")
    by = by("转办人")
    at = models.DateTimeField("转办时间", auto_now_add=True)

    scope = Scope(place="application__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "转办"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="assignment_says_why",
                violation_error_message="请写明转办的原因。",
            ),
        )

    def __str__(self) -> str:
        return f"转办 {self.officer}"


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Correction(models.Model):
    """补正事项: what is to be mended in one section of a revision that was sent back."""

    application = models.ForeignKey(
        Application, models.PROTECT, verbose_name="申请", related_name="corrections"
    )
    revision = models.PositiveSmallIntegerField("第几次提交")
    section = models.CharField("部分代码", max_length=30)
    label = models.CharField("部分", max_length=60)
    clause = models.CharField("依据条款", max_length=40, blank=True)
    reason = models.TextField("补正要求")

    scope = Scope(place="application__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "补正事项"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("application", "revision", "section"), name="correction_once_per_section"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_says_what",
                violation_error_message="请写明需要补正什么。",
            ),
        )

    def __str__(self) -> str:
        return self.label
