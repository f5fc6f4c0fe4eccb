import pghistory
from django.db import models
from django.db.models import Q

from parks.models.columns import amount, day, not_negative, positive
from parks.models.options import RoomUse
from parks.models.park import Park
from parks.models.phase import Phase
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Building(Versioned):
    """幢: a building of a park, of one phase where phases are told apart."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="buildings")
    phase = models.ForeignKey(
        Phase, models.PROTECT, verbose_name="分期", null=True, blank=True, related_name="buildings"
    )
    name = models.CharField("幢号", max_length=60)
    floor_area_m2 = amount("建筑面积(㎡)")
    completed_on = day("竣工日期")

    scope = Scope(place="park__place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "幢"
        ordering = ("park", "name", "pk")
        triggers = noting_changes()
        constraints = (
            models.UniqueConstraint(
                fields=("park", "name"),
                name="building_named_once",
                violation_error_message="本园区已有同名的幢，请换一个幢号。",
            ),
            not_negative("building", "floor_area_m2", "建筑面积不能小于 0 ㎡。"),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Storey(Versioned):
    """层: numbered from 1 upwards, -1 downwards; there is no storey 0."""

    building = models.ForeignKey(Building, models.PROTECT, verbose_name="幢", related_name="storeys")
    number = models.SmallIntegerField("层号")
    floor_area_m2 = amount("建筑面积(㎡)")
    height_m = models.DecimalField("层高(米)", max_digits=5, decimal_places=2, null=True, blank=True)
    load_kg_m2 = models.PositiveIntegerField("楼面荷载(公斤/㎡)", null=True, blank=True)

    scope = Scope(place="building__park__place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "层"
        ordering = ("building", "-number")
        triggers = noting_changes()
        constraints = (
            models.UniqueConstraint(
                fields=("building", "number"),
                name="storey_numbered_once",
                violation_error_message="本幢已有这一层。",
            ),
            models.CheckConstraint(
                condition=~Q(number=0) & Q(number__range=(-5, 99)),
                name="storey_number_plausible",
                violation_error_message="层号应在 1 至 99 之间，地下层写作 -1 至 -5。",
            ),
            not_negative("storey", "floor_area_m2", "建筑面积不能小于 0 ㎡。"),
        )

    def __str__(self) -> str:
        return f"{self.number} 层" if self.number > 0 else f"地下 {-self.number} 层"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Unit(Versioned):
    """单元: the smallest part of a building that is held, let or sold on its own (W4, C四)."""

    class Division(models.TextChoices):
        BUILDING = "building", "按幢"
        STOREY = "storey", "按层"
        VERTICAL = "vertical", "竖向"
        OTHER = "other", "层内分隔"

    storey = models.ForeignKey(Storey, models.PROTECT, verbose_name="所在层", related_name="units")
    name = models.CharField("单元号", max_length=60)
    use = models.CharField("用途", max_length=20, choices=RoomUse.choices)
    floor_area_m2 = models.DecimalField("建筑面积(㎡)", max_digits=14, decimal_places=2)
    division = models.CharField("分割方式", max_length=10, choices=Division.choices, blank=True)
    is_self_held = models.BooleanField("开发主体自持", default=False)
    self_held_until = day("自持至")
    may_be_sold = models.BooleanField("可出售", default=False)
    sold_on = day("售出日期")
    certificate_number = models.CharField("不动产权证号", max_length=60, blank=True)

    scope = Scope(place="storey__building__park__place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "单元"
        ordering = ("storey", "name", "pk")
        triggers = noting_changes()
        constraints = (
            models.UniqueConstraint(
                fields=("storey", "name"),
                name="unit_named_once",
                violation_error_message="这一层已有同名单元，请换一个单元号。",
            ),
            positive("unit", "floor_area_m2", "建筑面积应大于 0 ㎡。"),
            models.CheckConstraint(
                condition=Q(is_self_held=False) | Q(sold_on__isnull=True),
                name="unit_held_is_not_sold",
                violation_error_message="自持的单元不能登记售出；请先取消自持。",
            ),
            models.CheckConstraint(
                condition=Q(self_held_until__isnull=True) | Q(is_self_held=True),
                name="unit_term_needs_holding",
                violation_error_message="填写了自持期限，请同时选择“开发主体自持”。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """Building, storey and unit, as people find it; fetch `storey__building` along with it."""
        return f"{self.storey.building.name} {self.storey} {self.name}"
