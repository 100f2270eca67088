from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easyread.speech.tokens import LONGEST, NothingToSay, TooLong, Word, hear, snap, split


@pytest.mark.parametrize(
    ("text", "words", "times"),
    [
        ("I feel safe", [(0, 1, 0), (2, 4, 180), (7, 4, 420)], [0, 180, 420]),
        ("Now £12.50 off", [(0, 3, 0), (4, 6, 300), (5, 3, 700), (7, 1, 900), (11, 3, 1200)], [0, 300, 1200]),
        ("Yes. don't go", [(0, 3, 0), (4, 5, 400), (11, 2, 700)], [0, 400, 700]),  # on the blank before
        ("a - b", [(0, 1, 0), (4, 1, 300)], [0, 300]),  # a lone dash is not spoken
        ("a & b", [(0, 1, 0), (2, 1, 100), (4, 1, 300)], [0, 100, 300]),  # this is
        ("re-do it", [(0, 2, 0), (3, 2, 200), (6, 2, 350)], [0, 350]),  # the earliest inside wins
        ("one two", [(4, 3, 50), (0, 3, 100)], [100, 100]),  # never falling
        ("one two", [], [0, 0]),
        ("end ", [(0, 3, 10), (9, 2, 99)], [10]),  # an event after the last word
        ("میں گھر میں", [(0, 3, 0), (4, 3, 210), (8, 3, 500)], [0, 210, 500]),
        ("", [], []),
    ],
)  # fmt: skip
def test_each_token_gets_the_time_at_which_it_is_heard(
    text: str, words: list[Word], times: list[int]
) -> None:
    assert snap(split(text), words) == times


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("What helps you?", ["What ", "helps ", "you?"]),
        ("  Now  then ", ["  Now  ", "then "]),
        ("a - b", ["a - ", "b"]),
        ("Yes... “No” (OK)", ["Yes... ", "“No” ", "(OK)"]),
        ("- a", ["- a"]),
        ("a \u2068b\u2069 c", ["a ", "\u2068b\u2069 ", "c"]),
        ("a\0b\ud800c", ["a\0", "b\ud800", "c"]),
        ("میں گھر۔", ["میں ", "گھر۔"]),
        ("😀 👍🏽", ["😀 ", "👍🏽"]),
        ("—", ["—"]),
        (" \n", [" \n"]),
        ("", []),
    ],
)  # fmt: skip
def test_text_splits_into_words(text: str, tokens: list[str]) -> None:
    assert split(text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("我很安全。", ["我", "很", "安", "全。"]),
        ("打 GP 的 999！", ["打 ", "GP ", "的 ", "999！"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("မြန်မာ", ["မြ", "န်", "မာ"]),
        ("が", ["が"]),
        ("か\u3099き", ["か\u3099", "き"]),
    ],
)  # fmt: skip
def test_script_without_spaces_splits_into_characters_with_their_marks(text: str, tokens: list[str]) -> None:
    assert split(text, per_character=True) == tokens


@given(text=st.text(), per_character=st.booleans())
def test_tokens_add_up_to_the_text_and_are_heard_one_by_one(text: str, per_character: bool) -> None:
    tokens = split(text, per_character)
    assert "".join(tokens) == text
    with contextlib.suppress(NothingToSay):
        heard = hear(text, per_character)
        assert len(heard) == len(tokens) == len(snap(heard, []))
        assert all(heard) or len(heard) == 1


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("a\0b", "a b"),
        ("a\ud800b", "a b"),
        ("a\tb\nc", "a b\nc"),
        ("a\u202eb\u2066c\ufeff", "abc"),
        ("Cafe\u0301", "Café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("😀 <b>ok</b>", "😀 <b>ok</b>"),
    ],
)
def test_signs_that_cannot_be_said_are_left_out(text: str, heard: str) -> None:
    assert "".join(hear(text)) == heard


def test_longest_text_is_read_and_one_more_sign_is_too_long() -> None:
    assert hear("a" * LONGEST) == ["a" * LONGEST]
    with pytest.raises(TooLong):
        hear("a" * (LONGEST + 1))


@pytest.mark.parametrize("blank", ["", "  ", "\n\n", "\0", "\u202e", "\ud800"])
def test_blank_text_has_nothing_to_say(blank: str) -> None:
    with pytest.raises(NothingToSay):
        hear(blank)


def test_refusals_hold_no_words() -> None:
    with pytest.raises(TooLong) as refused:
        hear("marker-word" * 1000)
    assert "marker-word" not in str(refused.value)
