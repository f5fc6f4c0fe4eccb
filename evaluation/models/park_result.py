from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Place
from evaluation.models.enterprise_result import points
from evaluation.models.frozen import frozen_key
from evaluation.models.run import Run
from evaluation.rules.park_grades.evaluating import Outcome
from evaluation.rules.park_grades.parts import GRADES, LISTS
from parks.models import Park
from portal.models.append_only import append_only
from portal.scope import Scope, ScopedManager

RANKED = Q(outcome=Outcome.RANKED.value)
EXEMPT = Q(outcome=Outcome.EXEMPT.value)
UNSCORED = Q(score__isnull=True, rank__isnull=True, ranked_grade="")


class ParkResult(models.Model):
    """绩效评价: a park's grade among the parks of its list in one county (W12, C十三).

    `values` and `points` stand in the order of the list's items. `ranked_grade` is what score and rank give,
    `park_grade` the same after a veto. An exempt park takes its grade without score and rank; who was not evaluated
    has an outcome and a reason instead.
    """

    GRADES = [(letter, f"{letter} 档") for letter in GRADES]
    OUTCOMES = [(one.value, one.label) for one in Outcome]

    run = frozen_key(Run, "评价")
    county = frozen_key(Place, "县(市、区)")
    park = frozen_key(Park, "园区")
    name = models.CharField("园区名称", max_length=100)
    park_type = models.CharField("榜单", max_length=20, choices=LISTS)
    outcome = models.CharField("结论", max_length=16, choices=OUTCOMES)
    reason = models.TextField("说明", blank=True)
    values = ArrayField(points("指标值"), verbose_name="指标值")
    points = ArrayField(points("得分"), verbose_name="指标得分")
    bonus = models.DecimalField("加分", max_digits=12, decimal_places=4)
    deduction = models.DecimalField("减分", max_digits=12, decimal_places=4)
    score = models.DecimalField("总分", max_digits=24, decimal_places=4, null=True)
    rank = models.PositiveIntegerField("名次", null=True)
    ranked_grade = models.CharField("按名次或分数的档次", max_length=1, blank=True, choices=GRADES)
    park_grade = models.CharField("绩效评价档次", max_length=1, blank=True, choices=GRADES)
    vetoes = ArrayField(models.CharField(max_length=100), verbose_name="直接定为 D 档的情形")

    scope = Scope(place="county", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "园区绩效评价结果"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("park", "run"), name="park_result_once"),
            models.CheckConstraint(
                condition=RANKED
                & Q(score__gte=0, rank__gte=1, ranked_grade__in=GRADES, park_grade__in=GRADES)
                | EXEMPT & UNSCORED & Q(park_grade__in=GRADES)
                | ~RANKED & ~EXEMPT & UNSCORED & Q(park_grade=""),
                name="park_result_grade_where_evaluated",
            ),
        )
        indexes = (models.Index(fields=("run", "county", "rank"), name="park_result_by_run"),)
        triggers = append_only()

    def __str__(self) -> str:
        return self.name
