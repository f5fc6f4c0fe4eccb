"""统一社会信用代码: what is accepted, what is said about the rest, and codes for demo data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as standard

from portal import uscc
from portal.uscc import Fault

VALID = "91330302R6838WPG60"


def fault_of(text):
    with pytest.raises(uscc.InvalidUscc) as caught:
        uscc.validate(text)
    return caught.value.fault


def message_of(text):
    with pytest.raises(uscc.InvalidUscc) as caught:
        uscc.validate(text)
    return caught.value.message


def test_examples_of_the_interpretations():
    assert uscc.is_valid("91330302R6838WPG60")
    assert not uscc.is_valid("91310115MA1H8R7C6D")


@pytest.mark.parametrize(
    "typed",
    [
        "91330302r6838wpg60",
        " 9133 0302 R683 8WPG 60 ",
        "９１３３０３０２Ｒ６８３８ＷＰＧ６０",
        "91330302-R6838WPG6-0",
        "\u300091330302\u00a0R6838\u200bWPG60\t",
        "\ufeff91330302R6838WPG60",
    ],
)
def test_harmless_dirt_is_ignored(typed):
    assert uscc.validate(typed) == VALID


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        (None, Fault.EMPTY),
        ("  ", Fault.EMPTY),
        ("91330302R6838WPG6", Fault.LENGTH),
        ("91330302R6838WPG600", Fault.LENGTH),
        ("9133030ZR6838WPG60", Fault.CHARACTERS),
        ("91330302O6838WPG60", Fault.CHARACTERS),
        ("91330302R6838WP#60", Fault.CHARACTERS),
        ("91330302R6838WP企60", Fault.CHARACTERS),
        ("91310115MA1H8R7C6D", Fault.CHECK_DIGIT),
        ("91330302R6838WPG61", Fault.CHECK_DIGIT),
        ("91330302R6388WPG60", Fault.CHECK_DIGIT),
    ],
)
def test_kind_of_fault(typed, fault):
    assert fault_of(typed) is fault


def test_messages_say_what_to_do():
    assert message_of("") == "请填写统一社会信用代码。"
    assert "应为 18 位，现为 17 位" in message_of("91330302R6838WPG6")
    assert "第 8 位“Z”" in message_of("9133030ZR6838WPG60")
    assert "前 8 位只能是数字" in message_of("9133030ZR6838WPG60")
    assert "第 9 位“O”" in message_of("91330302O6838WPG60")
    assert "不含 I、O、S、V、Z" in message_of("91330302O6838WPG60")
    assert "校验位不符" in message_of("91310115MA1H8R7C6D")


@given(st.sampled_from(range(17)), st.sampled_from(uscc.ALPHABET))
def test_any_single_wrong_character_is_found(place, character):
    typed = VALID[:place] + character + VALID[place + 1 :]
    assert uscc.is_valid(typed) == (character == VALID[place])


@given(st.text(max_size=30))
def test_agrees_with_the_library_on_whatever_is_typed(text):
    code = uscc.normalise(text)
    assert uscc.is_valid(text) == standard.is_valid(code)


@given(st.integers(0, uscc.CAPACITY - 1), st.sampled_from(["330302", "330282", "330383"]))
def test_demo_codes_are_valid_and_name_their_county(number, region):
    code = uscc.uscc_from(number, region)
    assert uscc.validate(code) == code
    assert code.startswith("91" + region + "MA")


def test_demo_codes_are_deterministic_and_different():
    codes = [uscc.uscc_from(number) for number in range(25_000)]
    assert len(set(codes)) == len(codes)
    assert codes[7] == uscc.uscc_from(7, "330302")
    assert uscc.uscc_from(uscc.CAPACITY - 1) not in codes


@pytest.mark.parametrize(
    ("number", "region"), [(-1, "330302"), (uscc.CAPACITY, "330302"), (0, "3303Z1"), (0, "3303")]
)
def test_demo_codes_refuse_what_they_cannot_make(number, region):
    with pytest.raises(ValueError):
        uscc.uscc_from(number, region)
