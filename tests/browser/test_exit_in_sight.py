"""Exit now never leaves the screen: a rule over sizes, text sizes, zooms and languages; a script or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from easyread.book.vault import BookHandle, Made
from tests.browser.in_sight import find_exit_faults
from tests.browser.site import Site, enlarge_text
from tests.pages.step_pages import SAFE, WHO

CASE = Path(__file__).parents[1] / "cases" / "landscape-exit.txt"
# Watches, folded phones, 400 % zoom, phones held either way, a keyboard open, tablets, desks: width, height.
SHAPES = (
    (240, 180), (280, 653), (320, 256), (320, 568), (353, 417), (360, 200), (375, 220), (390, 300),
    (390, 760), (479, 415), (480, 270), (640, 256), (653, 280), (740, 360), (810, 400), (810, 1010),
    (1024, 500), (1080, 710), (1280, 256), (1920, 1080),
)  # fmt: skip
TEXTS = (100, 150, 200, 400)  # percent: 80 looks
LANGUAGES = {"english": ("en-GB", None), "urdu over english": ("ur", "en-GB"), "polish": ("pl", "en-GB")}
PINCHES = (1.5, 2, 3, 5)


def find_faults(page: Page, *, focus: bool = False) -> list[str]:
    """What is wrong in any of the sizes, with any of the text sizes."""
    faults = []
    for text in TEXTS:
        enlarge_text(page, text)
        for width, height in SHAPES:
            page.set_viewport_size({"width": width, "height": height})
            faults += [f"{width}x{height}, {text} %: {one}" for one in find_exit_faults(page, focus=focus)]
    return faults


def test_it_is_there_where_it_scrolled_off(open_page: Page, site: Site) -> None:
    found = re.search(r"(\d+)x(\d+).* step (/p/\w+), scroll (\d+) px", CASE.read_text("utf-8"))
    assert found is not None
    open_page.set_viewport_size({"width": int(found[1]), "height": int(found[2])})
    open_page.goto(site.url(found[3]))
    open_page.evaluate("top => scrollTo(0, top)", int(found[4]))
    assert find_exit_faults(open_page, scroll=False) == []
    open_page.click("#exit")
    open_page.wait_for_url("**/rest")


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_every_size_it_is_whole_and_hides_nothing_that_has_the_focus(
    open_page: Page, site: Site, language: str
) -> None:
    site.speak(open_page.context, *LANGUAGES[language])
    open_page.goto(site.url(f"/p/{site.services.library.steps[SAFE].code}"))
    assert open_page.locator("#exit").is_visible()
    assert find_faults(open_page, focus=True) == []


@pytest.fixture
def plain(browser: Browser, site: Site, made_once: tuple[object, Made]) -> Iterator[Page]:
    """An open page in a browser that runs no script of ours."""
    with browser.new_context(java_script_enabled=False) as context:
        site.open_book(context, BookHandle(made_once[1].book, made_once[1].key))
        site.speak(context, "ur", "en-GB")
        yield context.new_page()


def test_without_a_script_too(plain: Page, site: Site) -> None:
    plain.goto(site.url(f"/p/{site.services.library.steps[WHO].code}"))
    assert plain.locator("#exit").is_visible()
    assert find_faults(plain, focus=True) == []


@pytest.fixture
def phone(browser: Browser, site: Site, made_once: tuple[object, Made]) -> Iterator[BrowserContext]:
    with browser.new_context(
        viewport={"width": 390, "height": 760}, is_mobile=True, has_touch=True
    ) as context:
        site.open_book(context, BookHandle(made_once[1].book, made_once[1].key))
        yield context


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_fingers_never_push_it_off(phone: BrowserContext, site: Site, language: str) -> None:
    """They leave a part of the page on the screen, as a keyboard does where it lies over the page."""
    site.speak(phone, *LANGUAGES[language])
    page = phone.new_page()
    page.goto(site.url())
    session = phone.new_cdp_session(page)
    faults = []
    for scale in PINCHES:
        session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": scale})
        for place in (".question", "main .choices > li:nth-child(4)", "#say-status"):
            for edge in ("start", "end"):
                page.evaluate(
                    """async ([place, edge]) => {
                      document.querySelector(place).scrollIntoView({ block: edge, inline: edge });
                      for (let frames = 3; frames; frames -= 1) await new Promise(requestAnimationFrame);
                    }""",
                    [place, edge],
                )
                assert page.evaluate("visualViewport.scale") > 1
                faults += [f"{scale} {place} {edge}: {one}" for one in find_exit_faults(page, scroll=False)]
    assert faults == []


def test_a_keyboard_makes_the_page_smaller_and_does_not_cover_it(page: Page) -> None:
    """What our pages ask of a browser. A page as low as a keyboard leaves it is among the sizes."""
    asked = page.locator("meta[name=viewport]").get_attribute("content")
    assert asked is not None
    assert "interactive-widget=resizes-content" in asked
