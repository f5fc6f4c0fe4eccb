import pghistory
from django.db import models
from django.db.models import F, Q

from parks.models.columns import amount, day, in_order, not_negative
from parks.models.park import Park
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.scope import Scope, ScopedManager


def within_total(part: str) -> Q:
    """Unknown, or between nothing and the whole floor."""
    return Q(**{f"{part}__isnull": True}) | Q(**{f"{part}__gte": 0, f"{part}__lte": F("floor_area_m2")})


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Phase(Versioned):
    """分期: a part of a park that is built and completed on its own (C(五)).

    From its completion its land is in use and its floor is what the plan counts as completed (W附件一).
    """

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="phases")
    name = models.CharField("分期名称", max_length=100)
    land_area_mu = models.DecimalField("用地面积(亩)", max_digits=12, decimal_places=4)
    floor_area_m2 = models.DecimalField("总建筑面积(㎡)", max_digits=14, decimal_places=2)
    far_counted_floor_m2 = amount("计容建筑面积(㎡)")
    production_floor_m2 = amount("生产性用房(㎡)")
    non_production_floor_m2 = amount("非生产性用房(㎡)")
    underground_floor_m2 = amount("地下建筑面积(㎡)")
    is_underground_titled = models.BooleanField("地下空间办理产权登记", null=True, blank=True)
    non_production_land_m2 = amount("非生产性用房用地面积(㎡)")
    green_area_m2 = amount("绿地面积(㎡)")
    parking_spaces = models.PositiveIntegerField("机动车位(个)", null=True, blank=True)
    planned_investment_wan = amount("计划总投资(万元)")
    invested_wan = amount("已完成投资(万元)")
    presale_permit_on = day("预售许可日期")
    presale_permit_number = models.CharField("预售许可证号", max_length=60, blank=True)
    completed_on = day("竣工日期")
    recognised_on = day("分期认定日期")
    recognition_batch = models.CharField("认定批次", max_length=60, blank=True)

    scope = Scope(place="park__place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "分期"
        ordering = ("park", "name", "pk")
        triggers = noting_changes()
        constraints = (
            models.CheckConstraint(
                condition=Q(land_area_mu__gt=0),
                name="phase_land_positive",
                violation_error_message="用地面积应大于 0 亩。",
            ),
            models.CheckConstraint(
                condition=Q(floor_area_m2__gt=0),
                name="phase_floor_positive",
                violation_error_message="总建筑面积应大于 0 ㎡。",
            ),
            models.UniqueConstraint(
                fields=("park", "name"),
                name="phase_named_once",
                violation_error_message="本园区已有同名分期，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=Q(production_floor_m2__isnull=True)
                | Q(non_production_floor_m2__isnull=True)
                | Q(floor_area_m2=F("production_floor_m2") + F("non_production_floor_m2")),
                name="phase_floor_adds_up",
                violation_error_message="生产性用房与非生产性用房之和应等于总建筑面积。",
            ),
            models.CheckConstraint(
                # More than the whole floor is possible: high storeys count double.
                condition=Q(far_counted_floor_m2__isnull=True) | Q(far_counted_floor_m2__gte=0),
                name="phase_counted_floor_not_negative",
                violation_error_message="计容建筑面积不能小于 0 ㎡。",
            ),
            models.CheckConstraint(
                condition=within_total("production_floor_m2"),
                name="phase_production_within_total",
                violation_error_message="生产性用房不能大于总建筑面积。",
            ),
            models.CheckConstraint(
                condition=within_total("non_production_floor_m2"),
                name="phase_non_production_within_total",
                violation_error_message="非生产性用房不能大于总建筑面积。",
            ),
            in_order("phase", "completed_on", "recognised_on", "认定日期不能早于竣工日期。"),
            *(
                not_negative("phase", name, f"{label}不能小于 0。")
                for name, label in (
                    ("underground_floor_m2", "地下建筑面积"),
                    ("non_production_land_m2", "非生产性用房用地面积"),
                    ("green_area_m2", "绿地面积"),
                    ("planned_investment_wan", "计划总投资"),
                    ("invested_wan", "已完成投资"),
                )
            ),
        )

    def __str__(self) -> str:
        return self.name
