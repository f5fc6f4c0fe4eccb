"""What stands below a claim, a relief and a year of standard land: what it comes to, how it stands among others, how long
it lasts, what was promised."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse

from enterprises.models import YearlyFigure
from evaluation import claims
from evaluation.models import Claim, LandFigure, Relief
from evaluation.rules import standard_land
from evaluation.rules.money.resolving import Ruling, Standing
from evaluation.rules.money.rewards import REWARDS
from parks.records.kind import Panel
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.explanation import Explanation
from policies.formulas import FORMULAS, Source, land_use_tax_until
from policies.library import get_library
from portal.numbers import decimal_text

LAMPS = {
    Standing.APPLIES: ("green", "●", Standing.APPLIES.label),
    Standing.COVERED: ("yellow", "▲", Standing.COVERED.label),
    Standing.OUT_OF_FORCE: ("grey", "○", Standing.OUT_OF_FORCE.label),
}
NO_RULE = "当地在享受起始日没有这项减负的规定，不作计算。"


def claim_panel(claim: Claim) -> Panel:
    """The amount with its explanation — as handed in, or as the rows stand while it is a draft — and C(十八)."""
    explanation, missing = explained(claim)
    amount = explanation.result if explanation else None
    rulings = claims.rulings_of(claim, amount)
    return Panel(
        "evaluation/money/claim.html",
        {
            "receiver": REWARDS[claim.reward].receiver,
            "explanation": explanation,
            "missing": missing,
            "is_draft": claim.state == Claim.State.DRAFT,
            "resolver": claims.RESOLVER if claims.resolver_holds(claim) else "",
            "lines": [line(one, claim) for one in rulings],
        },
    )


def explained(claim: Claim) -> tuple[Explanation | None, tuple[str, ...]]:
    if claim.state != Claim.State.DRAFT and claim.basis:
        return claims.kept_explanation(claim.basis), ()
    found = claims.worth(claim.park, claim.reward, claim.year)
    return found.explanation, found.missing


def line(one: Ruling, claim: Claim) -> dict[str, Any]:
    return {
        "label": one.candidate.label,
        "own": one.candidate.key == claims.key_of(claim),
        "amount": decimal_text(one.candidate.amount_wan, 2),
        "received": decimal_text(one.candidate.received_wan, 2),
        "due": decimal_text(one.due_wan, 2),
        "lamp": LAMPS[one.standing],
        "reason": one.reason,
    }


def relief_panel(relief: Relief) -> Panel | None:
    """Of a land-use tax the last day and the bracket, of a pre-sale what it is taxed on; of others nothing more."""
    read = {Relief.Kind.LAND_USE_TAX: land_use_tax, Relief.Kind.PRESALE: presale}.get(
        Relief.Kind(relief.kind)
    )
    if read is None:
        return None
    rules = Rules(get_library(), relief.park.place.policy_code, relief.valid_from)
    try:
        return Panel("evaluation/money/relief.html", read(relief, rules))
    except NoRuleInForce:
        return Panel("evaluation/money/relief.html", {"note": NO_RULE})


def land_use_tax(relief: Relief, rules: Rules) -> dict[str, Any]:
    last = land_use_tax_until(rules, relief.valid_from)
    bracket, years = rules.read("w16.land_use_tax_bracket"), rules.read("w16.land_use_tax_years")
    too_long = relief.valid_until is None or relief.valid_until > last
    return {
        "note": f"自 {relief.valid_from} 起{years.label} {years.shown}，最晚享受到 {last}，按第 {bracket.value} 档缴纳。",
        "lamp": ("yellow", "▲", f"登记的截止日晚于 {last}，请核对")
        if too_long
        else ("green", "●", "在优惠年限内"),
    }


def presale(relief: Relief, rules: Rules) -> dict[str, Any]:
    if relief.presale_income_wan is None:
        return {"note": "填写预售收入后计算计税毛利额。"}
    source = Source(str(relief), "")
    values = {"presale_income_wan": relief.presale_income_wan}
    return {"explanation": FORMULAS.get("w16.presale_profit")(rules, values, {"presale_income_wan": source})}


PROMISES = {
    "met": ("green", "●", "达到承诺"),
    "short": ("red", "■", "未达到承诺"),
    "lacking": ("yellow", "▲", "缺数据"),
    "none": ("grey", "○", "合同未约定"),
}


def land_panel(row: LandFigure) -> Panel:
    """C(四): each parcel's promises beside what came true in the year, with the explanation of each indicator."""
    parcels = list(row.park.parcels.order_by("name", "pk"))
    facts = land_facts(row, sum((one.land_area_mu for one in parcels), claims.NOTHING))
    found = {one.code: standard_land.actual(one, facts, row.year) for one in standard_land.INDICATORS}
    lines = [
        {
            "parcel": parcel.name,
            "label": f"{one.label}（{one.unit}）",
            "promised": decimal_text(promised),
            "actual": decimal_text(found[one.code].result),
            "lamp": PROMISES[standard_land.standing(promised, found[one.code].result)],
        }
        for parcel in parcels
        for one in standard_land.INDICATORS
        for promised in (getattr(parcel, f"promised_{one.code}"),)
    ]
    return Panel("evaluation/money/land.html", {"lines": lines, "explanations": list(found.values())})


def land_facts(row: LandFigure, land: Decimal) -> dict[str, standard_land.Fact]:
    """The numbers of the year: the row's own, the firms' tax and energy added up, the land of the parcels."""
    figures = YearlyFigure.objects.filter(park=row.park_id, year=row.year)
    firms = figures.aggregate(
        tax=Sum("tax_wan"), energy=Sum("energy_tce"), all=Count("pk"), told=Count("energy_tce")
    )
    own = Source(f"{row}（{row.source}）", "")
    reported = Source(
        f"{row.year} 年度数据，{firms['all']} 家企业",
        reverse("enterprises:figures", query={"park": row.park_id, "year": row.year}),
    )
    energy = firms["energy"] if firms["told"] == firms["all"] else None
    return {
        "land_mu": standard_land.Fact(
            land or None, Source("地块", reverse("parks:land", args=(row.park_id,)))
        ),
        "tax_wan": standard_land.Fact(firms["tax"], reported),
        "energy_tce": standard_land.Fact(energy, reported),
        **{
            name: standard_land.Fact(getattr(row, name), own)
            for name in ("invested_wan", "value_added_wan", "emission_t")
        },
    }
