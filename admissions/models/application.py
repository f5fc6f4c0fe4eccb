import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from admissions.models.constraints import constraints
from admissions.models.round import JOINED_WHILE_OPEN, AdmissionRound
from admissions.models.scheme import AdmissionScheme
from enterprises.models import Enterprise, Occupancy
from parks.models import Park, Unit
from portal.models import Versioned
from portal.models.search_name import searchable
from portal.scope import Scope, ScopedManager


class ApplicationState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待资格审查"
    IN_REVIEW = "in_review", "会审中"
    RETURNED = "returned", "退回补正"
    REFUSAL_PENDING = "refusal_pending", "拟不通过"
    APPROVED = "approved", "已通过"
    SETTLED = "settled", "已入驻"
    LAPSED = "lapsed", "放弃入园"
    NOT_ALLOTTED = "not_allotted", "未分配到用房"
    REFUSED = "refused", "不通过"
    WITHDRAWN = "withdrawn", "已撤回"


# What the first submission fixes stays, whoever writes: the number, the day that says which policy applies, the scheme.
KEPT = pgtrigger.Condition(
    "OLD.created_by_id IS DISTINCT FROM NEW.created_by_id OR OLD.number IS NOT NULL AND"
    " (OLD.number, OLD.first_submitted_on) IS DISTINCT FROM (NEW.number, NEW.first_submitted_on)"
    " OR OLD.scheme_id IS NOT NULL AND OLD.scheme_id IS DISTINCT FROM NEW.scheme_id"
)
# A score belongs to a submission: only the next one brings another.
SCORED = pgtrigger.Condition(
    "OLD.revision = NEW.revision AND"
    " (OLD.score, OLD.score_trace) IS DISTINCT FROM (NEW.score, NEW.score_trace)"
)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Application(Versioned):
    """入园申请: a firm asks for rooms in a park, through the park's operator (W9, C(九)).

    It becomes numbered at its first submission, whose day says which policy applies. `owner` is the person at
    the operator who looks after it; `revision` counts the submissions.
    """

    State = ApplicationState

    number = models.CharField("申请编号", max_length=20, unique=True, null=True, blank=True, editable=False)
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="申请园区", related_name="applications")
    firm_name = models.CharField("企业名称", max_length=100, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    industry_code = models.CharField("所属行业(中类)", max_length=3, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    round = models.ForeignKey(
        AdmissionRound,
        models.PROTECT,
        verbose_name="入园批次",
        null=True,
        blank=True,
        related_name="applications",
    )
    tenure = models.CharField("入驻方式", max_length=10, choices=Occupancy.Tenure.choices, blank=True)
    requested_floor_m2 = models.DecimalField("申请面积(㎡)", max_digits=14, decimal_places=2, null=True)
    investment_wan = models.DecimalField("计划投资(万元)", max_digits=14, decimal_places=2, null=True)
    expected_tax_wan = models.DecimalField("预计年纳税(万元)", max_digits=14, decimal_places=2, null=True)
    expected_sales_wan = models.DecimalField(
        "预计年销售产值(万元)", max_digits=14, decimal_places=2, null=True
    )
    employees = models.PositiveIntegerField("从业人员(人)", null=True)
    leading_product = models.CharField("主导产品", max_length=100, blank=True)
    process = models.TextField("生产工艺", blank=True)
    # [{"name", "count", "weight_t", "storey"}], the last two as strings or ""; see `rules/equipment.py`.
    equipment = models.JSONField("设备清单", default=list, blank=True)
    heavy_equipment = models.BooleanField("有重型设备", null=True, blank=True)
    heavy_storey = models.SmallIntegerField("重型设备所在楼层", null=True, blank=True)
    # {indicator code: value as typed, as a string}: what the scheme in force asks beside the columns.
    answers = models.JSONField("五度指标", default=dict, blank=True)
    wanted_units = models.ManyToManyField(
        Unit, verbose_name="意向单元", through="WantedUnit", related_name="wanted_by", blank=True
    )
    own_use_declared = models.BooleanField("自用承诺", default=False)

    state = models.CharField(
        "状态", max_length=20, choices=State.choices, default=State.DRAFT, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起草人", related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="applications"
    )
    revision = models.PositiveSmallIntegerField("第几次提交", default=0, editable=False)
    first_submitted_on = models.DateField("首次提交日期", null=True, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", null=True, related_name="+"
    )
    scheme = models.ForeignKey(
        AdmissionScheme,
        models.PROTECT,
        verbose_name="评分方案",
        null=True,
        editable=False,
        related_name="applications",
    )
    # What the five degrees came to at the submission of this revision, and how (`Score.as_dict()`).
    score = models.DecimalField("五度评分", max_digits=7, decimal_places=2, null=True, editable=False)
    score_trace = models.JSONField("评分明细", null=True, editable=False)
    accepted_at = models.DateTimeField("资格审查时间", null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="资格审查人", null=True, related_name="+"
    )
    # What the reviewer verified and what the checks said then: {"signs": [...], "checks": [...]}.
    qualification = models.JSONField("资格审查结果", null=True, editable=False)
    refusal_proposed_at = models.DateTimeField("拟不通过时间", null=True, editable=False)
    refusal_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="拟不通过提出人", null=True, related_name="+"
    )
    refusal_reason = models.TextField("不通过理由", blank=True, editable=False)
    decided_at = models.DateTimeField("办结时间", null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="决定人", null=True, related_name="+"
    )
    approved_floor_m2 = models.DecimalField(
        "核定面积(㎡)", max_digits=14, decimal_places=2, null=True, editable=False
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="入园企业", null=True, related_name="applications"
    )
    occupancy = models.OneToOneField(
        Occupancy, models.PROTECT, verbose_name="入驻记录", null=True, related_name="application"
    )

    # The page it was drafted on: the same page sent twice makes one draft.
    entry_token = models.UUIDField("录入凭证", null=True, editable=False, unique=True)

    scope = Scope(place="park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "入园申请"
        ordering = ("-created_at", "-pk")
        constraints = constraints(ApplicationState.values)
        indexes = (models.Index(fields=("park", "state", "submitted_at"), name="application_by_park"),)
        triggers = (
            *searchable("application", "number", "firm_name", "uscc"),
            pgtrigger.Protect(name="first_submission_kept", operation=pgtrigger.Update, condition=KEPT),
            pgtrigger.Trigger(
                name="joined_while_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("round_id", "state"),
                func=JOINED_WHILE_OPEN,
            ),
            pgtrigger.Protect(name="score_kept", operation=pgtrigger.Update, condition=SCORED),
        )

    def __str__(self) -> str:
        return self.firm_name or "未填名称的申请"
