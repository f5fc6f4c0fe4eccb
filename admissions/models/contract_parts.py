import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from admissions.models.contract import ONLY_IN_DRAFT, AdmissionContract, kept_after_draft
from parks.models import Attachment, Unit
from parks.models.columns import day, positive
from portal.models.append_only import append_only

SIGNING_ONLY = """
IF (SELECT state FROM admissions_admissioncontract c WHERE c.id = NEW.contract_id) = 'drafting' THEN
    RETURN NEW;
END IF;
IF (OLD.contract_id, OLD.role, OLD.name, OLD.representative) IS DISTINCT FROM
   (NEW.contract_id, NEW.role, NEW.name, NEW.representative)
   OR (SELECT state FROM admissions_admissioncontract c WHERE c.id = NEW.contract_id) <> 'signing' THEN
    RAISE EXCEPTION '合同已送签，签约方不能再改' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class Role(models.TextChoices):
    """W9: the three that sign."""

    TOWNSHIP = "township", "属地镇街"
    DEVELOPER = "developer", "开发建设单位"
    ENTERPRISE = "enterprise", "入园企业"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ContractParty(models.Model):
    """签约方: one of those who sign, and when it did."""

    Role = Role

    contract = models.ForeignKey(
        AdmissionContract, models.CASCADE, verbose_name="合同", related_name="parties"
    )
    role = models.CharField("身份", max_length=10, choices=Role.choices)
    name = models.CharField("名称", max_length=100)
    representative = models.CharField("代表", max_length=60, blank=True)
    signed_on = day("签订日期")
    signatory = models.CharField("签署人", max_length=60, blank=True)
    scan = models.ForeignKey(
        Attachment, models.PROTECT, verbose_name="签章扫描件", null=True, related_name="contract_scans"
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", null=True, related_name="+"
    )

    class Meta:
        verbose_name = "签约方"
        ordering = ("contract", "pk")
        triggers = (
            pgtrigger.Trigger(
                name="party_kept",
                operation=pgtrigger.Insert | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=ONLY_IN_DRAFT,
            ),
            pgtrigger.Trigger(
                name="party_signs_only",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=SIGNING_ONLY,
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("contract", "role"), name="contract_party_once"),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True, noted_by__isnull=True, signatory="", scan__isnull=True)
                | Q(signed_on__isnull=False, noted_by__isnull=False) & ~Q(signatory=""),
                name="contract_party_signed_by_somebody",
                violation_error_message="登记签订须填写日期和签署人。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}：{self.name}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ContractUnit(models.Model):
    """合同用房: a unit the contract is about, with its floor when it was drafted."""

    contract = models.ForeignKey(AdmissionContract, models.CASCADE, verbose_name="合同", related_name="rooms")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单元", related_name="admission_contracts")
    floor_area_m2 = models.DecimalField("建筑面积(㎡)", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "合同用房"
        ordering = ("contract", "pk")
        triggers = (kept_after_draft("contract_unit_kept"),)
        constraints = (
            models.UniqueConstraint(fields=("contract", "unit"), name="contract_unit_once"),
            positive("contract_unit", "floor_area_m2", "建筑面积应大于 0 ㎡。"),
        )

    def __str__(self) -> str:
        return str(self.unit)


class ContractDocument(models.Model):
    """合同文本: the Word file as it was made when a version went out for signing; it is never made again."""

    contract = models.ForeignKey(
        AdmissionContract, models.PROTECT, verbose_name="合同", related_name="documents"
    )
    content = models.BinaryField("文件内容", editable=False)
    sha256 = models.CharField("文件摘要", max_length=64, editable=False)
    made_at = models.DateTimeField("生成时间", auto_now_add=True)

    class Meta:
        verbose_name = "合同文本"
        ordering = ("contract", "-pk")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.contract} {self.made_at:%Y-%m-%d}"
