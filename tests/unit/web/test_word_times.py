"""When each word is heard: places as a script counts them, and nothing when times and text do not fit."""

from __future__ import annotations

import json

import pytest

from easyread.speech import Clip, Pace
from easyread.web.word_times import HEADER, describe, list_heard


def words_of(text: str, language: str, times: list[int]) -> list[str]:
    """What a script cuts out of ``text``, which it counts in UTF-16."""
    packed = text.encode("utf-16-le", "surrogatepass")
    found = [packed[2 * first : 2 * end] for _, first, end in list_heard(text, language, times)]
    return [each.decode("utf-16-le", "surrogatepass") for each in found]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Who is here?", "en-GB", ["Who", "is", "here?"]),
        ("  I  am\n😀 here ", "en-GB", ["I", "am", "😀", "here"]),
        ("ابھی آپ کے ساتھ کون ہے؟", "ur", ["ابھی", "آپ", "کے", "ساتھ", "کون", "ہے؟"]),
        ("ਮੈਂ ਘਰ ਹਾਂ।", "pa", ["ਮੈਂ", "ਘਰ", "ਹਾਂ।"]),
        ("你好", "zh", ["你", "好"]),
    ],
)
def test_each_word_is_found_at_its_place(text: str, language: str, words: list[str]) -> None:
    assert words_of(text, language, list(range(len(words)))) == words


def test_words_that_begin_together_are_marked_together() -> None:
    assert list_heard("one two three", "en-GB", [50, 50, 300]) == [(50, 0, 7), (300, 8, 13)]


def test_times_of_another_text_mark_nothing() -> None:
    assert list_heard("one two", "en-GB", [1]) == []
    assert list_heard("one two", "en-GB", []) == []


@pytest.mark.parametrize(("pace", "rate"), [("slow", 0.8), ("usual", 1), ("quick", 1.2)])
def test_a_recording_is_played_at_the_pace_and_a_voice_speaks_at_it(pace: Pace, rate: float) -> None:
    recording = Clip("audio/mpeg", b"", [50, 300], "recording")
    for clip, expected in ((recording, rate), (recording._replace(source="voice"), 1)):
        header = describe("one two", "en-GB", clip, pace)[HEADER]
        assert json.loads(header) == {"words": [[50, 0, 3], [300, 4, 7]], "rate": expected}


def test_the_header_holds_numbers_only() -> None:
    header = describe("zanzibar zanzibar", "en-GB", Clip("audio/mpeg", b"", [50, 300]), "usual")[HEADER]
    assert "zanzibar" not in header
    assert header.isascii()
