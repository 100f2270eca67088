"""A real server, a real browser, and pages that are watched while they are used."""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, sync_playwright

from easyread.book.vault import BookHandle, Made
from easyread.settings import Paths, Settings
from tests.browser.back import address
from tests.browser.browser import launch
from tests.browser.site import Site, run_site
from tests.browser.watch import Watch
from tests.pages.step_pages import MARKER
from tests.shared import forget_what_was_rendered

TABLET: ViewportSize = {"width": 810, "height": 1080}
TONE = 440  # hertz: what a microphone of these tests hears


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with launch(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds of one note that comes and goes: a browser takes a steady one for noise, and mutes it."""
    file = tmp_path_factory.mktemp("tone") / "tone.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(48_000)
        waves = [12_000 * math.sin(2 * math.pi * TONE * at / 48_000) for at in range(48_000)]
        beeps = [int(one) if at // 12_000 % 2 else 0 for at, one in enumerate(waves)]
        out.writeframes(struct.pack("<48000h", *beeps) * 10)
    return file


@pytest.fixture(scope="session")
def ears(playwright: Playwright, tone: Path) -> Iterator[Browser]:
    """A browser with a microphone that hears the note."""
    with launch(playwright, heard=tone) as ears:
        yield ears


@pytest.fixture
def site(paths: Paths, settings: Settings, read_once: None) -> Iterator[Site]:
    """The app on a real port, with this test's own instance."""
    with run_site(paths.instance, settings) as site:
        yield site
    forget_what_was_rendered()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser on a tablet. A test that wants another one makes it with ``browser.new_context``."""
    with browser.new_context(viewport=TABLET, has_touch=True, locale="en-GB") as context:
        yield context


@pytest.fixture
def watch(context: BrowserContext, site: Site) -> Iterator[Watch]:
    """Fails the test at its end if a page did what it must not."""
    watch = Watch(context, urlsplit(site.url()).netloc)
    yield watch
    assert watch.mistakes == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch, site: Site) -> Page:
    """A watched page at the app's first page, with no book open."""
    page = context.new_page()
    page.goto(site.url())
    return page


@pytest.fixture
def open_page(context: BrowserContext, page: Page, site: Site, made_once: tuple[object, Made]) -> Page:
    """A watched page at *my page* of a new, empty book."""
    site.open_book(context, BookHandle(made_once[1].book, made_once[1].key))
    page.goto(site.url())
    return page


@pytest.fixture
def safe_page(open_page: Page, site: Site) -> Page:
    """An open page with words half written on it, whose own time stands still."""
    open_page.clock.install()
    open_page.goto(site.url(address(site)))
    open_page.clock.pause_at(open_page.evaluate("Date.now() / 1000") + 1)
    open_page.fill("textarea[name=words]", MARKER)
    return open_page
