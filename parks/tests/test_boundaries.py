"""Every number of every check, at the number and one unit of its last digit to each side; and better never does worse.

The numbers are typed from the policies by hand. What makes the measures out of records is in `test_compliance`.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parks.rules.judging import STANDARDS, Rule, hold, rules_in_force
from parks.rules.standards import Standard
from policies.accessor import Rules
from policies.checks import Verdict
from policies.library import get_library

WENZHOU, CIXI = ("330302", datetime.date(2019, 3, 1)), ("330282", datetime.date(2021, 9, 1))
MET, DEVIATES, NOT_MET, APART = "met", "deviates", "not_met", "not_applicable"
LAND, SHARE, ONE, CENT, DAY = "0.0001", "0.000001", "1", "0.01", "1"


@dataclass(frozen=True)
class At:
    """`check` while `measure` is one step below `number`, at it, and one step above."""

    check: str
    parameter: str
    measure: str
    number: str
    step: str
    verdicts: tuple[str, str, str]
    others: dict[str, Any] = field(default_factory=dict)


def floor(check: str, parameter: str, measure: str, number: str, step: str, miss: str, **others: Any) -> At:
    return At(check, f"{check[:3]}.{parameter}", measure, number, step, (miss, MET, MET), others)


def ceiling(check: str, parameter: str, measure: str, number: str, step: str, miss: str, **others: Any) -> At:
    return At(check, f"{check[:3]}.{parameter}", measure, number, step, (MET, MET, miss), others)


def from_a_hundred_mu(check: str, parameter: str, **others: Any) -> At:
    """Asked of parks of 100 亩 and more; these have none of it."""
    return At(
        check, f"{check[:3]}.{parameter}", "land_area_mu", "100", LAND, (APART, DEVIATES, DEVIATES), others
    )


def from_the_year_after(check: str, parameter: str, number: str, done: str, miss: str, **others: Any) -> At:
    """What is due by the end of a year and not done is judged from the next year on."""
    others = {done: Decimal(0), **others}
    return At(check, f"{check[:3]}.{parameter}", "as_of", number, ONE, (APART, APART, miss), others)


STARRED, RECOGNISED = {"star": 3}, {"recognised_on": datetime.date(2021, 1, 1)}
CASES = (
    from_a_hundred_mu("w02.smart", "coverage_park_mu", has_smart_management=0),
    from_a_hundred_mu("w02.party", "coverage_park_mu", has_party_branch=0),
    floor("w04.years", "production_years_min", "conversion_years", "5", "0.01", NOT_MET),
    floor("w04.site", "site_mu_min", "conversion_site_mu", "100", LAND, DEVIATES),
    floor("w05.far", "far_min", "floor_area_ratio", "2.0", SHARE, DEVIATES),
    floor("w06.non_production", "non_production_min", "non_production_share", "0.10", SHARE, DEVIATES),
    ceiling("w06.non_production", "non_production_max", "non_production_share", "0.25", SHARE, DEVIATES),
    from_a_hundred_mu("w06.facilities", "retrofit_park_mu", has_facilities=0, status="operating"),
    from_a_hundred_mu("w07.operator", "operator_park_mu", has_professional_operator=0),
    floor("w09.leading_share", "leading_share_min", "leading_share", "0.70", SHARE, NOT_MET),
    ceiling("w14.supply", "supply_batches_max", "supply_batches", "1", ONE, DEVIATES),
    ceiling("w14.works", "construction_years_max", "works_years", "2", "0.01", DEVIATES),
    ceiling("w15.price_cap", "land_price_premium_max", "land_price_premium", "0.50", SHARE, NOT_MET),
    ceiling("w18.approval", "start_approval_days_max", "approval_days", "100", DAY, NOT_MET),
    ceiling("w18.acceptance", "acceptance_working_days_max", "acceptance_working_days", "30", DAY, NOT_MET),
    floor("w18.presale", "presale_investment_min", "presale_invested", "0.25", SHARE, NOT_MET),
    floor("w19.party", "party_items", "party_items", "6", ONE, NOT_MET),
    floor("c02.site", "site_mu_min", "land_area_mu", "100", LAND, DEVIATES, floor_area_m2=1),
    floor("c02.site", "floor_m2_min", "floor_area_m2", "100000", CENT, DEVIATES, land_area_mu=1),
    floor("c02.far", "far_min", "floor_area_ratio", "1.5", SHARE, DEVIATES),
    floor("c02.green", "green_ratio_min", "green_ratio", "0.10", SHARE, DEVIATES),
    ceiling("c02.leading_industries", "leading_industries_max", "leading_industries", "2", ONE, DEVIATES),
    floor("c02.concentration", "concentration_min", "leading_share", "0.70", SHARE, NOT_MET),
    floor("c02.small_firms", "small_firm_share_min", "small_firm_share", "0.70", SHARE, NOT_MET),
    ceiling(
        "c02.non_production_land",
        "non_production_land_max",
        "non_production_land_share",
        "0.10",
        SHARE,
        NOT_MET,
    ),
    ceiling(
        "c02.non_production_floor",
        "non_production_floor_max",
        "non_production_share_of_counted",
        "0.15",
        SHARE,
        DEVIATES,
    ),
    floor("c02.parking", "parking_min", "parking_per_100_m2", "0.4", SHARE, DEVIATES),
    floor(
        "c04.kept_non_production",
        "kept_non_production_min",
        "kept_non_production_share",
        "0.50",
        SHARE,
        NOT_MET,
    ),
    floor(
        "c04.kept_non_production_of_total",
        "kept_non_production_of_total_min",
        "kept_non_production_of_total",
        "0.05",
        SHARE,
        NOT_MET,
    ),
    floor("c04.kept_production", "kept_production_min", "kept_production_of_total", "0.10", SHARE, NOT_MET),
    At(
        "c04.kept_production",
        "c04.kept_production_years",
        "as_of",
        "2024",
        ONE,
        (NOT_MET, NOT_MET, APART),
        {"first_operating_year": 2021, "kept_production_of_total": 0},
    ),
    floor("c04.kept_production_term", "kept_production_years", "kept_production_years", "3", ONE, NOT_MET),
    floor("c04.division", "division_unit_m2_min", "unit_floor_m2", "500", CENT, NOT_MET),
    floor("c04.sale", "sale_unit_m2_min", "sale_unit_floor_m2", "1000", CENT, NOT_MET),
    *(
        floor(f"c04.{name}", f"{name}_min", f"promised_{name}", number, CENT, DEVIATES)
        for name, number in (
            ("investment_per_mu", "250"),
            ("tax_per_mu", "15"),
            ("value_added_per_emission", "384"),
            ("value_added_per_tce", "2.5"),
        )
    ),
    floor("c10.drills", "drills_per_year_min", "drills_a_year", "1", ONE, NOT_MET, status="operating"),
    ceiling(
        "c10.training",
        "training_deadline_year",
        "training_year",
        "2021",
        ONE,
        DEVIATES,
        is_trained=1,
        **STARRED,
    ),
    ceiling(
        "c10.risk_assessment",
        "risk_assessment_deadline_year",
        "risk_assessment_year",
        "2022",
        ONE,
        NOT_MET,
        is_risk_assessed=1,
        **RECOGNISED,
    ),
    from_the_year_after(
        "c12.digital_safety", "deadline_year", "2021", "has_digital_safety", NOT_MET, **STARRED
    ),
)
# What is asked without a number: yes or no, and nothing above the highest price.
BARE = {
    "w02.smart": ("has_smart_management", DEVIATES, {"land_area_mu": 100}),
    "w02.party": ("has_party_branch", DEVIATES, {"land_area_mu": 100}),
    "w03.siting": ("is_in_industrial_area", DEVIATES, {}),
    "w04.conditions": ("conversion_conditions", NOT_MET, {}),
    "w04.scheme": ("conversion_scheme", NOT_MET, {}),
    "w04.division": ("conversion_division", NOT_MET, {}),
    "w06.facilities": ("has_facilities", DEVIATES, {"land_area_mu": 100, "status": "operating"}),
    "w07.operator": ("has_professional_operator", DEVIATES, {"land_area_mu": 100}),
    "w18.promises": ("has_all_promises", NOT_MET, {}),
    "w-end.restrictions": ("has_restrictions", NOT_MET, {}),
    "c01.added_land": ("is_clear_of_added_land", DEVIATES, {}),
    "c02.bike_charging": ("has_bike_charging", DEVIATES, {}),
    "c04.division_kind": ("is_divided_properly", NOT_MET, {}),
    "c04.non_production_sale": ("non_production_unsold", NOT_MET, {}),
    "c12.digital_safety": ("has_digital_safety", NOT_MET, STARRED),
}
PRICE = "w15.price_within_cap"


def rule_of(check: str) -> Rule:
    code, on = CIXI if check.startswith("c") else WENZHOU
    return next(
        rule for rule in rules_in_force(Rules(get_library(), code, on)) if rule.standard.code == check
    )


def verdict(check: str, values: dict[str, Any]) -> str:
    """What the check says of a manufacturing park of which nothing else is known."""
    rule = rule_of(check)
    year = int(values.pop("as_of", 2026))
    known = dict.fromkeys(rule.standard.measures)
    numbers = {
        name: Decimal(one) if isinstance(one, (int, str)) and name in known else one
        for name, one in values.items()
    }
    park = {"park_type": "manufacturing", "as_of": datetime.date(year, 6, 1)}
    return hold(rule, {**known, **park, **numbers}).finding.verdict.value


def name_of(case: At) -> str:
    return f"{case.check}-{case.parameter}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_at_the_number_and_one_digit_to_each_side(case):
    number, step = Decimal(case.number), Decimal(case.step)
    found = tuple(
        verdict(case.check, {**case.others, case.measure: number + way * step}) for way in (-1, 0, 1)
    )
    assert found == case.verdicts


@pytest.mark.parametrize("check", BARE)
def test_yes_no_and_not_known(check):
    measure, miss, others = BARE[check]
    found = [verdict(check, {**others, measure: one}) for one in (Decimal(1), Decimal(0), None)]
    assert found == [MET, miss, "data_missing"]


def test_a_price_at_its_cap_and_a_cent_to_each_side():
    found = [verdict(PRICE, {"price_over_cap": Decimal(one)}) for one in ("-0.01", "0", "0.01")]
    assert found == [MET, MET, NOT_MET]


def test_no_number_and_no_check_is_left_out():
    """Made from the checks themselves: a new one, or a new number of one, fails until it stands above."""
    asked = {(standard.code, name) for standard in STANDARDS for name in standard.parameter_ids}
    assert asked == {(case.check, case.parameter) for case in CASES}
    without_a_bound = {one.code for one in STANDARDS if not any(b.parameter_ids for b in one.bounds)}
    assert without_a_bound == {*BARE, PRICE}


def test_a_case_varies_what_its_number_bounds():
    for case in CASES:
        known = {*rule_of(case.check).standard.measures, "as_of"}
        assert case.measure in known, case


WORST_FIRST = {Verdict.NOT_MET: 0, Verdict.DEVIATES: 0, Verdict.MET: 1}
ONE_SIDED = [
    standard
    for standard in STANDARDS
    if len(standard.bounds) == 1
    and not (standard.bounds[0].lower and standard.bounds[0].upper)
    # Where it is done by its end, whether it is asked depends on the measure itself.
    and not any(standard.bounds[0].measure in condition.measures for condition in standard.when)
]
AMOUNT = st.decimals(min_value=-3000, max_value=200000, places=4)


@given(st.sampled_from(ONE_SIDED), AMOUNT, AMOUNT)
def test_a_better_value_never_has_the_worse_verdict(standard: Standard, one: Decimal, other: Decimal):
    rule = rule_of(standard.code)
    (bound, ends) = rule.bounds[0]
    low, high = sorted((one, other))
    worse, better = (low, high) if ends.lower is not None else (high, low)
    plain = Rule(
        Standard(standard.code, "", (bound,)), rule.clause_id, rule.strength, rule.bounds, rule.readings
    )
    rank = [WORST_FIRST[hold(plain, {bound.measure: value}).finding.verdict] for value in (worse, better)]
    assert rank[0] <= rank[1]


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_of_two_ways_to_keep_a_check_the_better_of_either_never_does_worse(
    land, floor, more_land, more_floor
):
    rule = rule_of("c02.site")
    small = {"land_area_mu": min(land, more_land), "floor_area_m2": min(floor, more_floor)}
    large = {"land_area_mu": max(land, more_land), "floor_area_m2": max(floor, more_floor)}
    park = {"park_type": "manufacturing"}
    rank = [WORST_FIRST[hold(rule, {**park, **values}).finding.verdict] for values in (small, large)]
    assert rank[0] <= rank[1]


@given(st.sampled_from(ONE_SIDED), AMOUNT)
def test_a_waiver_never_makes_it_worse_and_rows_that_have_not_said_are_never_a_pass(standard, value):
    rule = rule_of(standard.code)
    plain = Rule(
        Standard(standard.code, "", rule.standard.bounds),
        rule.clause_id,
        rule.strength,
        rule.bounds,
        rule.readings,
    )
    measure = rule.standard.bounds[0].measure
    bare, waived = (hold(plain, {measure: value}, waived=one).finding.verdict for one in (False, True))
    assert waived is (Verdict.MET if bare is Verdict.MET else Verdict.WAIVED)
    assert hold(plain, {measure: value, f"{measure}__open": 1}).finding.verdict is not Verdict.MET
