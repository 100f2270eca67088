"""Exit, lock and the idle lock in a real browser: nothing of a person's words is left behind Back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from easyread.book.vault import BookHandle, Made
from easyread.lan.certificate import Certificate, own_certificate
from easyread.server import Room
from easyread.web.open_books import COOKIE
from tests.browser.back import (
    DOOR,
    Home,
    Tablet,
    fill_history,
    find_print,
    hold,
    press_exit,
    press_lock,
    wait_idle,
    wait_until,
    watch_hiding,
)
from tests.browser.browser import launch
from tests.browser.conftest import TABLET
from tests.browser.site import Site
from tests.pages.step_pages import MARKER

PLAIN = b"<!doctype html><html lang=en><title>Plain</title><p>A page that any browser may keep.</p></html>"
# The back-forward cache is where the trouble is. Playwright turns it off, so that is a case too.
CACHE, NO_CACHE = True, False
SCRIPT, NO_SCRIPT = True, False


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return own_certificate(tmp_path_factory.mktemp("tls"), "localhost")


@pytest.fixture(scope="module")
def chromium(
    request: pytest.FixtureRequest, playwright: Playwright, certificate: Certificate
) -> Iterator[Browser]:
    """A browser with the back-forward cache, or one without it."""
    with launch(playwright, back_cache=request.param, trust=find_print(certificate)) as browser:
        yield browser


@pytest.fixture
def home(request: pytest.FixtureRequest, site: Site, certificate: Certificate) -> Iterator[Home]:
    """On this device over http; over https as the tablets in the room see it."""
    if request.param == "http":
        yield Home(site)
        return
    room = Room(site.app, "127.0.0.1", 0, certificate)
    room.start()
    yield Home(site, room)
    room.stop()


@pytest.fixture(params=[SCRIPT])
def tablet(
    request: pytest.FixtureRequest, chromium: Browser, home: Home, made_once: tuple[Path, Made]
) -> Iterator[Tablet]:
    """A tablet with a history full of words."""
    script: bool = request.param
    with chromium.new_context(viewport=TABLET, java_script_enabled=script) as context:
        home.open_book(context, BookHandle(made_once[1].book, made_once[1].key))
        yield fill_history(context, home, script=script)


@pytest.mark.parametrize(
    ("chromium", "home", "tablet", "way"),
    [
        (CACHE, "http", SCRIPT, press_exit),
        (CACHE, "http", NO_SCRIPT, press_exit),
        (CACHE, "http", SCRIPT, press_lock),
        (CACHE, "http", NO_SCRIPT, press_lock),
        (CACHE, "http", SCRIPT, wait_idle),
        (CACHE, "http", NO_SCRIPT, wait_idle),
        (CACHE, "https", SCRIPT, press_exit),
        (CACHE, "https", NO_SCRIPT, press_exit),
        (CACHE, "https", SCRIPT, wait_idle),
        (CACHE, "https", NO_SCRIPT, wait_idle),
        (NO_CACHE, "http", SCRIPT, press_exit),
        (NO_CACHE, "http", NO_SCRIPT, press_lock),
    ],
    indirect=["chromium", "home", "tablet"],
)
def test_back_three_times_shows_no_word(
    tablet: Tablet, home: Home, way: Callable[[Tablet, Home], None]
) -> None:
    way(tablet, home)
    assert not tablet.has_words()
    wait_until(lambda: home.open_books == 0, 10)
    assert [tablet.back() for _ in range(3)] == [False] * 3
    expect(tablet.page.locator(DOOR).first).to_be_visible(timeout=20_000)
    assert not tablet.has_words()


each_cache = pytest.mark.parametrize(
    ("chromium", "home"), [(CACHE, "http"), (CACHE, "https"), (NO_CACHE, "http")], indirect=True
)


@each_cache
def test_the_back_cache_is_really_on_where_it_should_be(
    chromium: Browser, home: Home, request: pytest.FixtureRequest
) -> None:
    inner = home.site.app.wsgi_app

    def outer(environ: dict[str, Any], start: Any) -> Any:
        if environ["PATH_INFO"] != "/plain":
            return inner(environ, start)
        start("200 OK", [("Content-Type", "text/html")])
        return [PLAIN]

    home.site.app.wsgi_app = outer  # type: ignore[assignment]  # as Flask says to put one around it
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{home.url}/plain")
        page.evaluate("window.alive = true")
        page.goto(f"{home.url}/rest")
        Tablet(page).back()
        assert page.url.endswith("/plain")
        kept = request.node.callspec.params["chromium"]
        assert page.evaluate("window.alive === true") is kept


@pytest.mark.parametrize(("chromium", "home"), [(CACHE, "http"), (CACHE, "https")], indirect=True)
def test_the_history_is_no_longer_after_exit_and_the_server_says_locked(tablet: Tablet, home: Home) -> None:
    context = tablet.page.context
    before = tablet.history()
    cookies = [one for one in context.cookies() if one["name"].endswith(COOKIE)]
    press_exit(tablet, home)
    assert tablet.history() == before
    wait_until(lambda: home.open_books == 0, 10)
    wait_until(lambda: not any(one["name"].endswith(COOKIE) for one in context.cookies()), 10)
    context.add_cookies(cookies)  # type: ignore[arg-type]  # it takes what cookies() gave
    tablet.page.goto(f"{home.url}/w")
    expect(tablet.page.locator(DOOR).first).to_be_visible()


@pytest.mark.parametrize(
    ("chromium", "home", "tablet"),
    [
        (CACHE, "http", SCRIPT),
        (CACHE, "http", NO_SCRIPT),
        (CACHE, "https", SCRIPT),
        (CACHE, "https", NO_SCRIPT),
        (NO_CACHE, "http", NO_SCRIPT),
    ],
    indirect=True,
)
def test_with_the_server_stopped_at_that_instant_the_page_still_hides_and_leaves(
    tablet: Tablet, home: Home
) -> None:
    assert tablet.shows_words()
    home.stop()
    tablet.page.click("#exit", no_wait_after=True)
    wait_until(lambda: not tablet.shows_words(), 5)
    wait_until(lambda: not tablet.has_words(), 10)
    # No answer took the cookie away, so the browser may still hold these pages: hidden, as they were left.
    assert [tablet.back(tablet.shows_words) for _ in range(3)] == [False] * 3


@pytest.mark.parametrize("slow", ["/leave", "/rest"])
def test_the_words_are_hidden_before_anything_is_answered(safe_page: Page, site: Site, slow: str) -> None:
    seen = watch_hiding(safe_page)
    with hold(site, slow) as held:
        safe_page.click("#exit", no_wait_after=True)
        held.wait_for(slow)
        safe_page.wait_for_timeout(300)
        assert seen == [False]
        held.let_go()
        safe_page.wait_for_url("**/rest")
    assert seen == [False]


@pytest.mark.parametrize(("chromium", "home", "tablet"), [(CACHE, "http", NO_SCRIPT)], indirect=True)
def test_without_a_script_too_the_words_are_hidden_before_anything_is_answered(
    tablet: Tablet, home: Home
) -> None:
    """As soon as the finger is down. They stay hidden when it slips off: so they do until the answer."""
    assert tablet.shows_words()
    tablet.press("#exit")
    assert not tablet.shows_words()
    tablet.release_elsewhere()
    tablet.page.wait_for_timeout(500)
    assert tablet.has_words()
    assert not tablet.shows_words()
    for still_there in (".go .next", "#exit"):
        expect(tablet.page.locator(still_there)).to_be_visible()
    press_exit(tablet, home)


@pytest.mark.parametrize("sign", ["x", "é"], ids=["100 kB", "600 kB"])
def test_exit_keeps_a_hundred_thousand_characters(safe_page: Page, site: Site, sign: str) -> None:
    opened = site.open_books()[0].opened()
    safe_page.fill("textarea[name=words]", sign * 100_000)
    safe_page.click("#exit")
    safe_page.wait_for_url("**/rest")
    assert not site.open_books()
    assert kept_words(site, opened) == sign * 100_000


def test_words_typed_just_before_exit_are_kept(safe_page: Page, site: Site) -> None:
    opened = site.open_books()[0].opened()
    safe_page.locator("textarea").press_sequentially(" and more")
    safe_page.click("#exit")
    safe_page.wait_for_url("**/rest")
    wait_until(lambda: not site.open_books(), 10)  # the last request ends behind the neutral page
    assert kept_words(site, opened) == f"{MARKER} and more"


def kept_words(site: Site, opened: BookHandle) -> str:
    """The half-written words in the book."""
    with site.services.vault.open_store(opened) as store:
        (draft,) = store.drafts()
    return draft.fields["words"][0]
