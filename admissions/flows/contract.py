"""三方合同, 合同模板, 违约整改 as tables (W9, W13)."""

from typing import Any

from django.utils import timezone

from admissions.contracts import parties_required
from admissions.models import AdmissionContract, Breach, Commitment, ContractTemplate
from portal.errors import CommentRequired
from portal.workflow import Flow, Given, State, Transition

OFFICER, SECOND, OPERATOR = "县级或镇街经办人", "另一名经办人", "运营机构"
C, T, B = AdmissionContract.State, ContractTemplate.State, Breach.State
EDIT, RECORD = "contract.edit", "performance.record"


def unwritten(contract: AdmissionContract) -> list[str]:
    """What a contract still lacks before it goes out for signing, one sentence each (W9: the production promises too)."""
    commitments = {one.kind: one for one in contract.commitments.all()}
    yearly = [one for one in commitments.values() if one.first_year]
    approved, start = contract.application.approved_floor_m2, contract.valid_from
    early = [str(one) for one in commitments.values() if start and one.due_on and one.due_on < start]
    gaps = (
        (contract.unit_price_yuan is None, "请填写单价。"),
        (contract.valid_from is None, "请填写起始日期。"),
        (contract.tenure == "leased" and contract.valid_until is None, "租赁合同须填写终止日期。"),
        (contract.total_wan is None, "总价尚未算出，请补全单价和起止日期。"),
        (bool(approved and contract.floor_area_m2 > approved), f"建筑面积不能超过核准的 {approved} ㎡。"),
        (any(not party.name for party in contract.parties.all()), "请填写各签约方名称。"),
        (Commitment.Kind.FULL_PRODUCTION not in commitments, "请填写达产期限。"),
        (bool(early), f"{'、'.join(early)}的期限早于合同起始日期，请核对年份。"),
        (not yearly, "请至少填写一项年度达产承诺（产值、纳税、亩均税收或从业人员）。"),
        (bool(contract.amends_id) and not contract.reason, "变更合同须填写变更说明。"),
    )
    return [sentence for missing, sentence in gaps if missing]


def unsigned(contract: AdmissionContract) -> list[str]:
    """Who has not signed yet, and whether fewer are named than have to sign (W9: three)."""
    parties = list(contract.parties.all())
    open_ones = [
        f"{party.get_role_display()}“{party.name}”尚未签订。" for party in parties if not party.signed_on
    ]
    if contract.parties_required and len(parties) < contract.parties_required:
        open_ones.append(f"须由 {contract.parties_required} 方签订，合同只有 {len(parties)} 方。")
    return open_ones


def not_by_hand(contract: AdmissionContract, actor: Any) -> str:
    """A version is superseded by the next one taking effect, in the same step."""
    following = AdmissionContract.objects.filter(amends=contract, state=C.SIGNING).first()
    return "" if following and not unsigned(following) else "新版本签齐生效时自动办理，不单独办理。"


def begin_anew(contract: AdmissionContract, actor: Any, given: Given) -> dict[str, Any]:
    """Back on the desk: whoever had signed signs the new text."""
    return {"sent_at": None, "parties_required": None}


def stamp_sending(contract: AdmissionContract, actor: Any, given: Given) -> dict[str, Any]:
    """From now on it is known how many have to sign."""
    return {"sent_at": timezone.now(), "parties_required": parties_required(contract).count}


def stamp_effect(contract: AdmissionContract, actor: Any, given: Given) -> dict[str, Any]:
    """The day on which the last one signed, and the registry's record, which the service has written."""
    return {"effective_on": given["effective_on"], "tenancy": given["tenancy"], **filed_before(contract)}


def filed_before(contract: AdmissionContract) -> dict[str, Any]:
    """The filing of the version before stays that of the sale: an amendment does not make 阴阳合同 forgotten."""
    before = contract.amends
    if before is None or contract.filed_number:
        return {}
    return {name: getattr(before, name) for name in ("filed_number", "filed_price_yuan", "filed_on")}


def stamp_end(contract: AdmissionContract, actor: Any, given: Given) -> dict[str, Any]:
    return {"ended_on": given.get("ended_on") or timezone.localdate()}


CONTRACT = Flow(
    code="contract",
    label="三方入园合同",
    model=AdmissionContract,
    initial=C.DRAFTING,
    states=(
        State(C.DRAFTING, "起草中", "grey", owner=OFFICER),
        State(C.SIGNING, "签订中", "blue", owner="签约各方"),
        State(C.EFFECTIVE, "已生效", "green", owner=OFFICER),
        State(C.SUPERSEDED, "已被变更", "grey", final=True),
        State(C.ENDED, "已终止", "grey", final=True),
        State(C.CANCELLED, "已作废", "grey", final=True),
    ),
    transitions=(
        Transition(
            "send",
            "送各方签订",
            (C.DRAFTING,),
            C.SIGNING,
            EDIT,
            OFFICER,
            missing=unwritten,
            effect=stamp_sending,
        ),
        Transition(
            "recall",
            "撤回修改",
            (C.SIGNING,),
            C.DRAFTING,
            EDIT,
            OFFICER,
            comment_required=True,
            effect=begin_anew,
        ),
        Transition(
            "take_effect",
            "合同生效",
            (C.SIGNING,),
            C.EFFECTIVE,
            EDIT,
            OFFICER,
            missing=unsigned,
            effect=stamp_effect,
        ),
        Transition(
            "supersede", "由新版本取代", (C.EFFECTIVE,), C.SUPERSEDED, EDIT, OFFICER, refusal=not_by_hand
        ),
        Transition(
            "finish",
            "终止合同",
            (C.EFFECTIVE,),
            C.ENDED,
            EDIT,
            OFFICER,
            comment_required=True,
            destructive=True,
            effect=stamp_end,
        ),
        Transition(
            "cancel",
            "作废",
            (C.DRAFTING, C.SIGNING),
            C.CANCELLED,
            EDIT,
            OFFICER,
            comment_required=True,
            destructive=True,
        ),
    ),
)


def own_template(template: ContractTemplate, actor: Any) -> str:
    return "本人上传的模板须由另一人发布。" if actor.pk == template.drafted_by_id else ""


def stamp_publishing(template: ContractTemplate, actor: Any, given: Given) -> dict[str, Any]:
    return {"published_by": actor, "published_at": timezone.now()}


TEMPLATE = Flow(
    code="contract_template",
    label="合同模板",
    model=ContractTemplate,
    initial=T.DRAFT,
    states=(
        State(T.DRAFT, "待发布", "blue", owner=SECOND),
        State(T.PUBLISHED, "使用中", "green", owner=OFFICER),
        State(T.RETIRED, "已停用", "grey", final=True),
    ),
    transitions=(
        Transition(
            "publish",
            "发布模板",
            (T.DRAFT,),
            T.PUBLISHED,
            EDIT,
            SECOND,
            refusal=own_template,
            effect=stamp_publishing,
        ),
        Transition("retire", "停用模板", (T.DRAFT, T.PUBLISHED), T.RETIRED, EDIT, OFFICER, destructive=True),
    ),
)


def stamp_reply(breach: Breach, actor: Any, given: Given) -> dict[str, Any]:
    reply = given.get("reply", "").strip()
    if not reply:
        raise CommentRequired("请填写整改情况。")
    return {
        "reply": reply,
        "evidence": given.get("evidence"),
        "replied_by": actor,
        "replied_at": timezone.now(),
    }


def stamp_settlement(breach: Breach, actor: Any, given: Given) -> dict[str, Any]:
    return {"settled_by": actor, "settled_at": timezone.now()}


def own_breach(breach: Breach, actor: Any) -> str:
    """Whoever recorded the breach or wrote the reply does not close it."""
    if actor.pk in (breach.recorded_by_id, breach.replied_by_id):
        return "整改须由登记人和回复人以外的人核验。"
    return ""


def before_the_deadline(breach: Breach) -> list[str]:
    return (
        [] if breach.due_on < timezone.localdate() else [f"整改期限 {breach.due_on} 未到，不能认定逾期未改。"]
    )


def settle(code: str, label: str, sources: tuple[str, ...], target: str, **more: Any) -> Transition:
    return Transition(code, label, sources, target, EDIT, OFFICER, effect=stamp_settlement, **more)


BREACH = Flow(
    code="breach",
    label="违约整改",
    model=Breach,
    initial=B.OPEN,
    states=(
        State(B.OPEN, "待整改", "yellow", owner=OPERATOR),
        State(B.REPLIED, "待核验", "blue", owner=OFFICER),
        State(B.CORRECTED, "已整改", "green", final=True),
        State(B.UPHELD, "逾期未改", "red", final=True),
        State(B.CANCELLED, "已撤销", "grey", final=True),
    ),
    transitions=(
        Transition(
            "reply",
            "回复整改情况",
            (B.OPEN,),
            B.REPLIED,
            RECORD,
            OPERATOR,
            comment_required=True,
            effect=stamp_reply,
        ),
        settle("accept", "核验通过", (B.REPLIED,), B.CORRECTED, refusal=own_breach),
        Transition(
            "insist",
            "退回整改",
            (B.REPLIED,),
            B.OPEN,
            EDIT,
            OFFICER,
            comment_required=True,
            refusal=own_breach,
        ),
        settle(
            "uphold",
            "认定逾期未改",
            (B.OPEN, B.REPLIED),
            B.UPHELD,
            comment_required=True,
            destructive=True,
            missing=before_the_deadline,
        ),
        settle("withdraw", "撤销违约", (B.OPEN,), B.CANCELLED, comment_required=True, destructive=True),
    ),
)
