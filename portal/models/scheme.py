from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class DatedScheme(models.Model):
    """A local scheme: what a policy leaves to a place, for a period, draft until published.

    Two published schemes of one place never overlap in time (exclusion constraint in the database).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"

    place = models.ForeignKey("accounts.Place", models.PROTECT, verbose_name="适用地域", related_name="+")
    title = models.CharField("方案名称", max_length=100)
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("失效日期", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    is_reference = models.BooleanField("参考方案", default=False)

    class Meta:
        abstract = True
        constraints = (
            ExclusionConstraint(
                name="%(app_label)s_%(class)s_one_published",
                expressions=[
                    ("place", RangeOperators.EQUAL),
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
                condition=Q(status="published"),
                violation_error_message="该地域在此期间已有已发布的方案。",
            ),
        )

    def __str__(self) -> str:
        return self.title
