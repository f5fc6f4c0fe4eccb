from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Place
from enterprises.models import Enterprise
from evaluation.models.frozen import frozen_key
from evaluation.models.run import Run
from evaluation.rules.classes.evaluating import Outcome
from evaluation.rules.classes.parts import CLASSES
from portal.models.append_only import append_only
from portal.scope import Scope, ScopedManager

RANKED = Q(outcome=Outcome.RANKED.value)


def points(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=24, decimal_places=4, null=True)


class EnterpriseResult(models.Model):
    """亩均论英雄: a firm's class among the firms of its group in one county, with all its parks there added up (W12).

    `values` and `points` stand in the order of the group's indicators. `ranked_class` is what score and rank give,
    `enterprise_class` the same after veto and protection. Who was not ranked has an outcome and a reason instead.
    """

    CLASSES = [(letter, f"{letter} 类") for letter in CLASSES]
    OUTCOMES = [(one.value, one.label) for one in Outcome]

    run = frozen_key(Run, "评价")
    county = frozen_key(Place, "县(市、区)")
    enterprise = frozen_key(Enterprise, "企业")
    name = models.CharField("企业名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    parks = models.PositiveIntegerField("园区数")
    tax_wan = models.DecimalField("纳税总额(万元)", max_digits=18, decimal_places=2, null=True)
    sales_wan = models.DecimalField("销售产值(万元)", max_digits=18, decimal_places=2, null=True)
    energy_tce = models.DecimalField("综合能耗(吨标准煤)", max_digits=18, decimal_places=2, null=True)
    employees = models.PositiveBigIntegerField("年末从业人员(人)", null=True)
    land_mu = models.DecimalField("用地(亩)", max_digits=18, decimal_places=4, null=True)
    marks = ArrayField(models.CharField(max_length=41), verbose_name="评价事项")
    group = models.CharField("分组", max_length=40, blank=True)
    group_label = models.CharField("分组名称", max_length=100, blank=True)
    outcome = models.CharField("结论", max_length=12, choices=OUTCOMES)
    reason = models.TextField("说明", blank=True)
    values = ArrayField(points("指标值"), verbose_name="指标值")
    points = ArrayField(points("得分"), verbose_name="指标得分")
    bonus = models.DecimalField("加分", max_digits=12, decimal_places=4)
    deduction = models.DecimalField("减分", max_digits=12, decimal_places=4)
    score = models.DecimalField("总分", max_digits=24, decimal_places=4, null=True)
    rank = models.PositiveIntegerField("名次", null=True)
    ranked_class = models.CharField("按名次或分数的类别", max_length=1, blank=True, choices=CLASSES)
    enterprise_class = models.CharField("企业类别", max_length=1, blank=True, choices=CLASSES)

    scope = Scope(place="county", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "企业分类结果"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("enterprise", "run", "county"), name="enterprise_result_once"),
            models.CheckConstraint(
                condition=RANKED
                & Q(score__gte=0, rank__gte=1, ranked_class__in=CLASSES, enterprise_class__in=CLASSES)
                | ~RANKED & Q(score__isnull=True, rank__isnull=True, ranked_class="", enterprise_class=""),
                name="enterprise_result_class_where_ranked",
            ),
        )
        indexes = (models.Index(fields=("run", "county", "rank"), name="enterprise_result_by_run"),)
        triggers = append_only()

    def __str__(self) -> str:
        return self.name
