"""What a reward of a park comes to for a year: read from rows, worked out by the clause's formula; and which of several
rewards of one purpose is enjoyed (W16, C十四, C十八)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from evaluation import park_standing
from evaluation.models import Claim, DigitalSpending, HigherReward, RevenueContribution
from evaluation.rules.money import resolving
from evaluation.rules.money.resolving import NOTHING, Candidate, Ruling
from evaluation.rules.money.rewards import REWARDS, STARS, Purpose
from evaluation.rules.rulings import formula_of, rules_of
from parks.models import Park, ParkStar
from policies.accessor import Rules
from policies.errors import BadInput, NoRuleInForce
from policies.explanation import Explanation
from policies.formulas import FORMULAS
from policies.formulas.registry import Source
from policies.library import get_library, rule_date_for_year

RESOLVER = "c18"
COUNTED = (Claim.State.SUBMITTED, Claim.State.APPROVED, Claim.State.PAID)
Kind = RevenueContribution.Kind


@dataclass(frozen=True)
class Facts:
    """What the rows say: the formula's inputs with their sources, or sentences on what is missing."""

    values: dict[str, Decimal]
    sources: dict[str, Source]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Worth:
    """What a reward comes to; None with what stands against it. `basis` is what a claim keeps of it."""

    explanation: Explanation | None
    missing: tuple[str, ...]
    basis: dict[str, Any]

    @property
    def amount_wan(self) -> Decimal | None:
        return self.explanation.result if self.explanation else None


def worth(park: Park, reward: str, year: int) -> Worth:
    """The reward of a park for a year, from the rows as they are now, under the rule of 31 December of the year."""
    formula, on = FORMULAS.get(reward), rule_date_for_year(year)
    rules = Rules(get_library(), park.place.policy_code, on)
    try:
        rules.require_clause(formula.clause_id)
    except NoRuleInForce as error:
        return Worth(None, (error.message,), {})
    facts = GATHER[reward](park, year)
    if facts.missing:
        return Worth(None, facts.missing, {})
    try:
        found = formula(rules, facts.values, facts.sources)
    except BadInput as error:
        return Worth(None, (error.message,), {})
    return Worth(found, (), basis_of(found, rules, on, facts))


def basis_of(found: Explanation, rules: Rules, on: date, facts: Facts) -> dict[str, Any]:
    return {
        "formula": found.formula_id,
        "formula_version": found.formula_version,
        "clause": found.clause_ids[0],
        "place": rules.place_code,
        "on": on.isoformat(),
        "values": {name: f"{value:f}" for name, value in facts.values.items()},
        "sources": {name: [source.label, source.url] for name, source in facts.sources.items()},
        "parameters": [reading.as_dict() for reading in found.parameters],
        "hash": found.rulebook_hash,
    }


def kept_explanation(basis: dict[str, Any]) -> Explanation:
    """How the amount that a claim was handed in with was worked out, whatever rows and policies say today."""
    rules = rules_of(basis, basis["place"], date.fromisoformat(basis["on"]))
    values = {name: Decimal(value) for name, value in basis["values"].items()}
    return formula_of(basis)(rules, values, {n: Source(*said) for n, said in basis["sources"].items()})


def operator_growth(park: Park, year: int) -> Facts:
    """W16: the operator's contribution of the year and of the one before; year 1 is the park's first year."""
    first = park.first_operating_year
    missing = [] if first else ["园区没有登记投运首年，请先在园区的“编辑”中填写。"]
    rows = contributions(park, Kind.OPERATOR, (year - 1, year))
    missing += [
        f"没有登记 {one} 年的“{Kind.OPERATOR.label}”。" for one in (year - 1, year) if one not in rows
    ]
    if missing or first is None:
        return Facts({}, {}, tuple(missing))
    before, now = rows[year - 1], rows[year]
    return Facts(
        {
            "operating_year": Decimal(year - first + 1),
            "previous_wan": before.amount_wan,
            "current_wan": now.amount_wan,
        },
        {
            "operating_year": Source(f"投运首年 {first}", park_url(park)),
            "previous_wan": row_source(before),
            "current_wan": row_source(now),
        },
    )


def revenue_of_firms(park: Park, year: int) -> Facts:
    """C(十四): the park's star at the end of the year, and what its firms brought in."""
    star = park_standing.star_held(park, rule_date_for_year(year))
    rows = contributions(park, Kind.FIRMS, (year,))
    missing = [] if star else [f"园区在 {year} 年底没有星级。"]
    missing += [] if rows else [f"没有登记 {year} 年的“{Kind.FIRMS.label}”。"]
    if missing or star is None or star.star is None:
        return Facts({}, {}, tuple(missing))
    return Facts(
        {"star": Decimal(star.star), "revenue_wan": rows[year].amount_wan},
        {
            "star": star_source(star),
            "revenue_wan": row_source(rows[year]),
        },
    )


def taken_into_list(park: Park, year: int) -> Facts:
    if not park_standing.listed_in(park, year):
        return Facts({}, {}, (f"园区不是在 {year} 年入选（认定）省级小微企业园。",))
    source = Source(f"认定日期 {park.recognised_on}", park_url(park))
    return Facts({"times": Decimal(1)}, {"times": source})


def given_star(star: int) -> Callable[[Park, int], Facts]:
    def gather(park: Park, year: int) -> Facts:
        row = park_standing.star_given(park, star, year)
        if row is None:
            return Facts({}, {}, (f"园区不是在 {year} 年认定为 {star} 星级。",))
        return Facts({"times": Decimal(1)}, {"times": star_source(row)})

    return gather


def star_source(row: ParkStar) -> Source:
    return Source(f"{row.on} 评为 {row.star} 星级 {row.document}".strip(), park_url(row.park))


def digital_spending(park: Park, year: int) -> Facts:
    """C(十四): what was spent in the year, of a park whose works had been accepted by its end."""
    row = DigitalSpending.objects.filter(park=park, year=year).first()
    accepted = park.parcels.filter(accepted_on__lte=rule_date_for_year(year)).exists()
    missing = [] if accepted else [f"园区在 {year} 年底前没有办结竣工验收的地块，验收后的投入才能补助。"]
    missing += [] if row else [f"没有登记 {year} 年的数字化投入。"]
    if missing or row is None:
        return Facts({}, {}, tuple(missing))
    source = row_source(row)
    return Facts(
        {"software_wan": row.software_wan, "hardware_wan": row.hardware_wan},
        {"software_wan": source, "hardware_wan": source},
    )


GATHER: dict[str, Callable[[Park, int], Facts]] = {
    "w16.reward_of_year": operator_growth,
    "c14.revenue_reward": revenue_of_firms,
    "c14.provincial_reward": taken_into_list,
    "c14.digital_subsidy": digital_spending,
    **{reward: given_star(star) for reward, star in STARS.items()},
}
CODES = {RevenueContribution: "contribution", DigitalSpending: "digital-spending"}


def contributions(park: Park, kind: str, years: tuple[int, ...]) -> dict[int, RevenueContribution]:
    rows = RevenueContribution.objects.filter(park=park, kind=kind, year__in=years)
    return {row.year: row for row in rows.order_by("year")}


def park_url(park: Park) -> str:
    return reverse("parks:park", args=(park.pk,))


def row_source(row: Any) -> Source:
    label = getattr(row, "source", "") or row.document
    return Source(f"{row}（{label}）", reverse("parks:record", args=(CODES[type(row)], row.pk)))


def rulings_of(claim: Claim, amount_wan: Decimal | None) -> list[Ruling]:
    """How the claim and whatever else was given to the park for the same purpose in the year stand, the best first.

    A draft is looked at as though it were handed in with `amount_wan`.
    """
    candidates = [*claims_beside(claim), *higher_beside(claim)]
    if amount_wan is not None:
        candidates.append(candidate_of(claim, amount_wan))
    found = resolving.resolve(candidates) if resolver_holds(claim) else None
    rulings = list(found.values()) if found is not None else [resolving.alone(one) for one in candidates]
    return sorted(rulings, key=lambda one: (one.standing.value, -one.candidate.amount_wan, one.candidate.key))


def resolver_holds(claim: Claim) -> bool:
    """Is C(十八) in force for the claim's year at its park?"""
    rules = Rules(get_library(), claim.park.place.policy_code, rule_date_for_year(claim.year))
    try:
        rules.require_clause(RESOLVER)
    except NoRuleInForce:
        return False
    return True


def own_ruling(claim: Claim) -> Ruling:
    """How a claim that has an amount stands among the others."""
    key = key_of(claim)
    return next(one for one in rulings_of(claim, claim.amount_wan) if one.candidate.key == key)


def claims_beside(claim: Claim) -> list[Candidate]:
    purpose = REWARDS[claim.reward].purpose
    same = [code for code, reward in REWARDS.items() if reward.purpose is purpose]
    rows = Claim.objects.filter(park=claim.park_id, year=claim.year, reward__in=same, state__in=COUNTED)
    return [candidate_of(row, row.amount_wan or NOTHING) for row in rows.exclude(pk=claim.pk).order_by("pk")]


def higher_beside(claim: Claim) -> list[Candidate]:
    purpose: Purpose = REWARDS[claim.reward].purpose
    rows = HigherReward.objects.filter(park=claim.park_id, year=claim.year, purpose=purpose.value)
    return [
        Candidate(
            key=f"higher-{row.pk:012}",
            label=f"{row.get_level_display()}：{row.title}",
            subject=str(row.park_id),
            purpose=row.purpose,
            year=row.year,
            amount_wan=row.amount_wan,
            level=row.level,
            overrides=row.overrides,
            received_wan=row.amount_wan,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in rows.order_by("pk")
    ]


def candidate_of(claim: Claim, amount_wan: Decimal) -> Candidate:
    reward = REWARDS[claim.reward]
    return Candidate(
        key=key_of(claim),
        label=reward.label,
        subject=str(claim.park_id),
        purpose=reward.purpose.value,
        year=claim.year,
        amount_wan=amount_wan,
        received_wan=claim.paid_wan or NOTHING,
    )


def key_of(claim: Claim) -> str:
    return f"claim-{claim.pk or 0:012}"
