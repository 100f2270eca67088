"""A cookie is a reference: whatever is done to any of them, at any step of any flow, gives no right.

Each flow is walked step by step. After each step every cookie is taken away, made up, replayed from each
earlier step and swapped with another person's; then pages, sounds, files and forms are asked for. What comes
must be within what that step may see, and the book must not have been written, unless all of it is open.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from easyread.book.vault import BookHandle, Made, Vault
from easyread.lan.certificate import own_certificate
from easyread.lan.entry import JOINED, Entry
from easyread.lan.joining import Joining
from easyread.lan.pages import install
from easyread.model import Attachment
from easyread.settings import Paths
from easyread.speech import Clip
from easyread.web.open_books import COOKIE
from tests.books import AT, QUICK
from tests.client import PageClient
from tests.faults.cookies import CARD, OTHER, Browser, Jar, Reached, find_reached, find_token, revision_of
from tests.pages import sharing_book as book

DOOR, PIN, NEW_DOOR, NEW_PIN = "star", "482915", "bus", "739164"
NOTHING: frozenset[Reached] = frozenset()
ALL: frozenset[Reached] = frozenset({"other", "card", "copy", "book"})
# What is not there although the whole book is open, until its lock is given again, or a code is to be kept.
BEHIND_A_LOCK = ("/k/w/html", "/k/w/json", "/k/d/y", "/n/c", "/forgot/code")
WORDS_TYPED = "QXTYPED by somebody else"

Seen = frozenset[Reached]


@dataclass
class Story:
    """The book that all flows are about, and the browser that walks them."""

    app: Flask
    browser: Browser
    made: Made
    other: str = ""  # statements
    on_card: str = ""
    card: str = ""

    @property
    def opened(self) -> BookHandle:
        return BookHandle(self.made.book, self.made.key)

    def give_lock(self, way: str, door: str = DOOR, pin: str = PIN) -> None:
        answer = self.browser.send(f"/k/{way}/o", door=door, kind="pin", pin=pin)
        assert answer.status_code == 303

    def choose_lock(self, way: str) -> Iterator[None]:
        """A new lock, page by page."""
        steps: tuple[tuple[str, dict[str, str]], ...] = (
            ("d", {"door": NEW_DOOR}),
            ("k", {"kind": "pin"}),
            ("s", {"pin": NEW_PIN}),
            ("s", {"pin": NEW_PIN}),
        )
        for page, fields in steps:
            assert self.browser.send(f"/k/{way}/{page}", **fields).status_code == 303
            yield

    def open(self, door: str = DOOR, pin: str = PIN) -> None:
        assert self.browser.send("/", "/open", door=door, kind="pin", pin=pin).location.startswith("/p/")
        self.be_alone()

    def be_alone(self) -> None:
        """Before somebody has said who is here, the words of another opening are for nobody to see."""
        self.browser.send(f"/p/{step(self, 'who-is-here')}", choice="nobody")

    def hand_over(self) -> None:
        assert CARD in self.browser.get(f"{self.card}/show").get_data(as_text=True)


# --- the flows: after each step, what may be seen


def open_by_lock(story: Story) -> Iterator[Seen]:
    yield NOTHING
    story.open()
    yield ALL


def lock(story: Story) -> Iterator[Seen]:
    story.open()
    yield ALL
    story.browser.send("/", "/lock")
    yield NOTHING
    story.open()
    yield ALL


def leave(story: Story) -> Iterator[Seen]:
    story.open()
    yield ALL
    story.browser.send("/", "/leave")
    yield NOTHING


def make_book(story: Story) -> Iterator[Seen]:
    """Another book, in the browser in which this one was open."""
    story.open()
    yield ALL
    story.browser.send("/", "/lock")
    for page, fields in (("/n/x", {}), ("/n/d", {"door": "home"}), ("/n/k", {"kind": "pin"})):
        story.browser.send(page, **fields)
    yield NOTHING
    story.browser.send("/n/l", pin=NEW_PIN)
    assert story.browser.send("/n/l", pin=NEW_PIN).location == "/n/c"
    yield NOTHING | {"code", "copy", "book"}  # of the new book
    story.browser.send("/n/c")
    yield NOTHING | {"copy", "book"}


def open_by_code(story: Story) -> Iterator[Seen]:
    story.open()
    story.browser.send("/", "/lock")
    yield NOTHING
    assert story.browser.send("/forgot", code=story.made.recovery_code).location == "/forgot/code"
    yield NOTHING | {"code"}
    assert story.browser.send("/forgot/code").location == "/k/f"
    yield NOTHING
    steps = story.choose_lock("f")
    next(steps)
    yield NOTHING
    list(steps)
    story.be_alone()
    yield ALL


def bring_back(story: Story) -> Iterator[Seen]:
    vault: Vault = story.app.extensions["easyread"].vault
    copy = vault.write_copy(story.opened)
    vault.delete(story.opened)
    sent = {"csrf_token": find_token(story.browser.client, "/k/b"), "code": story.made.recovery_code}
    answer = story.browser.client.post("/k/b", data={**sent, "copy": (io.BytesIO(copy), "my-words.book")})
    assert answer.location == "/forgot/code"
    yield NOTHING | {"code"}
    assert story.browser.send("/forgot/code").location == "/k/f"
    yield NOTHING
    list(story.choose_lock("f"))
    story.be_alone()
    yield ALL


def change_lock(story: Story) -> Iterator[Seen]:
    story.open()
    story.give_lock("l")
    yield ALL
    list(story.choose_lock("l"))
    yield ALL


def renew(story: Story) -> Iterator[Seen]:
    story.open()
    story.give_lock("r")
    steps = story.choose_lock("r")
    next(steps)
    yield ALL
    list(steps)
    found = story.app.extensions["easyread"].open_books.find(story.browser.jar[COOKIE])
    story.made = Made(found.book, bytes(found.key), "")
    story.be_alone()
    yield ALL | {"code"}
    story.browser.send("/n/c")
    yield ALL


def new_code(story: Story) -> Iterator[Seen]:
    story.open()
    story.give_lock("n")
    yield ALL | {"code"}
    story.browser.send("/n/c")
    yield ALL


def take_all_words(story: Story) -> Iterator[Seen]:
    story.open()
    story.give_lock("w")
    yield ALL | {"files"}
    story.browser.send("/", "/lock")
    yield NOTHING
    story.open()
    yield ALL
    story.browser.send("/", "/lock")
    assert story.browser.send("/forgot", code=story.made.recovery_code).location == "/forgot/code"
    story.browser.send("/forgot/code")
    yield NOTHING


def delete(story: Story) -> Iterator[Seen]:
    story.open()
    story.give_lock("d")
    yield ALL | {"sure"}
    story.browser.send("/", "/lock")
    story.open()
    yield ALL


def share(story: Story) -> Iterator[Seen]:
    """An OK, and a card that is made page by page."""
    story.open()
    yield ALL
    assert story.browser.send(book.ask_page(book.WANT)).status_code == 303
    yield ALL
    made = story.browser.send(book.summary_page(), card="e" * 32, line=story.on_card)
    assert made.location == f"/c/{'e' * 32}"
    yield ALL


def hand_over(story: Story) -> Iterator[Seen]:
    story.open()
    story.give_lock("w")
    yield ALL | {"files"}
    story.hand_over()
    yield NOTHING | {"card"}
    story.browser.send("/", "/language", language="ur")
    yield NOTHING | {"card"}
    story.browser.send(f"{story.card}/show", "/l", language="pl")
    story.browser.get("/w")
    yield NOTHING | {"card"}
    story.browser.send(f"{story.card}/show", "/lock")
    yield NOTHING
    story.open()
    yield ALL


Flow = Callable[[Story], Iterator[Seen]]
FLOWS: tuple[Flow, ...] = (
    open_by_lock, lock, leave, make_book, open_by_code, bring_back, change_lock, renew, new_code,
    take_all_words, delete, share, hand_over,
)  # fmt: skip


# --- what is asked for


def list_pages(story: Story) -> list[str]:
    """Pages, sounds and files that show each kind of thing there is. None of them changes anything."""
    return [
        *BEHIND_A_LOCK,
        "/w",
        "/k",
        "/k/c/file",
        "/k/f",
        "/c/made",
        "/o",
        f"/p/{step(story, book.SAFE)}",
        f"/w/{story.other}",
        f"{story.card}/text",
        f"/listen/mine/{story.other}",
        f"/listen/draft?page=/p/{step(story, book.SAFE)}",
        f"/m/{'b' * 32}",
        f"/m/{'a' * 32}",
    ]


def list_forms(story: Story) -> list[tuple[str, dict[str, str]]]:
    """Forms that would write, or let words be heard."""
    page = f"/p/{step(story, book.SAFE)}"
    return [
        ("/draft", {"here": page, "words": WORDS_TYPED}),
        ("/go", {"here": page, "words": WORDS_TYPED, "to": "/w"}),
        ("/language", {"here": page, "words": WORDS_TYPED, "language": "ur"}),
        ("/l", {"language": "pl", "two": "yes"}),
        ("/v", {"choice": "slow", "voice": "mine"}),
        ("/o", {"choice": "20"}),
        (page, {"words": WORDS_TYPED}),
        (f"/w/{story.other}/back", {}),
        (f"/m/{'a' * 32}/away", {}),
        (f"/m/{'b' * 32}/away", {}),
        ("/k/d/y", {"sure": "yes"}),
        ("/k/l/d", {"door": NEW_DOOR}),
        ("/k/seen", {}),
        ("/listen/mine", {"statement": story.other}),
    ]


def step(story: Story, name: str) -> str:
    code: str = story.app.extensions["easyread"].library.steps[name].code
    return code


def list_given_away(story: Story, client: FlaskClient, whole: bool) -> Iterator[tuple[str, Reached]]:
    """Ask for everything that may not be there; what each answer gave away."""
    for page in BEHIND_A_LOCK if whole else list_pages(story):
        for what in find_reached(client.get(page)):
            yield page, what
    if not whole:
        token = find_token(client, "/l")
        for page, fields in list_forms(story):
            for what in find_reached(client.post(page, data={**fields, "csrf_token": token})):
                yield page, what


# --- the test


@pytest.fixture
def paths(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A device where a lock costs little."""
    (paths.instance / "device.key").unlink()
    monkeypatch.setattr("easyread.book.vault.Vault", lambda paths, **_: Vault(paths, QUICK))
    return paths


@pytest.fixture
def entry(app: Flask, paths: Paths) -> Entry:
    """The way in for tablets that joined."""
    entry = Entry(app, "localhost", 443, Joining())  # the name that a test client asks for
    install(app, entry, own_certificate(paths.instance / "lan"))
    return entry


@pytest.fixture
def story(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Story:
    """A book with words that are on a card and words that are not."""
    vault: Vault = app.extensions["easyread"].vault
    made = vault.make_book(DOOR, "pin", PIN)
    owner = PageClient(app)
    owner.opened = BookHandle(made.book, made.key)
    story = Story(app, Browser(app), made)
    keep_words(owner, story)
    speech = app.extensions["easyread"].speech
    monkeypatch.setattr(speech, "say_private", lambda words, *_: Clip("audio/mpeg", words.encode(), []))
    return story


def keep_words(owner: PageClient, story: Story) -> None:
    story.on_card = keep(owner, book.WANT, CARD, "a" * 32)
    story.other = keep(owner, book.SAFE, OTHER, "b" * 32)
    book.explain(owner)
    with book.book_of(owner) as store:
        said = store.statement(story.on_card)
        unshared = store.statement(story.other)
    assert said
    assert unshared
    book.allow(owner, said)
    story.card = book.make_card(owner, said, unshared)


def keep(owner: PageClient, name: str, words: str, drawing: str) -> str:
    said = book.say(owner, name, words=words, attached=(drawing,))
    page = f"/p/{book.library_of(owner).steps[name].code}"
    with book.book_of(owner) as store:
        store.begin_attachment(
            Attachment(id=drawing, page=page, kind="drawing", type="image/png", whole=True, at=AT),
            words.encode(),
        )
    return said.id


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Another browser, in which another person's book is open."""
    vault: Vault = app.extensions["easyread"].vault
    browser = Browser(app)
    vault.make_book("home", "none", "")
    browser.send("/", "/open", door="home", kind="none")
    return browser


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_no_cookie_that_is_lost_made_up_replayed_or_swapped_gives_a_right(
    story: Story, stranger: Browser, flow: Flow
) -> None:
    assert find_gained(story, stranger, flow) == set()


@pytest.mark.parametrize("flow", [lock, open_by_code, hand_over], ids=lambda flow: flow.__name__)
def test_at_a_tablet_that_joined_no_cookie_gives_a_right(
    entry: Entry, story: Story, stranger: Browser, flow: Flow
) -> None:
    story.browser = Browser(story.app, entry)
    story.browser.client.set_cookie(JOINED, entry.joining.join(entry.joining.invite().token) or "")
    assert find_gained(story, stranger, flow) == set()


def find_gained(story: Story, stranger: Browser, flow: Flow) -> set[str]:
    """Walk a flow, attack it after each step; what was gained by that."""
    gained = set[str]()
    for number, may in enumerate(flow(story), 1):
        browser = story.browser
        browser.past.append(browser.jar)
        there = {what for page in list_pages(story) for what in find_reached(browser.get(page))}
        assert may <= there, f"step {number}: the test does not see what is there"
        for act, jar in browser.list_attacks(stranger.jar).items():
            for what in attack(story, jar, may, theirs=jar.get(COOKIE) == stranger.jar[COOKIE]):
                gained.add(f"step {number}, {act}: {what}")
    return gained


def attack(story: Story, jar: Jar, may: Seen, *, theirs: bool) -> Iterator[str]:
    """With these cookies: what was given away and must not be, and whether the book was written.

    ``theirs``: these cookies hold the stranger's book open, so their own pages are there.
    """
    whole = "other" in may and jar.get(COOKIE) == story.browser.jar.get(COOKIE)
    before = revision_of(story.app, story.opened)
    given = set(list_given_away(story, story.browser.with_cookies(jar), whole=whole))
    seen = {"copy", "book", *may - ALL} if theirs else may
    yield from (f"{page} gives {what}" for page, what in given if what not in seen)
    if not whole and revision_of(story.app, story.opened) != before:
        yield "it was written"
