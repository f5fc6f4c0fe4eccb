import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from admissions.models.application import Application
from admissions.models.contract import AdmissionContract, kept_after_draft
from parks.models import Attachment
from parks.models.columns import amount, day, not_negative
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.scope import Scope, ScopedManager


class CommitmentKind(models.TextChoices):
    """What a firm promises: first the steps with a day, how long it keeps its rooms, then a sum by a day, then what is
    compared every year."""

    FIT_OUT = "fit_out", "装修开工"
    COMPLETION = "completion", "装修竣工"
    PRODUCTION = "production", "投产"
    FULL_PRODUCTION = "full_production", "达产"
    SELF_HOLD = "self_hold", "自持"
    INVESTMENT = "investment", "累计投资"
    SALES = "sales", "年销售产值"
    TAX = "tax", "年纳税"
    TAX_PER_MU = "tax_per_mu", "亩均税收"
    EMPLOYEES = "employees", "从业人员"


Kind = CommitmentKind
MILESTONES = (Kind.FIT_OUT, Kind.COMPLETION, Kind.PRODUCTION, Kind.FULL_PRODUCTION)
DATED = (*MILESTONES, Kind.SELF_HOLD)
YEARLY = (Kind.SALES, Kind.TAX, Kind.TAX_PER_MU, Kind.EMPLOYEES)
REPORTED = (*MILESTONES, Kind.INVESTMENT)
UNITS = {
    Kind.INVESTMENT: "万元",
    Kind.SALES: "万元",
    Kind.TAX: "万元",
    Kind.TAX_PER_MU: "万元/亩",
    Kind.EMPLOYEES: "人",
}


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Commitment(models.Model):
    """达产承诺: one promise of a contract. A step and a term have a day, a sum a day and a target, the rest a first year and a
    target that holds in every year from then on (W9)."""

    Kind = CommitmentKind

    contract = models.ForeignKey(
        AdmissionContract, models.CASCADE, verbose_name="合同", related_name="commitments"
    )
    kind = models.CharField("承诺事项", max_length=20, choices=Kind.choices)
    target = amount("承诺值")
    due_on = day("期限")
    first_year = models.PositiveSmallIntegerField("首个考核年度", null=True)

    scope = Scope(place="contract__application__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "达产承诺"
        ordering = ("contract", "pk")
        triggers = (*noting_changes(), kept_after_draft("commitment_kept"))
        constraints = (
            models.UniqueConstraint(fields=("contract", "kind"), name="commitment_once"),
            models.CheckConstraint(
                condition=Q(kind__in=DATED, due_on__isnull=False, target__isnull=True)
                & Q(first_year__isnull=True)
                | Q(kind=Kind.INVESTMENT, due_on__isnull=False, target__gt=0, first_year__isnull=True)
                | Q(kind__in=YEARLY, target__gt=0, first_year__isnull=False, due_on__isnull=True),
                name="commitment_says_what_by_when",
                violation_error_message="承诺须写明承诺值（大于 0）和期限，年度指标须写明首个考核年度。",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def unit(self) -> str:
        return UNITS.get(self.kind, "")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Fulfilment(Versioned):
    """履约登记: a step that was taken, or what had been invested by a day; it holds for every version of the contract."""

    application = models.ForeignKey(
        Application, models.PROTECT, verbose_name="入园申请", related_name="fulfilments"
    )
    kind = models.CharField(
        "承诺事项", max_length=20, choices=[(kind.value, kind.label) for kind in REPORTED]
    )
    on = models.DateField("日期")
    value = amount("累计投资(万元)")
    evidence = models.CharField("依据", max_length=200)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, verbose_name="依据材料", null=True, related_name="fulfilments"
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+"
    )

    scope = Scope(place="application__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "履约登记"
        ordering = ("on", "pk")
        triggers = noting_changes()
        constraints = (
            models.UniqueConstraint(
                fields=("application", "kind"),
                condition=Q(kind__in=MILESTONES),
                name="fulfilment_step_once",
                violation_error_message="这一步已登记完成。",
            ),
            models.UniqueConstraint(
                fields=("application", "kind", "on"),
                name="fulfilment_once_a_day",
                violation_error_message="当天已登记过，请核对日期。",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.INVESTMENT, value__isnull=False)
                | Q(kind__in=MILESTONES, value__isnull=True),
                name="fulfilment_value_of_investment",
                violation_error_message="登记累计投资须填写金额，其他事项不填金额。",
            ),
            not_negative("fulfilment", "value", "累计投资不能小于 0 万元。"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class BreachState(models.TextChoices):
    OPEN = "open", "待整改"
    REPLIED = "replied", "待核验"
    CORRECTED = "corrected", "已整改"
    UPHELD = "upheld", "逾期未改"
    CANCELLED = "cancelled", "已撤销"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Breach(Versioned):
    """违约记录: a promise not kept, what was asked for, what came of it (W9, W13)."""

    State = BreachState

    class Ground(models.TextChoices):
        COMMITMENT = "commitment", "未履行达产承诺"
        PRICE = "price", "价格违规"
        USE = "use", "擅自转让、转租或改变用途"
        OTHER = "other", "其他"

    contract = models.ForeignKey(
        AdmissionContract, models.PROTECT, verbose_name="合同", related_name="breaches"
    )
    ground = models.CharField("违约类别", max_length=12, choices=Ground.choices)
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name="承诺事项", null=True, related_name="breaches"
    )
    year = models.PositiveSmallIntegerField("年度", null=True)
    found_on = models.DateField("发现日期")
    description = models.CharField("违约情况", max_length=500)
    due_on = models.DateField("整改期限")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+"
    )
    reply = models.CharField("整改情况", max_length=1000, blank=True, editable=False)
    evidence = models.ForeignKey(
        Attachment, models.PROTECT, verbose_name="整改材料", null=True, related_name="breaches"
    )
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="回复人", null=True, related_name="+"
    )
    replied_at = models.DateTimeField("回复时间", null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核验人", null=True, related_name="+"
    )
    settled_at = models.DateTimeField("办结时间", null=True)

    scope = Scope(place="contract__application__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "违约记录"
        ordering = ("-found_on", "-pk")
        triggers = noting_changes()
        indexes = (models.Index(fields=("state", "due_on"), name="breach_by_state"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=BreachState.values), name="breach_state_known"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("found_on")),
                name="breach_due_on_in_order",
                violation_error_message="整改期限不能早于发现日期。",
            ),
            models.CheckConstraint(
                condition=Q(ground="commitment", commitment__isnull=False)
                | ~Q(ground="commitment") & Q(commitment__isnull=True),
                name="breach_of_a_commitment",
                violation_error_message="未履行达产承诺的须选择承诺事项，其他类别不选。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("replied", "corrected"))
                | Q(replied_by__isnull=False, replied_at__isnull=False) & ~Q(reply=""),
                name="breach_replied_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("corrected", "upheld", "cancelled"),
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                )
                | Q(state__in=("open", "replied"), settled_by__isnull=True, settled_at__isnull=True),
                name="breach_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="corrected")
                | ~Q(Q(settled_by=F("replied_by")) | Q(settled_by=F("recorded_by"))),
                name="breach_closed_by_another",
                violation_error_message="整改须由登记人和回复人以外的人核验。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.found_on}"
