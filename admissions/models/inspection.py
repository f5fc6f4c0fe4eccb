import pghistory
from django.db import models
from django.db.models import Q

from admissions.models.transfer import person
from enterprises.models import Occupancy
from parks.models import Park
from parks.models.columns import amount, day, in_order, not_negative
from parks.models.record import PlaceRecord
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class InspectionCampaign(PlaceRecord):
    """入园企业大清查: every firm in the parks of a place is visited between two days (W13)."""

    class State(models.TextChoices):
        PLANNED = "planned", "待启动"
        RUNNING = "running", "清查中"
        CLOSED = "closed", "已结束"

    title = models.CharField("清查名称", max_length=100)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    document = models.CharField("通知文号", max_length=100, blank=True)
    content = models.CharField("清查内容", max_length=500, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.PLANNED, editable=False
    )

    class Meta:
        verbose_name = "清查行动"
        ordering = ("-starts_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("place", "title"),
                name="campaign_named_once",
                violation_error_message="本地已有同名的清查行动。",
            ),
            in_order("campaign", "starts_on", "ends_on", "结束日期不能早于开始日期。"),
        )

    def __str__(self) -> str:
        return self.title


class ParkVisit(Versioned):
    """A row of a park that is about one firm's rooms there."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="%(class)ss")

    scope = Scope(place="park__place", view="enterprise.view")
    objects = ScopedManager()

    class Meta:
        abstract = True


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CampaignVisit(ParkVisit):
    """清查记录: one firm's rooms, visited in a campaign; made when the campaign starts."""

    class Outcome(models.TextChoices):
        SOUND = "sound", "正常"
        PROBLEM = "problem", "发现问题"
        ABSENT = "absent", "未见企业"

    campaign = models.ForeignKey(
        InspectionCampaign, models.PROTECT, verbose_name="清查行动", related_name="visits"
    )
    occupancy = models.ForeignKey(
        Occupancy, models.PROTECT, verbose_name="入驻企业", related_name="campaign_visits"
    )
    visited_on = day("检查日期")
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    note = models.CharField("情况", max_length=500, blank=True)

    class Meta:
        verbose_name = "清查记录"
        ordering = ("campaign", "park", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "occupancy"),
                name="visit_once_per_campaign",
                violation_error_message="本次清查已有该企业的记录。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", visited_on__isnull=True)
                | Q(~Q(outcome=""), visited_on__isnull=False),
                name="visit_outcome_with_day",
                violation_error_message="检查日期和结果请一并填写。",
            ),
        )

    def __str__(self) -> str:
        return str(self.occupancy.enterprise)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Finding(ParkVisit):
    """检查发现: what is not as it should be with a firm or the operator, until it is put right or the firm has left (W13)."""

    class Kind(models.TextChoices):
        SUBLEASE = "unapproved_sublease", "擅自转租"
        TRANSFER = "unapproved_transfer", "擅自转让"
        FOUR_WITHOUT = "four_without", "“四无”企业"
        NOT_OWN_USE = "not_own_use", "未自用"
        OFF_TRADE = "off_trade", "行业不符"
        UNSAFE = "unsafe", "安全消防隐患"
        POLLUTING = "polluting", "环保问题"
        BROKEN_PROMISE = "broken_promise", "未履行承诺"
        OPERATION = "operation", "运营单位违规"
        OTHER = "other", "其他"

    class Penalty(models.TextChoices):
        FINE = "fine", "罚款"
        WARNING = "warning", "警告"
        SUPPORT_STOPPED = "support_stopped", "取消扶持"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        RECTIFYING = "rectifying", "整改中"
        REPORTED = "reported", "待复查"
        CLOSED = "closed", "已整改"
        DISMISSED = "dismissed", "不予处理"
        EXPULSION_PENDING = "expulsion_pending", "拟清退"
        EXPELLED = "expelled", "已清退"

    campaign = models.ForeignKey(
        InspectionCampaign,
        models.PROTECT,
        verbose_name="清查行动",
        null=True,
        blank=True,
        related_name="findings",
    )
    occupancy = models.ForeignKey(
        Occupancy,
        models.PROTECT,
        verbose_name="涉及企业",
        null=True,
        blank=True,
        related_name="findings",
    )
    kind = models.CharField("问题", max_length=20, choices=Kind.choices)
    content = models.CharField("具体情况", max_length=500)
    found_on = models.DateField("发现日期")
    penalty = models.CharField("处罚", max_length=20, choices=Penalty.choices, blank=True)
    penalty_wan = amount("罚款金额(万元)")
    penalty_document = models.CharField("处罚文号", max_length=100, blank=True)
    due_on = models.DateField("整改期限", null=True, editable=False)
    last_day = models.DateField("清退日期", null=True, editable=False)
    proposed_by = person("清退提出人")
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.OPEN, editable=False)

    class Meta:
        verbose_name = "检查发现"
        ordering = ("-found_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(occupancy__isnull=False) | Q(kind__in=("operation", "other")),
                name="finding_about_somebody",
                violation_error_message="请选择涉及企业；涉及运营单位的选“运营单位违规”。",
            ),
            models.CheckConstraint(
                condition=Q(penalty_wan__isnull=True) | Q(penalty="fine"),
                name="finding_fine_has_kind",
                violation_error_message="填写了罚款金额，处罚请选“罚款”。",
            ),
            not_negative("finding", "penalty_wan", "罚款金额不能小于 0 万元。"),
            in_order("finding", "found_on", "due_on", "整改期限不能早于发现日期。"),
            models.CheckConstraint(
                condition=~Q(state__in=("rectifying", "reported", "closed")) | Q(due_on__isnull=False),
                name="finding_rectified_by_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="expelled", last_day__isnull=False, occupancy__isnull=False)
                | Q(~Q(state="expelled"), last_day__isnull=True),
                name="finding_expelled_from_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("expulsion_pending", "expelled")) | Q(proposed_by__isnull=False),
                name="finding_expulsion_proposed",
            ),
            in_order("finding_exit", "found_on", "last_day", "清退日期不能早于发现日期。"),
        )

    def __str__(self) -> str:
        who = self.occupancy.enterprise if self.occupancy else "运营单位"
        return f"{who}：{self.get_kind_display()}"
