"""清查、整改和清退 as tables: a campaign visits every firm; what is found is put right, or the firm leaves (W13)."""

from typing import Any

from django.utils import timezone

from admissions.flows.transfer import end_on
from admissions.models import CampaignVisit, Finding, InspectionCampaign
from admissions.telling import tell
from enterprises.models import Occupancy
from parks.services.soundness import Unsound
from portal.workflow import Flow, Given, State, Transition

OPERATOR, INSPECTOR, SECOND = "运营机构", "镇街或县级经办人", "另一名经办人"
INSPECT = "inspection.run"
C, F = InspectionCampaign.State, Finding.State


def list_firms(campaign: InspectionCampaign, actor: Any, given: Given) -> dict[str, Any]:
    """One visit to be made for every firm that is in a park of the place today."""
    today = timezone.localdate()
    rooms = Occupancy.objects.on(today).filter(
        park__place__path__startswith=campaign.place.path, park__merged_into=None
    )
    CampaignVisit.objects.bulk_create(
        [
            CampaignVisit(campaign=campaign, park_id=room.park_id, occupancy=room)
            for room in rooms.order_by("pk")
        ]
    )
    return {}


def unvisited(campaign: InspectionCampaign) -> list[str]:
    left = campaign.visits.filter(outcome="").count()
    return [f"还有 {left} 家企业没有检查记录"] if left else []


CAMPAIGN = Flow(
    code="campaign",
    label="清查行动",
    model=InspectionCampaign,
    initial=C.PLANNED,
    states=(
        State(C.PLANNED, "待启动", "grey", owner=INSPECTOR),
        State(C.RUNNING, "清查中", "blue", owner=INSPECTOR),
        State(C.CLOSED, "已结束", "green", final=True),
    ),
    transitions=(
        Transition("start", "启动清查", (C.PLANNED,), C.RUNNING, INSPECT, INSPECTOR, effect=list_firms),
        Transition("close", "结束清查", (C.RUNNING,), C.CLOSED, INSPECT, INSPECTOR, missing=unvisited),
    ),
)


def set_term(finding: Finding, actor: Any, given: Given) -> dict[str, Any]:
    if given["due_on"] < finding.found_on:
        raise Unsound("整改期限不能早于发现日期。", "due_on")
    tell(finding, "rectify", f"{finding}，限 {given['due_on']} 前整改", "transfer.request")
    return {"due_on": given["due_on"]}


def ask_for_review(finding: Finding, actor: Any, given: Given) -> dict[str, Any]:
    tell(finding, "reported", f"{finding}，待复查", INSPECT)
    return {}


def about_a_firm(finding: Finding) -> list[str]:
    if finding.occupancy is None:
        return ["没有涉及企业，不能清退"]
    return ["该企业已登记退出"] if finding.occupancy.valid_until is not None else []


def stamp_proposal(finding: Finding, actor: Any, given: Given) -> dict[str, Any]:
    return {"proposed_by": actor}


def proposed_by_himself(finding: Finding, actor: Any) -> str:
    return "清退须由提出人以外的另一人确认。" if actor.pk == finding.proposed_by_id else ""


def expel(finding: Finding, actor: Any, given: Given) -> dict[str, Any]:
    """The firm's last day; its occupancy ends there."""
    if given["last_day"] < finding.found_on:
        raise Unsound("清退日期不能早于发现日期。", "last_day")
    end_on(finding.occupancy, actor, given["last_day"], "last_day")
    tell(finding, "expelled", f"{finding.occupancy.enterprise}已清退", "transfer.request")
    return {"last_day": given["last_day"]}


def inspect(code: str, label: str, sources: tuple[str, ...], target: str, **more: Any) -> Transition:
    return Transition(code, label, sources, target, INSPECT, **{"who": INSPECTOR, **more})


FINDING = Flow(
    code="finding",
    label="检查发现",
    model=Finding,
    initial=F.OPEN,
    states=(
        State(F.OPEN, "待处理", "red", owner=INSPECTOR),
        State(F.RECTIFYING, "整改中", "yellow", owner=OPERATOR),
        State(F.REPORTED, "待复查", "blue", owner=INSPECTOR),
        State(F.CLOSED, "已整改", "green", final=True),
        State(F.DISMISSED, "不予处理", "grey", final=True),
        State(F.EXPULSION_PENDING, "拟清退", "red", owner=SECOND),
        State(F.EXPELLED, "已清退", "red", final=True),
    ),
    transitions=(
        inspect("order", "责令整改", (F.OPEN,), F.RECTIFYING, comment_required=True, effect=set_term),
        Transition(
            "report",
            "报告整改完成",
            (F.RECTIFYING,),
            F.REPORTED,
            "transfer.request",
            OPERATOR,
            comment_required=True,
            effect=ask_for_review,
        ),
        inspect("accept", "复查通过", (F.REPORTED,), F.CLOSED),
        inspect("reject", "复查未通过", (F.REPORTED,), F.RECTIFYING, comment_required=True, effect=set_term),
        inspect("dismiss", "不予处理", (F.OPEN,), F.DISMISSED, comment_required=True),
        inspect(
            "propose_expulsion",
            "提出清退",
            (F.OPEN, F.RECTIFYING, F.REPORTED),
            F.EXPULSION_PENDING,
            comment_required=True,
            destructive=True,
            missing=about_a_firm,
            effect=stamp_proposal,
        ),
        inspect(
            "expel",
            "确认清退",
            (F.EXPULSION_PENDING,),
            F.EXPELLED,
            who=SECOND,
            destructive=True,
            refusal=proposed_by_himself,
            missing=about_a_firm,
            effect=expel,
        ),
        inspect(
            "drop_expulsion",
            "不清退，限期整改",
            (F.EXPULSION_PENDING,),
            F.RECTIFYING,
            comment_required=True,
            effect=set_term,
        ),
    ),
)
