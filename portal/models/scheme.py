import datetime
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from portal.models.versioned import Versioned

# Of a published scheme only its end may come nearer, so that another one can follow it.
CONTENT = (
    "place_id",
    "title",
    "valid_from",
    "state",
    "is_reference",
    "content",
    "policy",
    "source_id",
    "drafted_by_id",
    "submitted_by_id",
    "published_by_id",
    "published_at",
)
DAYS = Func(
    F("valid_from"), F("valid_until"), Value("[]"), function="DATERANGE", output_field=DateRangeField()
)
OVERLAPPING = "该地域在此期间已有已发布的方案。"


class DatedScheme(models.Model):
    """A local scheme: what a policy leaves to a place, for a period, draft until published.

    Two published schemes of one place never overlap in time (exclusion constraint in the database); a reference
    scheme, shipped with the portal, stands beside them for days on which the place has none of its own.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待发布"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    place = models.ForeignKey("accounts.Place", models.PROTECT, verbose_name="适用地域", related_name="+")
    title = models.CharField("方案名称", max_length=100)
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    is_reference = models.BooleanField("参考方案", default=False, editable=False)

    class Meta:
        abstract = True
        constraints = (
            ExclusionConstraint(
                name="%(app_label)s_%(class)s_one_published",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("is_reference", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
                violation_error_message=OVERLAPPING,
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_dates_in_order",
                violation_error_message="失效日期不能早于生效日期。",
            ),
        )

    @classmethod
    def published_on(cls, on: datetime.date) -> models.QuerySet[Self]:
        """Published schemes of all places that hold on the day, a place's own before the reference."""
        open_end = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        rows = cls._default_manager.filter(open_end, valid_from__lte=on, state=cls.State.PUBLISHED)
        return rows.order_by("is_reference", "pk")

    def __str__(self) -> str:
        return self.title


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


class DraftedScheme(DatedScheme, Versioned):
    """A local scheme that one person drafts and another publishes; its `content` is read by the rules of its kind.

    `policy` is the instrument it stands under ("" when none is in force). `drafted_by` is whoever wrote the content last.
    A model of such schemes adds `drafted_constraints` and `kept_once_published`, and a `portal.schemes.SchemeKind`.
    """

    content = models.JSONField("内容", default=dict)
    policy = models.CharField("依据政策", max_length=40, blank=True, editable=False)
    source = models.ForeignKey(
        "self", models.PROTECT, verbose_name="起草所据方案", null=True, blank=True, editable=False
    )
    drafted_by = person("起草人")
    submitted_by = person("提交人")
    published_by = person("发布人")
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)

    class Meta(DatedScheme.Meta):
        abstract = True
        ordering = ("place", "-valid_from", "-pk")

    def holds_on(self, on: datetime.date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


def drafted_constraints(name: str) -> tuple[models.CheckConstraint, ...]:
    """A known state; published by somebody at a time, and by another than who drafted or submitted it."""
    return (
        models.CheckConstraint(condition=Q(state__in=DatedScheme.State.values), name=f"{name}_state_known"),
        models.CheckConstraint(
            condition=Q(published_at__isnull=False, state="published")
            | Q(~Q(state="published"), published_at__isnull=True, published_by__isnull=True),
            name=f"{name}_published_at_a_time",
            violation_error_message="发布须有发布时间。",
        ),
        models.CheckConstraint(
            condition=Q(is_reference=True)
            | ~Q(state="published")
            | Q(drafted_by__isnull=False, submitted_by__isnull=False, published_by__isnull=False),
            name=f"{name}_published_by_somebody",
            violation_error_message="发布须有起草人、提交人和发布人。",
        ),
        models.CheckConstraint(
            condition=Q(published_by__isnull=True)
            | ~Q(Q(published_by=F("drafted_by")) | Q(published_by=F("submitted_by"))),
            name=f"{name}_published_by_another",
            violation_error_message="本人起草或提交的方案须由另一人发布。",
        ),
    )


def kept_once_published(*more: str) -> tuple[pgtrigger.Trigger, ...]:
    """What is published never changes, columns `more` of the model included; its end may come nearer."""
    content = (*CONTENT, *more)
    changed = (
        f"({', '.join(f'OLD.{name}' for name in content)})"
        f" IS DISTINCT FROM ({', '.join(f'NEW.{name}' for name in content)})"
    )
    longer = "coalesce(NEW.valid_until, 'infinity') > coalesce(OLD.valid_until, 'infinity')"
    kept = pgtrigger.Condition(f"OLD.state = 'published' AND ({changed} OR {longer})")
    return (
        pgtrigger.Protect(name="published_kept", operation=pgtrigger.Update, condition=kept),
        pgtrigger.Protect(
            name="published_not_deleted",
            operation=pgtrigger.Delete,
            condition=pgtrigger.Q(old__state="published"),
        ),
    )
