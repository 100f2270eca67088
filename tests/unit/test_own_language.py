"""Whose letters are these? The language of own words, decided in one place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easyread.languages import LANGUAGES
from easyread.own_language import describe, find_language, find_runs, list_likely, name_language
from easyread.speech.voice_table import VOICES

CASE = (Path(__file__).parents[1] / "cases" / "urdu-on-english-page.txt").read_text().strip()

# (words, language of the page, language and direction that they have)
SCRIPTS = [
    (CASE, "en-GB", "ur", "rtl"),
    (CASE, "pl", "ur", "rtl"),
    (CASE, "ur", "ur", "rtl"),
    ("أريد أن أبقى في بيتي", "ar", "ar", "rtl"),
    ("ਮੈਂ ਘਰ ਰਹਿਣਾ ਚਾਹੁੰਦਾ ਹਾਂ", "en-GB", "pa", "ltr"),
    ("আমি বাড়িতে থাকতে চাই", "en-GB", "bn", "ltr"),
    ("મારે ઘરે રહેવું છે", "ur", "gu", "ltr"),
    ("मैं घर पर रहना चाहता हूँ", "ur", "hi", "ltr"),
    ("אני רוצה להישאר בבית", "en-GB", "he", "rtl"),
    ("Я хочу залишитися вдома", "uk", "uk", "ltr"),
    ("Я хочу остаться дома", "pl", "ru", "ltr"),
    ("Θέλω να μείνω σπίτι", "en-GB", "el", "ltr"),
    ("我想留在家里", "en-GB", "zh", "ltr"),
    ("家に帰りたい", "en-GB", "ja", "ltr"),
    ("집에 있고 싶어요", "en-GB", "ko", "ltr"),
    ("ቤት መቆየት እፈልጋለሁ", "en-GB", "am", "ltr"),
    ("ቤት ክጸንሕ እደሊ", "ti", "ti", "ltr"),
    ("எனக்கு வீட்டில் இருக்க வேண்டும்", "en-GB", "ta", "ltr"),
    ("ބޭނުންވަނީ ގޭގައި", "en-GB", "dv", "rtl"),
    ("I want to stay at home", "ur", "en-GB", "ltr"),
    ("Chcę zostać w domu", "pl", "pl", "ltr"),
    ("Waxaan rabaa", "so", "so", "ltr"),
    ("Ê, î, ş", "ku", "ku", "ltr"),
]
MIXED = [
    ("I want عائشہ to come with me", "en-GB", "en-GB", "ltr"),
    ("عائشہ بی بی is my friend and she helps me", "en-GB", "en-GB", "ltr"),
    ("I go to 北京大學 on Mondays", "en-GB", "en-GB", "ltr"),
    ("Proszę zapytać: Олена, moja siostra", "pl", "pl", "ltr"),
    ("I stay with my sister and her two cats. مجھے ڈر لگتا ہے", "en-GB", "ur", "rtl"),
    ("میرا ڈاکٹر Dr Sarah Johnson, Moor Lane Surgery ہے", "ur", "ur", "rtl"),
    ("میں NHS جاتی ہوں", "en-GB", "ur", "rtl"),
    ("مجھے WhatsApp پر لکھیں: 07700 900123", "en-GB", "ur", "rtl"),
    ("我要見 Dr Johnson", "en-GB", "zh", "ltr"),
    ("Call Amna, my social worker at the council office, or ask عائشہ", "ur", "en-GB", "ltr"),
    ("😀😀😀 گھر 😀😀😀", "en-GB", "ur", "rtl"),
    ("999 999 999 پولیس", "en-GB", "ur", "rtl"),
]
WITHOUT_LETTERS = [
    ("07700 900123", "en-GB", "en-GB", "ltr"),
    ("07700 900123", "ur", "ur", "ltr"),
    ("+44 (0)113 496 0000", "ur", "ur", "ltr"),
    ("🏠👍🏿❤️", "pl", "pl", "ltr"),
    ("?!…", "ur", "ur", "ltr"),
    ("۰۷۷۰۰ ۹۰۰۱۲۳", "en-GB", "ur", "ltr"),
    ("٠٧٧٠٠", "en-GB", "ur", "ltr"),
    ("०७७००", "en-GB", "hi", "ltr"),
    ("", "ur", "ur", "rtl"),
    (" \n", "en-GB", "en-GB", "ltr"),
]


@pytest.mark.parametrize(("words", "page", "language", "direction"), [*SCRIPTS, *MIXED, *WITHOUT_LETTERS])
def test_letters_decide_what_they_can_and_the_page_the_rest(
    words: str, page: str, language: str, direction: str
) -> None:
    found = find_language(words, page)
    assert (found.code, found.direction) == (language, direction)


def test_a_language_of_ours_comes_before_others_of_its_letters() -> None:
    for ours in LANGUAGES:
        assert find_language(ours.name, "zh").code in {language.code for language in LANGUAGES}


@pytest.mark.parametrize(
    ("words", "code", "language", "direction"),
    [
        (CASE, "ar", "ar", "rtl"),
        (CASE, "pa", "pa-Arab", "rtl"),
        (CASE, "pa-Arab", "pa-Arab", "rtl"),
        ("mujhe ghar jana hai", "ur", "ur-Latn", "ltr"),
        ("mujhe ghar jana hai", "ur-Latn", "ur-Latn", "ltr"),
        (CASE, "ur-Latn", "ur", "rtl"),
        ("Waxaan rabaa", "so", "so", "ltr"),
        (CASE, "und", "und-Arab", "rtl"),
        ("Waxaan rabaa", "und", "und", "ltr"),
        ("07700 900123", "ur", "ur", "ltr"),
    ],
)
def test_what_somebody_says_it_is_keeps_its_letters_and_their_direction(
    words: str, code: str, language: str, direction: str
) -> None:
    named = name_language(words, code)
    assert (named.code, named.direction) == (language, direction)
    again = find_language(words, named.code)
    assert (again.code, again.direction) == (language, direction)  # it stays so when the words are kept again


@given(st.text(), st.sampled_from(["en-GB", "pl", "ur", "pa", "zh"]))
def test_pieces_for_voices_are_the_words_again(words: str, language: str) -> None:
    assert "".join(text for _, text in find_runs(words, language)) == words
    assert find_language(words, language).direction in {"ltr", "rtl"}


@pytest.mark.parametrize(
    ("words", "language", "runs"),
    [
        ("Call عائشہ on 07700.", "en-GB", [("en-GB", "Call "), ("ur", "عائشہ "), ("en-GB", "on 07700.")]),
        ("999 پولیس", "en-GB", [("ur", "999 پولیس")]),
        ("میرا GP ہے", "ur", [("ur", "میرا "), ("en-GB", "GP "), ("ur", "ہے")]),
        ("Siostra Олена", "pl", [("pl", "Siostra "), ("ru", "Олена")]),
        ("07700", "ur", [("ur", "07700")]),
        ("میں Tom 3 بجے", "ur", [("ur", "میں "), ("en-GB", "Tom "), ("ur", "3 بجے")]),
        ("میرا PIN 4829 ہے", "ur", [("ur", "میرا "), ("en-GB", "PIN "), ("ur", "4829 ہے")]),
        ("میرا flat 3 road ہے", "ur", [("ur", "میرا "), ("en-GB", "flat 3 road "), ("ur", "ہے")]),
        ("میں Tom ! بجے", "ur", [("ur", "میں "), ("en-GB", "Tom ! "), ("ur", "بجے")]),
        ("", "ur", []),
    ],
)
def test_each_piece_has_the_language_of_its_letters(
    words: str, language: str, runs: list[tuple[str, str]]
) -> None:
    assert find_runs(words, language) == runs


def test_every_language_that_can_be_chosen_has_its_own_name() -> None:
    for code in (*VOICES, "pa-Arab", "dv", "hy"):
        language = describe(code)
        assert language.name != code, code
        assert language.english != code, code
    assert describe("pa-Arab").name == "پنجابی"
    assert describe("ur-Latn").name == "اردو"


def test_those_in_the_same_letters_are_the_likely_ones() -> None:
    assert list_likely(CASE, ("en-GB", "pl", "ur", "ar", "pa", "fa")) == ["ur", "ar", "fa"]
    assert list_likely("Chcę", ("en-GB", "ur", "pl")) == ["en-GB", "pl"]
    assert list_likely("07700", ("en-GB", "ur")) == ["en-GB", "ur"]
