"""Promises beside what became of them, and the breaches on record."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from admissions.flows.contract import BREACH
from admissions.measures.performance import TAXING, assessed
from admissions.models import AdmissionContract, Breach, Commitment
from admissions.rules.performance import LAMPS
from admissions.services.contract_text import target_text
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.explanation import Explanation
from policies.formulas import FORMULAS, Source, tax_per_mu_formula
from policies.library import get_library
from portal.numbers import DASH, HIDDEN, decimal_text


def standing_of(contract: AdmissionContract, year: int, today: datetime.date) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(contract=contract).select_related("contract__application")
    return assessed(rows, year, today).order_by("pk")


def promise_row(one: Any, contract: AdmissionContract, year: int, user: Any) -> dict[str, Any]:
    """A promise with what became of it, as far as this person may see tax; yearly tax per 亩 explains itself."""
    hidden = one.kind in TAXING and not user.can("tax.view", contract.application.park.place)
    explains = one.kind == Commitment.Kind.TAX_PER_MU and not hidden
    due = f"{one.first_year} 年度起每年" if one.first_year else str(one.due_on)
    return {
        "label": one.get_kind_display(),
        "target": target_text(one.target) or DASH,
        "unit": one.unit,
        "due": due,
        "actual": HIDDEN if hidden else str(one.done_on) if one.done_on else decimal_text(one.actual, 2),
        "lamp": LAMPS[one.standing],
        "is_breach_open": one.is_breach_open,
        "explanation": tax_per_mu(one, contract, year) if explains else None,
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
