"""The shipped table of places is one sound tree, in the order of the plan."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

REFERENCE = Path(__file__).parents[1] / "reference"

PARENT_KINDS = {
    "province": {None},
    "city": {"province"},
    "county": {"city"},
    "functional_zone": {"city"},
    "township": {"county"},
}

COUNTIES_IN_PLAN_ORDER = [
    "鹿城", "龙湾", "瓯海", "洞头", "乐清", "瑞安", "永嘉", "文成", "平阳", "泰顺", "苍南",
    "龙港", "瓯江口", "浙南", "慈溪",
]  # fmt: skip


def rows(name):
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def places():
    return {row["code"]: row for row in rows("places.csv")}


def test_codes_are_unique():
    assert len(rows("places.csv")) == len(places())


def test_sort_is_unique_and_ascending():
    order = [int(row["sort"]) for row in rows("places.csv")]
    assert order == sorted(set(order))


def test_every_parent_stands_before_its_child_and_is_of_the_right_kind():
    seen = {"": None}
    for row in rows("places.csv"):
        assert row["parent"] in seen, row
        assert seen[row["parent"]] in PARENT_KINDS[row["kind"]], row
        seen[row["code"]] = row["kind"]


def test_codes_extend_the_code_of_their_parent():
    tree = places()
    for row in tree.values():
        if row["parent"]:
            assert row["code"].startswith(tree[row["parent"]]["code"].rstrip("0")), row


def test_code_lengths_follow_the_kind():
    lengths = {(row["kind"], len(row["code"])) for row in places().values()}
    assert lengths == {(kind, 9 if kind == "township" else 6) for kind in PARENT_KINDS}


def test_counts_by_kind():
    counts = Counter(row["kind"] for row in places().values())
    assert counts == {"province": 1, "city": 2, "county": 13, "functional_zone": 2, "township": 210}


def test_township_counts_by_county():
    tree = places()
    counts = Counter(tree[row["parent"]]["short_name"] for row in tree.values() if row["kind"] == "township")
    assert counts == {
        "鹿城": 14, "龙湾": 10, "瓯海": 13, "洞头": 8, "乐清": 25, "瑞安": 23, "永嘉": 22, "文成": 17,
        "平阳": 17, "泰顺": 19, "苍南": 18, "慈溪": 24,
    }  # fmt: skip


def test_counties_stand_in_the_order_of_the_plan():
    below_cities = [row for row in rows("places.csv") if row["kind"] in ("county", "functional_zone")]
    assert [row["short_name"] for row in below_cities] == COUNTIES_IN_PLAN_ORDER


def test_names_are_filled_and_unique_below_one_parent():
    tree = places().values()
    assert all(row["name"].strip() and row["short_name"].strip() for row in tree)
    assert len({(row["parent"], row["name"]) for row in tree}) == len(tree)
    assert len({(row["parent"], row["short_name"]) for row in tree}) == len(tree)


def test_longgang_exists_from_the_day_it_left_cangnan_and_has_no_townships():
    [split] = rows("lineage.csv")
    tree = places()
    assert (split["predecessor"], split["successor"], split["kind"]) == ("330327", "330383", "split")
    assert tree["330383"]["valid_from"] == split["on"] == "2019-08-16"
    assert not [row for row in tree.values() if row["parent"] == "330383"]


def test_validity_is_iso_dates_or_empty():
    for row in places().values():
        for column in ("valid_from", "valid_until"):
            assert not row[column] or date.fromisoformat(row[column]).isoformat() == row[column]
