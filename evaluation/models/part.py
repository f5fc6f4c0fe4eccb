from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.models import Place
from evaluation.models.frozen import frozen_key
from evaluation.models.run import Run
from portal.models.append_only import append_only
from portal.scope import Scope, ScopedManager


class RunPart(models.Model):
    """A run in one county: the scheme and the rules it stands on, and what the county's firms were measured by.

    Written in the transaction that wrote the county's rows; a county that has its part is done. `groups` is, by the
    group's code, how many were ranked, the bases in the order of the indicators, the quotas (None: by thresholds)
    and the lowest score of each class.
    """

    run = frozen_key(Run, "评价", related_name="parts")
    county = models.ForeignKey(Place, models.PROTECT, verbose_name="县(市、区)", related_name="+")
    ruling = models.JSONField("适用规则", encoder=DjangoJSONEncoder)
    scheme = models.JSONField("评价方案", encoder=DjangoJSONEncoder)
    groups = models.JSONField("分组数据", encoder=DjangoJSONEncoder)
    counts = models.JSONField("数量", encoder=DjangoJSONEncoder)
    rulebook_hash = models.CharField("规则摘要", max_length=64)
    inputs_hash = models.CharField("数据摘要", max_length=64)
    results_hash = models.CharField("结果摘要", max_length=64)

    scope = Scope(place="county", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "评价（分县）"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("run", "county"), name="run_part_once"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.county.name}（编号 {self.run_id}）"
