"""Every number in both texts is a parameter: held against a list typed from the texts by hand."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from policies.library import INSTRUMENTS, get_library

HERE = Path(__file__).parent
# Arabic numbers, and Chinese numerals before a counting word.
NUMBER = re.compile(
    r"\d[\d.]*|[一二两三四五六七八九十百千半][一二两三四五六七八九十]*(?:年|个|家|方|次|星|度|限|档|数|项)"
)


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("row", rows("numbers.csv"), ids=lambda row: row["parameter"])
def test_the_number_is_a_parameter_of_its_clause(row):
    clause = get_library().clause(row["clause"])
    parameter = get_library().parameter(row["parameter"])
    assert parameter in clause.parameters
    assert row["phrase"] in clause.reference
    assert [dated.value for dated in parameter.values] == [Decimal(row["value"])]


def test_no_parameter_without_a_number_in_the_text(library):
    listed = [row["parameter"] for row in rows("numbers.csv")]
    assert sorted(listed) == sorted(p.id for clause in library.clauses() for p in clause.parameters)


def test_no_number_in_the_texts_without_a_parameter(library):
    accounted: dict[str, list[str]] = {}
    for row in [*rows("numbers.csv"), *rows("names.csv")]:
        accounted.setdefault(row["clause"], []).append(row["phrase"])
    left = {}
    for clause in library.clauses():
        text = re.sub(r"^\d+\.", "", clause.reference)
        for phrase in sorted(accounted.get(clause.id, []), key=len, reverse=True):
            text = text.replace(phrase, "¤")
        if not clause.targets and NUMBER.search(text):
            left[clause.id] = NUMBER.findall(text)
    assert left == {}


def test_the_names_that_look_like_numbers_are_in_the_texts(library):
    for row in rows("names.csv"):
        assert row["phrase"] in library.clause(row["clause"]).reference


@pytest.mark.parametrize("instrument", get_library().instruments, ids=lambda i: i.id)
def test_the_clauses_quote_the_document_word_for_word(instrument):
    document = squeezed((INSTRUMENTS / instrument.id / "text.txt").read_text(encoding="utf-8"))
    for clause in instrument.clauses:
        assert squeezed(clause.reference) in document, clause.id


def test_what_no_clause_quotes_holds_no_number_but_documents_and_dates(library):
    """Title, preamble, headings and signature are what remains when the clauses are taken out."""
    for instrument in library.instruments:
        document = squeezed((INSTRUMENTS / instrument.id / "text.txt").read_text(encoding="utf-8"))
        for clause in instrument.clauses:
            document = document.replace(squeezed(clause.reference), "")
        document = re.sub(r"〔\d{4}〕\d+号|2021年7月20日", "", document)
        assert re.findall(r"\d+", document) == []
