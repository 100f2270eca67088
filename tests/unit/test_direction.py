"""The order in which a reader sees words: asked of an implementation of UAX 9 that is not ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bidi import get_display

from easyread.direction import enclose, first_strong, isolate
from easyread.languages import Direction

CASES = Path(__file__).parents[1] / "cases"
SIGNS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
FATIMA = "فاطمہ خان"


def see(words: str, direction: Direction) -> str:
    """The line from left to right, as it is drawn."""
    return SIGNS.sub("", str(get_display(words, base_dir="R" if direction == "rtl" else "L")))


def mirrored(words: str) -> str:
    """What runs from the right, from left to right; ``get_display`` leaves brackets as they are."""
    return words[::-1]


# In text from the right: what must be seen in one piece, from left to right.
IN_URDU = [
    ("میرا نمبر 07700 900123 ہے", ["07700 900123"]),
    ("میرا نمبر ‎07700 900123‎ ہے", ["07700 900123"]),
    ("نمبر ۰۷۷۰۰ ۹۰۰۱۲۳ ہے", ["۰۷۷۰۰ ۹۰۰۱۲۳"]),
    ("رقم ٠٧٧٠٠ ٩٠٠١٢٣ هو", ["٠٧٧٠٠ ٩٠٠١٢٣"]),
    ("رقم ٠٧٧٠٠-٩٠٠١٢٣، هو", ["٠٧٧٠٠-٩٠٠١٢٣"]),
    ("نمبر ०७७०० ९००१२३ ہے", ["०७७०० ९००१२३"]),
    ("فون +44 (0)7700 900123 پر", ["+44 (0)7700 900123"]),
    ("فون (020) 7946 0000، یا 116 123۔", ["(020) 7946 0000", "116 123"]),
    ("فون 07700 900123 07700 900456 پر", ["07700 900123", "07700 900456"]),
    ("تاریخ 2026-11-29 یا 29/11/2026 کو", ["2026-11-29", "29/11/2026"]),
    ("قیمت £12.50 یا 50% ہے، 10-12 بجے", ["£12.50", "50%", "10-12"]),
    ("میری دوست Renée اور Siân ہیں", ["Renée", "Siân"]),
    ("José García (Example) سے ملیں", ["José García (Example)"]),
    ("Małgorzata Żółć-Ćwik، 12 بجے", ["Małgorzata Żółć-Ćwik"]),
    ("Дмитрий Иванович (брат) سے", ["Дмитрий Иванович (брат)"]),
    ("“José” “Ana” اور", ["“José” “Ana”"]),
    ("ای میل siân.ó@example.co.uk ہے", ["siân.ó@example.co.uk"]),
    ("گھر SW1A 1AA (لندن) میں", ["SW1A 1AA"]),
    ("ویب https://example.org/a/ پر", ["https://example.org/a/"]),
    ("Tom C++ 18+ اور", ["Tom C++ 18+"]),
    ("I want tea. Do not call me!", ["I want tea. Do not call me!"]),
    ("פגישה עם Zoë ב-10:30", ["Zoë", "10:30"]),
]
# In text from the left: what must be seen in one piece from right to left, and what from left to right.
IN_ENGLISH = [
    (f"My friend {FATIMA} 07700 900123 (school)", [FATIMA], ["07700 900123 (school)"]),
    (f"{FATIMA} – 21 November 2026", [FATIMA], ["– 21 November 2026"]),
    (f"{FATIMA}, 07700 900123, {FATIMA}", [FATIMA], ["07700 900123"]),
    ("Ring ٠٧٧٠٠ ٩٠٠١٢٣ now", [], ["٠٧٧٠٠ ٩٠٠١٢٣ now"]),
    ("Ring ۰۷۷۰۰ ۹۰۰۱۲۳ now", [], ["۰۷۷۰۰ ۹۰۰۱۲۳ now"]),
    ("Ask שלום דוד (brother) 116 123", ["שלום דוד"], ["(brother) 116 123"]),
    ("Ask שלום (דוד) 116 123", ["שלום (דוד)"], [" 116 123"]),
    ("She said میرا نمبر 07700 900123 ہے to me", [], ["07700 900123", " to me"]),
    (f"Żaneta, {FATIMA}, Дмитрий", [FATIMA], ["Żaneta, ", ", Дмитрий"]),
]


@pytest.mark.parametrize(("words", "pieces"), IN_URDU)
def test_in_text_from_the_right_names_and_numbers_read_as_they_were_written(
    words: str, pieces: list[str]
) -> None:
    for piece in pieces:
        assert piece in see(isolate(SIGNS.sub("", words), "rtl"), "rtl")


@pytest.mark.parametrize(("words", "right", "left"), IN_ENGLISH)
def test_in_text_from_the_left_a_run_from_the_right_moves_nothing_beside_it(
    words: str, right: list[str], left: list[str]
) -> None:
    seen = see(isolate(words, "ltr"), "ltr")
    for piece in right:
        assert mirrored(piece) in seen
    for piece in left:
        assert piece in seen


def test_names_in_a_row_are_read_from_the_side_of_the_text() -> None:
    seen = see(isolate("پہلے Renée، پھر 07700 900123، پھر Siân", "rtl"), "rtl")
    assert seen.index("Siân") < seen.index("07700 900123") < seen.index("Renée")


def test_the_cases_are_seen_as_they_were_written() -> None:
    latin = (CASES / "rtl-latin-accents.txt").read_text("utf-8")
    phone = (CASES / "rtl-phone-on-screen.txt").read_text("utf-8")
    for piece in ("Renée", "Siân", "José García (Example)"):
        assert piece in see(isolate(latin, "rtl"), "rtl")
    assert "900123 07700" in see(phone, "rtl"), "UAX 9 alone"
    assert "07700 900123" in see(isolate(phone, "rtl"), "rtl")


@pytest.mark.parametrize(
    "name", [FATIMA, "Żaneta (2)", "שלום", "Zoë +44", "٠٧ ٠٨", "a\u202eb", "b\u2067\u2066", "c\u2069\u202d"]
)
@pytest.mark.parametrize("around", ["ltr", "rtl"])
def test_a_name_moves_nothing_in_the_line_around_it(name: str, around: Direction) -> None:
    before, after = ("Card for ", ": 21 – 07700") if around == "ltr" else ("کارڈ ", "۔ آج")
    seen = see(before + enclose(name, first_strong(name) or "ltr", around) + after, around)
    if around == "ltr":
        assert seen.startswith(before)
        assert seen.endswith(after)
    else:
        assert seen.startswith(mirrored(after))
        assert seen.endswith(mirrored(before))


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("words", [words for words, *_ in IN_URDU] + [words for words, *_ in IN_ENGLISH])
def test_no_letter_changes_and_each_line_is_balanced(words: str, direction: Direction) -> None:
    shown = isolate(f"{words}\n\n{words}\u2029", direction)
    assert SIGNS.sub("", shown) == SIGNS.sub("", f"{words}\n\n{words}\u2029")
    for line in shown.splitlines():
        assert sum(sign in "\u2066\u2067\u2068" for sign in line) == line.count("\u2069")


def test_plain_words_stay_as_they_are() -> None:
    for words in ("I want tea (now), 07700 900123.", "Chcę herbaty. Zażółć!", "Я хочу чай", "मैं घर चाहता हूँ"):
        assert isolate(words, "ltr") == words
    assert isolate("میں گھر میں رہنا چاہتا ہوں، 3 بجے۔", "rtl") == "میں گھر میں رہنا چاہتا ہوں، 3 بجے۔"
