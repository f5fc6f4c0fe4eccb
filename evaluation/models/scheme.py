from functools import cached_property
from typing import Any

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from evaluation.rules.subjects import SUBJECTS
from portal.models import DraftedScheme, drafted_constraints, kept_once_published
from portal.models.scheme import DAYS, OVERLAPPING
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EvaluationScheme(DraftedScheme):
    """评价方案: how a county evaluates one kind of subject, from a day on (W12); `evaluation.rules.subjects` says for each
    subject what its `content` is."""

    class Subject(models.TextChoices):
        ENTERPRISES = "enterprises", "企业分类"
        PARKS = "parks", "园区绩效"
        TREATMENT = "treatment", "差别化政策"
        STARS = "stars", "星级评定"

    subject = models.CharField(
        "评价对象", max_length=12, choices=Subject.choices, default=Subject.ENTERPRISES, editable=False
    )

    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta(DraftedScheme.Meta):
        abstract = False
        verbose_name = "评价方案"
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
                violation_error_message=OVERLAPPING,
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="evaluation_scheme_dates_in_order",
                violation_error_message="失效日期不能早于生效日期。",
            ),
            *drafted_constraints("evaluation_scheme"),
        )
        triggers = kept_once_published("subject")

    @cached_property
    def rules(self) -> Any:
        """The scheme as its subject's rules have it; raises their faults for an incomplete draft."""
        return SUBJECTS[self.subject].rules.load(self.content)
