"""Two tabs on each page that keeps something, in random order: nothing typed is lost or brought back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace
from playwright.sync_api import BrowserContext, Page

from easyread.book.store import Store
from easyread.book.vault import BookHandle, Made
from easyread.languages import ENGLISH
from easyread.model import Attachment
from easyread.visit.idle_time import read_idle
from easyread.web.hearing import Hearing
from tests.books import AT
from tests.browser.site import Site
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import page_of
from tests.pictures import make_photo

ROUNDS, STEPS = 10, 12  # of each round, so many things that the two tabs do
SPOKEN, SHOWN, TICKED = "safe-when", "notice", "want-these"
VOICE, PHOTO = "c" * 32, "d" * 32
EMPTY = "(nothing)"
UNFOLD = "for (const more of document.querySelectorAll('details')) more.open = true"


class Place(NamedTuple):
    """One page that keeps something: its address, what is changed on it, and what is kept of that now."""

    path: str
    field: str  # a selector
    read: Callable[[Store], str]
    written: bool = True  # else something is ticked

    def __repr__(self) -> str:
        return self.path


def last_of(said: list[str]) -> str:
    return said[-1] if said else EMPTY


def list_places(client: PageClient) -> list[Place]:
    """Every kind of page that keeps something; the book holds what each of them is about."""
    with book.book_of(client) as store:
        voice = Attachment(
            id=VOICE, page=page_of(client, SPOKEN), kind="voice", type="audio/wav", whole=True, at=AT
        )
        photo = Attachment(
            id=PHOTO, page=page_of(client, SHOWN), kind="photo", type="image/jpeg", whole=True, at=AT
        )
        store.begin_attachment(voice, b"RIFF")
        store.begin_attachment(photo, make_photo())
    spoken = book.say(client, SPOKEN, words="", attached=(VOICE,), presence=("nobody",))
    book.say(client, SHOWN, words="Look.", attached=(PHOTO,), presence=("nobody",))
    polish = book.say(client, "do-not-want", words="Nie.", language="pl", presence=("nobody",))
    friend = book.say(client, "who-helps", words="", choices=("friend",), presence=("nobody",))

    def read_words(step: str) -> Callable[[Store], str]:
        return lambda store: last_of([one.words for one in store.statements() if one.step == step])

    def read_renderings(voice: str | None) -> Callable[[Store], str]:
        return lambda store: last_of([one.words for one in store.renderings() if one.voice == voice])

    def read_about(store: Store) -> str:
        said = next(one for one in store.statements() if one.step == SHOWN)
        return last_of([one.about for one in store.attachments(said.attached)])

    return [
        Place(page_of(client, "safe-means"), "#words", read_words("safe-means")),
        Place(page_of(client, TICKED), "#words", read_words(TICKED)),
        Place(page_of(client, SHOWN), "textarea[name^=about-]", read_about),
        Place(
            page_of(client, friend.step) + "/names",
            "[name=name-friend]",
            lambda store: last_of([one.name for one in store.people()]),
        ),
        Place(f"/w/{polish.id}/english", "#english", read_renderings(None)),
        Place(f"/w/{spoken.id}/said", "#words", read_renderings(VOICE)),
        Place(
            page_of(client, "going-well"),
            "button[name^=sort-]",
            lambda store: last_of(
                [str(one.sorted) for one in store.statements() if one.step == "going-well"]
            ),
            written=False,
        ),
        Place("/o", "[name=choice]", lambda store: str(read_idle(store)), written=False),
        Place("/v", "[name=choice]", lambda store: store.setting("hearing") or str(Hearing()), written=False),
        Place("/l", "[name=language]", lambda store: store.setting("languages") or ENGLISH, written=False),
    ]


class Tabs(RuleBasedStateMachine):
    """Two tabs of one browser. What is written is a sign that nothing else has, so it can be looked for."""

    site: Site
    pages: list[Page]
    client: PageClient
    places: list[Place]
    count = 0  # of all that was written

    def __init__(self) -> None:
        super().__init__()
        self.place: Place | None = None
        self.sent: set[str] = set()  # written and gone off with its page
        self.over: set[str] = set()  # what was kept, and has been followed by something newer
        self.now = EMPTY

    # --- what a person does

    @precondition(lambda self: self.place is None)
    @rule(data=st.data())
    def open_both(self, data: st.DataObject) -> None:
        self.place = data.draw(st.sampled_from(self.places))
        with book.book_of(self.client) as store:  # a name has room for few words, and no versions
            store.keep_people([replace(one, name="") for one in store.people()])
        self.now = self._read()
        for tab in (0, 1):
            self._open(tab)

    @precondition(lambda self: self.place is not None)
    @rule(tab=st.sampled_from((0, 1)))
    def change(self, tab: int) -> None:
        place, page = self._place, self.pages[tab]
        type(self).count += 1
        if place.written:
            word = f"w{self.count}z"
            page.evaluate(UNFOLD)
            page.locator(place.field).first.press_sequentially(word)
            self.sent.add(word)
            return
        page.evaluate(UNFOLD)
        boxes = page.locator(f"main {place.field}")
        box = boxes.nth(self.count % boxes.count())
        box.evaluate("box => (box.labels?.[0] ?? box).click()")
        self._go(tab, "next")
        self.now = self._read()

    @precondition(lambda self: self.place is not None)
    @rule(tab=st.sampled_from((0, 1)), way=st.sampled_from(("next", "/", "/break", "again")))
    def leave(self, tab: int, way: str) -> None:
        self._go(tab, way)
        before, self.now = self.now, self._read()
        if not self._place.written:  # what is ticked is sent at once: this page is as it came
            assert self.now == before, (self._place, way)
        if self.now != before:
            self.over.add(before)

    # --- what holds

    @invariant()
    def nothing_old_is_back(self) -> None:
        if self.place and self.place.written:
            assert self.now not in self.over - {EMPTY, ""}, self.place

    def teardown(self) -> None:
        """Both go away; then all that was ever written is in the book."""
        for page in self.pages:
            page.goto(self.site.url("/break"))
        until = time.monotonic() + 10
        while (missing := self.sent - set(self._find())) and time.monotonic() < until:
            time.sleep(0.1)
        assert not missing, self.place

    # --- helpers

    @property
    def _place(self) -> Place:
        assert self.place
        return self.place

    def _open(self, tab: int) -> None:
        self.pages[tab].goto(self.site.url(self._place.path))

    def _go(self, tab: int, way: str) -> None:
        """Leave the page, and open it again: what it shows is new then."""
        page = self.pages[tab]
        with page.expect_navigation(wait_until="load"):
            if way == "next":
                page.locator(".go .next").click()
            elif way == "again":
                page.reload()
            else:
                page.locator(f'[formaction="/go"][value="{way}"]').first.click()
        self._open(tab)

    def _read(self) -> str:
        with book.book_of(self.client) as store:
            return self._place.read(store)

    def _find(self) -> list[str]:
        with book.book_of(self.client) as store:
            there = repr(store.everything())
        return [word for word in self.sent if word in there]


@pytest.fixture
def two_tabs(context: BrowserContext, site: Site, made_once: tuple[object, Made]) -> type[Tabs]:
    opened = BookHandle(made_once[1].book, made_once[1].key)
    client = PageClient(site.app)
    client.opened = opened
    site.open_book(context, opened)
    first = context.new_page()
    first.goto(site.url(page_of(client, "who-is-here")))
    first.locator("li:has(input[value=nobody]) > label").click()
    first.locator(".go .next").click()
    first.wait_for_load_state()

    class TwoTabs(Tabs):
        pass

    TwoTabs.site, TwoTabs.client = site, client
    TwoTabs.pages = [first, context.new_page()]
    TwoTabs.places = list_places(client)
    return TwoTabs


def test_in_whatever_order_two_tabs_lose_nothing_and_bring_nothing_old_back(two_tabs: type[Tabs]) -> None:
    run_state_machine_as_test(
        two_tabs,
        settings=settings(
            max_examples=ROUNDS,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
