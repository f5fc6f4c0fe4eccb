"""转让转租 as a table: the firm asks through the operator, whoever has priority answers, two people let it go (W13, C(九))."""

import datetime
from typing import Any

from django.utils import timezone

from admissions.models import Application, TransferRequest
from admissions.rules.leaving import Priority, fault_of_offer, priority_under
from admissions.services.applications import draft_application
from admissions.telling import tell
from enterprises.models import Occupancy
from enterprises.services.rooms import close_occupancy
from parks.services.soundness import Unsound
from policies.errors import NoRuleInForce
from policies.library import get_library
from portal.errors import Incomplete
from portal.workflow import Flow, Given, State, Transition

OPERATOR, OFFICER, SECOND = "运营机构", "镇街或县级经办人", "另一名经办人"
ASK, DECIDE = "transfer.request", "transfer.decide"
S = TransferRequest.State
# The taker may move in once it has been let in; the rooms are free before that.
LET_IN = (Application.State.APPROVED, Application.State.SETTLED)


def priority_for(request: TransferRequest) -> Priority:
    """Who may buy back first, by the policy of the day of the request (of today while it is a draft)."""
    on = request.requested_on or timezone.localdate()
    try:
        return priority_under(get_library().in_force(request.park.place.policy_code, on).id)
    except NoRuleInForce:
        return priority_under("")


def stamp_request(request: TransferRequest, actor: Any, given: Given) -> dict[str, Any]:
    tell(request, "submitted", f"{request}待答复是否回购", DECIDE)
    return {"requested_on": timezone.localdate(), "submitted_by": actor}


def occupied(request: TransferRequest) -> list[str]:
    gone = request.occupancy.valid_until is not None
    return ["该入驻已登记退出，不能再转让、转租"] if gone else []


def taker_let_in(request: TransferRequest) -> list[str]:
    admitted = request.application and request.application.state in LET_IN
    return [] if admitted else ["承接企业的入园申请尚未通过"]


def stamp_offer(request: TransferRequest, actor: Any, given: Given) -> dict[str, Any]:
    said = {name: given[name] for name in ("buyer", "appraisal_wan", "offer_wan", "document")}
    prices = {name: said[name] for name in ("buyer", "appraisal_wan", "offer_wan")}
    if fault := fault_of_offer(priority_for(request), **prices):
        field, sentence = fault
        raise Unsound(sentence, field)
    tell(request, "offered", f"{request}：已提出回购，请答复", ASK)
    return said


def stamp_waiver(request: TransferRequest, actor: Any, given: Given) -> dict[str, Any]:
    return {"waived_by": actor}


def waived_by_himself(request: TransferRequest, actor: Any) -> str:
    return "放弃回购与同意转让须由两人分别办理。" if actor.pk == request.waived_by_id else ""


def said_so(word: str) -> Any:
    """An effect that tells the operator and stamps nothing."""

    def effect(request: TransferRequest, actor: Any, given: Given) -> dict[str, Any]:
        tell(request, word, f"{request}：{S(word).label}", ASK)
        return {}

    return effect


def open_admission(request: TransferRequest, actor: Any, given: Given) -> dict[str, Any]:
    """The taker asks for admission like any other firm, from a draft with what is known of it."""
    taker = {name: given.get(name) or getattr(request, name) for name in ("taker", "taker_uscc")}
    if not all(taker.values()):
        raise Incomplete(["意向承接企业及其统一社会信用代码未填写"])
    application = draft_application(
        actor=actor,
        park=request.park,
        firm_name=taker["taker"],
        uscc=taker["taker_uscc"],
        tenure=Occupancy.Tenure.LEASED if request.kind == "sublease" else Occupancy.Tenure.PURCHASED,
        requested_floor_m2=request.occupancy.floor_area_m2,
    )
    return {"application": application, **taker}


def leave(request: TransferRequest, actor: Any, given: Given) -> dict[str, Any]:
    """The firm's last day in the rooms; its occupancy ends there."""
    end_on(request.occupancy, actor, given["vacated_on"], "vacated_on")
    return {"vacated_on": given["vacated_on"]}


def end_on(occupancy: Occupancy, actor: Any, last: datetime.date, field: str) -> None:
    try:
        close_occupancy(actor=actor, occupancy=occupancy, version=occupancy.version, on=last)
    except Unsound as error:
        raise Unsound(error.message, field) from error


def ask(code: str, label: str, sources: tuple[str, ...], target: str, **more: Any) -> Transition:
    return Transition(code, label, sources, target, ASK, OPERATOR, **more)


def decide(code: str, label: str, sources: tuple[str, ...], target: str, **more: Any) -> Transition:
    return Transition(code, label, sources, target, DECIDE, **{"who": OFFICER, **more})


TRANSFER = Flow(
    code="transfer",
    label="转让转租",
    model=TransferRequest,
    initial=S.DRAFT,
    states=(
        State(S.DRAFT, "草稿", "grey", owner=OPERATOR),
        State(S.SUBMITTED, "待答复回购", "blue", "已提交", owner=OFFICER),
        State(S.OFFERED, "已提出回购", "yellow", "待答复回购价", owner=OPERATOR),
        State(S.ACCEPTED, "同意回购价", "blue", owner=OFFICER),
        State(S.DECLINED, "不接受回购价", "grey", final=True),
        State(S.BOUGHT_BACK, "已回购", "green", final=True),
        State(S.WAIVED, "已放弃回购", "blue", owner=SECOND),
        State(S.CONSENTED, "同意转让", "yellow", owner=OPERATOR),
        State(S.READMITTING, "承接企业准入中", "blue", owner=OFFICER),
        State(S.COMPLETED, "已腾退交接", "green", final=True),
        State(S.REFUSED, "不同意转让", "red", final=True),
        State(S.WITHDRAWN, "已撤回", "grey", final=True),
    ),
    transitions=(
        ask("submit", "提交申请", (S.DRAFT,), S.SUBMITTED, missing=occupied, effect=stamp_request),
        decide("offer", "提出回购", (S.SUBMITTED,), S.OFFERED, effect=stamp_offer),
        ask("accept", "同意回购价", (S.OFFERED,), S.ACCEPTED),
        ask("decline", "不接受回购价", (S.OFFERED,), S.DECLINED, comment_required=True, destructive=True),
        decide("buy_back", "完成回购", (S.ACCEPTED,), S.BOUGHT_BACK, missing=occupied, effect=leave),
        decide("waive", "放弃回购", (S.SUBMITTED,), S.WAIVED, comment_required=True, effect=stamp_waiver),
        decide(
            "consent",
            "同意转让",
            (S.WAIVED,),
            S.CONSENTED,
            who=SECOND,
            refusal=waived_by_himself,
            effect=said_so("consented"),
        ),
        decide(
            "refuse",
            "不同意转让",
            (S.SUBMITTED, S.WAIVED),
            S.REFUSED,
            comment_required=True,
            destructive=True,
            effect=said_so("refused"),
        ),
        ask(
            "open_admission",
            "为承接企业申请入园",
            (S.CONSENTED,),
            S.READMITTING,
            effect=open_admission,
        ),
        decide(
            "vacate",
            "登记腾退交接",
            (S.READMITTING,),
            S.COMPLETED,
            missing=lambda request: occupied(request) + taker_let_in(request),
            effect=leave,
        ),
        ask(
            "withdraw",
            "撤回申请",
            (S.DRAFT, S.SUBMITTED, S.OFFERED, S.WAIVED, S.CONSENTED, S.READMITTING),
            S.WITHDRAWN,
            destructive=True,
        ),
    ),
)
