"""The index of clauses: nothing on it without a test, no test on it that is not there."""

from django.conf import settings

from portal.policy_library import index, proofs

# id of a clause → why nothing on it can be tested by itself.
UNTESTED: dict[str, str] = {}


def test_every_number_check_and_target_has_a_test_or_says_why_not():
    rows = [row for document in index.documents() for row in document["rows"]]
    bare = {row["clause"]: row["number"] for row in rows if not row["tests"]}
    assert {clause: number for clause, number in bare.items() if clause not in UNTESTED} == {}
    assert set(UNTESTED) <= {row["clause"] for row in rows}


def test_no_test_of_the_index_is_gone():
    """Where this fails: manage.py policy_proofs, and commit."""
    there = set(proofs.found_below(settings.BASE_DIR, index.named()))
    kept = {(one, test) for one, tests in proofs.proofs().items() for test in tests}
    assert kept - there == set()


def test_a_test_proves_what_it_names(tmp_path):
    folder = tmp_path / "room" / "tests"
    folder.mkdir(parents=True)
    (folder / "test_it.py").write_text(
        'CASES = [("w05.far", 2)]\n'
        "def test_a_table(): assert CASES\n"
        "def test_w18_its_name(): pass\n"
        'def test_a_reader(): assert "parks.c02.far"\n'
        'def helper(): assert "c02.green"\n'
    )
    known = {"w05.far", "w18", "c02.far", "c02.green"}
    assert sorted(proofs.found_below(tmp_path, known)) == [
        ("c02.far", "room/tests/test_it.py::test_a_reader"),
        ("w05.far", "room/tests/test_it.py::test_a_table"),
        ("w18", "room/tests/test_it.py::test_w18_its_name"),
    ]
    assert proofs.keep(tmp_path, known, tmp_path / "kept.csv") == 3
