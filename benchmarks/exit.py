"""Exit now: from the tap until the browser has the neutral page in the place of the one with words."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.table import Row
from easyread.book.vault import BookHandle
from tests.browser.back import address
from tests.browser.browser import launch
from tests.browser.site import Site, run_site

ROUNDS = 15
AT_MOST = 150  # ms; the safety study (2.4) measured 68
_SHOWN = "performance.timeOrigin + performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def measure() -> list[Row]:
    """The row of Exit now, the median of 15; needs a browser. It keeps its cache, as a person's does."""
    with (
        tempfile.TemporaryDirectory() as folder,
        run_site(Path(folder) / "instance") as site,
        sync_playwright() as playwright,
        launch(playwright, back_cache=True) as browser,
    ):
        made = site.services.vault.make_book("star", "pin", "482915")
        opened = BookHandle(made.book, made.key)
        times = [_leave(browser, site, opened) for _ in range(ROUNDS + 2)][2:]
    return [Row("exit to the neutral page p50", median(times), "ms", AT_MOST)]


def _leave(browser: Browser, site: Site, opened: BookHandle) -> float:
    """Milliseconds of one exit from a page with half-written words."""
    with browser.new_context(viewport={"width": 810, "height": 1080}) as context:
        site.open_book(context, opened)
        page = context.new_page()
        page.goto(site.url(address(site)), wait_until="networkidle")
        page.fill("textarea[name=words]", "Please ask me first.")
        tapped = time.time() * 1000
        page.evaluate("document.getElementById('exit').click()")
        page.wait_for_url("**/rest", wait_until="domcontentloaded")
        shown: float = page.evaluate(_SHOWN)
        return shown - tapped
