"""A heading never negates: under "Please do not", "Do not call the police." reads as "do call them".

A person with few words, and whoever is in a hurry, reads a heading and a line as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from easyread.card.phrases import HEADINGS
from easyread.content import Library, load_library
from easyread.kinds import kind_of
from easyread.languages import LANGUAGES, Languages
from easyread.pictures import Pictures
from easyread.settings import Paths

# What says "not" in each language; whole words. A new language needs its own, or this fails.
NEGATIONS = {
    "en-GB": "not no never none nobody nothing nowhere neither nor without cannot can't don't doesn't won't",
    "pl": "nie bez ani nic nikt nikogo nikomu nigdy niczego niczym żaden żadna żadne żadnych",
    "ur": "نہ نہیں مت بغیر بنا ناں",
}
_WORDS = {
    code: re.compile(rf"(?<!\w)(?:{'|'.join(words.split())})(?!\w)", re.IGNORECASE)
    for code, words in NEGATIONS.items()
}


SHIPPED = Paths(instance=Path("unused"))


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(SHIPPED, Pictures(SHIPPED.static))


def list_over_lines(library: Library) -> Iterator[str]:
    """Whatever stands over, or in front of, a line that somebody chose: on cards, in My words, in sharing."""
    yield from HEADINGS.values()
    for step in library.steps.values():
        kind = kind_of(step)
        if kind.keeps == "statement":
            yield step.card_title or step.question
        if kind.sorts:
            yield from (choice.text for choice in step.choices)  # "My home: Going well"
    yield from (chapter.title for chapter in library.chapters)


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_no_heading_negates_what_stands_under_it(language: str, library: Library) -> None:
    say = Languages(SHIPPED.translations).say
    headings = {text: say(language, text).text for text in list_over_lines(library)}
    assert len(headings) > 30
    assert {text: said for text, said in headings.items() if _WORDS[language].search(said)} == {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-GB", "Please do not"),
        ("en-GB", "What goes well and what does not"),
        ("pl", "Proszę, nie róbcie tego"),
        ("pl", "Czego nie chcę"),
        ("ur", "مہربانی کر کے یہ نہ کریں"),
        ("ur", "جو مجھے نہیں چاہیے"),
    ],
)
def test_the_headings_that_negated_are_found(language: str, text: str) -> None:
    assert _WORDS[language].search(text)
