"""C(十八) 从高、从优、不重复: the best one, not the sum; whoever is told first makes no difference."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.money.resolving import Candidate, Standing, resolve

APPLIES, COVERED, OUT = Standing.APPLIES, Standing.COVERED, Standing.OUT_OF_FORCE


def candidate(key: str, amount: str | Decimal, **more) -> Candidate:
    values = {"subject": "park-1", "purpose": "operation", "year": 2022, "label": key, **more}
    return Candidate(key=key, amount_wan=Decimal(amount), **values)


def stands(*candidates: Candidate) -> dict[str, tuple[Standing, Decimal]]:
    return {key: (one.standing, one.due_wan) for key, one in resolve(candidates).items()}


def test_c18_of_one_star_and_three_stars_in_a_year_fifty_is_enjoyed():
    found = resolve([candidate("一星级", 20), candidate("三星级", 50)])
    assert found["三星级"].due_wan == 50 and found["三星级"].standing is APPLIES
    assert found["一星级"].standing is COVERED and found["一星级"].reason == "“三星级”50 万元更高，从高享受。"


def test_c18_other_purposes_parks_and_years_have_nothing_to_do_with_each_other():
    rows = [
        candidate("a", 20),
        candidate("b", 30, purpose="digital"),
        candidate("c", 10, subject="park-2"),
        candidate("d", 5, year=2021),
    ]
    assert stands(*rows) == {one.key: (APPLIES, one.amount_wan) for one in rows}


def test_c18_where_a_higher_level_adjusted_the_policy_its_rule_is_carried_out():
    found = resolve([candidate("县", 50), candidate("省", 10, level=3, overrides=True)])
    assert (found["省"].standing, found["省"].due_wan) == (APPLIES, 10)
    assert found["县"].reason == "上级政策已作调整，按“省”执行。"


def test_c18_a_smaller_reward_of_a_higher_level_does_not_take_the_larger_one_away():
    assert stands(candidate("县", 50), candidate("省", 30, level=3, received_wan=Decimal(30))) == {
        "县": (APPLIES, 20),
        "省": (COVERED, 0),
    }


def test_c18_what_was_paid_before_a_better_one_came_is_taken_off():
    found = resolve([candidate("一星级", 20, received_wan=Decimal(20)), candidate("三星级", 50)])
    assert found["三星级"].due_wan == 30 and "已享受 20 万元" in found["三星级"].reason


def test_c18_of_equal_sums_the_higher_level_counts():
    found = resolve([candidate("县", 30), candidate("省", 30, level=3)])
    assert found["省"].standing is APPLIES and found["县"].reason == "与“省”金额相同，只享受一项。"


def test_c18_a_policy_outside_its_dates_counts_for_nothing():
    ended = candidate("旧", 90, valid_until=date(2022, 12, 30))
    begins = candidate("新", 80, valid_from=date(2022, 12, 31))
    assert stands(ended, begins) == {"旧": (OUT, 0), "新": (APPLIES, 80)}
    assert stands(ended) == {"旧": (OUT, 0)}


sums = st.integers(min_value=0, max_value=300).map(Decimal)


@st.composite
def groups(draw):
    count = draw(st.integers(min_value=1, max_value=7))
    rows = []
    for number in range(count):
        amount = draw(sums)
        rows.append(
            candidate(
                f"k{number}",
                amount,
                purpose=draw(st.sampled_from(["operation", "digital"])),
                level=draw(st.integers(min_value=1, max_value=4)),
                overrides=draw(st.booleans()),
                received_wan=draw(st.sampled_from([Decimal(0), amount])),
                valid_until=draw(st.sampled_from([None, date(2022, 6, 30)])),
            )
        )
    return rows, draw(st.permutations(rows))


@given(groups())
def test_c18_the_order_of_input_never_matters(drawn):
    rows, shuffled = drawn
    assert resolve(rows) == resolve(shuffled)


@given(groups())
def test_c18_one_in_a_group_applies_and_no_more_than_the_best_is_paid(drawn):
    found = resolve(drawn[0])
    for purpose in ("operation", "digital"):
        of = [one for one in found.values() if one.candidate.purpose == purpose and one.standing is not OUT]
        applying = [one for one in of if one.standing is APPLIES]
        assert len(applying) == bool(of)
        for best in applying:
            others = sum(one.candidate.received_wan for one in of if one is not best)
            assert best.due_wan == max(
                best.candidate.amount_wan - others - best.candidate.received_wan, Decimal(0)
            )
            assert all(one.due_wan == 0 for one in of if one is not best)
            if not any(one.candidate.overrides for one in of):
                assert best.candidate.amount_wan == max(one.candidate.amount_wan for one in of)
