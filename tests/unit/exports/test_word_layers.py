from typing import Any

import pytest

from easyread.direction import order_on_paper
from easyread.exports import word_layers
from easyread.exports.word_font import FILE, make_font
from easyread.exports.word_layers import WordLayers
from easyread.languages import Direction


def put(words: str, rtl: bool = False) -> tuple[Any, dict[str, str]]:
    layers = WordLayers()
    (part,) = layers.put([{"words": words, "language": "ur"}], rtl)
    return part["words"], layers.letters


def read(word: dict[str, Any], letters: dict[str, str]) -> list[str]:
    return [letters[code] for code in word["read"]]


def test_the_font_is_the_one_that_is_made() -> None:
    assert FILE.read_bytes() == make_font()


@pytest.mark.parametrize(
    ("word", "around", "seen"),
    [
        ("گھر،", "rtl", "،رھگ"),
        ("(گھر)", "rtl", ")رھگ("),
        ("(گھر)", "ltr", "(رھگ)"),
        ("A4والا", "rtl", "الاوA4"),
        ("12ویں", "rtl", "ںیو12"),
        ("ਮੈਂ", "ltr", "ਮੈਂ"),
    ],
)
def test_a_word_stands_on_paper_as_its_signs_are_seen(word: str, around: Direction, seen: str) -> None:
    assert order_on_paper(word, around) == seen


@pytest.mark.parametrize(
    "words", ["I want it.", "Żółć – José", "Ελλάδα Київ", "我要回家", "ฉันอยากกลับบ้าน", "ਘਰ 🙂 1️⃣"]
)
def test_words_that_are_drawn_as_they_are_written_stay_as_they_are(words: str) -> None:
    assert put(words) == (words, {})


def test_a_word_is_read_with_the_space_beside_it() -> None:
    words, letters = put("میرا Tom گھر", rtl=True)
    first, last = words[0], words[-1]
    assert [first["shown"], last["shown"]] == ["میرا", "گھر"]
    assert read(first, letters) == ["\u200f ", "ا", "ر", "ی", "م "]
    assert read(last, letters) == ["ر", "ھ", "گ "]
    assert words[1:-1] == [" ", "\u2066Tom\u2069", " "]


def test_each_letter_has_one_code_and_no_other_has_it() -> None:
    layers = WordLayers()
    data = layers.put({"rtl": True, "rows": [[{"words": "کہ وہ کہ", "language": "ur"}]]})
    first, _, _, _, last = data["rows"][0][0]["words"]
    assert first["read"] == last["read"]
    assert len(set(layers.letters.values())) == len(layers.letters) == 3
    assert not {word_layers.END, word_layers.APART} & set(layers.letters)


def test_with_no_code_left_a_word_is_printed_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_layers, "CODES", range(0xE000, 0xE006))
    words, letters = put("کہ وہم", rtl=True)
    assert [word if isinstance(word, str) else word["shown"] for word in words] == ["کہ", " ", "وہم"]
    assert isinstance(words[-1], str)
    assert len(letters) == 2
