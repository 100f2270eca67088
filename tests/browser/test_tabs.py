"""Exit, Lock, the idle lock and an opening elsewhere reach every tab: no word stands on any."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from easyread.book.vault import BookHandle, Made
from tests.books import DOOR as STAR
from tests.books import PIN
from tests.browser.back import DOOR, LONG_AGO, Tablet, address, hold, wait_until
from tests.browser.conftest import TABLET
from tests.browser.site import Site
from tests.browser.walk import be_alone
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER

SOON = 0.3  # seconds, as it was promised
HALF = f"{MARKER} half a sentence"


Told = dict[str, float]
# Each page tells by itself when it was tapped and when it hid: nobody can ask one that is leaving.
TELL = """
addEventListener("click", () => tellTime("tap", Date.now()), true);
addEventListener("DOMContentLoaded", () =>
  new MutationObserver(() => document.body.hidden && tellTime(location.pathname, Date.now()))
    .observe(document.body, { attributes: true, attributeFilter: ["hidden"] }));
"""


class Tabs(NamedTuple):
    """A step with half a sentence, My words, and a card; each holds the marker."""

    step: Tablet
    words: Tablet
    card: Tablet
    doors: Page  # from before the book was opened
    site: Site
    opened: BookHandle

    @property
    def all(self) -> tuple[Tablet, ...]:
        return self.step, self.words, self.card

    def seen(self) -> list[bool]:
        """Is the marker anywhere in each tab's document?"""
        return [_has_words(tab) for tab in self.all]

    def kept(self) -> list[str]:
        """The half sentence, wherever the book has it: as a draft, or as words that came late."""
        with self.site.services.vault.open_store(self.opened) as store:
            waiting = self.site.services.open_books.waiting
            late = [*waiting.read_late(self.opened).values(), *waiting.read_last(self.opened).values()]
            fields = [one.fields for one in (*store.drafts(), *late)] + [one.fields for one in store.late()]
        return [one["words"][0] for one in fields if one.get("words")]


def _has_words(tab: Tablet) -> bool:
    while True:
        with suppress(Error):  # between two documents there is none to be asked
            return tab.has_words()


def open_alone(context: BrowserContext, site: Site, opened: BookHandle) -> None:
    """The book opens, and nobody else is here."""
    site.open_book(context, opened)
    page = context.new_page()
    be_alone(page, site)
    page.close()


@pytest.fixture
def opened(site: Site, made_once: tuple[Path, Made]) -> BookHandle:
    return BookHandle(made_once[1].book, made_once[1].key)


@pytest.fixture
def card(site: Site, opened: BookHandle) -> str:
    """A card with the marker; gives its address."""
    client = PageClient(site.app)
    client.opened = opened
    said = book.say(client, "safe-means", words=MARKER)
    book.explain(client)
    book.allow(client, said)
    return book.make_card(client, said)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def context(browser: Browser, script: bool) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=TABLET, locale="en-GB", java_script_enabled=script) as context:
        yield context


@pytest.fixture
def told(context: BrowserContext, script: bool) -> Told:
    """Milliseconds since 1970: the last tap, and when each address hid, the first time."""
    told: Told = {}

    def tell(name: str, at: float) -> None:
        told[name] = at if name == "tap" else told.get(name, at)

    context.expose_function("tellTime", tell)
    context.add_init_script(TELL)
    return told


@pytest.fixture
def tabs(  # noqa: PLR0917
    context: BrowserContext, told: Told, site: Site, opened: BookHandle, card: str, script: bool
) -> Tabs:
    doors = context.new_page()
    doors.goto(site.url())
    open_alone(context, site, opened)
    found = []
    for path in (address(site), "/w", card):
        page = context.new_page()
        page.goto(site.url(path))
        found.append(Tablet(page, script=script))
    step, words, of_card = found
    tabs = Tabs(step, words, of_card, doors, site, opened)
    assert tabs.seen() == [True] * 3
    told.clear()  # somebody tapped who is here
    return tabs


def write(tabs: Tabs) -> None:
    tabs.step.page.fill("textarea[name=words]", HALF)


def press_exit(tabs: Tabs) -> None:
    tabs.words.page.click("#exit", no_wait_after=True)


def press_lock(tabs: Tabs) -> None:
    page = tabs.words.page
    page.goto(tabs.site.url("/break"))
    page.click("[formaction='/lock']", no_wait_after=True)


def lock_by_time(tabs: Tabs) -> None:
    (opened,) = tabs.site.open_books()
    opened.seen -= LONG_AGO


def open_in_a_tab(tabs: Tabs) -> None:
    """As from the doors; done when the first page of the new opening is there."""
    page = tabs.doors
    page.evaluate(
        """(fields) => {
          const form = document.getElementById("page");
          for (const [name, value] of Object.entries(fields)) {
            form.append(Object.assign(document.createElement("input"), { name, value }));
          }
          form.action = "/open";
          form.submit();
        }""",
        {"door": STAR, "kind": "pin", "pin": PIN},
    )
    page.wait_for_url("**/p/*", wait_until="domcontentloaded")


def open_elsewhere(tabs: Tabs) -> None:
    tabs.site.services.open_books.open(tabs.opened)


def wait_told(tabs: Tabs, told: Told, *names: str) -> None:
    """Until every page whose address begins so has told that it hid."""
    for _ in range(2000):
        if all(any(one.startswith(name) for one in told) for name in names):
            return
        tabs.doors.wait_for_timeout(10)  # not a sleep: what pages tell comes only meanwhile
    raise AssertionError(f"one of {names} never hid")


def measure(tabs: Tabs, act: Callable[[Tabs], None], told: Told) -> float:
    """Seconds until both tabs that nobody touches are hidden, from the tap, or else from when it was done."""
    act(tabs)
    begun = told.get("tap") or time.time() * 1000
    wait_told(tabs, told, address(tabs.site), "/c/")
    return (max(at for name, at in told.items() if name != "tap") - begun) / 1000


@pytest.mark.parametrize("script", [True], indirect=True)
@pytest.mark.parametrize(
    ("act", "most"),
    [
        (press_exit, SOON),
        (press_lock, SOON),
        (open_in_a_tab, SOON),
        (lock_by_time, 1 + SOON),  # the tab that finds out asks once a second
        (open_elsewhere, 1 + SOON),
    ],
)
def test_no_word_is_left_on_any_tab_and_the_half_sentence_is_not_lost(
    tabs: Tabs, told: Told, act: Callable[[Tabs], None], most: float
) -> None:
    write(tabs)
    hidden = measure(tabs, act, told)
    to = "/rest" if act is press_exit else "/"
    for tab in (tabs.step, tabs.card):
        tab.page.wait_for_url(lambda url: url.endswith(to))
    wait_until(lambda: not any(tabs.seen()), 10)
    wait_until(lambda: HALF in tabs.kept(), 10)
    assert hidden < most


@pytest.mark.parametrize("script", [True], indirect=True)
def test_all_tabs_hide_before_anything_is_answered(tabs: Tabs, told: Told) -> None:
    write(tabs)
    with hold(tabs.site, "/leave", "/rest", "/draft") as held:
        hidden = measure(tabs, press_exit, told)
        held.let_go()
    assert hidden < SOON
    wait_told(tabs, told, "/w")  # the tab that was tapped, too: its word may come after the others'
    for tab in tabs.all:
        tab.page.wait_for_url("**/rest")


@pytest.mark.parametrize("script", [True], indirect=True)
def test_where_tabs_cannot_talk_each_finds_out_by_itself(
    context: BrowserContext, site: Site, opened: BookHandle, card: str
) -> None:
    context.add_init_script("delete window.BroadcastChannel")
    open_alone(context, site, opened)
    pages = [context.new_page() for _ in range(2)]
    for page, path in zip(pages, (address(site), card), strict=True):
        page.goto(site.url(path))
    pages[0].fill("textarea[name=words]", HALF)
    pages[1].click("#exit")
    pages[0].wait_for_url(lambda url: url.endswith("/"), timeout=5000)
    expect(pages[0].locator(DOOR).first).to_be_visible()


@pytest.mark.parametrize("script", [True], indirect=True)
def test_a_tab_that_comes_back_is_hidden_until_the_server_has_answered(tabs: Tabs) -> None:
    page = tabs.step.page
    _pretend(page, hidden=True)
    assert page.evaluate("document.body.hidden")
    with hold(tabs.site, "/here") as held:
        _pretend(page, hidden=False)
        held.wait_for("/here")
        assert page.evaluate("document.body.hidden")
        held.let_go()
        wait_until(lambda: not page.evaluate("document.body.hidden"), 10)
    assert tabs.step.shows_words()


def _pretend(page: Page, *, hidden: bool) -> None:
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


@pytest.mark.parametrize("script", [True], indirect=True)
def test_a_tab_of_the_same_opening_stays_and_keeps_its_focus(tabs: Tabs) -> None:
    page = tabs.step.page
    page.focus("textarea[name=words]")
    tabs.words.page.goto(tabs.site.url("/"))
    page.wait_for_timeout(300)
    assert tabs.step.shows_words()
    assert page.evaluate("document.activeElement.name") == "words"


@pytest.mark.parametrize("script", [False], indirect=True)
@pytest.mark.parametrize("act", [press_exit, press_lock, open_elsewhere, lock_by_time])
def test_without_a_script_each_tab_ends_itself_within_the_idle_time(
    context: BrowserContext, site: Site, opened: BookHandle, card: str, act: Callable[[Tabs], None]
) -> None:
    open_alone(context, site, opened)
    (open_book,) = site.open_books()
    open_book.idle = 8.0
    found = [Tablet(context.new_page(), script=False) for _ in range(3)]
    begun = time.monotonic()
    for tab, path in zip(found, (address(site), "/w", card), strict=True):
        tab.page.goto(site.url(path))
    step, words, of_card = found
    tabs = Tabs(step, words, of_card, context.new_page(), site, opened)
    act(tabs)
    wait_until(lambda: not any(tabs.seen()), 20)
    assert time.monotonic() - begun < 8 + 4  # three pages were fetched one after the other
    for tab in (tabs.step, tabs.card):
        tab.page.wait_for_url("**/rest")
    wait_until(lambda: not site.open_books() or act is open_elsewhere, 20)


@pytest.mark.parametrize("script", [True], indirect=True, ids=["script"])
def test_a_card_that_is_handed_over_takes_the_words_from_every_other_tab(tabs: Tabs) -> None:
    write(tabs)
    card = tabs.card.page
    card.goto(card.url + "/show")
    for tab in (tabs.step, tabs.words):
        tab.page.wait_for_url("**/show")  # the card is all that this browser can reach now
        expect(tab.page.locator("body")).not_to_contain_text(HALF)


@pytest.mark.parametrize("script", [True], indirect=True, ids=["script"])
def test_when_somebody_comes_in_a_question_that_is_held_back_leaves_the_other_tab(
    tabs: Tabs, site: Site
) -> None:
    steps = site.services.library.steps
    held = next(step for step in steps.values() if step.held and not step.after)
    here = f"/p/{steps['who-is-here'].code}"
    for who in ("nobody", "family"):
        page = tabs.words.page
        page.goto(site.url(here))
        if not page.locator(f"input[name=choice][value={who}]").is_checked():
            page.locator(f"li:has(input[value={who}]) > label").click()
        with tabs.step.page.expect_navigation(), page.expect_navigation():  # the other tab asks anew
            page.click(".go .next")
        if who == "nobody":
            tabs.step.page.goto(site.url(f"/p/{held.code}"))
            expect(tabs.step.page.locator("h1")).to_contain_text(held.question)
    expect(tabs.step.page.locator("h1")).not_to_contain_text(held.question)
