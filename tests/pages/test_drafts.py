"""Half-written words outlive every way off a page, and never end up with anybody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from easyread import create_app
from easyread.book.store import Store
from easyread.book.vault import BookHandle, Made, NotKept, Vault
from easyread.model import LateWords
from easyread.settings import Paths, Settings
from easyread.web.open_books import COOKIE
from tests.books import DOOR, PIN
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import (
    MARKER,
    SAFE,
    WHO,
    WHO_NOT,
    WORRIED,
    fill,
    new_client,
    page_of,
    said_on,
    text_of,
    words_on,
)

WORDS = "\n Chcę 🏠 \u202eabc\u202c <b>\n"


def drafts_of(client: PageClient) -> dict[str, dict[str, list[str]]]:
    with book.book_of(client) as store:
        return {draft.page: draft.fields for draft in store.drafts()}


def late_of(client: PageClient) -> list[LateWords]:
    with book.book_of(client) as store:
        return store.late()


def let_idle(client: PageClient) -> None:
    """As if nobody had tapped for too long. The browser still has its cookies."""
    client.application.extensions["easyread"].open_books.lock_all()


def open_again(client: PageClient, pin: str = PIN, door: str = DOOR) -> str:
    """Open the book by its door and lock; gives where that leads."""
    opened = client.send("/", "/open", door=door, kind="pin", pin=pin)
    assert opened.status_code == 303
    return opened.location


def test_the_language_switch_keeps_the_place_and_the_words(alone: PageClient) -> None:
    page = page_of(alone, SAFE)
    there = alone.post("/language", data=fill(alone, SAFE, words=WORDS, language="ur"))
    assert there.location == page
    shown = alone.get(page)
    assert 'lang="ur" dir="rtl"' in text_of(shown)
    assert words_on(shown) == WORDS
    assert alone.post("/language", data=fill(alone, SAFE, words=WORDS, language="en-GB")).location == page
    assert words_on(alone.get(page)) == WORDS


def test_the_first_choice_of_a_language_leads_back_to_the_same_page(alone: PageClient) -> None:
    fields = fill(alone, SAFE, words=WORDS, quick="yes")
    languages = alone.post("/go", data={**fields, "to": "/l"}).location
    back = alone.send(languages, "/l", language="pl", two="yes").location
    assert back == page_of(alone, SAFE) + "?q=1"
    shown = alone.get(back)
    assert 'lang="pl"' in text_of(shown)
    assert words_on(shown) == WORDS


@pytest.mark.parametrize("here", ["/open", "/n/c", "/zz", "//evil.test", "https://evil.test/", "/../x", ""])
def test_a_language_switch_never_leads_to_no_page_or_outside(client: PageClient, here: str) -> None:
    there = client.send("/", "/language", here=here, language="pl").location
    assert client.get(there).status_code in (200, 303)
    assert there in ("/", "/n/c")


def test_words_keep_the_language_they_were_written_in(alone: PageClient) -> None:
    alone.send("/l", language="pl", two="yes")
    alone.post("/language", data=fill(alone, SAFE, words="Chcę klucz.", language="en-GB"))
    alone.post("/draft", data=fill(alone, SAFE, words="Chcę klucz. Mój."))
    alone.send(page_of(alone, SAFE), words="Chcę klucz. Mój.")
    said = said_on(alone, SAFE)
    assert said
    assert (said.language, said.words) == ("pl", "Chcę klucz. Mój.")
    alone.send(page_of(alone, SAFE), words="I want my key.")
    said = said_on(alone, SAFE)
    assert said
    assert said.language == "en-GB"


def test_words_keep_their_language_also_where_it_is_not_offered_any_more(
    alone: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone.send("/l", language="pl", two="yes")
    alone.post("/draft", data=fill(alone, SAFE, words="Chcę klucz."))
    monkeypatch.delitem(alone.application.extensions["easyread"].languages.all, "pl")
    alone.send(page_of(alone, SAFE), words="Chcę klucz.")
    said = said_on(alone, SAFE)
    assert said
    assert said.language == "pl"


@pytest.mark.parametrize("way", ["/go", "/draft", "/language", "/lock", "/leave"])
def test_every_way_off_a_page_keeps_what_is_on_it(alone: PageClient, way: str) -> None:
    fields = fill(alone, WORRIED, words=WORDS, choice=["hurts", "online"], to="/break", language="pl")
    assert alone.post(way, data=fields).status_code in (204, 303)
    if way in ("/lock", "/leave"):
        assert alone.get(page_of(alone, WORRIED)).location == "/"
        open_again(alone)
        book.be_with(alone, "nobody")  # private words are not shown before it is known who is here
    shown = alone.get(page_of(alone, WORRIED))
    assert words_on(shown) == WORDS
    assert book.fields_of(shown)["choice"] == ["hurts", "online"]
    assert said_on(alone, WORRIED) is None


def test_leaving_a_page_as_it_was_keeps_no_draft(alone: PageClient) -> None:
    alone.send(page_of(alone, SAFE), words=WORDS)
    for step in (SAFE, WORRIED):
        alone.post("/go", data=fill(alone, step, words=WORDS if step == SAFE else ""))
    assert drafts_of(alone) == {}


def test_clearing_a_field_and_leaving_does_not_bring_old_words_back(alone: PageClient) -> None:
    alone.send(page_of(alone, SAFE), words="Old words.")
    alone.post("/go", data=fill(alone, SAFE, words="Half"))
    alone.post("/go", data=fill(alone, SAFE, words=""))
    assert words_on(alone.get(page_of(alone, SAFE))) == ""
    said = said_on(alone, SAFE)
    assert said
    assert said.words == "Old words."
    alone.send(page_of(alone, SAFE), words="New words.")
    assert words_on(alone.get(page_of(alone, SAFE))) == "New words."


def test_an_unticked_box_stays_unticked(alone: PageClient) -> None:
    assert "private" in book.fields_of(alone.get(page_of(alone, WORRIED)))
    fields = fill(alone, WORRIED)
    del fields["private"]
    alone.post("/go", data=fields)
    assert "private" not in book.fields_of(alone.get(page_of(alone, WORRIED)))


@pytest.mark.parametrize("step", [SAFE, WHO, WHO_NOT])
@pytest.mark.parametrize("way", ["", "/go", "/draft", "/lock", "/language"])
def test_words_that_come_after_the_idle_lock_wait_for_their_own_book(
    alone: PageClient, step: str, way: str
) -> None:
    fields = fill(alone, step, words=WORDS, choice=[])
    let_idle(alone)
    answer = alone.post(way or page_of(alone, step), data=fields)
    assert answer.status_code == 202
    assert "The words wait for their own book." in text_of(answer)
    assert open_again(alone) == page_of(alone, WHO)
    book.be_with(alone, "nobody")
    assert drafts_of(alone) == {}
    assert [one.fields.get("words") for one in late_of(alone)] == [[WORDS]]


def test_words_of_two_pages_both_wait(alone: PageClient) -> None:
    fields = {step: fill(alone, step, words=f"Words of {step}.") for step in (SAFE, WORRIED)}
    let_idle(alone)
    for each in fields.values():
        alone.post("/draft", data=each)
    open_again(alone)
    book.be_with(alone, "nobody")
    for step in fields:
        assert f"Words of {step}." in text_of(alone.get(page_of(alone, step)))


def test_a_page_of_an_earlier_opening_says_nothing_in_the_next_one_but_its_words_are_there(
    alone: PageClient,
) -> None:
    open_again(alone)
    fields = fill(alone, SAFE, words=WORDS)
    let_idle(alone)
    open_again(alone)
    assert alone.post(page_of(alone, SAFE), data=fields).status_code == 202
    assert said_on(alone, SAFE) is None
    assert drafts_of(alone) == {}
    assert "Words came after my book was locked." not in text_of(alone.get("/"))
    book.be_with(alone, "nobody")
    assert "Words came after my book was locked." in text_of(alone.get("/"))
    assert [one.fields["words"] for one in late_of(alone)] == [[WORDS]]


@pytest.fixture
def ben(app: Flask, alone: PageClient) -> BookHandle:
    """Another person's book, behind another lock of the same door."""
    vault: Vault = app.extensions["easyread"].vault
    made: Made = vault.make_book(DOOR, "pin", "739164")
    return BookHandle(made.book, made.key)


@pytest.mark.parametrize("way", ["", "/go", "/draft", "/lock", "/language", "/leave"])
def test_another_book_opened_in_the_same_browser_never_gets_the_words(
    alone: PageClient, ben: BookHandle, way: str
) -> None:
    open_again(alone)
    fields = fill(alone, SAFE, words=MARKER)
    let_idle(alone)
    open_again(alone, "739164")
    answer = alone.post(way or page_of(alone, SAFE), data=fields)
    assert answer.status_code == (303 if way == "/leave" else 202)
    assert MARKER not in text_of(answer)
    ania, alone.opened = alone.opened, ben
    assert (drafts_of(alone), late_of(alone), said_on(alone, SAFE)) == ({}, [], None)
    alone.opened = ania
    open_again(alone)
    assert [one.fields["words"] for one in late_of(alone)] == [[MARKER]]


def test_words_that_wait_are_not_for_the_next_book(alone: PageClient, ben: BookHandle) -> None:
    fields = fill(alone, SAFE, words=MARKER)
    let_idle(alone)
    alone.post("/draft", data=fields)
    assert open_again(alone, "739164") == page_of(alone, WHO)
    assert words_on(alone.get(page_of(alone, SAFE))) == ""


@pytest.fixture
def restarted(app: Flask, settings: Settings, paths: Paths) -> Iterator[PageClient]:
    """A browser after the app was started again."""
    again = create_app(settings, paths)
    again.config["HOSTS"] = ("localhost",)
    again.test_client_class = PageClient
    yield new_client(again)
    again.extensions["easyread"].speech.close()


@pytest.mark.parametrize("way", ["", "/go", "/language", "/lock", "/draft", "/leave"])
def test_after_a_restart_the_words_are_shown_to_nobody_and_wait_for_their_book(
    alone: PageClient, restarted: PageClient, way: str
) -> None:
    fields = fill(alone, SAFE, words=WORDS)
    for name in (COOKIE, "session"):
        if cookie := alone.get_cookie(name):
            restarted.set_cookie(name, cookie.value)
    answer = restarted.post(way or page_of(alone, SAFE), data=fields)
    assert answer.status_code == (303 if way == "/leave" else 202)
    assert WORDS.strip() not in text_of(answer)
    restarted.opened = alone.opened
    open_again(restarted)
    assert [one.fields["words"] for one in late_of(restarted)] == [[WORDS]]


def test_with_no_room_on_the_disk_the_words_wait_through_lock_and_opening(
    alone: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise NotKept

    fields = fill(alone, SAFE, words=WORDS, to="/")
    monkeypatch.setattr(Store, "keep_draft", fail)
    answer = alone.post("/go", data=fields)
    assert (answer.status_code, words_on(answer)) == (507, WORDS)
    asked = alone.post("/lock", data={**book.fields_of(answer), "words": WORDS})
    assert (asked.status_code, words_on(asked)) == (507, WORDS)
    assert alone.post("/lock", data={**book.fields_of(asked), "words": WORDS, "sure": "yes"}).location == "/"
    assert open_again(alone) == page_of(alone, WHO)
    book.be_with(alone, "nobody")
    assert words_on(alone.get(page_of(alone, SAFE))) == WORDS
    let_idle(alone)
    monkeypatch.undo()
    assert open_again(alone) == page_of(alone, WHO)
    book.be_with(alone, "nobody")
    assert words_on(alone.get(page_of(alone, SAFE))) == WORDS
    assert drafts_of(alone)[page_of(alone, SAFE)]["words"] == [WORDS]
