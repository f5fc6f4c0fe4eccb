"""What holds where and when, and how clauses are found."""

from datetime import date

import pytest

from policies.errors import NoRuleInForce, UnknownRule
from policies.library import load_library, place_chain, rule_date_for_year


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("330000", "330000"),
        ("330300", "330300 330000"),
        ("330302", "330302 330300 330000"),
        ("330302001", "330302001 330302 330300 330000"),
        ("330302001000", "330302001000 330302 330300 330000"),
        ("3303Z1", "3303Z1 330300 330000"),
        ("330282", "330282 330200 330000"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_the_chain_climbs_from_township_to_province(code, chain):
    assert " ".join(place_chain(code)) == chain


@pytest.mark.parametrize(
    ("place", "on", "instrument_id"),
    [
        ("330300", date(2019, 1, 1), "wenzhou-2019"),
        ("330302", date(2019, 1, 1), "wenzhou-2019"),
        ("330302001", date(2030, 1, 1), "wenzhou-2019"),
        ("3303Z1", date(2019, 1, 1), "wenzhou-2019"),
        ("330282", date(2021, 8, 20), "cixi-2021"),
        ("330282100", date(2023, 12, 31), "cixi-2021"),
    ],
)
def test_the_rule_in_force(library, place, on, instrument_id):
    assert library.in_force(place, on).id == instrument_id


@pytest.mark.parametrize(
    ("place", "on"),
    [
        ("330300", date(2018, 12, 31)),
        ("330282", date(2021, 8, 19)),
        ("330282", date(2024, 1, 1)),
        ("330281", date(2022, 1, 1)),
        ("330000", date(2022, 1, 1)),
    ],
)
def test_no_rule_in_force_is_said_and_no_other_rule_is_taken(library, place, on):
    with pytest.raises(NoRuleInForce):
        library.in_force(place, on)


def test_figures_of_a_year_follow_the_rule_of_its_last_day(library):
    assert library.in_force("330282", rule_date_for_year(2023)).id == "cixi-2021"
    with pytest.raises(NoRuleInForce):
        library.in_force("330282", rule_date_for_year(2024))


def test_the_last_rule_is_there_for_a_hypothetical_view(library):
    assert library.last_before("330282", date(2024, 12, 31)).id == "cixi-2021"
    assert library.last_before("330282", date(2023, 12, 31)) is None
    assert library.last_before("330302", date(2024, 12, 31)) is None


def test_a_countys_own_instrument_wins_over_the_citys(tree):
    own = tree / "ouhai-2022"
    (own / "clauses").mkdir(parents=True)
    (own / "instrument.yaml").write_text(
        'id: ouhai-2022\ntitle: 瓯海细则\nshort_title: 瓯海2022\nplace_code: "330304"\nplace_name: 瓯海区\n'
        "in_force_from: 2022-01-01\nin_force_until: 2022-12-31\nclauses: []\n"
    )
    library = load_library(tree)
    assert library.in_force("330304001", date(2022, 6, 1)).id == "ouhai-2022"
    assert library.in_force("330304", date(2023, 1, 1)).id == "wenzhou-2019"
    assert library.in_force("330302", date(2022, 6, 1)).id == "wenzhou-2019"


def test_clauses_are_found_by_id_or_refused(library):
    assert library.clause("w15").title == "创新竞价方式"
    assert library.parameter("w15.bond_min_share").clause_id == "w15"
    for find in (library.clause, library.parameter, library.instrument):
        with pytest.raises(UnknownRule, match="w99"):
            find("w99")


@pytest.mark.parametrize(
    ("text", "instrument_id", "expected"),
    [
        ("履约保证金", "", "w15"),
        ("摇号", "", "w10"),
        ("宁波市生态环境局慈溪分局 环境影响准入", "", "c09"),
        ("省级园区奖励上限", "", "c14"),
        ("专精特新培育企业数", "", "w-annex2"),
        ("NB-IoT", "", ""),
        ("erp", "", "w08"),
        ("容积率", "cixi-2021", "c02"),
    ],
)
def test_search_wants_every_word_in_title_paraphrase_wording_or_parameters(
    library, text, instrument_id, expected
):
    found = " ".join(clause.id for clause in library.search(text, instrument_id))
    assert found == expected


def test_an_empty_search_finds_all(library):
    assert library.search("  ") == library.clauses()


def test_neighbours_stay_inside_the_document(library):
    ids = [[c and c.id for c in library.neighbours(clause)] for clause in ("w01", "w15", "w-annex2", "c00")]
    assert ids == [[None, "w02"], ["w14", "w16"], ["w-annex1", None], [None, "c01"]]
