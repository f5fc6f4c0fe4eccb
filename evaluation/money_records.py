"""What the engine of records keeps of money: claims, what they are worked out from, reliefs, banks (W16, W17, C十四, C十八)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from enterprises.records import firms_of
from evaluation.flows.claim import CLAIM
from evaluation.models import (
    Claim,
    DigitalSpending,
    EscrowAccount,
    GuaranteeQuota,
    HigherReward,
    LandFigure,
    Relief,
    RevenueContribution,
)
from evaluation.money_panels import claim_panel, land_panel, relief_panel
from evaluation.services.claims import propose_claim
from parks.records.forms import StepForm
from parks.records.kind import RecordGroup, RecordKind, register_group, register_kind
from portal.forms import DateField, DecimalField, TextField

GROUP = "money"
RUN = "evaluation.run"
WORKED_OUT = {
    "draft": "金额按登记的数据由公式计算，不能填写。数据更正后金额随之改变；年度或奖补选错的，撤回后重新提出。",
    "": "已提交的奖补申请不能修改或删除。",
}


class PaymentForm(StepForm):
    paid_on = DateField(label="兑付日期")
    paid_wan = DecimalField(label="兑付金额", unit="万元", places=2, digits=14)
    payment_document = TextField(label="兑付文件", max_length=100)

    def clean_paid_on(self) -> Any:
        if self.cleaned_data["paid_on"] > timezone.localdate():
            raise ValidationError("兑付日期不能晚于今天。", code="future")
        return self.cleaned_data["paid_on"]


def add_claim(actor: Any, park: Any, form: Any) -> Claim:
    return propose_claim(actor=actor, park=park, **form.values("reward", "year"))


def worked_out(claim: Claim) -> str:
    return WORKED_OUT.get(claim.state, WORKED_OUT[""])


CLAIM_KIND = RecordKind(
    code="claim",
    model=Claim,
    group=GROUP,
    edit=RUN,
    fields=("reward", "year"),
    columns=("reward", "year", "amount_wan", "state", "paid_on", "paid_wan"),
    sort="-year",
    clauses=("w16", "c14", "c18"),
    note="按园区和年度提出，金额由公式计算；一人提出，另一人复核，再登记兑付。",
    sealed=worked_out,
    add=add_claim,
    row_panel=claim_panel,
    flow=CLAIM,
    step_forms={"pay": PaymentForm},
)
CONTRIBUTION = RecordKind(
    code="contribution",
    model=RevenueContribution,
    group=GROUP,
    edit=RUN,
    fields=("kind", "year", "amount_wan", "source"),
    columns=("year", "kind", "amount_wan", "source"),
    sort="-year",
    clauses=("w16", "c14"),
    note="财政、税务部门核定的逐年数，奖补按这里的数计算；投运首年的上一年也要登记，作为基期。",
    hints={"source": "核定部门和文件，例如：区税务局 2022 年核定表。"},
)
SPENDING = RecordKind(
    code="digital-spending",
    model=DigitalSpending,
    group=GROUP,
    edit=RUN,
    fields=("year", "software_wan", "hardware_wan", "document"),
    columns=("year", "software_wan", "hardware_wan", "document"),
    sort="-year",
    clauses=("c14",),
    note="竣工验收后开展数字化建设的当年投入。",
)
HIGHER = RecordKind(
    code="higher-reward",
    model=HigherReward,
    group=GROUP,
    edit=RUN,
    fields=(
        "title",
        "purpose",
        "level",
        "year",
        "amount_wan",
        "overrides",
        "document",
        "valid_from",
        "valid_until",
    ),
    columns=("title", "purpose", "level", "year", "amount_wan"),
    sort="-year",
    clauses=("c18",),
    note="上级已给予的同类奖补；同一园区同类奖补从高享受，不重复。",
    hints={"overrides": "勾选后不论金额高低，同类奖补按上级政策执行。"},
)
RELIEF = RecordKind(
    code="relief",
    model=Relief,
    group=GROUP,
    edit=RUN,
    fields=(
        "kind",
        "enterprise",
        "valid_from",
        "valid_until",
        "amount_wan",
        "presale_income_wan",
        "document",
        "note",
    ),
    columns=("kind", "enterprise", "valid_from", "valid_until", "amount_wan", "document"),
    sort="-valid_from",
    clauses=("w16",),
    note="税费减免、房产税计价和服务券、创新券，每项一条，写明起止日期。",
    hints={
        "enterprise": "针对个别企业的选择，全园享受的不选。",
        "valid_from": "城镇土地使用税填建成运营之日。",
        "presale_income_wan": "事项为预售毛利率的填写。",
    },
    choices={"enterprise": firms_of},
    row_panel=relief_panel,
)
ESCROW = RecordKind(
    code="escrow-account",
    model=EscrowAccount,
    group=GROUP,
    edit=RUN,
    fields=("bank", "has_local_branch", "loan_wan", "number", "opened_on", "closed_on"),
    columns=("bank", "has_local_branch", "loan_wan", "number", "opened_on", "closed_on"),
    sort="-opened_on",
    clauses=("w17",),
    note="提供开发贷款而在当地没有分支机构的银行，预售资金在该行开立专户；存入的资金在“资金缴存”中登记。",
)
QUOTA = RecordKind(
    code="guarantee-quota",
    model=GuaranteeQuota,
    group="county",
    owner="place",
    edit="park.edit",
    fields=("guarantor", "year", "quota_wan", "used_wan", "rate_percent", "terms"),
    columns=("guarantor", "year", "quota_wan", "used_wan", "rate_percent", "terms"),
    sort="-year",
    clauses=("w17",),
    note="政策性担保公司每年用于入园小微企业的专项额度、费率和反担保要求。",
)
LAND = RecordKind(
    code="land-figure",
    model=LandFigure,
    group="dealings",
    edit=RUN,
    fields=("year", "invested_wan", "value_added_wan", "emission_t", "source"),
    columns=("year", "invested_wan", "value_added_wan", "emission_t", "source"),
    sort="-year",
    clauses=("c04", "w18"),
    note="标准地指标逐年核对：土地合同承诺与当年实际；税收和能耗取园区企业的年度数据。",
    row_panel=land_panel,
)
register_group(
    RecordGroup(GROUP, "奖补与减负", 46), CLAIM_KIND, CONTRIBUTION, SPENDING, HIGHER, RELIEF, ESCROW
)
for kind in (QUOTA, LAND):
    register_kind(kind)
