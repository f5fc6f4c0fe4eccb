import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from admissions.models.application import Application
from admissions.models.contract_template import ContractTemplate
from enterprises.models import Occupancy, TenancyContract
from parks.models.columns import amount, day, in_order, not_negative, positive
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.models.search_name import searchable
from portal.scope import Scope, ScopedManager

# What the parties put their names under; once it has gone out for signing it stays as it is.
TERMS = (
    "application_id",
    "number",
    "revision",
    "amends_id",
    "reason",
    "template_id",
    "tenure",
    "floor_area_m2",
    "unit_price_yuan",
    "total_wan",
    "cap_yuan",
    "valid_from",
    "valid_until",
    "sign_by",
    "yellow_percent",
    "reminder_days",
    "rectification_days",
)
OLD, NEW = (", ".join(f"{row}.{name}" for name in TERMS) for row in ("OLD", "NEW"))
# Sent, and not in this very step taken back.
SENT = "OLD.state <> 'drafting'"
ENOUGH_SIGNED = """
IF NEW.state = 'effective' AND OLD.state <> 'effective' AND
   (SELECT count(*) FROM admissions_contractparty p WHERE p.contract_id = NEW.id AND p.signed_on IS NOT NULL)
   < NEW.parties_required THEN
    RAISE EXCEPTION '签约方尚未签齐，合同不能生效' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
# Rows of a contract are written while it is drafted; `%s` is what else they may.
ONLY_IN_DRAFT = """
IF (SELECT state FROM admissions_admissioncontract c WHERE c.id = coalesce(OLD.contract_id, NEW.contract_id)) <> 'drafting' THEN
    RAISE EXCEPTION '合同已送签，内容不能再改' USING ERRCODE = 'check_violation';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


def kept_after_draft(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=ONLY_IN_DRAFT,
    )


class ContractState(models.TextChoices):
    DRAFTING = "drafting", "起草中"
    SIGNING = "signing", "签订中"
    EFFECTIVE = "effective", "已生效"
    SUPERSEDED = "superseded", "已被变更"
    ENDED = "ended", "已终止"
    CANCELLED = "cancelled", "已作废"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AdmissionContract(Versioned):
    """三方入园合同: one version of what township, developer and firm sign for an approved application (W9).

    An amendment is a further version of the same number; the one before keeps every word. `cap_yuan`, the percentage
    and the days come from the county's scheme when it is drafted, so that a later scheme changes no contract.
    """

    State = ContractState

    application = models.ForeignKey(
        Application, models.PROTECT, verbose_name="入园申请", related_name="contracts"
    )
    number = models.CharField("合同编号", max_length=20, editable=False)
    revision = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    amends = models.OneToOneField(
        "self", models.PROTECT, verbose_name="变更自", null=True, related_name="amended_by"
    )
    reason = models.CharField("变更说明", max_length=500, blank=True)
    template = models.ForeignKey(
        ContractTemplate, models.PROTECT, verbose_name="合同模板", null=True, related_name="contracts"
    )
    tenure = models.CharField("入驻方式", max_length=10, choices=Occupancy.Tenure.choices)
    floor_area_m2 = models.DecimalField("建筑面积(㎡)", max_digits=14, decimal_places=2)
    unit_price_yuan = amount("单价(元/㎡，租赁为每月)")
    total_wan = amount("总价(万元)")
    cap_yuan = amount("限价(元/㎡，租赁为每月)")
    valid_from = day("起始日期")
    valid_until = day("终止日期")
    sign_by = day("签约期限")
    yellow_percent = models.DecimalField("预警线(%)", max_digits=5, decimal_places=2)
    reminder_days = models.PositiveSmallIntegerField("提前提醒天数")
    rectification_days = models.PositiveSmallIntegerField("整改天数")
    parties_required = models.PositiveSmallIntegerField("须签约方数", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFTING, editable=False
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起草人", related_name="+"
    )
    sent_at = models.DateTimeField("送签时间", null=True, editable=False)
    effective_on = models.DateField("生效日期", null=True, editable=False)
    ended_on = models.DateField("终止履行日期", null=True, editable=False)
    filed_number = models.CharField("网签备案编号", max_length=60, blank=True)
    filed_price_yuan = amount("网签备案价(元/㎡)")
    filed_on = day("网签备案日期")
    tenancy = models.ForeignKey(
        TenancyContract,
        models.PROTECT,
        verbose_name="合同登记",
        null=True,
        related_name="admission_contracts",
    )

    scope = Scope(place="application__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "入园三方合同"
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("application", "state"), name="contract_by_application"),)
        triggers = (
            *noting_changes(),
            *searchable("admission_contract", "number"),
            pgtrigger.Protect(
                name="contract_terms_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"({SENT} AND ({OLD}) IS DISTINCT FROM ({NEW}))"),
            ),
            pgtrigger.Protect(
                name="contract_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(SENT),
            ),
            pgtrigger.Trigger(
                name="contract_signed_by_enough",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=ENOUGH_SIGNED,
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ContractState.values), name="contract_state_known"),
            models.UniqueConstraint(fields=("number", "revision"), name="contract_numbered_once"),
            models.UniqueConstraint(
                fields=("application",),
                condition=Q(state__in=("drafting", "signing")),
                name="contract_one_open",
                violation_error_message="该申请已有正在起草或签订的合同，请打开原合同继续办理。",
            ),
            models.UniqueConstraint(
                fields=("application",),
                condition=Q(state="effective"),
                name="contract_one_effective",
                violation_error_message="该申请已有生效的合同。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("drafting", "cancelled"))
                | Q(sent_at__isnull=False, parties_required__gte=2, unit_price_yuan__isnull=False)
                & Q(total_wan__isnull=False, valid_from__isnull=False),
                name="contract_complete_once_sent",
                violation_error_message="合同内容填写完整后才能送签。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("effective", "superseded", "ended"))
                | Q(effective_on__isnull=False, tenancy__isnull=False),
                name="contract_effective_since",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False), name="contract_ended_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True, revision=1) | Q(amends__isnull=False, revision__gt=1),
                name="contract_revision_amends",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | ~Q(reason="") | Q(state="drafting"),
                name="contract_amended_for_a_reason",
                violation_error_message="变更合同须填写变更说明。",
            ),
            models.CheckConstraint(
                condition=~Q(tenure="leased")
                | Q(valid_until__isnull=False)
                | Q(state__in=("drafting", "cancelled")),
                name="contract_lease_ends",
                violation_error_message="租赁合同须填写终止日期。",
            ),
            models.CheckConstraint(
                condition=Q(yellow_percent__gt=0, yellow_percent__lte=100),
                name="contract_yellow_percent_in_range",
            ),
            positive("contract", "floor_area_m2", "建筑面积应大于 0 ㎡。"),
            not_negative("contract", "unit_price_yuan", "单价不能小于 0 元。"),
            not_negative("contract", "total_wan", "总价不能小于 0 万元。"),
            not_negative("contract", "filed_price_yuan", "网签备案价不能小于 0 元/㎡。"),
            in_order("contract", "valid_from", "valid_until", "终止日期不能早于起始日期。"),
        )

    def __str__(self) -> str:
        return f"{self.number} 第 {self.revision} 版" if self.revision > 1 else self.number


# Where the filed price is not the contract's: 阴阳合同 (W10). Leases are not filed.
DOUBLE = Q(tenure="purchased", filed_price_yuan__isnull=False) & ~Q(filed_price_yuan=F("unit_price_yuan"))
ABOVE_CAP = Q(cap_yuan__isnull=False, unit_price_yuan__gt=F("cap_yuan"))
