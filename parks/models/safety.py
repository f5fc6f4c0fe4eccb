import pghistory
from django.db import models
from django.db.models import Q

from parks.models.columns import day, in_order
from parks.models.record import ParkRecord
from portal.models.change import noting_changes


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SafetyEvent(ParkRecord):
    """安全事项: a drill, a training, an assessment … of a day, with its outcome (C十)."""

    class Kind(models.TextChoices):
        DRILL = "drill", "消防安全演练"
        HEAD_TRAINING = "head_training", "运营负责人安全培训"
        MANAGER_TRAINING = "manager_training", "安全管理人员培训"
        RISK = "risk", "整体性安全风险评估"
        ENVIRONMENT = "environment", "园区整体环评"
        BUILDING = "building", "房屋安全评估"
        EQUIPMENT = "equipment", "特种设备检查"
        WASTE = "waste", "危废收运"
        INSPECTION = "inspection", "安全检查"

    kind = models.CharField("事项", max_length=20, choices=Kind.choices)
    on = models.DateField("日期")
    organiser = models.CharField("组织单位", max_length=100, blank=True)
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    result = models.CharField("结果", max_length=500, blank=True)
    valid_until = day("有效期至")

    class Meta:
        verbose_name = "安全事项"
        ordering = ("-on", "pk")
        triggers = noting_changes()
        constraints = (in_order("safety", "on", "valid_until", "有效期不能早于事项日期。"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FireGrade(ParkRecord):
    """消防评级: the fire brigade's grade of the park in a year (C十三)."""

    class Grade(models.TextChoices):
        A = "A", "好"
        B = "B", "较好"
        C = "C", "一般"
        D = "D", "差"

    year = models.PositiveSmallIntegerField("年度")
    grade = models.CharField("等级", max_length=1, choices=Grade.choices)
    document = models.CharField("依据文件", max_length=100, blank=True)

    class Meta:
        verbose_name = "消防评级"
        ordering = ("-year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "year"),
                name="fire_grade_once_a_year",
                violation_error_message="该年度的消防评级已登记，请打开后修改。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="fire_grade_year_plausible",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年消防评级"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HiddenDanger(ParkRecord):
    """隐患: found on a day, somebody's to remove by another, closed with a word on how (C十)."""

    class Level(models.TextChoices):
        GENERAL = "general", "一般"
        MAJOR = "major", "重大"

    found_on = models.DateField("发现日期")
    found_by = models.CharField("检查单位", max_length=100)
    level = models.CharField("级别", max_length=10, choices=Level.choices, default=Level.GENERAL)
    description = models.CharField("隐患内容", max_length=500)
    owner = models.CharField("整改责任人", max_length=60)
    due_on = models.DateField("整改期限")
    closed_on = day("销号日期")
    closure = models.CharField("整改情况", max_length=500, blank=True)

    class Meta:
        verbose_name = "隐患"
        ordering = ("-found_on", "pk")
        constraints = (
            in_order("danger", "found_on", "due_on", "整改期限不能早于发现日期。"),
            in_order("danger", "found_on", "closed_on", "销号日期不能早于发现日期。"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closure=""),
                name="danger_closed_says_how",
                violation_error_message="销号须填写整改情况。",
            ),
        )

    def __str__(self) -> str:
        return self.description[:40]
