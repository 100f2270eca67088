"""What a browser sends becomes an answer, or is refused; own words stay exactly as they are."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from easyread.model import Choice, Skip, Step, SubmittedAnswer
from easyread.visit.kept import give_back
from easyread.web.forms import (
    LONGEST_WORDS,
    Refused,
    TooLong,
    Unclear,
    clean_words,
    read_answer,
)
from tests.books import make_statement


def choice(name: str, **changes: Any) -> Choice:
    return Choice(**{"id": name, "picture": name, "text": name, **changes})


CHOICES = (choice("nobody", alone=True), choice("friend"), choice("family"), choice("nothing", alone=True))
POINTS = (choice("well"), choice("so-so"), choice("badly"))


def step(kind: str, **changes: Any) -> Step:
    fields: dict[str, Any] = {"choices": CHOICES, "points": POINTS}
    return Step(**{"id": "s", "kind": kind, "picture": "me", "question": "?", **fields, **changes})


def read(kind: str, *sent: tuple[str, str], **changes: Any) -> SubmittedAnswer:
    return read_answer(step(kind, **changes), MultiDict(sent))


EXACT = {
    "emoji": "👩🏽‍🦽 🏳️‍🌈 1️⃣",
    "bidi": "\u202eabc\u202c \u2067مرحبا\u2069 \u200f\u200e\u061c",
    "marks": "e" + "\u0301" * 300,
    "long word": "Rindfleischetikettierungsueberwachungsaufgabenuebertragungsgesetz" + "x" * 25,
    "spaces": "  two  spaces\tand a tab \u00a0 \u200b ",
    "lines": "\n\nfirst\n\n\nlast\n",
    "joiners": "\u0627\u200c\u0627 \u200d",
    "markup": "<script>alert(1)</script> &amp; {{ 7 * 7 }} %s \\n ' \"",
    "other spaces": "a\u2028b\u2029c\ufeff",
    "beyond the first plane": "𐍈 𠜎 \U000e0020",
    "not composed": "e\u0301 é ﬁ Å",
}


@pytest.mark.parametrize("words", EXACT.values(), ids=EXACT)
def test_own_words_stay_exactly_as_they_are(words: str) -> None:
    assert read("words", ("words", words)).words == words
    assert read("words", ("words", "a"), ("english", words), ("note", words)).english == words


def test_only_nul_and_control_characters_are_dropped() -> None:
    controls = "".join(chr(code) for code in [*range(32), *range(0x7F, 0xA0)])
    assert clean_words(f"a{controls}b") == "a\t\nb"
    assert clean_words("line\r\nline") == "line\nline"
    assert clean_words("half a pair \ud83d here") == "half a pair  here"


def test_every_other_character_is_kept() -> None:
    text = "".join(chr(code) for code in [*range(0xA0, 0xD800), *range(0xE000, 0x11000)])
    assert clean_words(text) == text


@pytest.mark.parametrize("field", ["words", "english", "note"])
def test_words_up_to_the_limit_are_kept_and_longer_ones_are_told(field: str) -> None:
    full = "é" * LONGEST_WORDS
    assert getattr(read("words", (field, full)), field) == full
    assert getattr(read("words", (field, full + "\0\r")), field) == full
    with pytest.raises(TooLong):
        read("words", (field, full + "e"))


def test_blank_words_say_nothing() -> None:
    assert read("words", ("words", " \n\t ")) == SubmittedAnswer()
    assert not SubmittedAnswer(english="words", private=True).says_something


def test_words_are_read_only_where_the_step_offers_them() -> None:
    assert read("many", ("words", "hello"), own=False).words == ""
    assert read("words", ("words", "hello"), own=False).words == "hello"
    assert read("many", ("words", "hello")).words == "hello"


@pytest.mark.parametrize("kind", ["one", "many", "people", "remember", "interpreter", "words", "information"])
@pytest.mark.parametrize("sent", ["foreign", "", "Friend", "friend ", "well", "friend\0"])
def test_a_choice_that_the_step_does_not_have_is_refused(kind: str, sent: str) -> None:
    with pytest.raises(Refused):
        read(kind, ("choice", "friend"), ("choice", sent))


@pytest.mark.parametrize("sent", ["friend", "great", ""])
def test_a_point_that_the_scale_does_not_have_is_refused(sent: str) -> None:
    with pytest.raises(Refused):
        read("scale", ("choice", sent))


@pytest.mark.parametrize("sent", ["great", "friend", "well "])
def test_a_place_that_the_sorting_does_not_have_is_refused(sent: str) -> None:
    with pytest.raises(Refused):
        read("sort", ("sort-friend", sent))


def test_choices_come_in_the_order_of_the_step_and_once() -> None:
    sent = [("choice", name) for name in ("family", "friend", "family")]
    assert read("many", *sent).choices == ("friend", "family")


@pytest.mark.parametrize("kind", ["one", "interpreter"])
def test_where_one_can_be_chosen_the_first_counts(kind: str) -> None:
    assert read(kind, ("choice", "family"), ("choice", "friend")).choices == ("family",)
    assert read("scale", ("choice", "badly"), ("choice", "well")).choices == ("badly",)


@pytest.mark.parametrize("kind", ["many", "people"])
def test_a_choice_that_stands_alone_is_not_taken_together_with_another(kind: str) -> None:
    assert read(kind, ("choice", "nobody"), ("choice", "nobody")).choices == ("nobody",)
    for other in ("friend", "nothing"):
        with pytest.raises(Unclear):
            read(kind, ("choice", other), ("choice", "nobody"))
        assert read(kind, ("choice", other), ("choice", "nobody"), ("skip", "unsure")).skip == "unsure"


def test_sorting_keeps_what_was_placed_and_leaves_out_the_rest() -> None:
    sent = [("sort-friend", "well"), ("sort-family", ""), ("sort-stranger", "well")]
    assert read("sort", *sent).sorted == {"friend": "well"}
    assert read("many", *sent).sorted == {}


@pytest.mark.parametrize(
    ("sent", "skip"),
    [("unsure", "unsure"), ("rather-not", "rather-not"), ("later", None), ("skip", None), ("all", None)],
)
def test_only_two_ways_to_skip_are_answers(sent: str, skip: Skip | None) -> None:
    answer = read("one", ("skip", sent))
    assert (answer.skip, answer.says_something) == (skip, skip is not None)


def test_nothing_sent_says_nothing() -> None:
    for kind in ("one", "many", "scale", "sort", "words", "people", "remember", "interpreter"):
        assert read(kind) == SubmittedAnswer()


def test_what_goes_along_with_an_answer_is_read_with_it() -> None:
    voice, drawing, gone = ("a" * 32, "b" * 32, "c" * 32)
    there = [
        ("attached", voice),
        ("attached", drawing),
        (f"about-{drawing}", "My\0 door"),
        (f"about-{gone}", "?"),
    ]
    answer = read("words", *there, ("was", "d"), ("once", "e"), ("quick", "1"))
    assert answer.about == {drawing: "My door"}
    assert (answer.was, answer.once, answer.quick) == ("d", "e", True)
    answer = read("interpreter", ("tongue", "a\0b"), ("dialect", "é" * 99))
    assert (answer.tongue, answer.dialect) == ("ab", "é" * 60)


@pytest.mark.parametrize("sent", ["later", "unsure", "skip", "x"])
def test_ask_me_later_is_no_answer(sent: str) -> None:
    answer = read("one", ("skip", sent))
    assert (answer.later, answer.says_something) == (sent == "later", sent == "unsure")


def test_what_was_said_is_shown_again() -> None:
    said = make_statement(choices=("friend",), sorted={"family": "well"}, words=" Ja. ", private=True)
    given = give_back(said, step("many"))
    assert given["choice"] == ["friend"]
    assert (given["sort-family"], given["words"], given["private"]) == (["well"], [" Ja. "], ["yes"])


def test_a_private_step_begins_as_private_and_stays_as_the_person_left_it() -> None:
    private = step("many", private=True)
    assert "private" in give_back(None, private)
    assert "private" not in give_back(make_statement(private=False), private)
    assert "private" not in give_back(None, step("many"))
