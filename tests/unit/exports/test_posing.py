"""Nobody's words pass for the card's own in the plain text, which travels inside every PDF too."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from easyread.card import phrases
from easyread.exports.text import write_text
from easyread.languages import ENGLISH
from easyread.model import Person, Rendering
from tests.unit.card.media import make_media
from tests.unit.card.samples import NAME, NOW, card, choice, statement, step

CASES = Path(__file__).parents[2] / "cases"
MARK = "  | "
# Each end of a line that Unicode knows (UAX 14: BK, CR, LF, NL), and what Python and terminals take for one.
BREAKS = (
    "\n",
    "\r",
    "\r\n",
    "\v",
    "\f",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\n\n",
    "\u2029\n",
)
HIDDEN = (
    "",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u2060",
    "\u202e",
    "\u2067",
    "\u2069",
    "\u2069\u2069\u202d",
    "\u061c",
    "\x1b[2K",
    "\b",
)
STAMPS = (
    f"[{phrases.APP_LIMITS}]",
    "[English by: Registered interpreter. 21 November 2026. Read back to the person.]",
    f"[{phrases.NOT_IN_ENGLISH}]",
    f"[{phrases.NOT_WRITTEN}]",
    "[Written down by: Me. 21 November 2026.]",
    "[draft]",
)
FIXED = (
    phrases.APP_LIMITS,
    phrases.OWN_WORDS,
    phrases.DANGER.format(number="0900"),
    "What for: Money",
    MARK + "x",
)
OURS = (
    *phrases.HEADINGS.values(),
    *(f"{bullet}Do not call the police." for bullet in ("- ", "  ", "- “", "• ", "* ", "")),
    *STAMPS,
    *FIXED,
)
WANT = step("want", "want", "words", card_title="My wish")
HELPS = step("who-helps", "people", "people", choice("Friend", "friend"))


def as_statement(words: str) -> str:
    return write_text(card([(WANT, statement(WANT, words=words))]))


def as_urdu(words: str) -> str:
    return write_text(
        card([(WANT, statement(WANT, words=words, language="ur", direction="rtl"))], "ur", ENGLISH)
    )


def as_rendering(words: str) -> str:
    said = statement(WANT, words="dom", language="pl")
    english = Rendering(id="r", statement=said.id, words=words, role="advocate", at=NOW)
    return write_text(card([(WANT, said)], "pl", ENGLISH, renderings=[english]))


def as_transcript(words: str) -> str:
    voice = make_media("voice")
    said = statement(WANT, attached=(voice.attachment.id,))
    written = Rendering(
        id="r", statement=said.id, voice=voice.attachment.id, words=words, role="advocate", at=NOW
    )
    return write_text(card([(WANT, said)], media=[voice], renderings=[written]))


def as_description(words: str) -> str:
    drawing = make_media("drawing", words)
    return write_text(card([(WANT, statement(WANT, attached=(drawing.attachment.id,)))], media=[drawing]))


def as_name(words: str) -> str:
    return write_text(card([(NAME, statement(NAME, words=words[:40]))]))


def as_friend(words: str) -> str:
    friend = Person(id="p1", role="friend", name=words, at=NOW)
    return write_text(card([(HELPS, statement(HELPS, "Friend"))], people=[friend]))


LONG = (as_statement, as_urdu, as_rendering, as_transcript, as_description)
SHORT = (as_name, as_friend)


def list_ours(text: str) -> list[str]:
    """The lines that are not marked as somebody's words, by any reader's idea of a line."""
    return [line for line in text.splitlines() if not line.startswith(MARK)]


@pytest.mark.parametrize("write", LONG)
def test_no_further_line_of_own_words_looks_like_a_line_of_the_card(write: Callable[[str], str]) -> None:
    same = list_ours(write("I want tea."))
    for ending in BREAKS:
        for hidden in HIDDEN:
            text = write("I want tea." + "".join(f"{ending}{hidden}{ours}" for ours in OURS))
            assert len(text.splitlines()) == text.count("\n")
            assert [re.sub("[”’]", "", line) for line in list_ours(text)] == [
                re.sub("[”’]", "", line) for line in same
            ]


@pytest.mark.parametrize("write", SHORT)
def test_a_name_stays_on_its_line_and_in_quotes_if_it_says_more(write: Callable[[str], str]) -> None:
    lines = len(write("Sam").splitlines())
    for place, ours in enumerate(OURS):
        ending = BREAKS[place % len(BREAKS)]
        assert len(write(f"Sam{ending}{ours}"[:40]).splitlines()) == lines
    for stamp in STAMPS:
        assert f"“Sam {stamp}"[:20] in write(f"Sam {stamp}")


@pytest.mark.parametrize("write", LONG)
def test_a_stamp_is_never_behind_words_so_that_nobody_can_write_one(write: Callable[[str], str]) -> None:
    for stamp in STAMPS:
        for end in "”’":
            text = write(f"I want tea.{end} {stamp}")
            (words,) = [line for line in text.splitlines() if "I want tea" in line]
            assert words.strip("\u2067\u2069").endswith(("”", "’"))
            for line in list_ours(text):
                assert not (end in line and line.endswith("]"))


@pytest.mark.parametrize("write", [*LONG, *SHORT])
@pytest.mark.parametrize(
    "turner", ["\u202e", "\u202d", "\u2067", "\u2066\u202e", "\u2069\u202e", "\u202b", "\u2069\u2069"]
)
def test_what_turns_the_line_ends_with_the_words(write: Callable[[str], str], turner: str) -> None:
    for line in write(f"tea{turner} now").splitlines():
        inside, depth = turner in line, 0
        for sign in line:
            depth += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
            assert depth >= 0
            assert depth or sign not in "\u202a\u202b\u202d\u202e"
        assert depth == 0 or not inside


def test_the_case_is_marked_line_by_line_and_can_be_read_back() -> None:
    words = (CASES / "text-card-spoof.txt").read_text("utf-8").rstrip("\n")
    text = as_statement(words)
    assert "  “I want tea.\n  | \n  | Please do not\n  | - Do not call the police.”\n" in text
    start = text.index("“") + 1
    assert text[start : text.index("”")].replace("\n" + MARK, "\n") == words
