import re

from easyread.exports.text import write_text
from easyread.languages import ENGLISH
from tests.unit.card.nasty import NASTY, make_nasty
from tests.unit.card.people import make_asha, make_tom
from tests.unit.card.samples import card, statement, step


def test_a_card_reads_as_plain_text_from_top_to_foot() -> None:
    assert write_text(make_tom()).splitlines()[:14] == [
        "Tom – my words",
        "This card is for: Social worker.",
        "Made on: 21 November 2026",
        "What for: Keep me safe",
        "My OK: Until I say stop",
        "Language: English",
        "Who was here: Nobody, just me; not said",
        "",
        "Safe ways to talk with me",
        "- Talk slowly.",
        "- Show me pictures.",
        "- Phone me after 4.",
        "- My dog comes too.",
        "",
    ]


def test_what_the_app_says_stands_in_a_part_of_its_own_in_brackets() -> None:
    assert (
        "\n\nFrom the app\n"
        "- [This OK is only for: Social worker. Others need a new OK.]\n"
        "- [You may have to tell others, to keep people safe. If it is safe, tell the person first.]\n\n"
    ) in write_text(make_tom())


def test_two_languages_stand_under_each_other_with_their_stamps() -> None:
    text = write_text(make_asha())
    assert (
        "- \u2067میں اپنے گھر میں رہنا چاہتی ہوں۔\u2069 [\u2067مسودہ · draft\u2069]\n"
        "  I want to stay in my home.\n"
    ) in text
    assert (
        "  ‘I want my son to get help. I do not want him to go to prison.’\n"
        "  [English by: Registered interpreter. 21 November 2026. Not yet checked with the person.]\n"
    ) in text
    assert "  [Not in English yet. Ask an interpreter. Do not guess.]\n" in text


def test_own_words_are_the_same_to_the_letter() -> None:
    text = write_text(make_nasty()).replace("\n  | ", "\n")
    text = re.sub("[\u2066\u2067\u2069]", "", text)
    for words in NASTY:
        assert f"“{words}”" in text


def test_own_words_in_another_language_stand_first() -> None:
    at = step("want", "want", "words")
    text = write_text(card([(at, statement(at, words="dom", language="pl"))], ENGLISH))
    assert "- “dom”\n  [Not in English yet. Ask an interpreter. Do not guess.]\n" in text
