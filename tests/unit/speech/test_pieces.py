"""Long words are heard to their end, in pieces that end where a reader would breathe."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from easyread.settings import Paths, Settings
from easyread.speech import NothingToSay, Speech, TooLong
from easyread.speech.pieces import find_end

CASE = (Path(__file__).parents[2] / "cases" / "over-2000.txt").read_text("utf-8")
TEXTS = {
    "case": (CASE, "en-GB"),
    "2,001": ("a" * 2_001, "en-GB"),
    "20,000": (("I want to stay here. " * 1_000)[:20_000], "en-GB"),
    "no sentence": ("word " * 4_000, "en-GB"),
    "one word": ("a" * 20_000, "en-GB"),
    "lines": ("no stop at all\n" * 1_300, "en-GB"),
    "urdu": ("میں گھر میں رہنا چاہتا ہوں۔" * 200, "ur"),
    "devanagari": ("मैं घर में रहना चाहता हूँ।" * 200, "hi"),
    "conjuncts": ("क्षत्रि" * 700, "hi"),
    "digits": ("1 2 3 4 5 " * 210, "en-GB"),
    "emoji": ("👨‍👩‍👧" * 450, "en-GB"),
    "blank inside": ("Yes. " + " " * 4_500 + "No.", "en-GB"),
    "chinese": ("我想留在家里。" * 400, "zh"),
}


@pytest.fixture
def speech(tmp_path: Path) -> Iterator[Speech]:
    with contextlib.closing(Speech(Paths(instance=tmp_path), Settings())) as speech:
        yield speech


@pytest.mark.parametrize(("text", "language"), TEXTS.values(), ids=TEXTS)
def test_long_words_are_heard_to_their_end(speech: Speech, text: str, language: str) -> None:
    place, heard = 0, 0
    with contextlib.suppress(NothingToSay):
        while place < len(text):
            clip, begin, end = speech.say_piece(text, language, "usual", place)
            assert end > begin >= place
            assert len(clip.data) < 1_200_000  # four minutes
            place, heard = end, heard + 1
    assert heard > 1
    assert not text[place:].strip()


def test_more_than_is_kept_is_refused(speech: Speech) -> None:
    with pytest.raises(TooLong):
        speech.say_piece("a " * 10_001, "en-GB")


@pytest.mark.parametrize(
    ("text", "most", "piece"),
    [
        ("One. Two. Three", 12, "One. Two. "),
        ("It is 3.5 now", 9, "It is "),
        ("one, two three", 12, "one, "),
        ("one two three", 10, "one two "),
        ("میں۔ہوں۔اور", 9, "میں۔ہوں۔"),
        ("मैं।हूँ।और", 7, "मैं।"),
        ("क्षक्षक्ष", 5, "क्ष"),
        ("कि" * 4, 3, "कि"),
        ("👨‍👩‍👧👨‍👩‍👧", 7, "👨‍👩‍👧"),
        ("abcdef", 4, "abcd"),
        ("short", 10, "short"),
        ("", 10, ""),
    ],
)
def test_piece_ends_where_a_reader_breathes(text: str, most: int, piece: str) -> None:
    assert text[: find_end(text, 0, most)] == piece
