import pghistory
from django.db import models
from django.db.models import F, Q

from parks.models import options
from parks.models.columns import amount, day, in_order, many, not_negative
from parks.models.park import Park
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.models.search_name import searchable
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Parcel(Versioned):
    """地块: land of a park with the dates that count; the plan counts its start of works (W附件一)."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="parcels")
    name = models.CharField("地块名称", max_length=100)
    land_area_mu = models.DecimalField("用地面积(亩)", max_digits=12, decimal_places=4)
    source = models.CharField("土地来源", max_length=20, choices=options.LandSource.choices, blank=True)
    natures = many("土地性质", options.LandNature)
    supply_kind = models.CharField("供地方式", max_length=20, choices=options.SupplyKind.choices, blank=True)
    supply_plan_year = models.PositiveSmallIntegerField("供地计划年度", null=True, blank=True)
    supply_batch = models.PositiveSmallIntegerField("供地批次", null=True, blank=True)
    supplied_on = day("供地日期")
    contract_number = models.CharField("土地合同编号", max_length=60, blank=True)
    contracted_on = day("土地合同日期")
    land_price_wan = amount("成交地价(万元)")
    starting_price_wan = amount("起始价(万元)")
    cap_price_wan = amount("最高限价(万元)")
    land_use_until = day("土地使用终止日期")
    promised_investment_per_mu = amount("承诺投资强度(万元/亩)")
    promised_tax_per_mu = amount("承诺亩均税收(万元/亩)")
    promised_value_added_per_emission = amount("承诺单位排放增加值(万元/吨)")
    promised_value_added_per_tce = amount("承诺单位能耗增加值(万元/吨标准煤)")
    start_due_on = day("约定开工日期")
    completion_due_on = day("约定竣工日期")
    approval_applied_on = day("开工审批受理日期")
    approved_on = day("开工审批办结日期")
    started_on = day("开工日期")
    completed_on = day("竣工日期")
    acceptance_applied_on = day("竣工验收受理日期")
    accepted_on = day("竣工验收办结日期")
    # W末段: the policy's restrictions stand in each of these documents; unknown until somebody has looked.
    restricted_in_notice = models.BooleanField("出让公告已载明限制条款", null=True, blank=True)
    restricted_in_land_contract = models.BooleanField("土地合同已载明限制条款", null=True, blank=True)
    restricted_in_project_contract = models.BooleanField("投资协议已载明限制条款", null=True, blank=True)

    scope = Scope(place="park__place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "地块"
        triggers = (*noting_changes(), *searchable("parcel", "contract_number"))
        ordering = ("park", "name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(land_area_mu__gt=0),
                name="parcel_land_positive",
                violation_error_message="用地面积应大于 0 亩。",
            ),
            models.UniqueConstraint(
                fields=("park", "name"),
                name="parcel_named_once",
                violation_error_message="本园区已有同名地块，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=Q(contracted_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(started_on__gte=F("contracted_on")),
                name="parcel_started_after_contract",
                violation_error_message="开工日期不能早于土地合同日期。",
            ),
            in_order("parcel", "started_on", "completed_on", "竣工日期不能早于开工日期。"),
            in_order("parcel", "approval_applied_on", "approved_on", "办结日期不能早于受理日期。"),
            in_order("parcel", "acceptance_applied_on", "accepted_on", "办结日期不能早于受理日期。"),
            in_order("parcel", "start_due_on", "completion_due_on", "约定竣工日期不能早于约定开工日期。"),
            *(
                not_negative("parcel", name, f"{label}不能为负数。")
                for name, label in (
                    ("land_price_wan", "成交地价"),
                    ("starting_price_wan", "起始价"),
                    ("cap_price_wan", "最高限价"),
                    ("promised_investment_per_mu", "承诺投资强度"),
                    ("promised_tax_per_mu", "承诺亩均税收"),
                    ("promised_value_added_per_emission", "承诺单位排放增加值"),
                    ("promised_value_added_per_tce", "承诺单位能耗增加值"),
                )
            ),
            models.CheckConstraint(
                condition=Q(supply_plan_year__isnull=True) | Q(supply_plan_year__range=(2000, 2100)),
                name="parcel_plan_year_plausible",
                violation_error_message="供地计划年度应在 2000 至 2100 之间。",
            ),
        )

    def __str__(self) -> str:
        return self.name
