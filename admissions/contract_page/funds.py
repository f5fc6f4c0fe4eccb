"""What is to be paid into the funds for the units of a contract, and what was (C(十一))."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum

from admissions.models import AdmissionContract
from parks.models import FundPayment
from parks.records.panels import FUNDS
from policies.compute import compute
from policies.errors import NoRuleInForce
from policies.explanation import Explanation
from policies.formulas import FORMULAS
from policies.library import get_library
from portal.numbers import DASH, decimal_text

WAN = Decimal(10_000)


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
    named = [(room.unit_id, room.unit.full_name, room.floor_area_m2) for room in rooms]
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
