"""星级申报: a park's way to a star, with what it says of itself and what was found (W12, C十三)."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from evaluation.models.scheme import EvaluationScheme
from evaluation.rules.stars.parts import GRADES, STAR_WORDS, STARS, Authority
from parks.models import Park
from portal.models import Versioned
from portal.scope import Scope, ScopedManager

CHOICES = [(star, STAR_WORDS[star]) for star in STARS]
GATE_GRADES = [(one, f"{one} 档") for one in GRADES]
TEXT_LENGTH = 1000


def person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


def kept_day(label: str) -> models.DateField:
    """A day that a step writes."""
    return models.DateField(label, null=True, blank=True, editable=False)


def kept_points(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=8, decimal_places=2, null=True, blank=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class StarCase(Versioned):
    """A park's application for a star, for the figures of a year.

    `content` is the scheme as it was when the case was begun: what is scored, never changes under it. `authority` is who
    awards the star by that scheme. The grade that opened the gate is kept with its year and the day it was looked at.
    `score` and `reached` are written when the points are made known.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        DESK = "desk", "待初评"
        VISIT = "visit", "待现场核查"
        DECIDE = "decide", "待县级审定"
        CITY = "city", "待市级审定"
        PROVINCE = "province", "待省级评定"
        PUBLICITY = "publicity", "公示中"
        AWARDED = "awarded", "已评定"
        REFUSED = "refused", "未通过"
        WITHDRAWN = "withdrawn", "已撤回"

    class Kind(models.TextChoices):
        FIRST = "first", "首次申报"
        UPGRADE = "upgrade", "升级"
        REVIEW = "review", "复评"

    OPEN = (State.DRAFT, State.DESK, State.VISIT, State.DECIDE, State.CITY, State.PROVINCE, State.PUBLICITY)
    SCORED = (
        State.DECIDE,
        State.CITY,
        State.PROVINCE,
        State.PUBLICITY,
        State.AWARDED,
        State.REFUSED,
    )
    TOLD = (State.PUBLICITY, State.AWARDED, State.REFUSED)

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="star_cases")
    year = models.PositiveSmallIntegerField("数据年度")
    star = models.PositiveSmallIntegerField("申报星级", choices=CHOICES)
    statement = models.CharField("申报说明", max_length=TEXT_LENGTH, blank=True)
    kind = models.CharField("申报类别", max_length=10, choices=Kind.choices, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    scheme = models.ForeignKey(
        EvaluationScheme, models.PROTECT, verbose_name="评定方案", related_name="+", editable=False
    )
    content = models.JSONField("方案内容", encoder=DjangoJSONEncoder, editable=False)
    authority = models.CharField(
        "评定机关", max_length=10, choices=[(one.value, one.label) for one in Authority], editable=False
    )
    gate_grade = models.CharField(
        "申报时绩效评价档次",
        max_length=1,
        blank=True,
        choices=GATE_GRADES,
        editable=False,
    )
    gate_year = models.PositiveSmallIntegerField("绩效评价年度", null=True, blank=True, editable=False)
    gate_on = kept_day("门槛审核日期")
    submitted_by = person("提交人")
    scored_by = person("初评人")
    visited_on = kept_day("核查日期")
    visitors = models.CharField("核查人员", max_length=200, blank=True, editable=False)
    findings = models.CharField("核查情况", max_length=TEXT_LENGTH, blank=True, editable=False)
    visited_by = person("核查登记人")
    decided_by = person("审定人")
    province_document = models.CharField("省级评定文件", max_length=100, blank=True, editable=False)
    score = models.DecimalField("总分", max_digits=8, decimal_places=2, null=True, blank=True, editable=False)
    reached = models.PositiveSmallIntegerField(
        "得分达到星级", null=True, blank=True, choices=[(0, "未达星级"), *CHOICES], editable=False
    )
    is_public = models.BooleanField("无需登录即可查看公示", default=False, editable=False)
    publicity_from = kept_day("公示起始日")
    publicity_until = kept_day("公示截止日")
    awarded_on = kept_day("评定日期")
    awarded_document = models.CharField("评定文件", max_length=100, blank=True, editable=False)
    valid_until = kept_day("有效期至")
    awarded_by = person("公布人")

    known_by = "park__name"
    scope = Scope(place="park__place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "星级申报"
        ordering = ("-year", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park",),
                condition=Q(state__in=("draft", "desk", "visit", "decide", "city", "province", "publicity")),
                name="star_case_one_open",
                violation_error_message="该园区已有一件星级申报正在办理，请先办结或撤回。",
            ),
            models.CheckConstraint(
                condition=Q(star__range=(1, 5)),
                name="star_case_one_to_five",
                violation_error_message="星级应为一至五星。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="star_case_year_plausible",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(gate_on__isnull=False, gate_year__isnull=False, submitted_by__isnull=False)
                & ~Q(gate_grade=""),
                name="star_case_passed_the_gate",
                violation_error_message="提交须有绩效评价档次和审核日期。",
            ),
            models.CheckConstraint(
                condition=Q(visited_on__isnull=True, visitors="", findings="", visited_by__isnull=True)
                | Q(visited_on__isnull=False, visited_by__isnull=False) & ~Q(visitors="") & ~Q(findings=""),
                name="star_case_visit_is_whole",
                violation_error_message="现场核查须有日期、人员和情况。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "desk", "visit", "withdrawn", "refused"))
                | Q(visited_on__isnull=False, scored_by__isnull=False),
                name="star_case_decided_after_visit",
                violation_error_message="审定前须完成初评和现场核查。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(scored_by__isnull=False, visited_by__isnull=False)
                & ~Q(decided_by=F("scored_by"))
                & ~Q(decided_by=F("visited_by")),
                name="star_case_decided_by_another",
                violation_error_message="评分人不能审定自己的评分。",
            ),
            models.CheckConstraint(
                condition=Q(publicity_from__isnull=True, publicity_until__isnull=True)
                & ~Q(state__in=("publicity", "awarded"))
                | Q(publicity_from__isnull=False, publicity_until__gte=F("publicity_from")),
                name="star_case_publicity_has_days",
                violation_error_message="公示须有起止日期。",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True, reached__isnull=True) & ~Q(state__in=("publicity", "awarded"))
                | Q(score__isnull=False, reached__isnull=False, score__gte=0),
                name="star_case_told_with_its_score",
                violation_error_message="公示和公布须有得分。",
            ),
            models.CheckConstraint(
                condition=~Q(state="awarded")
                & Q(awarded_on__isnull=True, awarded_by__isnull=True, awarded_document="")
                | Q(state="awarded", awarded_on__isnull=False, awarded_by__isnull=False)
                & ~Q(awarded_document=""),
                name="star_case_awarded_by_document",
                violation_error_message="评定须有日期、文件和公布人。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.get_star_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class StarMark(models.Model):
    """One item (or veto) of a case: what the park gives itself, the desk's points, those after the visit.

    `code` is the item's in the case's content. `measured` is what the figures said of it when the case was handed in.
    """

    case = models.ForeignKey(StarCase, models.CASCADE, verbose_name="星级申报", related_name="marks")
    code = models.CharField("评分项编号", max_length=40)
    self_points = kept_points("自评分")
    self_note = models.CharField("自评说明", max_length=300, blank=True)
    measured = models.DecimalField("参考指标值", max_digits=20, decimal_places=4, null=True, blank=True)
    measured_how = models.CharField("参考指标算法", max_length=500, blank=True)
    desk_points = kept_points("初评分")
    visit_points = kept_points("核查分")
    reason = models.CharField("评分理由", max_length=300, blank=True)
    vetoed = models.BooleanField("一票否决", default=False)
    scored_by = person("评分人")

    scope = Scope(place="case__park__place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "星级评分"
        ordering = ("case", "pk")
        constraints = (
            models.UniqueConstraint(fields=("case", "code"), name="star_mark_once"),
            models.CheckConstraint(
                condition=(Q(self_points__isnull=True) | Q(self_points__gte=0))
                & (Q(desk_points__isnull=True) | Q(desk_points__gte=0))
                & (Q(visit_points__isnull=True) | Q(visit_points__gte=0)),
                name="star_mark_not_negative",
                violation_error_message="得分不能小于 0。",
            ),
            models.CheckConstraint(
                condition=Q(vetoed=False) | ~Q(reason=""),
                name="star_mark_veto_has_a_reason",
                violation_error_message="一票否决须写明事实。",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="settled_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=(
                    "IF (SELECT state FROM evaluation_starcase WHERE id = OLD.case_id)"
                    " NOT IN ('draft', 'desk', 'visit') THEN"
                    " RAISE EXCEPTION 'the points of a case are settled'; END IF;"
                    " RETURN coalesce(NEW, OLD);"
                ),
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def points(self) -> Decimal | None:
        """What counts: after the visit, else the desk's."""
        return self.desk_points if self.visit_points is None else self.visit_points
