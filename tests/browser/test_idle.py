"""The idle lock in a browser: a quiet warning that one tap ends; the lock keeps what is on the page."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from easyread.book.vault import BookHandle
from tests.books import DOOR, PIN, Clock
from tests.browser.looks import check_page
from tests.browser.site import Site, enlarge_text
from tests.browser.walk import be_alone
from tests.browser.watch import Watch

WORDS = "I want my own key."
SECOND = 1000
SPY = """
window.told = [];
new MutationObserver((changes) => {
  for (const change of changes)
    for (const added of change.addedNodes) window.told.push(added.textContent.trim());
}).observe(document.querySelector("#still [aria-live]"), { childList: true, subtree: true });
"""


# Our clocks stand while a request is on its way: in these tests only the test makes time pass.
COUNT_REQUESTS = """
window.onTheWay = 0;
const real = window.fetch;
window.fetch = (...given) => {
  window.onTheWay += 1;
  return real(...given).finally(() => { window.onTheWay -= 1; });
};
"""


class Wait:
    """Time that passes in the page and in the server alike, and only when the test says so."""

    def __init__(self, page: Page, clock: Clock) -> None:
        self.page, self.clock = page, clock

    def __call__(self, seconds: int) -> None:
        for _ in range(0, seconds, 5):
            step = min(5, seconds)
            self.clock.now += step
            self.page.clock.run_for(step * SECOND)
            self._settle()

    def _settle(self) -> None:
        """Let what the page asked the server come back before time goes on."""
        with suppress(Error):  # the page was locked and is gone: nothing is on its way any more
            for _ in range(5000):
                if not self.page.evaluate("window.onTheWay"):
                    return
            raise AssertionError("a request never ends")


@pytest.fixture
def wait(open_page: Page, site: Site, monkeypatch: pytest.MonkeyPatch) -> Wait:
    """At the page "what safe means to me", of a book that locks after 5 minutes."""
    clock = Clock()
    open_books = site.services.open_books
    monkeypatch.setattr(open_books, "_clock", clock)
    for book in open_books._open.values():  # noqa: SLF001  # a book of long ago
        book.seen = book.born = clock.now
    open_page.clock.install()
    open_page.add_init_script(COUNT_REQUESTS)
    open_page.goto(site.url(address(site)))
    return Wait(open_page, clock)


def address(site: Site) -> str:
    return f"/p/{site.services.library.steps['safe-means'].code}"


def is_open(site: Site) -> bool:
    return bool(site.services.open_books._open)  # noqa: SLF001  # a book of long ago


def test_a_warning_comes_a_minute_before_and_the_lock_keeps_the_words(wait: Wait, site: Site) -> None:
    page = wait.page
    page.fill("textarea[name=words]", WORDS)
    wait(20)
    wait(210)  # the page's clock goes on by itself too, and a busy machine is slow
    expect(page.locator("#still button")).to_be_hidden()
    wait(40)
    expect(page.locator("#still button")).to_be_visible()
    with page.expect_navigation(url=site.url("/")):
        wait(60)
    expect(page.locator("button[name=door]").first).to_be_visible()
    assert not is_open(site)
    site.open_book(page.context, _reopen(site))
    be_alone(page, site)
    page.goto(site.url(address(site)))
    assert page.input_value("textarea[name=words]") == WORDS


def _reopen(site: Site) -> BookHandle:
    """The book of this test, as its lock would open it."""
    return site.services.vault.open_book(DOOR, "pin", PIN)


def test_a_screen_reader_hears_the_warning_once(wait: Wait, site: Site) -> None:
    page = wait.page
    assert page.locator("#still [aria-live=polite]").inner_text() == ""
    page.evaluate(SPY)
    for _ in range(11):
        wait(25)
    wait(15)
    told = page.evaluate("told.filter((text) => text.includes('My book locks soon.')).length")
    assert told == 1


def test_one_tap_stays_and_the_words_and_the_focus_are_where_they_were(wait: Wait, site: Site) -> None:
    page = wait.page
    page.fill("textarea[name=words]", WORDS)
    wait(20)
    wait(240)
    button = page.locator("#still button")
    expect(button).to_be_visible()
    page.focus("textarea[name=words]")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_be_hidden()
    assert page.evaluate("document.activeElement.name") == "words"
    assert page.input_value("textarea[name=words]") == WORDS
    wait(230)
    assert is_open(site)
    expect(button).to_be_hidden()
    wait(30)
    expect(button).to_be_visible()


# A page of another size scrolls by itself, which would count as somebody who is still here.
_STAY_UNSEEN = "addEventListener('scroll', (event) => event.stopImmediatePropagation(), true)"


def test_the_warning_hides_nothing_that_has_to_be_tapped(wait: Wait) -> None:
    page = wait.page
    wait(241)  # the page's clock goes on by itself too: a busy machine needs the rest of the minute
    expect(page.locator("#still button")).to_be_visible()
    page.evaluate(_STAY_UNSEEN)
    for width, height in ((810, 1080), (390, 844), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        wait(1)
        check_page(page)
        for tool in ("#exit", ".go .next", "#still button"):
            page.locator(tool).click(trial=True)
    page.set_viewport_size({"width": 810, "height": 1080})
    enlarge_text(page, 200)
    wait(1)
    check_page(page)


def test_taps_on_the_page_tell_the_server_and_a_page_left_alone_does_not(wait: Wait, site: Site) -> None:
    page = wait.page
    for _ in range(8):  # 8 minutes of reading, without one new page
        wait(60)
        page.keyboard.press("Tab")
        with page.expect_response("**/here"):
            wait(2)
    assert is_open(site)
    expect(page.locator("#still button")).to_be_hidden()
    with page.expect_navigation(url=site.url("/")):
        wait(300)


def test_a_second_tab_in_use_keeps_the_first_one_open(
    wait: Wait, site: Site, context: BrowserContext
) -> None:
    page = wait.page
    for _ in range(3):
        wait(100)
        context.request.get(site.url("/"))  # a tap in the other tab
    expect(page.locator("#still button")).to_be_hidden()
    assert page.url.endswith(address(site))
    assert is_open(site)


def test_a_tab_that_was_hidden_for_too_long_is_empty_before_it_is_seen(wait: Wait, site: Site) -> None:
    page = wait.page
    page.fill("textarea[name=words]", WORDS)
    wait(2)
    wait.clock.now += 301
    page.clock.set_system_time(page.evaluate("Date.now()") + 301 * SECOND)
    hidden = "document.dispatchEvent(new Event('visibilitychange')); document.body.hidden"
    with page.expect_navigation(url=site.url("/")):
        assert page.evaluate(hidden) is True
    assert not is_open(site)
    assert WORDS not in page.content()


def test_leaving_a_tab_keeps_its_words_and_renews_no_time(wait: Wait, site: Site) -> None:
    page = wait.page
    book = next(iter(site.services.open_books._open.values()))  # noqa: SLF001  # a book of long ago
    with page.expect_response("**/here"):  # the tap is told first
        page.fill("textarea[name=words]", WORDS)
        wait(1)
    seen = book.seen
    wait.clock.now += 5
    hide = (
        "Object.defineProperty(document, 'hidden', { get: () => true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    with page.expect_response("**/draft"):
        page.evaluate(hide)
    assert book.seen == seen
    with book.store() as store:
        assert [draft.fields["words"] for draft in store.drafts()] == [[WORDS]]


def test_with_no_server_the_page_still_hides(wait: Wait, watch: Watch) -> None:
    page = wait.page
    page.fill("textarea[name=words]", WORDS)
    wait(2)
    page.route("**/*", lambda route: route.abort())
    wait(310)
    page.wait_for_url(lambda url: not url.startswith("http"), wait_until="commit")
    watch.forgive("ERR_FAILED")
