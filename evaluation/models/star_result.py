"""Of a run of stars: the cases of a year as they were frozen, and what their points are."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Place
from evaluation.models.frozen import frozen_key
from evaluation.models.run import Run
from evaluation.models.star_case import CHOICES, StarCase
from parks.models import Park
from portal.models.append_only import append_only
from portal.scope import Scope, ScopedManager


class RunStarMark(models.Model):
    """What a run took from one item of a case: its points, or that it was a veto."""

    run = frozen_key(Run, "评价")
    county = frozen_key(Place, "县(市、区)")
    case = frozen_key(StarCase, "星级申报")
    code = models.CharField("评分项编号", max_length=40)
    points = models.DecimalField("得分", max_digits=8, decimal_places=2, null=True)
    vetoed = models.BooleanField("一票否决")

    scope = Scope(place="county", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "星级评分数据"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("run", "case", "code"), name="run_star_mark_once"),)
        triggers = append_only()

    def __str__(self) -> str:
        return self.code


class StarResult(models.Model):
    """星级评定结果: a case's score, the star it reaches by the run's scheme, and its place among the county's cases.

    `dimensions` are the points in the order of the scheme's dimensions.
    """

    run = frozen_key(Run, "评价")
    county = frozen_key(Place, "县(市、区)")
    park = frozen_key(Park, "园区")
    case = frozen_key(StarCase, "星级申报")
    case_version = models.PositiveIntegerField("申报版本")
    case_state = models.CharField("申报状态", max_length=10, choices=StarCase.State.choices)
    park_name = models.CharField("园区名称", max_length=100)
    applied = models.PositiveSmallIntegerField("申报星级", choices=CHOICES)
    gate_grade = models.CharField("绩效评价档次", max_length=1)
    dimensions = ArrayField(
        models.DecimalField("得分", max_digits=8, decimal_places=2), verbose_name="各维度得分"
    )
    score = models.DecimalField("总分", max_digits=8, decimal_places=2)
    reached = models.PositiveSmallIntegerField("得分达到星级", choices=[(0, "未达星级"), *CHOICES])
    rank = models.PositiveIntegerField("名次")

    scope = Scope(place="county", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "星级评定结果"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("run", "case"), name="star_result_once"),
            models.CheckConstraint(condition=Q(score__gte=0, rank__gte=1), name="star_result_ranked"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return self.park_name
