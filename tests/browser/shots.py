"""``make shots``: a picture of every kind of page, in sizes, languages and text sizes, under build/shots/.

Look at them before you ask anybody else to. ``make shots LOOKS="phone urdu"`` takes only some.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.browser import launch
from tests.browser.site import Site, enlarge_text, run_site
from tests.browser.walk import (
    walk_card,
    walk_change,
    walk_drawing,
    walk_english,
    walk_late,
    walk_links,
    walk_my_book,
    walk_new_book,
    walk_outside,
    walk_steps,
    walk_telling,
    walk_voice,
)

FOLDER = Path(__file__).parents[2] / "build" / "shots"


class Look(NamedTuple):
    """One way to see the app. ``text``: the browser's text size in percent."""

    name: str
    width: int
    height: int
    first: str = "en-GB"
    second: str | None = None
    text: int = 100


LOOKS = (
    Look("tablet", 810, 1080),
    Look("phone", 390, 844),
    Look("small", 320, 640),
    Look("urdu", 810, 1080, "ur", "en-GB"),
    Look("urdu-phone", 390, 844, "ur", "en-GB"),
    Look("polish", 810, 1080, "pl", "en-GB"),
    Look("big-text", 810, 1080, text=200),
)
WORDS = {
    "en-GB": "Please ask me first.",
    "pl": "Proszę najpierw zapytać mnie.",
    "ur": "براہ کرم پہلے مجھ سے پوچھیں۔",
}


def walk_everywhere(page: Page, site: Site, words: str) -> Iterator[str]:
    """Every kind of page: without a book, making one, answering every step, and what leads on from there."""
    return chain(
        walk_outside(page, site),
        walk_new_book(page, site),
        walk_steps(page, site, words),
        walk_telling(page, site),
        walk_change(page, site, words),
        walk_english(page, site),
        walk_late(page, site, words),
        walk_voice(page, site),
        walk_drawing(page, site),
        walk_card(page, site),
        walk_my_book(page, site),
        walk_links(page, site),
    )


def take(browser: Browser, look: Look) -> int:
    """Save all pages of one look; gives their number."""
    folder = FOLDER / look.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    size: ViewportSize = {"width": look.width, "height": look.height}
    number = 0
    with (
        tempfile.TemporaryDirectory() as instance,
        run_site(Path(instance)) as site,
        browser.new_context(viewport=size, has_touch=True) as context,
    ):
        page = context.new_page()
        enlarge_text(page, look.text)
        site.speak(context, look.first, look.second)
        for number, name in enumerate(walk_everywhere(page, site, WORDS[look.first]), 1):
            _save(page, folder / f"{number:02}-{name.replace('.', '-')}.png")
    return number


def _save(page: Page, file: Path) -> None:
    """The whole page, in a window as high as the page: bars that stay in place stand at its ends."""
    size = page.viewport_size or {"width": 810, "height": 1080}
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    page.screenshot(path=file)
    page.set_viewport_size(size)


def main(wanted: list[str]) -> None:
    with sync_playwright() as playwright, launch(playwright) as browser:
        for look in LOOKS:
            if not wanted or look.name in wanted:
                print(f"{FOLDER / look.name}: {take(browser, look)} pages", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
