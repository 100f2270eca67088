"""Exit now leaves, whatever happens: locked, nothing of ours on the screen, nothing left in the browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

from easyread.book.store import Store
from easyread.book.vault import NotKept, Vault
from easyread.model import Draft
from easyread.views import sent_page
from easyread.web.open_books import COOKIE
from easyread.web.sealed_words import SealedWords
from easyread.web.security import FORM_BYTES
from tests.books import DOOR, PIN
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import (
    MARKER,
    NAME,
    SAFE,
    fill,
    new_client,
    opened_in,
    page_of,
    text_of,
    words_on,
)

SPOKEN = re.compile(r'\b(?:alt|title|placeholder|content|aria-[a-z]+)="([^"]*)"')  # words that are in no text


def texts_on(page: str) -> list[str]:
    """All that a page shows, its title included."""
    return [text.strip() for text in re.split(r"<[^>]*>", page) if text.strip()]


def test_leaving_locks_and_shows_a_neutral_page(open_client: PageClient) -> None:
    token = open_client.get_cookie(COOKIE)
    assert token
    answer = open_client.post("/leave", data=fill(open_client, SAFE, words=MARKER))
    assert (answer.status_code, answer.location) == (303, "/rest")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert open_client.get_cookie(COOKIE) is None
    assert open_client.get_cookie("session") is None
    open_client.set_cookie(COOKIE, token.value)
    assert opened_in(open_client) is None
    assert open_client.get(page_of(open_client, SAFE)).location == "/"


@pytest.mark.parametrize("languages", [(), ("pl", "en-GB"), ("ur",)])
def test_the_neutral_page_says_only_the_day(client: PageClient, languages: tuple[str, ...]) -> None:
    if languages:
        client.send("/l", language=languages[0], two="yes")
    page = text_of(client.get("/rest", headers={"Accept": "text/html"}))
    title, *shown = texts_on(page)
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", title)
    assert shown == [title]
    assert set(SPOKEN.findall(page)) == {"", "width=device-width, initial-scale=1", "noindex, nofollow"}
    for hint in ("<form", "<a ", "<script", "<button"):
        assert hint not in page


PAGES = ("/", "/q", "/w", "/s", "/s/all", "/c/made", "/n/c", "/listen/mine/" + "0" * 32, "/listen/draft")


def test_after_leaving_every_page_shows_the_doors(open_client: PageClient) -> None:
    pages = [*PAGES, *(page_of(open_client, step) for step in (SAFE, NAME, "who-not"))]
    open_client.send("/", "/leave")
    for page in pages:
        answer = open_client.get(page, follow_redirects=True)
        assert "Which door is yours?" in text_of(answer), page
    for page in ("/break", "/help", "/l"):
        assert "data-idle" not in text_of(open_client.get(page))


def test_the_next_person_sees_no_trace_of_the_last_one(open_client: PageClient) -> None:
    fresh = text_of(new_client(open_client.application).get("/"))
    open_client.send("/l", language="ur", two="yes")
    open_client.send(page_of(open_client, NAME), words=MARKER)
    open_client.send("/", "/leave")
    after = text_of(open_client.get("/"))
    assert re.sub(r'value="[^"]{30,}"', "", after) == re.sub(r'value="[^"]{30,}"', "", fresh)


def test_a_half_made_book_does_not_outlive_leaving(client: PageClient) -> None:
    client.send("/n/x")
    client.send("/n/d", door="home")
    client.send("/", "/leave")
    assert client.get("/n/k", follow_redirects=True).request.path == "/n"


def fail(*_: object, **__: object) -> None:
    raise NotKept


def break_draft(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Store, "keep_draft", fail)


def break_book(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Vault, "open_store", fail)


def break_reading(patch: pytest.MonkeyPatch) -> None:
    def trip(*_: object) -> None:
        raise ValueError(MARKER)

    patch.setattr(sent_page, "read_fields", trip)


def break_waiting(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Store, "keep_draft", fail)
    patch.setattr(SealedWords, "keep_last", fail)


@pytest.mark.parametrize("break_something", [break_draft, break_book, break_reading, break_waiting])
def test_leaving_works_when_keeping_fails(
    open_client: PageClient, monkeypatch: pytest.MonkeyPatch, break_something: Any
) -> None:
    fields = fill(open_client, SAFE, words=MARKER)
    break_something(monkeypatch)
    assert open_client.post("/leave", data=fields).location == "/rest"
    assert opened_in(open_client) is None


def test_words_that_could_not_be_kept_on_leaving_wait_for_the_book(
    open_client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = fill(open_client, SAFE, words=MARKER)
    break_draft(monkeypatch)
    open_client.post("/leave", data=fields)
    monkeypatch.undo()
    open_client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    book.be_with(open_client, "nobody")
    assert words_on(open_client.get(page_of(open_client, SAFE))) == MARKER


def test_nobody_comes_in_while_the_last_words_are_being_kept(
    open_client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, keep = [], Store.keep_draft
    opened = opened_in(open_client)
    assert opened

    def look(store: Store, draft: Draft) -> None:
        found.append(opened_in(open_client))
        keep(store, draft)

    monkeypatch.setattr(Store, "keep_draft", look)
    open_client.post("/leave", data=fill(open_client, SAFE, words=MARKER))
    assert found == [None]
    assert bytes(opened.key) == bytes(32)
    with book.book_of(open_client) as store:
        assert [draft.fields["words"] for draft in store.drafts()] == [[MARKER]]


@pytest.mark.parametrize("token", [None, "", "old", "x.y.z"])
def test_an_old_page_leaves_too_and_its_words_go_to_no_book(
    open_client: PageClient, token: str | None
) -> None:
    fields = fill(open_client, SAFE, words=MARKER, csrf_token=token or "")
    if token is None:
        del fields["csrf_token"]
    answer = open_client.post("/leave", data=fields)
    assert (answer.location, MARKER in text_of(answer)) == ("/rest", False)
    assert opened_in(open_client) is None
    with book.book_of(open_client) as store:
        assert store.drafts() == []


def test_more_words_than_any_form_may_hold_leave_too(open_client: PageClient) -> None:
    fields = fill(open_client, SAFE, words="x" * FORM_BYTES)
    assert open_client.post("/leave", data=fields).location == "/rest"
    assert opened_in(open_client) is None


def test_another_site_cannot_lock_anybody_out(open_client: PageClient) -> None:
    for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}):
        assert open_client.post("/leave", data={}, headers=headers).status_code == 403
    assert opened_in(open_client)


@pytest.mark.parametrize("method", ["/leave", "/lock", "/go", "/language", "/draft"])
def test_an_address_alone_does_nothing(open_client: PageClient, method: str) -> None:
    assert open_client.get(method).status_code == 405
    assert opened_in(open_client)


def test_locking_shows_the_doors_and_forgets_the_pages(open_client: PageClient) -> None:
    answer = open_client.post("/lock", data=fill(open_client, SAFE, words=MARKER))
    assert answer.location == "/"
    assert "Clear-Site-Data" in answer.headers
    assert opened_in(open_client) is None
    assert "Which door is yours?" in text_of(open_client.get("/"))


def test_the_first_page_after_an_idle_lock_makes_the_browser_forget_once(open_client: PageClient) -> None:
    open_client.get("/w")
    open_client.application.extensions["easyread"].open_books.lock_all()
    first, second = open_client.get("/"), open_client.get("/")
    assert first.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in second.headers


def test_every_page_changes_a_cookie(open_client: PageClient) -> None:
    """Chromium drops the pages that it keeps for Back when a cookie changes."""
    turns = [
        cookie.partition(";")[0]
        for path in ("/", "/w", "/w", "/no-such-page", "/rest")
        for cookie in open_client.get(path).headers.getlist("Set-Cookie")
        if cookie.startswith("turn=")
    ]
    assert len(turns) == len(set(turns)) == 5


def test_two_tabs_that_lock_one_after_the_other_lose_nothing(open_client: PageClient) -> None:
    tabs = [fill(open_client, step, words=f"Words of {step}.") for step in (SAFE, NAME)]
    assert [open_client.post("/lock", data=fields).status_code for fields in tabs] == [303, 202]
    open_client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    book.be_with(open_client, "nobody")
    assert words_on(open_client.get(page_of(open_client, SAFE))) == f"Words of {SAFE}."
    assert f'<blockquote lang="en-GB" dir="ltr">Words of {NAME}.' in text_of(
        open_client.get(page_of(open_client, NAME))
    )


def test_leaving_one_book_leaves_other_browsers_alone(open_client: PageClient) -> None:
    vault: Vault = open_client.application.extensions["easyread"].vault
    other = new_client(open_client.application)
    made = vault.make_book("home", "none", "")
    other.send("/", "/open", door="home", kind="none")
    open_client.send("/", "/leave")
    found = opened_in(other)
    assert found
    assert found.book == made.book


def test_opening_a_second_book_in_one_browser_locks_the_first(open_client: PageClient) -> None:
    vault: Vault = open_client.application.extensions["easyread"].vault
    vault.make_book("home", "none", "")
    first = opened_in(open_client)
    assert first
    open_client.send("/break", "/open", door="home", kind="none")
    assert bytes(first.key) == bytes(32)


@pytest.mark.parametrize(
    "page", ["/", "/break", "/help", "/l", "/n", "/n/x", "/forgot", "/w", "/s", "/c/made", "/nowhere"]
)
def test_exit_is_on_every_page(open_client: PageClient, page: str) -> None:
    text = text_of(open_client.get(page, follow_redirects=True))
    assert re.search(r'<button [^>]*class="tool exit" id="exit" form="page" formaction="/leave"', text)
