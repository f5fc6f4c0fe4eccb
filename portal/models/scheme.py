import datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


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
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="published"),
                violation_error_message="该地域在此期间已有已发布的方案。",
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
