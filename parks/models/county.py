import pghistory
from django.db import models

from parks.models.columns import amount, day, in_order, not_negative
from parks.models.park import Park
from parks.models.record import PlaceRecord


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Office(PlaceRecord):
    """责任机构: the joint conference, the responsible office and its contact (W20, C十五)."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference", "联席会议"
        OFFICE = "office", "办公室"
        DEPARTMENT = "department", "责任部门"

    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    name = models.CharField("名称", max_length=100)
    head = models.CharField("负责人", max_length=60, blank=True)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    duties = models.CharField("职责", max_length=500, blank=True)

    class Meta:
        verbose_name = "责任机构"
        ordering = ("kind", "name", "pk")

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SupplyPlan(PlaceRecord):
    """年度计划: a county's yearly construction and land supply plan for parks (W3, W14, C七)."""

    year = models.PositiveSmallIntegerField("年度")
    document = models.CharField("文件", max_length=100)
    issued_on = models.DateField("印发日期")
    land_mu = amount("计划供地(亩)")
    new_land_quota_mu = amount("新增建设用地指标(亩)")
    parks_quota_mu = amount("其中用于小微企业园(亩)")
    projects = models.TextField("列入项目", max_length=2000, blank=True)

    class Meta:
        verbose_name = "年度建设与供地计划"
        ordering = ("-year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("place", "year"),
                name="supply_plan_once_a_year",
                violation_error_message="该年度的计划已登记，请打开后修改。",
            ),
            models.CheckConstraint(
                condition=models.Q(year__range=(2000, 2100)),
                name="supply_plan_year_plausible",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
            not_negative("supply_plan", "land_mu", "计划供地不能为负数。"),
            not_negative("supply_plan", "new_land_quota_mu", "新增建设用地指标不能为负数。"),
            not_negative("supply_plan", "parks_quota_mu", "用于小微企业园的指标不能为负数。"),
        )

    def __str__(self) -> str:
        return f"{self.year} 年计划"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LocalRule(PlaceRecord):
    """实施细则: a county's own document that carries the policy out (W末段)."""

    title = models.CharField("文件名称", max_length=200)
    document_number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期")
    valid_until = day("有效期至")
    summary = models.TextField("主要内容", max_length=2000, blank=True)

    class Meta:
        verbose_name = "实施细则"
        ordering = ("-issued_on", "pk")
        constraints = (in_order("local_rule", "issued_on", "valid_until", "有效期不能早于印发日期。"),)

    def __str__(self) -> str:
        return self.title


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ModelCase(PlaceRecord):
    """典型案例: published in the portal for everybody to learn from (W22, C十六)."""

    park = models.ForeignKey(
        Park, models.PROTECT, verbose_name="园区", null=True, blank=True, related_name="model_cases"
    )
    title = models.CharField("标题", max_length=100)
    summary = models.TextField("做法与成效", max_length=4000)
    published_on = day("发布日期")

    class Meta:
        verbose_name = "典型案例"
        ordering = ("-published_on", "pk")

    def __str__(self) -> str:
        return self.title
