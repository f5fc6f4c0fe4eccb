"""Every clause of both documents is there, in order and complete."""

import pytest

from policies.library import get_library

WENZHOU = [f"w{article:02}" for article in range(1, 23)] + ["w-end", "w-annex1", "w-annex2"]
CIXI = [f"c{item:02}" for item in range(19)]

KINDS = {
    "w01": "report",
    "w02": "target",
    "w03": "record check",
    "w04": "record check calc",
    "w05": "check record",
    "w06": "check report",
    "w07": "check target",
    "w08": "record report",
    "w09": "flow calc check",
    "w10": "flow calc check",
    "w11": "record target",
    "w12": "calc report",
    "w13": "flow",
    "w14": "record check report",
    "w15": "record calc",
    "w16": "calc record",
    "w17": "report record",
    "w18": "flow check",
    "w19": "record",
    "w20": "record",
    "w21": "report flow",
    "w22": "record",
    "w-end": "check record",
    "w-annex1": "target",
    "w-annex2": "target",
    "c00": "target",
    "c01": "record check",
    "c02": "check",
    "c03": "record",
    "c04": "check",
    "c05": "flow",
    "c06": "record",
    "c07": "check target",
    "c08": "record",
    "c09": "flow check",
    "c10": "record check",
    "c11": "calc record",
    "c12": "target record",
    "c13": "calc flow",
    "c14": "calc",
    "c15": "record",
    "c16": "record",
    "c17": "record",
    "c18": "calc",
}


@pytest.mark.parametrize(("instrument_id", "ids"), [("wenzhou-2019", WENZHOU), ("cixi-2021", CIXI)])
def test_every_clause_is_there_in_the_order_of_the_document(library, instrument_id, ids):
    assert [clause.id for clause in library.clauses(instrument_id)] == ids


@pytest.mark.parametrize("clause", get_library().clauses(), ids=lambda clause: clause.id)
def test_a_clause_says_what_it_asks_and_what_the_portal_does(clause):
    assert clause.title
    assert clause.paraphrase not in clause.reference
    assert 1 <= sum(clause.paraphrase.count(mark) for mark in "。；") <= 6
    assert " ".join(clause.kinds) == KINDS[clause.id]


@pytest.mark.parametrize(
    ("clause_id", "name"),
    [("w15", "温州2019 第十五条"), ("w20", "温州2019 第二十条"), ("w-annex1", "温州2019 附件一"),
     ("c14", "慈溪2021 (十四)")],
)  # fmt: skip
def test_clauses_are_cited_as_people_write_them(library, clause_id, name):
    assert library.clause_name(clause_id) == name


def test_articles_are_numbered_without_a_gap(library):
    articles = [clause.article for clause in library.clauses("wenzhou-2019")][:22]
    assert articles[9:12] == ["第十条", "第十一条", "第十二条"]
    assert articles[18:] == ["第十九条", "第二十条", "第二十一条", "第二十二条"]
    items = [clause.article for clause in library.clauses("cixi-2021")]
    assert items[0] == "一"
    assert items[9:12] == ["(九)", "(十)", "(十一)"]


@pytest.mark.parametrize(
    ("clause_id", "units"),
    [
        ("w07", "各县〈市、区〉政府 省级产业集聚区管委会 市住建委 市经信委"),
        ("w17", "市金融办 市人行 温州银监分局"),
        ("w-end", ""),
        ("c14", "市经信局 市财政局"),
        ("c15", "市块状办"),
        ("c12", "市经信局 市应急管理局 各镇[街道、园区]"),
    ],
)
def test_responsible_units_are_those_the_text_names(library, clause_id, units):
    assert " ".join(library.clause(clause_id).responsible) == units


def test_the_annexes_name_their_targets_and_show_their_tables(library):
    assert [target.id for target in library.clause("w-annex2").targets] == [
        "annex2.industrial_parks",
        "annex2.e_commerce_parks",
        "annex2.sci_tech_parks",
        "annex2.enterprises_admitted",
        "annex2.stepped_up",
        "annex2.specialised",
    ]
    table = {row[0]: row[1:] for row in library.clause("w-annex2").reference_rows}
    assert table["瓯江口产业集聚区"] == ("-", "-", "1", "100", "20", "20")
    assert table["文成县"] == ("2", "1", "", "250", "30", "30")
    assert len(library.clause("w-annex1").reference_rows) == 16


def test_the_instruments_hold_where_and_when_the_texts_say(library):
    wenzhou, cixi = library.instruments
    assert (wenzhou.place_code, str(wenzhou.in_force_from), wenzhou.in_force_until) == (
        "330300",
        "2019-01-01",
        None,
    )
    assert (cixi.place_code, str(cixi.in_force_from), str(cixi.in_force_until)) == (
        "330282",
        "2021-08-20",
        "2023-12-31",
    )
    assert str(cixi.adopted_on) == "2021-07-20"
