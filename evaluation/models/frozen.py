from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.models import Place
from enterprises.models import Enterprise
from evaluation.models.run import Run
from parks.models import Park
from portal.models.append_only import append_only
from portal.scope import Scope, ScopedManager


def frozen_key(model: type[models.Model], label: str, **options: object) -> models.ForeignKey:
    """A reference to a living record from a frozen row.

    Without a database constraint: the row carries the names it needs, is made by a SELECT over the records
    themselves, and checking a hundred thousand rows one by one would cost more than computing them.
    """
    options = {"db_index": False, "related_name": "+", **options}
    return models.ForeignKey(model, models.DO_NOTHING, verbose_name=label, db_constraint=False, **options)


class RunPark(models.Model):
    """What a run took from a park: the land and floor of the phases finished by the end of the year; of a run that
    grades parks all that it knows of them."""

    run = frozen_key(Run, "评价", related_name="parks")
    park = frozen_key(Park, "园区", related_name="frozen")
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="地域", related_name="+")
    county = models.ForeignKey(Place, models.PROTECT, verbose_name="县(市、区)", related_name="+")
    park_name = models.CharField("园区名称", max_length=100)
    finished_phases = models.PositiveIntegerField("已竣工分期数")
    land_in_use_mu = models.DecimalField("在用土地(亩)", max_digits=16, decimal_places=4)
    finished_floor_m2 = models.DecimalField("已竣工建筑面积(㎡)", max_digits=18, decimal_places=2)
    # Of runs that grade parks: all they are judged by (`evaluation.park_facts`).
    taken = models.JSONField("评价所据数据", null=True, encoder=DjangoJSONEncoder)

    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "评价园区数据"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("park", "run"), name="run_park_once"),)
        triggers = append_only()

    def __str__(self) -> str:
        return self.park_name


class RunInput(models.Model):
    """What a run took from a firm in a park: its figure and the operands of its land, with the names of that day.

    `floor_months_m2` is Σ floor × months counted, `own_months_mu` Σ own parcel × months counted.
    """

    run = frozen_key(Run, "评价")
    county = frozen_key(Place, "县(市、区)")
    place = frozen_key(Place, "地域")
    park = frozen_key(Park, "园区")
    enterprise = frozen_key(Enterprise, "企业")
    figure_id = models.BigIntegerField("年度数据编号")
    figure_version = models.PositiveIntegerField("年度数据版本")
    # Of runs from before figures said so: nothing.
    source = models.CharField("数据来源", max_length=50, blank=True)
    settled = models.JSONField("已核定", default=dict)
    enterprise_name = models.CharField("企业名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    park_name = models.CharField("园区名称", max_length=100)
    tax_wan = models.DecimalField("纳税总额(万元)", max_digits=14, decimal_places=2)
    # Of runs that classed enterprises; a run of 亩均税收 from before them has none.
    sales_wan = models.DecimalField("销售产值(万元)", max_digits=14, decimal_places=2, null=True)
    energy_tce = models.DecimalField("综合能耗(吨标准煤)", max_digits=14, decimal_places=2, null=True)
    employees = models.PositiveIntegerField("年末从业人员(人)", null=True)
    own_months_mu = models.DecimalField("自有地块(亩·月)", max_digits=18, decimal_places=4)
    floor_months_m2 = models.DecimalField("入驻面积(㎡·月)", max_digits=20, decimal_places=2)
    park_land_in_use_mu = models.DecimalField("园区在用土地(亩)", max_digits=16, decimal_places=4)
    park_finished_floor_m2 = models.DecimalField("园区已竣工建筑面积(㎡)", max_digits=18, decimal_places=2)
    land_mu = models.DecimalField("用地(亩)", max_digits=16, decimal_places=4, null=True)

    scope = Scope(place="place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "评价企业数据"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("run", "enterprise", "park"), name="run_input_once"),)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.enterprise_name} · {self.park_name}"


class RunMatter(models.Model):
    """What a run took from a firm's matters of the year: exempt, protected, set aside, veto, bonus or deduction, and
    that it reported nothing. `mark` is what the rules know it by, `label` what people read."""

    run = frozen_key(Run, "评价")
    county = frozen_key(Place, "县(市、区)")
    enterprise = frozen_key(Enterprise, "企业")
    enterprise_name = models.CharField("企业名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    mark = models.CharField("事项代码", max_length=41)
    label = models.CharField("事项", max_length=100)
    reason = models.CharField("理由", max_length=200)
    document = models.CharField("依据文件", max_length=100, blank=True)
    matter_id = models.BigIntegerField("评价事项编号", null=True)
    matter_version = models.PositiveIntegerField("评价事项版本", null=True)

    scope = Scope(place="county", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "评价事项数据"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("run", "enterprise", "county", "mark"), name="run_matter_once"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.enterprise_name} · {self.label}"
