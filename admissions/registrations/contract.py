"""Contracts, their templates, promises and breaches: flows, menu, work, the tab of a firm, the readers of parameters."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from admissions.contracts import LISTED_FOR_GOOD
from admissions.flows.contract import BREACH, CONTRACT, TEMPLATE, unsigned
from admissions.measures.performance import assessed, in_force
from admissions.models import AdmissionContract, Application, Breach
from admissions.rules.performance import LAMPS, PRESSING
from admissions.services.reminders import ending
from portal.policy_library.readers import Reader, policy_checks
from portal.registry import (
    Hit,
    MenuEntry,
    Searcher,
    Tab,
    WorkRow,
    WorkSource,
    enterprise_tabs,
    menu_entries,
    searchers,
    work_sources,
)
from portal.workflow import flows

SHOWN = 10
EDIT, RECORD, VIEW = "contract.edit", "performance.record", "application.view"


def without_contract(user: Any) -> QuerySet:
    """Approved applications, of a round once its list is final, whose contract nobody has begun."""
    rows = Application.objects.for_user(user, EDIT).filter(LISTED_FOR_GOOD, state=Application.State.APPROVED)
    return rows.exclude(contracts__state__in=("drafting", "signing", "effective")).order_by(
        "decided_at", "pk"
    )


def to_draft(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            str(one),
            reverse("admissions:contract_new", args=(one.pk,)),
            f"{one.number} · {one.park.name}",
            action_label="起草合同",
        )
        for one in without_contract(user).select_related("park")[:SHOWN]
    ]


def under_way(user: Any) -> QuerySet:
    rows = AdmissionContract.objects.for_user(user, EDIT).filter(state__in=("drafting", "signing"))
    return rows.order_by("created_at", "pk")


def to_sign(user: Any) -> list[WorkRow]:
    rows = under_way(user).select_related("application__park").prefetch_related("parties")
    return [
        WorkRow(
            f"{one.application.firm_name}",
            reverse("admissions:contract", args=(one.pk,)),
            f"{one} · {one.application.park.name} · {waiting_for(one)}",
            clock=f"签约期限 {one.sign_by}" if one.sign_by else "",
        )
        for one in rows[:SHOWN]
    ]


def waiting_for(contract: AdmissionContract) -> str:
    if contract.state == AdmissionContract.State.DRAFTING:
        return "待送签"
    left = len(unsigned(contract))
    return f"还有 {left} 方未签订" if left else "已签齐，待办理生效"


def pressing(user: Any) -> QuerySet:
    """Promises that are overdue, missed or soon due, and of which no breach is open."""
    today = timezone.localdate()
    rows = assessed(in_force(user, RECORD), today.year - 1, today)
    return rows.filter(standing__in=PRESSING, is_breach_open=False).order_by("due_on", "pk")


def pressing_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            f"{one.contract.application.firm_name}：{one.get_kind_display()}",
            reverse("admissions:contract", args=(one.contract_id,)),
            one.contract.application.park.name,
            clock=f"{LAMPS[one.standing].word} {one.due_on or ''}".strip(),
            action_label="查看",
        )
        for one in pressing(user).select_related("contract__application__park")[:SHOWN]
    ]


def ending_of(user: Any) -> QuerySet:
    """Contracts that are over, or soon will be, and have been neither amended nor ended."""
    return ending(AdmissionContract.objects.for_user(user, EDIT), timezone.localdate())


def ending_rows(user: Any) -> list[WorkRow]:
    today = timezone.localdate()
    return [
        WorkRow(
            one.application.firm_name,
            reverse("admissions:contract", args=(one.pk,)),
            f"{one} · {one.application.park.name}",
            clock=left_words(one.valid_until, today),
            action_label="续签或终止",
        )
        for one in ending_of(user).select_related("application__park")[:SHOWN]
    ]


def breaches_in(state: str, permission: str) -> Any:
    def waiting(user: Any) -> QuerySet:
        rows = Breach.objects.for_user(user, permission).filter(state=state)
        if permission == EDIT:
            rows = rows.exclude(recorded_by=user).exclude(replied_by=user)
        return rows.order_by("due_on", "pk")

    return waiting


def breach_rows(waiting: Any) -> Any:
    def rows(user: Any) -> list[WorkRow]:
        today = timezone.localdate()
        return [
            WorkRow(
                one.contract.application.firm_name,
                reverse("admissions:breach", args=(one.pk,)),
                one.description,
                clock=left_words(one.due_on, today),
            )
            for one in waiting(user).select_related("contract__application")[:SHOWN]
        ]

    return rows


def left_words(due: datetime.date, today: datetime.date) -> str:
    left = (due - today).days
    return f"还有 {left} 天" if left > 0 else "今天到期" if left == 0 else f"已逾期 {-left} 天"


def contract_hits(rows: Any) -> list[Hit]:
    return [
        Hit(str(one), reverse("admissions:contract", args=(one.pk,)), one.application.firm_name)
        for one in rows.select_related("application")
    ]


for flow in (CONTRACT, TEMPLATE, BREACH):
    flows.register(flow)
policy_checks.register(Reader("admissions.contract_parties", "三方合同签约方数"))
searchers.register(Searcher("admission_contract", "三方合同", 41, VIEW, AdmissionContract, contract_hits))
menu_entries.register(
    MenuEntry("contracts", "合同履约", "三方合同", "admissions:contracts", 32, frozenset({VIEW}))
)
menu_entries.register(
    MenuEntry("performance", "合同履约", "履约监管", "admissions:performance", 33, frozenset({VIEW}))
)
menu_entries.register(
    MenuEntry("breaches", "合同履约", "违约整改", "admissions:breaches", 34, frozenset({VIEW}))
)
menu_entries.register(
    MenuEntry("contract_templates", "合同履约", "合同模板", "admissions:templates", 35, frozenset({EDIT}))
)
enterprise_tabs.register(
    Tab(
        "performance",
        "履约",
        30,
        lambda firm: reverse("admissions:firm_performance", args=(firm.pk,)),
        frozenset({VIEW}),
    )
)
to_answer, to_check = breaches_in("open", "application.draft"), breaches_in("replied", EDIT)
for source in (
    WorkSource("contracts.draft", "待起草合同", 12, frozenset({EDIT}), without_contract, to_draft),
    WorkSource("contracts.sign", "签订中的合同", 13, frozenset({EDIT}), under_way, to_sign),
    WorkSource(
        "contracts.breach_reply",
        "待整改违约",
        14,
        frozenset({"application.draft"}),
        to_answer,
        breach_rows(to_answer),
    ),
    WorkSource(
        "contracts.breach_check", "待核验整改", 15, frozenset({EDIT}), to_check, breach_rows(to_check)
    ),
    WorkSource("contracts.ending", "到期合同", 24, frozenset({EDIT}), ending_of, ending_rows),
    WorkSource("contracts.performance", "履约提醒", 25, frozenset({RECORD}), pressing, pressing_rows),
):
    work_sources.register(source)
