"""The idle lock that the adult chooses: it holds at once and at later openings; beats renew nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from easyread.visit.idle_time import MINUTES
from easyread.web.open_books import BEAT, OpenBooks
from tests.books import DOOR, PIN, Clock
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, SAFE, fill, opened_in, page_of, text_of, words_on

MINUTE = 60


@pytest.fixture
def clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time that passes only when the test says so."""
    clock = Clock()
    monkeypatch.setattr(open_books_of(app), "_clock", clock)
    return clock


def open_books_of(app: Flask) -> OpenBooks:
    open_books: OpenBooks = app.extensions["easyread"].open_books
    return open_books


def is_open(client: PageClient) -> bool:
    cookie = client.get_cookie("place")
    return open_books_of(client.application).find(cookie.value if cookie else None, renew=False) is not None


def test_the_page_offers_five_times_and_shows_which_one_holds(open_client: PageClient) -> None:
    page = text_of(open_client.get("/o"))
    assert [f'value="{minutes}"' in page for minutes in MINUTES] == [True] * 5
    assert 'value="5" checked' in page
    assert page.count("checked") == 1
    assert 'value="/o"' in text_of(open_client.get("/"))


def test_without_scripts_the_page_says_that_no_warning_comes(open_client: PageClient) -> None:
    page = text_of(open_client.get("/o"))
    plain = page[page.index("<noscript><p") : page.rindex("</noscript>")]
    assert "Here my book locks with no warning." in plain


@pytest.mark.parametrize("minutes", MINUTES)
def test_a_choice_holds_at_once(clock: Clock, open_client: PageClient, minutes: int) -> None:
    assert open_client.send("/o", choice=str(minutes)).location == "/"
    assert f'data-idle="{minutes * MINUTE}"' in text_of(open_client.get("/"))
    clock.now += minutes * MINUTE
    assert is_open(open_client)
    clock.now += 1
    assert not is_open(open_client)


def test_a_choice_holds_at_the_next_opening_too(clock: Clock, open_client: PageClient) -> None:
    open_client.send("/o", choice="20")
    open_client.send("/", "/lock")
    open_client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    clock.now += 19 * MINUTE
    assert is_open(open_client)
    assert 'value="20" checked' in text_of(open_client.get("/o"))


@pytest.mark.parametrize("choice", ["", "0", "2", "21", "-1", "1.0", "1e9", "٥", "nan", MARKER])
def test_what_is_not_offered_changes_nothing(open_client: PageClient, choice: str) -> None:
    assert open_client.send("/o", choice=choice).location == "/"
    found = opened_in(open_client)
    assert found
    assert found.idle == 5 * MINUTE


def test_nobody_else_can_see_or_change_it(client: PageClient) -> None:
    assert client.get("/o").location == "/"
    assert client.send("/", "/o", choice="20").location == "/"


def seconds_left(client: PageClient, fields: dict[str, object], *, beat: bool = False) -> int:
    answer = client.post("/here", data=fields, headers={BEAT: "1"} if beat else {})
    assert answer.status_code == 200
    return int(answer.text)


def test_a_tap_renews_the_time_and_a_beat_only_asks(clock: Clock, open_client: PageClient) -> None:
    fields = fill(open_client, SAFE)
    clock.now += 4 * MINUTE
    assert seconds_left(open_client, fields, beat=True) == MINUTE
    assert seconds_left(open_client, fields) == 5 * MINUTE
    clock.now += 4 * MINUTE
    assert seconds_left(open_client, fields, beat=True) == MINUTE
    clock.now += MINUTE + 1
    assert seconds_left(open_client, fields, beat=True) == 0
    assert seconds_left(open_client, fields) == 0


def test_a_draft_that_the_page_sends_by_itself_is_kept_and_renews_nothing(
    clock: Clock, open_client: PageClient
) -> None:
    fields = fill(open_client, SAFE, words=MARKER)
    for _ in range(5):
        clock.now += MINUTE
        assert open_client.post("/draft", data=fields, headers={BEAT: "1"}).status_code == 204
    clock.now += 1
    assert not is_open(open_client)
    open_client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    book.be_with(open_client, "nobody")
    assert words_on(open_client.get(page_of(open_client, SAFE))) == MARKER


def test_typing_renews_the_time(clock: Clock, open_client: PageClient) -> None:
    fields = fill(open_client, SAFE, words=MARKER)
    for _ in range(5):
        clock.now += 2 * MINUTE
        open_client.post("/draft", data=fields)
    assert is_open(open_client)


def test_another_site_cannot_keep_a_book_open(clock: Clock, open_client: PageClient) -> None:
    fields = fill(open_client, SAFE)
    clock.now += 4 * MINUTE
    for headers in ({"Origin": "http://evil.test"}, {"Sec-Fetch-Site": "same-site"}):
        assert open_client.post("/here", data=fields, headers=headers).status_code == 403
    clock.now += MINUTE + 1
    assert not is_open(open_client)
