from django.db import models
from django.db.models import Q

from accounts.models import Place
from enterprises.models import Enterprise
from evaluation.models.frozen import frozen_key
from evaluation.models.run import Run
from parks.models import Park
from portal.models.append_only import append_only
from portal.scope import Scope, ScopedManager


class RunResult(models.Model):
    """Σ tax, Σ land and their quotient for one subject of a run, from a firm in a park up to the whole place.

    `place` says who may see the row: the park's leaf, the county, or the place of the run. A firm's total is
    that of its parks in one county, because a county ranks its own firms.
    """

    class Level(models.TextChoices):
        WHOLE = "whole", "全域"
        COUNTY = "county", "县(市、区)"
        PARK = "park", "园区"
        FIRM = "firm", "企业"
        FIRM_IN_PARK = "firm_in_park", "企业（分园区）"

    class Outcome(models.TextChoices):
        EVALUATED = "evaluated", "已评价"
        NO_LAND = "no_land", "无用地数据"

    run = frozen_key(Run, "评价")
    level = models.CharField("层级", max_length=12, choices=Level.choices)
    place = frozen_key(Place, "地域")
    county = frozen_key(Place, "县(市、区)", null=True)
    park = frozen_key(Park, "园区", null=True)
    enterprise = frozen_key(Enterprise, "企业", null=True)
    name = models.CharField("名称", max_length=100)
    park_name = models.CharField("园区名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    firms = models.PositiveIntegerField("企业户数")
    tax_wan = models.DecimalField("税收合计(万元)", max_digits=18, decimal_places=2)
    land_mu = models.DecimalField("用地合计(亩)", max_digits=18, decimal_places=4)
    tax_per_mu = models.DecimalField("亩均税收(万元/亩)", max_digits=22, decimal_places=2, null=True)
    rank = models.PositiveIntegerField("名次", null=True)
    park_land_in_use_mu = models.DecimalField("园区在用土地(亩)", max_digits=16, decimal_places=4, null=True)
    tax_per_park_mu = models.DecimalField("园区亩均税收(万元/亩)", max_digits=22, decimal_places=2, null=True)
    outcome = models.CharField("结论", max_length=10, choices=Outcome.choices)

    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "评价结果"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("enterprise", "run", "level", "county", "park"),
                name="run_result_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(outcome="evaluated", land_mu__gt=0, tax_per_mu__isnull=False)
                & (Q(rank__isnull=False) | Q(level="whole"))
                | Q(outcome="no_land", land_mu=0, tax_per_mu__isnull=True, rank__isnull=True),
                name="run_result_ratio_where_land",
            ),
        )
        indexes = (
            models.Index(fields=("run", "level"), name="result_by_run"),
            models.Index(fields=("park",), name="result_by_park", condition=Q(level="park")),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return self.name
