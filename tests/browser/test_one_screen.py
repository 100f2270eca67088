"""A page of the journey fits one screen, asks little, and never moves: measured on every one of them."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from easyread.book.vault import BookHandle, Made
from easyread.model import Step
from tests.books import AT
from tests.browser.site import Site
from tests.browser.walk import go

SIZES = {"upright": (810, 1010), "across": (1080, 710), "phone": (390, 760)}
LANGUAGES = {"English": ("en-GB", None), "Polish": ("pl", "en-GB"), "Urdu": ("ur", "en-GB")}
MOST_TAPS, MOST_WORDS = 16, 60
FEWEST = 25  # pages, so that none is left out unseen
_ELSEWHERE = ("today", "share", "card")
_MEASURE = Path(__file__).with_suffix(".js").with_name("one_screen.js").read_text("utf-8")
_WATCH = """
window.moved = 0;
new PerformanceObserver((list) => { for (const { value } of list.getEntries()) moved += value; })
  .observe({ type: "layout-shift", buffered: true });
"""


def _list_steps(site: Site) -> list[Step]:
    return [step for step in site.services.library.steps.values() if step.kind not in _ELSEWHERE]


def _come(page: Page, site: Site, step: Step) -> dict[str, Any] | None:
    """What is measured on its page; none where it is not asked: before there is a book, or of nobody."""
    answer = page.goto(site.url(step.page))
    if answer is None or answer.status != HTTPStatus.OK or page.url != site.url(step.page):
        return None
    page.evaluate("document.fonts.ready")
    measured: dict[str, Any] = page.evaluate(_MEASURE)
    return measured


def find_faults(page: Page, step: Step, size: str, language: str) -> list[str]:
    """What is wrong with the page of a step as it stands."""
    return _find_faults(page.evaluate(_MEASURE), step, size, language)


def _find_faults(measured: dict[str, Any], step: Step, size: str, language: str) -> list[str]:
    faults = []
    if measured["width"]:
        faults.append(f"scrolls sideways by {measured['width']}")
    promised = language == "English" or step.choices  # two languages: the pages of choices
    if size != "phone" and promised and measured["height"]:
        faults.append(f"scrolls by {measured['height']}")
    if size == "phone" and measured["fourth"] > measured["foot"]:
        faults.append(f"the fourth picture is cut off by {measured['fourth'] - measured['foot']}")
    if measured["taps"] > MOST_TAPS:
        faults.append(f"{measured['taps']} things to tap")
    if language == "English" and measured["words"] > MOST_WORDS:
        faults.append(f"{measured['words']} words")
    if measured["shift"]:
        faults.append(f"moves after it is drawn: {measured['shift']}")
    return faults


def _measure_home(page: Page, site: Site) -> dict[str, Any]:
    page.goto(site.url("/"))
    page.evaluate("document.fonts.ready")
    measured: dict[str, Any] = page.evaluate(_MEASURE)
    return measured


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_asks_little_and_keeps_its_buttons_in_their_places(
    browser: Browser, site: Site, made_once: tuple[object, Made], size: str, language: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.add_init_script(_WATCH)
    made = made_once[1]
    site.open_book(context, BookHandle(made.book, made.key))
    site.speak(context, *LANGUAGES[language])
    steps = _list_steps(site)
    page.goto(site.url(next(step.page for step in steps if step.id == "who-is-here")))
    page.click("label[for=c-nobody]")
    go(page, ".go .next")
    faults, places, seen = list[str](), dict[str, set[str]](), 0
    for step in steps:
        measured = _come(page, site, step)
        if measured is None:
            continue
        seen += 1
        faults += [f"{step.id}: {fault}" for fault in _find_faults(measured, step, size, language)]
        for name, place in measured["places"].items():
            places.setdefault(name, set()).add(str(place))
    home = _measure_home(page, site)
    with site.open_books()[0].store() as store:
        for step in steps:
            store.mark(step.id, "seen", AT)
    done = _measure_home(page, site)
    context.close()
    for one in (home, done):
        assert size == "phone" or not one["height"]
        assert (one["width"], one["shift"], one["taps"] <= MOST_TAPS) == (0, 0, True)
    assert seen > FEWEST
    assert not faults, "\n".join(faults)
    assert all(len(found) == 1 for found in places.values()), places
