"""Where each letter is drawn: own words, names and a card, read by their places on the screen."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from easyread.book.vault import BookHandle, Made
from easyread.model import Person, Statement
from tests.browser.site import Site
from tests.unit.card.mixed import make_mixed
from tests.unit.card.test_html import render

# Every letter of an element with the place of its left edge, line by line: what is seen from left to right.
SEE = """element => {
  const letters = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data } = walker.currentNode;
    let at = 0;
    for (const { segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(data)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at += segment.length);
      const box = range.getClientRects()[0];
      if (box && box.width) letters.push({ segment, x: box.left, y: Math.round((box.top + box.bottom) / 2) });
    }
  }
  letters.sort((a, b) => Math.abs(a.y - b.y) > 8 ? a.y - b.y : a.x - b.x);
  return letters.map(({ segment }) => segment).join("");
}"""
URDU = (
    "دوست Renée اور José García (Example) ہیں۔"
    " میرا نمبر 07700 900123 یا ۰۷۷۰۰ ۹۰۰۴۵۶ یا +44 (0)7700 900789 ہے"
)
SEEN = ("Renée", "José García (Example)", "07700 900123", "۰۷۷۰۰ ۹۰۰۴۵۶", "+44 (0)7700 900789")


def see(page: Page, selector: str) -> list[str]:
    """What is seen of each; without spaces, for a line may end at one."""
    return ["".join(str(one.evaluate(SEE)).split()) for one in page.locator(selector).all()]


def bare(words: str) -> str:
    return "".join(words.split())


def keep(site: Site, book: BookHandle, step: str, **said: Any) -> None:
    known = site.services.library.steps[step]
    fields: dict[str, Any] = {
        "id": secrets.token_hex(16),
        "step": step,
        "kind": known.kind,
        "question_version": known.version,
        "at": datetime.now(UTC),
        "language": "en-GB",
    }
    with site.services.vault.open_store(book) as store:
        store.keep(Statement(**fields | said))


@pytest.mark.parametrize("second", [None, "en-GB"])
def test_names_and_numbers_in_own_words_are_seen_as_they_were_written(
    open_page: Page, site: Site, made_once: tuple[object, Made], context: BrowserContext, second: str | None
) -> None:
    book = BookHandle(made_once[1].book, made_once[1].key)
    keep(site, book, "want", words=URDU, language="ur", direction="rtl")
    keep(site, book, "who-helps", choices=("friend",))
    (here,) = site.open_books()
    with here.store() as store:  # who helps is for nobody else's eyes
        store.keep_visit(msgspec.structs.replace(here.visit, presence=("nobody",)))
        store.keep_people([Person(id="p1", role="friend", name="Siân 07700 900111", at=datetime.now(UTC))])
    site.speak(context, "ur", second)
    open_page.set_viewport_size({"width": 810, "height": 1010})
    open_page.goto(site.url("/w"))
    (words,) = see(open_page, "blockquote")
    for piece in SEEN:
        assert bare(piece) in words
    assert any("Siân07700900111" in seen for seen in see(open_page, "article bdi"))


@pytest.mark.parametrize("codes", [("ur", "en-GB"), ("ur",), ("en-GB",), ("pl", "en-GB")])
@pytest.mark.parametrize("width", [390, 810])
def test_a_card_is_seen_as_it_was_written(browser: Browser, codes: tuple[str, ...], width: int) -> None:
    card = make_mixed("ur", *codes)
    page = browser.new_page()
    page.set_viewport_size({"width": width, "height": 1010})
    page.set_content(f'<!doctype html><html lang="en-GB"><title>My words</title>{render(card)}')
    seen = see(page, ".paper blockquote, .paper h1 > span, .paper li p, .paper dd")
    for piece in (
        "Renée",
        "07700 900123",
        "07700 900126",
        "07700 900128",
        "Siân Ó Néill 07700 900129",
        "SW1A 1AA",
    ):
        assert any(bare(piece) in one for one in seen), piece
    for title in see(page, ".paper h1 > span[lang=en-GB]"):
        assert title.endswith("–mywords")
    page.close()
