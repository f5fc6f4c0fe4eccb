import pghistory
from django.db import models
from django.db.models import F, Q

from evaluation.models.notice import person
from evaluation.rules.money.rewards import ONCE, REWARDS
from parks.models import Park
from parks.models.columns import amount
from portal.models import Versioned
from portal.scope import Scope, ScopedManager

LIVE = ("draft", "submitted", "approved", "paid")
WORKED_OUT = ("submitted", "approved", "paid")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Claim(Versioned):
    """奖补申请: one reward of a park for one year, proposed, checked by another, paid (W16, C十四).

    `amount_wan` is worked out by the formula of the clause, never typed; `basis` keeps what it was worked out from (values,
    their sources, parameters, version of the formula), so that it explains itself for ever.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待复核"
        APPROVED = "approved", "已核定"
        PAID = "paid", "已兑付"
        REFUSED = "refused", "不予奖补"
        WITHDRAWN = "withdrawn", "已撤回"

    REWARDS = [(code, reward.label) for code, reward in REWARDS.items()]

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="claims")
    reward = models.CharField("奖补", max_length=40, choices=REWARDS)
    year = models.PositiveSmallIntegerField("年度")
    amount_wan = models.DecimalField(
        "测算金额(万元)", max_digits=14, decimal_places=2, null=True, editable=False
    )
    basis = models.JSONField("测算依据", default=dict, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    submitted_by = person("提出人")
    approved_by = person("复核人")
    approved_at = models.DateTimeField("复核时间", null=True, editable=False)
    paid_on = models.DateField("兑付日期", null=True, editable=False)
    paid_wan = amount("兑付金额(万元)")
    payment_document = models.CharField("兑付文件", max_length=100, blank=True, editable=False)

    known_by = "year"
    scope = Scope(place="park__place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "奖补申请"
        ordering = ("-year", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "reward", "year"),
                condition=Q(state__in=LIVE),
                name="claim_once_a_year",
                violation_error_message="本园区此年度的这项奖补已经提出，请打开原申请办理。",
            ),
            models.UniqueConstraint(
                fields=("park", "reward"),
                condition=Q(state__in=LIVE, reward__in=ONCE),
                name="claim_once_a_level",
                violation_error_message="每个园区每级只奖励一次，这一级已经提出过。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WORKED_OUT) | Q(amount_wan__isnull=False, submitted_by__isnull=False),
                name="claim_worked_out_before_it_is_handed_in",
                violation_error_message="提交的奖补须有测算金额。",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("approved", "paid"), approved_by__isnull=False, approved_at__isnull=False
                )
                | ~Q(state__in=("approved", "paid")),
                name="claim_approved_by_somebody",
                violation_error_message="核定须有复核人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="claim_approved_by_another",
                violation_error_message="本人提出的奖补须由另一人复核。",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False, paid_wan__gt=0)
                & ~Q(payment_document="")
                & Q(paid_wan__lte=F("amount_wan"))
                | ~Q(state="paid") & Q(paid_on__isnull=True, paid_wan__isnull=True, payment_document=""),
                name="claim_paid_as_a_whole",
                violation_error_message="兑付须有日期、文件和金额，金额不超过测算金额。",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="claim_year_plausible",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_reward_display()}"
