"""A card whose words mix languages, directions, numbers and emoji reads the same in every form."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pypdf
import pytest

from easyread.card import Card
from easyread.exports.data import write_data
from easyread.exports.pdf import prepare, write_pdf
from easyread.exports.text import write_text
from easyread.languages import ENGLISH
from tests.unit.card.mixed import ENGLISH_WORDS, NAMES, PIECES, POLISH, URDU, make_mixed
from tests.unit.card.samples import SomePictures
from tests.unit.card.test_html import parse, render

SIGNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200b]")
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


def read_pdf(made: Card) -> str:
    pages = pypdf.PdfReader(io.BytesIO(write_pdf(made, SomePictures()))).pages
    return "\n".join(page.extract_text() for page in pages)


def read_pdf_as_others(made: Card) -> str:
    """What pdftotext finds, where it is installed."""
    tool = shutil.which("pdftotext")
    if tool is None:
        return read_pdf(made)
    data = write_pdf(made, SomePictures())
    return subprocess.run(
        [tool, "-raw", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


FORMS: list[Callable[[Card], str]] = [read_page, write_text, read_data, read_pdf, read_pdf_as_others]


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("read", FORMS)
def test_the_same_words_stand_in_the_same_order(read: Callable[[Card], str], codes: tuple[str, ...]) -> None:
    # pdftotext guesses at spaces, and has brackets after Arabic letters turned round.
    words = re.sub(r"[\s()]", "", SIGNS.sub("", read(make_mixed("ur", *codes))))
    at = 0
    for piece in PIECES:
        bare = re.sub(r"[\s()]", "", piece)
        found = words.find(bare, at)
        if found < 0 and piece == "1️⃣":
            continue  # a keycap is one sign: a PDF may give it by another
        assert found >= 0, piece
        at = found + len(bare)


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("read", [read_page, write_text, read_data])
def test_own_words_are_exact_in_each(read: Callable[[Card], str], codes: tuple[str, ...]) -> None:
    words = SIGNS.sub("", read(make_mixed("ur", *codes)))
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
    assert data["corner"] == [{"words": f"\u2067{NAMES['ur']}\u2069", "language": "ur"}]
    data = prepare(make_mixed("pl", "ur"), SomePictures()).data
    assert data["corner"] == [{"words": f"\u2066{NAMES['pl']}\u2069", "language": "pl"}]
