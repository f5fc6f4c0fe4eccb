import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from parks.models.columns import day, in_order, positive
from parks.models.record import ParkRecord, PlaceRecord
from parks.rules.judging import STANDARDS
from portal.models.change import noting_changes

CHECKS = [(one.code, f"{one.code} {one.label}") for one in STANDARDS]
PROMISES = [(one.code, one.label) for one in STANDARDS if one.bounds[0].measure.startswith("promised_")]


def person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ComplianceReason(ParkRecord):
    """偏离理由: why a park deviates from what is asked 原则上 or 一般."""

    rule = models.CharField("标准", max_length=40, choices=CHECKS)
    reason = models.CharField("理由", max_length=500)

    class Meta:
        verbose_name = "偏离理由"
        ordering = ("rule", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "rule"),
                name="compliance_reason_once",
                violation_error_message="该标准的偏离理由已登记，请打开后修改。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_rule_display()} 偏离理由"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Waiver(ParkRecord):
    """豁免(一事一议): a decision that one rule does not bind one park, for a time; settled by a second person (W5, C十七)."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待审定"
        GRANTED = "granted", "已同意"
        REFUSED = "refused", "不同意"
        WITHDRAWN = "withdrawn", "已撤回"

    class Ground(models.TextChoices):
        CASE = "case", "一事一议"
        NEED = "need", "特殊需求"
        TRADE = "trade", "特殊行业"

    rule = models.CharField("豁免的标准", max_length=40, choices=CHECKS)
    ground = models.CharField("事由", max_length=10, choices=Ground.choices, default=Ground.CASE)
    reason = models.CharField("理由", max_length=500)
    document = models.CharField("决定文件", max_length=100)
    decided_on = models.DateField("决定日期")
    valid_until = models.DateField("有效期至")
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    submitted_by = person("提交人")
    settled_by = person("审定人")
    settled_at = models.DateTimeField("审定时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "豁免(一事一议)"
        ordering = ("-decided_on", "pk")
        triggers = noting_changes()
        constraints = (
            in_order("waiver", "decided_on", "valid_until", "有效期不能早于决定日期。"),
            models.CheckConstraint(
                condition=~Q(state__in=("granted", "refused"))
                | Q(settled_by__isnull=False, settled_at__isnull=False, submitted_by__isnull=False),
                name="waiver_settled_by_somebody",
                violation_error_message="审定须有审定人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("submitted_by")),
                name="waiver_settled_by_another",
                violation_error_message="提交人不能审定自己提交的豁免。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document} {self.get_rule_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HigherStandard(PlaceRecord):
    """上级新标准: a number of standard land set higher up; where it is set, it wins (C四)."""

    rule = models.CharField("指标", max_length=40, choices=PROMISES)
    value = models.DecimalField("标准值", max_digits=14, decimal_places=2)
    document = models.CharField("依据文件", max_length=100)
    valid_from = models.DateField("施行日期")
    valid_until = day("失效日期")

    class Meta:
        verbose_name = "上级标准地指标"
        ordering = ("rule", "-valid_from", "pk")
        triggers = noting_changes()
        constraints = (
            in_order("higher_standard", "valid_from", "valid_until", "失效日期不能早于施行日期。"),
            positive("higher_standard", "value", "标准值应大于 0。"),
        )

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.document}"
