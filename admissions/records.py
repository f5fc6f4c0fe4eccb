"""Firms leaving: requests for transfer, campaigns with their visits, and findings, as kinds of record (W13, C九)."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from admissions.flows.inspection import CAMPAIGN, FINDING
from admissions.flows.transfer import TRANSFER, priority_for
from admissions.forms.leaving import (
    ExpelForm,
    OfferForm,
    TakerForm,
    TermForm,
    VacateForm,
    VisitResultForm,
)
from admissions.models import CampaignVisit, Finding, InspectionCampaign, TransferRequest
from enterprises.models import Occupancy
from parks.records.kind import Bulk, Panel, RecordGroup, RecordKind, register_group, register_kind


def rooms_of(park: Any, user: Any) -> QuerySet[Occupancy]:
    """Rooms firms hold in the park today."""
    rooms = Occupancy.objects.for_user(user).filter(park=park).on(timezone.localdate())
    return rooms.select_related("enterprise", "park").order_by("enterprise__name", "pk")


def campaigns_at(park: Any, user: Any) -> QuerySet[InspectionCampaign]:
    """Campaigns that are going on in the park."""
    above = InspectionCampaign.objects.filter(place__code__in=park.place.codes)
    return above.filter(state=InspectionCampaign.State.RUNNING)


def sealed_transfer(request: TransferRequest) -> str:
    return "" if request.state == "draft" else "已提交的申请不能修改或删除；需要更改的请撤回后重新申请。"


def sealed_campaign(campaign: InspectionCampaign) -> str:
    return "" if campaign.state == "planned" else "清查已启动，不能修改或删除。"


def sealed_visit(visit: CampaignVisit) -> str:
    return "清查已结束，记录不能再改。" if visit.campaign.state == "closed" else ""


def sealed_finding(finding: Finding) -> str:
    return "已办结的检查发现不能修改或删除。" if FINDING.by_state[finding.state].final else ""


def transfer_panel(request: TransferRequest) -> Panel:
    """Who may buy back first and by which clause; the offer; the taker's application."""
    priority = priority_for(request)
    buyers = "、".join(str(TransferRequest.Buyer(code).label) for code in priority.buyers)
    lines = [("优先回购权", buyers)]
    if request.offer_wan is not None:
        lines += [
            ("回购主体", request.get_buyer_display()),
            ("市场评估价", f"{request.appraisal_wan} 万元" if request.appraisal_wan is not None else "—"),
            ("回购价", f"{request.offer_wan} 万元"),
            ("文号", request.document or "—"),
        ]
    if request.vacated_on:
        lines.append(("腾退日期", f"{request.vacated_on}"))
    return Panel(
        "admissions/transfer.html",
        {
            "clause_id": priority.clause_id,
            "capped": priority.capped,
            "facts": [{"label": label, "value": value, "unit": ""} for label, value in lines],
            "application_url": reverse("admissions:application", args=(request.application_id,))
            if request.application_id
            else "",
        },
    )


def campaign_panel(campaign: InspectionCampaign) -> Panel:
    """How far the visits are, and what was found."""
    outcomes = CampaignVisit.Outcome
    visits = campaign.visits.aggregate(
        all=Count("pk"),
        done=Count("pk", filter=~Q(outcome="")),
        **{code: Count("pk", filter=Q(outcome=code)) for code in outcomes.values},
    )
    findings = campaign.findings.values("kind").annotate(number=Count("pk"), ended=Count("pk", filter=ENDED))
    return Panel(
        "admissions/campaign.html",
        {
            "visits": visits,
            "outcomes": [{"label": label, "number": visits[code]} for code, label in outcomes.choices],
            "findings": [
                {"label": Finding.Kind(row["kind"]).label, "number": row["number"], "ended": row["ended"]}
                for row in findings.order_by("kind")
            ],
            "visits_url": f"{VISIT.list_url()}?campaign={campaign.pk}",
            "findings_url": f"{FINDINGS.list_url()}?campaign={campaign.pk}",
        },
    )


def visit_panel(visit: CampaignVisit) -> Panel | None:
    """From a visit that found something to the finding."""
    if visit.outcome != CampaignVisit.Outcome.PROBLEM:
        return None
    query = f"?occupancy={visit.occupancy_id}&campaign={visit.campaign_id}"
    return Panel("admissions/visit.html", {"url": f"{FINDINGS.new_url(visit.park)}{query}"})


def finding_panel(finding: Finding) -> Panel | None:
    lines = [("整改期限", finding.due_on), ("清退日期", finding.last_day)]
    shown = [{"label": label, "value": f"{value}", "unit": ""} for label, value in lines if value]
    return Panel("admissions/finding.html", {"facts": shown}) if shown else None


ENDED = Q(state__in=FINDING.codes(final=True))
TRANSFERS = RecordKind(
    code="transfer",
    model=TransferRequest,
    group="leaving",
    edit="transfer.request",
    fields=("occupancy", "kind", "reason", "asking_price_wan", "taker", "taker_uscc"),
    columns=("occupancy", "kind", "taker", "requested_on", "state"),
    sort="-requested_on",
    clauses=("w13", "c09"),
    note="用房未经批准不得转让、转租。确需转让、转租的，先由有优先权的一方答复是否回购；放弃回购并经同意后，承接企业按初次入园办理准入。",
    hints={"taker": "还没有意向企业的可以先不填；同意转让后再填。"},
    choices={"occupancy": rooms_of},
    sealed=sealed_transfer,
    row_panel=transfer_panel,
    flow=TRANSFER,
    step_forms={
        "offer": OfferForm,
        "open_admission": TakerForm,
        "buy_back": VacateForm,
        "vacate": VacateForm,
    },
)
VISIT = RecordKind(
    code="visit",
    model=CampaignVisit,
    group="leaving",
    edit="inspection.run",
    fields=("campaign", "occupancy", "visited_on", "outcome", "note"),
    columns=("occupancy", "campaign", "visited_on", "outcome", "note"),
    sort="visited_on",
    clauses=("w13",),
    note="清查启动时为每家在园企业列出一条，检查后填写结果；发现问题的登记检查发现。",
    choices={"campaign": campaigns_at, "occupancy": rooms_of},
    sealed=sealed_visit,
    row_panel=visit_panel,
    bulk=Bulk("批量登记检查结果", VisitResultForm, ("occupancy__enterprise",)),
)
FINDINGS = RecordKind(
    code="finding",
    model=Finding,
    group="leaving",
    edit="inspection.run",
    fields=(
        "occupancy",
        "campaign",
        "kind",
        "content",
        "found_on",
        "penalty",
        "penalty_wan",
        "penalty_document",
    ),
    columns=("content", "occupancy", "campaign", "kind", "found_on", "due_on", "state"),
    sort="-found_on",
    clauses=("w13",),
    note="擅自转租、“四无”、未自用等问题从发现、责令整改到复查办结；拒不整改的由两人办理清退，清退后入驻记录随之结束。处罚在这里登记。",
    choices={"campaign": campaigns_at, "occupancy": rooms_of},
    sealed=sealed_finding,
    row_panel=finding_panel,
    flow=FINDING,
    step_forms={"order": TermForm, "reject": TermForm, "drop_expulsion": TermForm, "expel": ExpelForm},
)
CAMPAIGNS = RecordKind(
    code="campaign",
    model=InspectionCampaign,
    group="county",
    owner="place",
    edit="inspection.run",
    fields=("title", "starts_on", "ends_on", "document", "content"),
    columns=("title", "starts_on", "ends_on", "document", "state"),
    sort="-starts_on",
    clauses=("w13",),
    note="定期组织入园企业大清查：启动后列出本地各园区的全部在园企业，逐家检查，结束时不留空白。",
    sealed=sealed_campaign,
    row_panel=campaign_panel,
    flow=CAMPAIGN,
)
register_kind(CAMPAIGNS)
register_group(RecordGroup("leaving", "转让与清查", 60), TRANSFERS, VISIT, FINDINGS)
