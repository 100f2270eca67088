"""Exit, the lock, the idle lock in a real browser: the doors are those of a tablet that nobody has used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.books import DOOR, PIN
from tests.browser.back import wait_until
from tests.browser.browser import launch
from tests.browser.conftest import TABLET
from tests.browser.site import Site
from tests.browser.walk import go

_KEPT = """async () => ({
  local: {...localStorage}, session: {...sessionStorage}, caches: await caches.keys(),
  databases: await indexedDB.databases(), workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser that keeps pages for Back, as a person's does."""
    with launch(playwright, back_cache=True) as browser:
        yield browser


def see(page: Page, site: Site) -> dict[str, Any]:
    """The doors as they are drawn, what a page of this browser can keep, and its cookies."""
    page.goto(site.url("/"))
    page.evaluate("document.fonts.ready")
    cookies = page.context.cookies()
    return {
        "seen": page.screenshot(full_page=True, animations="disabled"),
        "language": page.locator("html").get_attribute("lang"),
        "kept": page.evaluate(_KEPT),
        "cookies": sorted((one["name"], len(one["value"]), one["expires"]) for one in cookies),
    }


def open_in_urdu(page: Page, site: Site) -> None:
    """Somebody finds their language and their door, hears a line, and opens their book."""
    page.goto(site.url("/"))
    go(page, "[name=language][value=ur]")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    go(page, f"[name=door][value={DOOR}]")
    go(page, "[name=way][value=pin]")
    page.fill("#pin", PIN)
    go(page, "main .next")
    expect(page.locator("html")).to_have_attribute("lang", "ur")


def press_exit(page: Page, site: Site) -> None:
    page.click("#exit")
    page.wait_for_url("**/rest")


def press_lock(page: Page, site: Site) -> None:
    page.goto(site.url("/break"))
    go(page, "[formaction='/lock']")


def wait_for_the_lock(page: Page, site: Site) -> None:
    """The tablet is put down; whoever takes it up has its pages and its cookies."""
    site.services.open_books.lock_all()


WAYS = (press_exit, press_lock, wait_for_the_lock)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("way", WAYS)
def test_the_doors_are_drawn_as_on_a_tablet_that_nobody_has_used(
    chromium: Browser, site: Site, way: Callable[[Page, Site], None], script: bool
) -> None:
    def start() -> BrowserContext:
        return chromium.new_context(viewport=TABLET, has_touch=True, java_script_enabled=script)

    with start() as fresh:
        wanted = see(fresh.new_page(), site)
    with start() as used:
        page = used.new_page()
        open_in_urdu(page, site)
        way(page, site)
        wait_until(lambda: not site.open_books(), 10)
        assert see(page, site) == wanted
        page.go_back()
        expect(page.locator("html")).to_have_attribute("lang", "en-GB")
