"""异议: what somebody says against a published result, and the answer."""

from uuid import uuid4

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from admissions.models.round import AdmissionRound
from portal.personal import declare
from portal.scope import Scope, ScopedManager

TEXT_LENGTH = 1000
SAID = "(OLD.round_id, OLD.turn, OLD.token, OLD.name, OLD.contact, OLD.text, OLD.filed_at)"
ANSWERED_OR_REWRITTEN = f"OLD.answered_at IS NOT NULL OR {SAID} IS DISTINCT FROM {SAID.replace('OLD', 'NEW')}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Objection(models.Model):
    """Filed during the publicity by anybody who may read it; `token` is the address of its answer.

    `origin` is a keyed hash of where it came from, so that nobody files without end; it names no one.
    """

    round = models.ForeignKey(
        AdmissionRound, models.PROTECT, verbose_name="入园批次", related_name="objections"
    )
    turn = models.PositiveSmallIntegerField("第几次公示")
    token = models.UUIDField("回执", default=uuid4, unique=True, editable=False)
    name = models.CharField("姓名或单位", max_length=60)
    contact = models.CharField("联系方式", max_length=60)
    text = models.CharField("异议内容", max_length=TEXT_LENGTH)
    filed_at = models.DateTimeField("提出时间", auto_now_add=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人账号", null=True, related_name="+"
    )
    origin = models.CharField("来源摘要", max_length=64, editable=False)
    upheld = models.BooleanField("异议成立", null=True)
    answer = models.CharField("答复", max_length=TEXT_LENGTH, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="答复人", null=True, related_name="+"
    )

    scope = Scope(place="round__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "公示异议"
        ordering = ("round", "filed_at", "pk")
        indexes = (models.Index(fields=("round", "origin", "filed_at"), name="objection_by_origin"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(contact="") & ~Q(text="") & Q(turn__gte=1),
                name="objection_says_something",
                violation_error_message="请填写姓名、联系方式和异议内容。",
            ),
            models.CheckConstraint(
                condition=Q(
                    answer="", answered_at__isnull=True, answered_by__isnull=True, upheld__isnull=True
                )
                | Q(
                    ~Q(answer=""),
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    upheld__isnull=False,
                ),
                name="objection_answered_as_a_whole",
                violation_error_message="答复须写明内容，并选择异议是否成立。",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(ANSWERED_OR_REWRITTEN),
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.name}的异议"


declare(Objection, "contact")
