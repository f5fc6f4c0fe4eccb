"""What the page of one contract shows, read from several models; a constant number of queries."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Prefetch, QuerySet, Sum, prefetch_related_objects
from django.urls import reverse

from admissions.contracts import PARTIES
from admissions.flows.contract import BREACH, CONTRACT
from admissions.measures.performance import assessed
from admissions.models import AdmissionContract, Breach, Commitment, ContractParty
from admissions.models.commitment import MILESTONES
from admissions.rules import contract as rules
from admissions.rules.performance import LAMPS
from admissions.services.contract_text import target_text
from parks.models import FundPayment, Unit
from parks.records.panels import FUNDS
from policies.accessor import Rules
from policies.compute import compute
from policies.errors import NoRuleInForce
from policies.explanation import Explanation
from policies.formulas import FORMULAS, Source, tax_per_mu_formula
from policies.library import get_library
from portal.numbers import DASH, decimal_text
from portal.workflow import Offer

WAN = Decimal(10_000)
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
        "promises": [promise_row(one, contract, today.year - 1) for one in promises],
        "assessed_year": today.year - 1,
        "lamps": LAMPS.values(),
        "funds": funds(contract, today),
        "breaches": breach_rows(contract),
        "document": contract.documents.defer("content").order_by("-pk").first(),
        "versions": versions,
        "differences": differences(contract, versions),
        "required_by": PARTIES,
    }


def versions_of(contract: AdmissionContract) -> list[AdmissionContract]:
    """All versions, the last first, `contract` itself among them, each with its parties and promises."""
    others = AdmissionContract.objects.filter(number=contract.number).exclude(pk=contract.pk)
    versions = sorted((contract, *others), key=lambda one: one.revision, reverse=True)
    parties = ContractParty.objects.select_related("scan", "noted_by")
    prefetch_related_objects(versions, Prefetch("parties", parties), "commitments")
    return versions


def standing_of(contract: AdmissionContract, year: int, today: datetime.date) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(contract=contract).select_related("contract__application")
    return assessed(rows, year, today).order_by("pk")


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
    made = [
        {
            "when": entry.at,
            "who": entry.actor.display_name,
            "what": CONTRACT.by_transition[entry.transition].label,
            "comment": entry.comment,
            "changes": (),
        }
        for entry in reversed(entries)
    ]
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


def promise_row(one: Any, contract: AdmissionContract, year: int) -> dict[str, Any]:
    """A promise with what became of it; yearly tax per 亩 explains itself."""
    due = f"{one.first_year} 年度起每年" if one.first_year else str(one.due_on)
    return {
        "label": one.get_kind_display(),
        "target": target_text(one.target) or DASH,
        "unit": one.unit,
        "due": due,
        "actual": str(one.done_on) if one.done_on else decimal_text(one.actual, 2),
        "lamp": LAMPS[one.standing],
        "is_breach_open": one.is_breach_open,
        "explanation": tax_per_mu(one, contract, year) if one.kind == Commitment.Kind.TAX_PER_MU else None,
    }


def tax_per_mu(one: Any, contract: AdmissionContract, year: int) -> Explanation | None:
    """亩均税收 of the year by the formula of the policy in force at its end; by plain division where none is."""
    if one.figure_tax is None or not one.land_mu:
        return None
    inputs = {"tax_wan": one.figure_tax, "land_mu": one.land_mu}
    rules_of_year = Rules(
        get_library(), contract.application.park.place.policy_code, datetime.date(year, 12, 31)
    )
    try:
        return tax_per_mu_formula(rules_of_year.instrument)(rules_of_year, inputs)
    except NoRuleInForce:
        formula = FORMULAS.get("w12.tax_per_mu")
        operands = tuple(
            operand for field in formula.inputs for operand in field.operands(inputs[field.name], SOURCE)
        )
        return Explanation(
            "亩均税收",
            one.actual,
            "万元/亩",
            "税收合计 ÷ 用地合计",
            operands,
            note=f"{year} 年末当地无有效规定，只作计算。",
        )


SOURCE = Source("年度数据")


@dataclass(frozen=True)
class Paid:
    """What was paid into one fund for one unit (元), and the last day on which."""

    yuan: Decimal
    on: datetime.date


def funds(contract: AdmissionContract, today: datetime.date) -> list[dict[str, Any]]:
    """专项资金 of each unit (C十一): due by formula, paid; [] where no such rule has ever held."""
    if contract.tenure != "purchased":
        return []
    application = contract.application
    paid = paid_for(contract)
    rooms = list(contract.rooms.select_related("unit__storey__building").order_by("pk"))
    named = [(room.unit_id, unit_name(room.unit), room.floor_area_m2) for room in rooms]
    rows = []
    for unit_id, name, floor in named or [(None, "合同全部用房", contract.floor_area_m2)]:
        for kind, formula in FUNDS.items():
            if due := due_of(formula, floor, application, today):
                rows.append(fund_row(name, kind, due, paid.get((unit_id, kind))))
    return rows


def paid_for(contract: AdmissionContract) -> dict[tuple[int | None, str], Paid]:
    """By unit and fund: what was paid under the contract's number, and the last day on which."""
    rows = FundPayment.objects.filter(park=contract.application.park_id, contract_number=contract.number)
    sums = rows.order_by().values_list("unit", "kind").annotate(Sum("paid_wan"), Max("on"))
    return {(unit, kind): Paid(wan * WAN, on) for unit, kind, wan, on in sums}


def unit_name(unit: Unit) -> str:
    return f"{unit.storey.building.name} {unit.storey} {unit.name}"


def fund_row(
    name: str, kind: FundPayment.Kind, due: tuple[Explanation, str], paid: Paid | None
) -> dict[str, Any]:
    explained, note = due
    owing = paid is None or explained.result is None or paid.yuan < explained.result
    return {
        "room": name,
        "kind": kind.label,
        "due": decimal_text(explained.result, 2),
        "paid": decimal_text(paid.yuan if paid else None, 2),
        "paid_on": paid.on if paid else DASH,
        "owing": owing,
        "note": note,
        "explanation": explained,
    }


def due_of(
    formula: str, floor: Decimal, application: Any, today: datetime.date
) -> tuple[Explanation, str] | None:
    """What is due (元) by the rule of the application's day, or by the last one there was, labelled so."""
    code, inputs = application.park.place.policy_code, {"floor_area_m2": f"{floor.normalize():f}"}
    on = application.first_submitted_on or today
    past = last_day(formula, on)
    try:
        return compute(formula, inputs, code, past or on), hypothetical(on, past) if past else ""
    except NoRuleInForce:
        return None


def hypothetical(on: datetime.date, past: datetime.date) -> str:
    return f"{on} 无有效规定，按 {past} 仍有效的规定测算，仅供参考。"


def last_day(formula: str, on: datetime.date) -> datetime.date | None:
    """The last day on which the formula's instrument held, if that is past."""
    library = get_library()
    clause = library.clause(FORMULAS.get(formula).clause_id)
    until = next((one.in_force_until for one in library.instruments if one.id == clause.instrument_id), None)
    return until if until and until < on else None


def breach_rows(contract: AdmissionContract) -> list[dict[str, Any]]:
    rows = Breach.objects.filter(contract__number=contract.number).order_by("-found_on", "-pk")
    return [
        {
            "label": row.get_ground_display(),
            "description": row.description,
            "found_on": row.found_on,
            "due_on": row.due_on,
            "state": BREACH.by_state[row.state],
            "url": reverse("admissions:breach", args=(row.pk,)),
        }
        for row in rows
    ]


SHOWN = ("reason", "floor_area_m2", "unit_price_yuan", "total_wan", "valid_from", "valid_until", "sign_by")


def differences(contract: AdmissionContract, versions: list[AdmissionContract]) -> list[dict[str, str]]:
    """Field by field what this version changes in the one before; [] for a first version."""
    before = next((one for one in versions if one.pk == contract.amends_id), None)
    if before is None:
        return []
    rows = [
        {"field": label_of(name), "old": words(getattr(before, name)), "new": words(getattr(contract, name))}
        for name in SHOWN
    ]
    rows += [
        {"field": name, "old": old, "new": new}
        for name, (old, new) in paired(lines_of(before), lines_of(contract)).items()
    ]
    return [row for row in rows if row["old"] != row["new"]]


def label_of(name: str) -> str:
    return str(AdmissionContract._meta.get_field(name).verbose_name)


def words(value: Any) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else str(value or DASH)


def lines_of(contract: AdmissionContract) -> dict[str, str]:
    """Parties and promises of a version as lines that can be compared."""
    parties = {
        party.get_role_display(): f"{party.name} {party.representative}".strip()
        for party in contract.parties.all()
    }
    promises = {
        one.get_kind_display(): f"{target_text(one.target)}{one.unit} {one.due_on or f'{one.first_year} 年度起'}".strip()
        for one in contract.commitments.all()
    }
    return {**parties, **promises}


def paired(old: dict[str, str], new: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {name: (old.get(name, DASH), new.get(name, DASH)) for name in dict.fromkeys((*old, *new))}
