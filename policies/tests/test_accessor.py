"""Reading a number writes it down; the hash stands for exactly what was read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from policies.accessor import ParameterReading, Rules, StoredRules
from policies.compute import compute
from policies.errors import NoRuleInForce, UnknownRule
from policies.formulas import FORMULAS
from policies.rulebook import kept_hash, readings_hash

IN_2022 = date(2022, 6, 30)


@pytest.fixture
def rules(library):
    return Rules(library, "330302", IN_2022)


def test_it_records_exactly_what_was_read_and_once(rules):
    assert rules.readings == ()
    assert rules.value("w15.bond_min_share") == Decimal("0.10")
    rules.value("w09.leading_share_min")
    rules.value("w15.bond_min_share")
    assert [reading.id for reading in rules.readings] == ["w15.bond_min_share", "w09.leading_share_min"]


def test_a_reading_says_where_the_value_stands_and_since_when(rules):
    rules.value("w15.bond_min_share")
    (reading,) = rules.readings
    assert reading.as_dict() == {
        "id": "w15.bond_min_share",
        "label": "履约保证金最低比例",
        "value": "0.10",
        "unit": "比例",
        "clause": "w15",
        "instrument": "wenzhou-2019",
        "since": "2019-01-01",
        "until": None,
    }
    assert reading.shown == "10%"


def test_a_reading_ends_with_its_instrument(library):
    rules = Rules(library, "330282", IN_2022)
    rules.value("c14.digital_subsidy_max")
    assert rules.readings[0].until == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("place", "on", "parameter"),
    [
        ("330302", IN_2022, "c14.digital_subsidy_max"),
        ("330282", IN_2022, "w15.bond_min_share"),
        ("330282", date(2024, 5, 1), "c14.digital_subsidy_max"),
        ("330302", date(2018, 12, 31), "w15.bond_min_share"),
    ],
)
def test_a_parameter_not_in_force_is_refused_and_not_recorded(library, place, on, parameter):
    rules = Rules(library, place, on)
    with pytest.raises(NoRuleInForce):
        rules.value(parameter)
    assert rules.readings == ()


def test_an_unknown_parameter_is_refused(rules):
    with pytest.raises(UnknownRule, match=r"w15\.nothing"):
        rules.value("w15.nothing")


def test_a_formula_reports_its_own_readings_and_the_whole_keeps_them_all(rules):
    rules.value("w09.leading_share_min")
    values = {"tax_wan": Decimal("10"), "land_mu": Decimal("4")}
    explanation = FORMULAS.get("w12.tax_per_mu")(rules, values)
    assert [reading.id for reading in explanation.parameters] == ["w02.tax_per_mu_min"]
    assert [reading.id for reading in rules.readings] == ["w09.leading_share_min", "w02.tax_per_mu_min"]
    assert explanation.rulebook_hash == readings_hash(explanation.parameters) != rules.rulebook_hash


def test_the_hash_depends_on_what_was_read_not_on_the_order(library):
    one, other, fewer = (Rules(library, "330302", IN_2022) for _ in range(3))
    for parameter in ("w15.bond_min_share", "w09.leading_share_min"):
        one.value(parameter)
    for parameter in ("w09.leading_share_min", "w15.bond_min_share"):
        other.value(parameter)
    fewer.value("w15.bond_min_share")
    assert one.rulebook_hash == other.rulebook_hash != fewer.rulebook_hash
    assert len(one.rulebook_hash) == 64


def test_the_hash_is_the_same_on_another_day_with_the_same_values(library):
    hashes = set()
    for on in (date(2019, 1, 1), IN_2022):
        rules = Rules(library, "330302", on)
        rules.value("w15.bond_min_share")
        hashes.add(rules.rulebook_hash)
    assert len(hashes) == 1


BOND = {
    "land_area_mu": "9.831",
    "land_price_wan": "335",
    "starting_tax_per_mu": "9.6",
    "promised_tax_per_mu": "12.6",
}
W15 = "wenzhou-2019/clauses/w15.yaml"


def test_changing_a_value_in_the_file_changes_result_trace_and_hash(library, edited):
    before = compute("w15.performance_bond", BOND, "330302", IN_2022, library)
    changed = edited(W15, 'value: "0.10"', 'value: "0.12"')
    after = compute("w15.performance_bond", BOND, "330302", IN_2022, changed)
    assert (str(before.result), str(after.result)) == ("33.50", "40.20")
    assert [p.value for p in before.parameters] == [Decimal("0.10")]
    assert [p.value for p in after.parameters] == [Decimal("0.12")]
    assert before.rulebook_hash != after.rulebook_hash


def test_a_value_dated_later_leaves_earlier_days_as_they_were(library, edited):
    later = '{from: 2019-01-01, value: "0.10"}\n      - {from: 2023-01-01, value: "0.12"}'
    changed = edited(W15, '{from: 2019-01-01, value: "0.10"}', later)
    on = {day: compute("w15.performance_bond", BOND, "330302", day, changed) for day in (
        date(2022, 12, 31), date(2023, 1, 1))}  # fmt: skip
    (old, new) = on.values()
    assert (str(old.result), str(new.result)) == ("33.50", "40.20")
    assert old.parameters[0].until == date(2022, 12, 31)
    assert (new.parameters[0].since, new.parameters[0].until) == (date(2023, 1, 1), None)


def test_a_day_without_a_value_has_no_rule(edited):
    changed = edited(W15, '{from: 2019-01-01, value: "0.10"}', '{from: 2020-01-01, value: "0.10"}')
    with pytest.raises(NoRuleInForce, match=r"温州2019 第十五条 履约保证金最低比例"):
        compute("w15.performance_bond", BOND, "330302", date(2019, 6, 1), changed)


def test_a_stored_reading_comes_back_as_it_was(library):
    for parameter in ("c14.digital_subsidy_max", "c04.tax_per_mu_min"):
        reading = Rules(library, "330282", IN_2022).read(parameter)
        assert ParameterReading.from_dict(reading.as_dict()) == reading


def test_stored_rules_answer_what_was_read_then_and_nothing_else(rules):
    values = {"tax_wan": Decimal("10"), "land_mu": Decimal("4")}
    formula = FORMULAS.get("w12.tax_per_mu")
    before = formula(rules, values)
    stored = StoredRules("330302", IN_2022, "w12", [replace(rules.readings[0], value=Decimal("7"))])
    after = formula(stored, values)
    assert (before.result, before.parameters[0].value) == (after.result, 20)
    assert after.parameters == stored.readings
    assert stored.value("w02.tax_per_mu_min") == 7
    with pytest.raises(UnknownRule, match=r"w15\.bond_min_share"):
        stored.value("w15.bond_min_share")
    with pytest.raises(UnknownRule, match="c13"):
        FORMULAS.get("c13.tax_per_mu")(stored, values)


def test_stored_readings_hash_as_they_did_and_contradictions_count(rules):
    rules.value("w15.bond_min_share")
    (kept,) = [reading.as_dict() for reading in rules.readings]
    assert kept_hash([kept, dict(kept)]) == rules.rulebook_hash
    changed = {**kept, "value": "0.20"}
    assert kept_hash([kept, changed]) == kept_hash([changed, kept]) != rules.rulebook_hash
