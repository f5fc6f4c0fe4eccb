import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from admissions.models.application import Application
from enterprises.models import Occupancy
from parks.models import Park
from parks.models.columns import amount, day, not_negative
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


def person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=label,
        null=True,
        editable=False,
        related_name="+",
    )


class TransferState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待答复回购"
    OFFERED = "offered", "已提出回购"
    ACCEPTED = "accepted", "同意回购价"
    DECLINED = "declined", "不接受回购价"
    BOUGHT_BACK = "bought_back", "已回购"
    WAIVED = "waived", "已放弃回购"
    CONSENTED = "consented", "同意转让"
    READMITTING = "readmitting", "承接企业准入中"
    COMPLETED = "completed", "已腾退交接"
    REFUSED = "refused", "不同意转让"
    WITHDRAWN = "withdrawn", "已撤回"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TransferRequest(Versioned):
    """转让转租申请: a firm wants to part with its rooms; whoever has priority buys them back or lets them go (W13, C九).

    `buyer` is who answered the question of buying back. A firm that takes the rooms over is admitted like any other:
    `application` is its own.
    """

    State = TransferState

    class Kind(models.TextChoices):
        TRANSFER = "transfer", "转让"
        SUBLEASE = "sublease", "转租"

    class Buyer(models.TextChoices):
        GOVERNMENT = "government", "属地政府"
        OWNER = "owner", "业主单位"
        OPERATOR = "operator", "运营单位"

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="transferrequests")
    occupancy = models.ForeignKey(
        Occupancy, models.PROTECT, verbose_name="转让的入驻", related_name="transfer_requests"
    )
    kind = models.CharField("方式", max_length=10, choices=Kind.choices)
    reason = models.CharField("原因", max_length=500)
    asking_price_wan = amount("意向价格(万元)")
    taker = models.CharField("意向承接企业", max_length=100, blank=True)
    taker_uscc = models.CharField("承接企业统一社会信用代码", max_length=18, blank=True)
    requested_on = models.DateField("申请日期", null=True, editable=False)

    buyer = models.CharField("回购主体", max_length=10, choices=Buyer.choices, blank=True, editable=False)
    appraisal_wan = amount("市场评估价(万元)")
    offer_wan = amount("回购价(万元)")
    document = models.CharField("评估报告或答复文号", max_length=100, blank=True, editable=False)
    vacated_on = day("腾退日期")
    application = models.OneToOneField(
        Application,
        models.PROTECT,
        verbose_name="承接企业的申请",
        null=True,
        editable=False,
        related_name="transfer",
    )
    submitted_by = person("申请人")
    waived_by = person("放弃回购的经办人")

    state = models.CharField(
        "状态", max_length=12, choices=State.choices, default=State.DRAFT, editable=False
    )

    scope = Scope(place="park__place", view="enterprise.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "转让转租申请"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("occupancy",),
                condition=~Q(state__in=("declined", "bought_back", "completed", "refused", "withdrawn")),
                name="transfer_open_once",
                violation_error_message="该入驻已有正在办理的转让转租申请。",
            ),
            models.CheckConstraint(
                condition=~Q(buyer="government", offer_wan__isnull=False)
                | Q(appraisal_wan__isnull=False, offer_wan__lte=F("appraisal_wan")),
                name="transfer_offer_within_appraisal",
                violation_error_message="属地政府的回购价不得高于市场评估价。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", requested_on__isnull=True, submitted_by__isnull=True)
                | Q(requested_on__isnull=False, submitted_by__isnull=False)
                | Q(state="withdrawn"),
                name="transfer_requested_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("offered", "accepted", "bought_back"))
                | Q(~Q(buyer=""), offer_wan__isnull=False),
                name="transfer_offer_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("bought_back", "completed"), vacated_on__isnull=False)
                | Q(~Q(state__in=("bought_back", "completed")), vacated_on__isnull=True),
                name="transfer_ends_with_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("consented", "readmitting", "completed"))
                | Q(waived_by__isnull=False),
                name="transfer_waived_before_consent",
            ),
            *(
                not_negative("transfer", name, "金额不能小于 0 万元。")
                for name in ("asking_price_wan", "appraisal_wan", "offer_wan")
            ),
        )

    def __str__(self) -> str:
        return f"{self.occupancy.enterprise}{self.get_kind_display()}申请"
