"""A card whose words mix languages, directions, numbers and emoji reads the same in every form."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from easyread.card import Card
from easyread.exports.data import write_data
from easyread.exports.pdf import prepare, write_pdf
from easyread.exports.text import write_text
from easyread.languages import ENGLISH
from tests.pdf_readers import BY_ORDER, bare
from tests.unit.card.mixed import ENGLISH_WORDS, NAMES, PIECES, POLISH, URDU, make_mixed
from tests.unit.card.samples import SomePictures
from tests.unit.card.test_html import parse, render

CODES = [("ur", ENGLISH), (ENGLISH,), ("pl", ENGLISH)]


def read_page(made: Card) -> str:
    return html.unescape(
        re.sub(r"</?bdi[^>]*>|<[^>]+>", lambda tag: "" if "bdi" in tag[0] else "\n", render(made))
    )


def read_data(made: Card) -> str:
    """The words of its lines, in order."""
    sections = json.loads(write_data(made))["sections"]
    lines = [line for section in sections for line in section["lines"]]
    return "\n".join(
        text["words"]
        for line in lines
        for text in [*([line["original"]] if line["original"] else []), *line["texts"]]
    )


def read_pdf(reader: str, made: Card) -> str:
    return BY_ORDER[reader](write_pdf(made, SomePictures()))


FORMS: dict[str, Callable[[Card], str]] = {"page": read_page, "text": write_text, "data": read_data} | {
    f"PDF, {reader}": partial(read_pdf, reader) for reader in BY_ORDER
}


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("form", FORMS)
def test_the_same_words_stand_in_the_same_order(form: str, codes: tuple[str, ...]) -> None:
    # Readers of PDF guess at spaces, and some have brackets after Arabic letters turned round.
    words = re.sub(r"[\s()]", "", bare(FORMS[form](make_mixed("ur", *codes))))
    at = 0
    for piece in PIECES:
        letters = re.sub(r"[\s()]", "", piece)
        found = words.find(letters, at)
        if found < 0 and piece == "1️⃣":
            continue  # a keycap is one sign: a PDF may give it by another
        assert found >= 0, piece
        at = found + len(letters)


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("read", [read_page, write_text, read_data])
def test_own_words_are_exact_in_each(read: Callable[[Card], str], codes: tuple[str, ...]) -> None:
    words = bare(read(make_mixed("ur", *codes)))
    for own in (URDU, POLISH, ENGLISH_WORDS):
        assert own in words


@pytest.mark.parametrize(("name", "direction"), [("ur", "rtl"), ("pl", "ltr"), ("he", "rtl")])
@pytest.mark.parametrize("codes", [*CODES, ("ur",)])
def test_a_name_in_a_title_says_its_own_language_in_every_form(
    name: str, direction: str, codes: tuple[str, ...]
) -> None:
    made = make_mixed(name, *codes)
    data = json.loads(write_data(made))
    assert {"words": NAMES[name], "language": name, "direction": direction} in data["title"][-1]["pieces"]
    (title,) = parse(made).findall(".//h1")
    spans = [span for span in title.findall("span") if span.get("lang") != name]
    assert [bdi.get("lang") for span in spans for bdi in span.findall("bdi") if bdi.text == NAMES[name]] == [
        name
    ] * len(spans)
    for cell in prepare(made, SomePictures()).data["title"]:
        assert name in {part["language"] for part in cell["parts"]}


def test_a_page_knows_every_language_that_it_needs_letters_for() -> None:
    assert set(make_mixed("ur", ENGLISH).tongues) == {ENGLISH, "ur", "pl"}
    assert "ur" in make_mixed("ur", "pl", ENGLISH).tongues


def test_a_name_is_kept_apart_from_the_day_beside_it_in_the_foot() -> None:
    data: dict[str, Any] = prepare(make_mixed("ur", ENGLISH), SomePictures()).data
    ((opener, *words, closer),) = [part["words"] for part in data["corner"]]
    assert (opener, closer) == ("\u2067", "\u2069")
    assert "".join(word if isinstance(word, str) else word["shown"] for word in words) == NAMES["ur"]
    data = prepare(make_mixed("pl", "ur"), SomePictures()).data
    assert data["corner"] == [{"words": f"\u2066{NAMES['pl']}\u2069", "language": "pl"}]
