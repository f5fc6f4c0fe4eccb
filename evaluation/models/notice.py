"""公布: which run counts for a county's figures of a year, on its way to everybody; and what is said against it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from accounts.models import Place
from evaluation.models.run import Run
from evaluation.models.star_case import StarCase
from portal.models import Versioned
from portal.scope import Scope, ScopedManager

TEXT_LENGTH = 1000


def person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        null=True,
        editable=False,
        related_name="+",
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ResultNotice(Versioned):
    """The pointer to the run that counts. The run never changes: what is corrected is evaluated again, and the
    pointer moved while the notice is a draft. Of several published for a county and year the latest counts."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        REVIEW = "review", "待审核"
        PUBLICITY = "publicity", "公示中"
        PUBLISHED = "published", "已公布"
        WITHDRAWN = "withdrawn", "已撤回"

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="县(市、区)", related_name="+")
    kind = models.CharField("评价", max_length=20, choices=Run.Kind.choices, default=Run.Kind.ENTERPRISES)
    year = models.PositiveSmallIntegerField("数据年度")
    run = models.ForeignKey(Run, models.PROTECT, verbose_name="所据评价", related_name="notices")
    is_public = models.BooleanField("无需登录即可查看公示", default=False)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    submitted_by = person("提交人")
    publicity_from = models.DateField("公示起始日", null=True, editable=False)
    publicity_until = models.DateField("公示截止日", null=True, editable=False)
    published_by = person("公布人")
    published_at = models.DateTimeField("公布时间", null=True, editable=False)

    known_by = "year"
    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "评价结果公布"
        ordering = ("-year", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("place", "kind", "year"),
                condition=Q(state__in=("draft", "review", "publicity")),
                name="result_notice_one_open",
                violation_error_message="该地此年度的评价结果正在审核或公示，请先办结或撤回。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("publicity", "published"), publicity_from__isnull=False)
                & Q(publicity_until__gte=F("publicity_from"))
                | Q(state__in=("draft", "review", "withdrawn")),
                name="result_notice_publicity_has_days",
                violation_error_message="公示须有起止日期。",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False, published_by__isnull=False)
                | ~Q(state="published") & Q(published_at__isnull=True, published_by__isnull=True),
                name="result_notice_published_by_somebody",
                violation_error_message="公布须有公布人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("submitted_by")),
                name="result_notice_published_by_another",
                violation_error_message="本人提交的评价结果须由另一人公布。",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="published_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state = 'published'"),
            ),
            pgtrigger.Trigger(
                name="points_to_a_real_run",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=(
                    "IF EXISTS (SELECT 1 FROM evaluation_run WHERE id = NEW.run_id AND"
                    " (hypothetical OR year <> NEW.year OR kind <> NEW.kind)) THEN"
                    " RAISE EXCEPTION 'a notice points to a real run of its own year and kind';"
                    " END IF; RETURN NEW;"
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.place.name} {self.year} 年{self.get_kind_display()}结果"


SAID = (
    "(OLD.place_id, OLD.notice_id, OLD.star_case_id, OLD.name, OLD.contact, OLD.text, OLD.token, OLD.origin)"
)
REWRITTEN = f"OLD.answer <> '' OR {SAID} IS DISTINCT FROM {SAID.replace('OLD', 'NEW')}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ResultObjection(Versioned):
    """异议: said against a result or a star while it was made public, and the answer. What was said stays as it was said.

    Filed by anybody who may read it, or written down by an officer. `token` is the address of its answer; `origin` is a
    keyed hash of where it came from, so that nobody files without end; it names no one and is empty for an officer's.
    """

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="县(市、区)", related_name="+")
    notice = models.ForeignKey(
        ResultNotice,
        models.PROTECT,
        verbose_name="公示的结果",
        related_name="objections",
        null=True,
        blank=True,
    )
    star_case = models.ForeignKey(
        StarCase, models.PROTECT, verbose_name="公示的星级", related_name="objections", null=True, blank=True
    )
    name = models.CharField("姓名或单位", max_length=60)
    contact = models.CharField("联系方式", max_length=60)
    token = models.UUIDField("回执", db_default=RandomUUID(), unique=True, editable=False)
    origin = models.CharField("来源摘要", max_length=64, blank=True, editable=False)
    text = models.CharField("异议内容", max_length=TEXT_LENGTH)
    filed_on = models.DateField("提出日期")
    upheld = models.BooleanField("异议成立", null=True, blank=True)
    answer = models.CharField("答复", max_length=TEXT_LENGTH, blank=True)

    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "评价异议"
        ordering = ("-filed_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(contact="") & ~Q(text=""),
                name="result_objection_says_something",
                violation_error_message="请填写姓名、联系方式和异议内容。",
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=False, star_case__isnull=True)
                | Q(notice__isnull=True, star_case__isnull=False),
                name="result_objection_about_one",
                violation_error_message="请选择一项公示的结果，或一件公示的星级。",
            ),
            models.CheckConstraint(
                condition=Q(answer="", upheld__isnull=True) | ~Q(answer="") & Q(upheld__isnull=False),
                name="result_objection_answered_as_a_whole",
                violation_error_message="答复须写明内容，并选择异议是否成立。",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="kept", operation=pgtrigger.Update, condition=pgtrigger.Condition(REWRITTEN)
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.name}的异议"
