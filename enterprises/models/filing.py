import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts.models import Place
from enterprises.rules.reporting import FORM_CHOICES, FORMS, QUARTERS, Period, ReportForm
from parks.models import Park
from parks.models.columns import day
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.models.period import period
from portal.scope import Scope, ScopedManager, ScopedQuerySet

QUARTERLY = tuple(code for code, form in FORMS.items() if form.quarterly)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Filing(Versioned):
    """报送件: what a park owes on one form for one period, approved from the bottom up until it is locked.

    `filed_on` is the day it was handed in first; a later sending back does not make it late. `due_on` is the county's
    of the end of the period, unknown where nothing says it.
    """

    class State(models.TextChoices):
        OPEN = "open", "填报中"
        SUBMITTED = "submitted", "镇街审核"
        COUNTY = "county", "县级审核"
        CITY = "city", "市级审核"
        LOCKED = "locked", "已锁定"

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="filings")
    form = models.CharField("报表", max_length=20, choices=FORM_CHOICES)
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("期间", choices=QUARTERS, default=0)
    due_on = day("报送期限")
    filed_on = day("首次报送日期")
    gaps_note = models.CharField("未报说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.OPEN, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="报送人",
        null=True,
        editable=False,
        related_name="+",
    )

    scope = Scope(place="park__place", view="tax.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "报送件"
        ordering = ("-year", "-quarter", "form", "pk")
        triggers = noting_changes()
        constraints = (
            models.UniqueConstraint(
                fields=("park", "form", "year", "quarter"),
                name="filing_once_a_period",
                violation_error_message="该园区这一期的报送件已经建立，请打开后办理。",
            ),
            models.CheckConstraint(
                condition=Q(form__in=QUARTERLY, quarter__range=(1, 4))
                | (~Q(form__in=QUARTERLY) & Q(quarter=0)),
                name="filing_period_fits_form",
                violation_error_message="季报须选择季度，年报须选择“全年”。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="filing_year_plausible",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(filed_on__isnull=False, submitted_by__isnull=False),
                name="filing_handed_in_says_when",
                violation_error_message="报送件缺少报送日期或报送人。",
            ),
        )
        indexes = (models.Index(fields=("year", "form"), name="filing_by_period"),)

    def __str__(self) -> str:
        return f"{self.park} {self.period.label}{self.report.label}"

    @property
    def period(self) -> Period:
        return Period(self.year, self.quarter)

    @property
    def report(self) -> ReportForm:
        return FORMS[self.form]


class ReportingTermQuerySet(ScopedQuerySet):
    def on(self, day: datetime.date) -> Self:
        """Terms that hold on the day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReportingTerm(Versioned):
    """报送期限: by when figures are owed in a place, for periods that end while it holds; how far apart two figures
    may lie. Where a county has none of its own, the reference shipped with the portal holds."""

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="适用地域", related_name="+")
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", null=True, blank=True)
    yearly_days = models.PositiveSmallIntegerField("年报期限(天)")
    quarterly_days = models.PositiveSmallIntegerField("季报期限(天)")
    reminder_days = models.PositiveSmallIntegerField("提前提醒(天)")
    tolerance_percent = models.DecimalField("部门数据差异容许(%)", max_digits=5, decimal_places=2)
    document = models.CharField("依据文件", max_length=100, blank=True)
    is_reference = models.BooleanField("参考", default=False, editable=False)

    scope = Scope(place="place", view="park.view")
    objects = models.Manager.from_queryset(ReportingTermQuerySet)()

    class Meta:
        verbose_name = "报送期限"
        ordering = ("-valid_from", "pk")
        constraints = (
            ExclusionConstraint(
                name="reporting_term_one_at_a_time",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("is_reference", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="本地在这段时间已有报送期限，请先给原来的填写失效日期。",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="reporting_term_dates_in_order",
                violation_error_message="失效日期不能早于生效日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.valid_from} 起的报送期限{'（参考）' if self.is_reference else ''}"

    def days(self, quarterly: bool) -> int:
        return self.quarterly_days if quarterly else self.yearly_days
