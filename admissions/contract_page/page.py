"""The parts of the page of one contract, its steps and its facts."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from admissions.contract_page.funds import funds
from admissions.contract_page.promises import breach_rows, promise_row, standing_of
from admissions.contract_page.versions import differences, versions_of
from admissions.contracts import PARTIES
from admissions.flows.contract import CONTRACT
from admissions.models import AdmissionContract
from admissions.models.commitment import MILESTONES
from admissions.rules import contract as rules
from admissions.rules.performance import LAMPS
from policies.explanation import Explanation
from portal.numbers import DASH, decimal_text
from portal.workflow import Offer, told

# Steps of the flow that no page offers: they happen within another.
WITHIN = {"supersede"}
STYLES = {"cancel": "btn-outline-danger", "finish": "btn-outline-danger", "recall": "btn-outline-primary"}


def parts(contract: AdmissionContract, user: Any, today: datetime.date) -> dict[str, Any]:
    promises = list(standing_of(contract, today.year - 1, today))
    versions = versions_of(contract)
    return {
        "offers": offers(contract, user),
        "steps": steps(contract, promises),
        "facts": facts(contract),
        "explanations": explanations(contract),
        "promises": [promise_row(one, contract, today.year - 1, user) for one in promises],
        "assessed_year": today.year - 1,
        "lamps": LAMPS.values(),
        "funds": funds(contract, today),
        "breaches": breach_rows(contract),
        "document": contract.documents.defer("content").order_by("-pk").first(),
        "versions": versions,
        "differences": differences(contract, versions),
        "required_by": PARTIES,
    }


def offers(contract: AdmissionContract, user: Any) -> list[dict[str, Any]]:
    """The steps of the flow and what else may be noted now, one's own first."""
    place = contract.application.park.place
    found = [
        button(contract, offer)
        for offer in CONTRACT.offers(contract, user)
        if offer.transition.code not in WITHIN
    ]
    may_edit, may_record = user.can("contract.edit", place), user.can("performance.record", place)
    return [*(task(contract, *one) for one in tasks(contract, may_edit, may_record)), *found]


def button(contract: AdmissionContract, offer: Offer) -> dict[str, Any]:
    step = offer.transition
    style = STYLES.get(step.code, "btn-primary")
    return {**task(contract, step.code, step.label, style), "reason": offer.reason}


def tasks(contract: AdmissionContract, may_edit: bool, may_record: bool) -> list[tuple[str, str, str]]:
    """(task, label, style) of what this person may note in the contract's state."""
    state = contract.state
    drafting, signing, effective = state == "drafting", state == "signing", state == "effective"
    sale = contract.tenure == "purchased"
    usual = "btn-outline-primary"
    every = (
        (may_edit and drafting, "edit", "修改合同", "btn-outline-primary"),
        (may_edit and signing, "sign", "登记签订", usual),
        (may_edit and sale and (signing or effective), "filed", "登记网签备案", usual),
        (may_record and effective, "fulfilment", "登记履约", usual),
        (may_edit and effective, "breach", "登记违约", usual),
        (may_edit and sale and effective, "fund", "登记资金缴纳", usual),
        (may_edit and effective, "amend", "变更合同", usual),
    )
    return [(code, label, style) for shown, code, label, style in every if shown]


def task(contract: AdmissionContract, code: str, label: str, style: str) -> dict[str, Any]:
    url = reverse("admissions:contract_task", args=(contract.pk, code))
    return {"label": label, "url": url, "reason": "", "style": style}


def timeline(entries: list[Any], contract: AdmissionContract) -> list[dict[str, Any]]:
    made = [told(CONTRACT, entry) for entry in reversed(entries)]
    began = {"when": contract.created_at, "who": contract.drafted_by.display_name, "what": "起草合同"}
    return [*made, {**began, "comment": contract.reason, "changes": ()}]


@dataclass(frozen=True)
class Step:
    """One step of the tracker (`parts/steps.html`): planned and actual."""

    label: str
    state: str
    word: str
    detail: str = ""


def steps(contract: AdmissionContract, promises: list[Any]) -> list[Step]:
    """签约 → 开工 → 竣工 → 投产 → 达产: planned and actual."""
    signed = contract.effective_on
    first = Step(
        "签约",
        "done" if signed else "current",
        f"{signed} 签齐生效" if signed else CONTRACT.by_state[contract.state].label,
        f"计划 {contract.sign_by}" if contract.sign_by else "",
    )
    return [first, *(milestone(one) for one in promises if one.kind in MILESTONES)]


def milestone(one: Any) -> Step:
    planned, lamp = f"计划 {one.due_on}", LAMPS[one.standing]
    if one.done_on:
        return Step(one.get_kind_display(), "done", f"{one.done_on} {lamp.word}", planned)
    late = one.standing == "overdue"
    return Step(one.get_kind_display(), "late" if late else "todo", lamp.word, planned)


def facts(contract: AdmissionContract) -> list[dict[str, str]]:
    unit, application = rules.price_unit(contract.tenure), contract.application
    rows = (
        ("入园企业", application.firm_name, "", reverse("admissions:application", args=(application.pk,))),
        ("园区", application.park.name, "", reverse("parks:park", args=(application.park_id,))),
        ("入驻方式", contract.get_tenure_display(), "", ""),
        ("建筑面积", decimal_text(contract.floor_area_m2), "㎡", ""),
        ("单价", decimal_text(contract.unit_price_yuan), unit, ""),
        ("总价", decimal_text(contract.total_wan), "万元", ""),
        ("起始日期", contract.valid_from, "", ""),
        ("终止日期", contract.valid_until, "", ""),
        ("生效日期", contract.effective_on, "", ""),
        ("网签备案价", decimal_text(contract.filed_price_yuan), "元/㎡", ""),
        ("预警线", decimal_text(contract.yellow_percent), "%", ""),
        ("合同模板", contract.template.title if contract.template else "参考模板", "", ""),
    )
    return [fact(*row) for row in rows]


def fact(label: str, value: Any, unit: str, url: str) -> dict[str, str]:
    text = str(value or DASH)
    return {"label": label, "value": text, "unit": "" if text == DASH else unit, "url": url}


def explanations(contract: AdmissionContract) -> list[Explanation]:
    """How the amounts come about: total, price against the cap, filed price."""
    found = [
        rules.against_cap(contract.tenure, contract.unit_price_yuan, contract.cap_yuan, scheme_name(contract))
    ]
    if contract.unit_price_yuan is not None:
        dates = (contract.valid_from, contract.valid_until)
        found.insert(
            0, rules.total(contract.tenure, contract.unit_price_yuan, contract.floor_area_m2, *dates)
        )
        if contract.filed_price_yuan is not None:
            found.append(rules.against_filed(contract.unit_price_yuan, contract.filed_price_yuan))
    return found


def scheme_name(contract: AdmissionContract) -> str:
    return str(contract.application.scheme or "")
