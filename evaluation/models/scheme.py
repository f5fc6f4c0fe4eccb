import datetime
from functools import cached_property

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from evaluation.rules.classes import ClassScheme
from portal.models import DatedScheme, Versioned
from portal.scope import Scope, ScopedManager

# Of a published scheme only its end may come nearer, so that another one can follow it.
CONTENT = (
    "subject",
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
KEPT = pgtrigger.Condition(
    f"OLD.state = 'published' AND (({', '.join(f'OLD.{name}' for name in CONTENT)})"
    f" IS DISTINCT FROM ({', '.join(f'NEW.{name}' for name in CONTENT)})"
    " OR coalesce(NEW.valid_until, 'infinity') > coalesce(OLD.valid_until, 'infinity'))"
)
DAYS = Func(
    F("valid_from"), F("valid_until"), Value("[]"), function="DATERANGE", output_field=DateRangeField()
)


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


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EvaluationScheme(DatedScheme, Versioned):
    """评价方案: how a county evaluates one kind of subject, from a day on (W12).

    `content` is what `evaluation.rules.classes.ClassScheme` loads. `policy` is the instrument it stands under ("" when
    none is in force). `drafted_by` is whoever wrote the content last; another person publishes.
    """

    class Subject(models.TextChoices):
        ENTERPRISES = "enterprises", "企业分类"

    subject = models.CharField(
        "评价对象", max_length=12, choices=Subject.choices, default=Subject.ENTERPRISES, editable=False
    )
    content = models.JSONField("内容", default=dict)
    policy = models.CharField("依据政策", max_length=40, blank=True, editable=False)
    source = models.ForeignKey(
        "self", models.PROTECT, verbose_name="起草所据方案", null=True, blank=True, editable=False
    )
    drafted_by = person("起草人")
    submitted_by = person("提交人")
    published_by = person("发布人")
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)

    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta(DatedScheme.Meta):
        abstract = False
        verbose_name = "评价方案"
        ordering = ("place", "-valid_from", "-pk")
        constraints = (
            ExclusionConstraint(
                name="evaluation_scheme_one_published",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("subject", RangeOperators.EQUAL),
                    ("is_reference", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(state="published"),
                violation_error_message="该地域在此期间已有已发布的方案。",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="evaluation_scheme_dates_in_order",
                violation_error_message="失效日期不能早于生效日期。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DatedScheme.State.values), name="evaluation_scheme_state_known"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False, state="published")
                | Q(~Q(state="published"), published_at__isnull=True, published_by__isnull=True),
                name="evaluation_scheme_published_at_a_time",
                violation_error_message="发布须有发布时间。",
            ),
            models.CheckConstraint(
                condition=Q(is_reference=True)
                | ~Q(state="published")
                | Q(drafted_by__isnull=False, submitted_by__isnull=False, published_by__isnull=False),
                name="evaluation_scheme_published_by_somebody",
                violation_error_message="发布须有起草人、提交人和发布人。",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | ~Q(Q(published_by=F("drafted_by")) | Q(published_by=F("submitted_by"))),
                name="evaluation_scheme_published_by_another",
                violation_error_message="本人起草或提交的方案须由另一人发布。",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="published_kept", operation=pgtrigger.Update, condition=KEPT),
            pgtrigger.Protect(
                name="published_not_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            ),
        )

    @cached_property
    def rules(self) -> ClassScheme:
        """The scheme as it classes; raises ClassSchemeFaulty for an incomplete draft."""
        return ClassScheme.load(self.content)

    def holds_on(self, on: datetime.date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
