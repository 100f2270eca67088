"""How the pages are read comes with a book and goes with it: whoever is next sees no trace of the last.

A fresh device is a browser that was never here. What is compared is all of it: pages, headers, cookies.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from easyread.book.store import Store
from easyread.book.vault import Made, NotKept
from easyread.languages import LANGUAGES
from easyread.web import reading
from tests.books import DOOR, PIN, Clock
from tests.client import PageClient
from tests.pages.step_pages import SAFE, fill, headers_of, new_client, page_of, text_of

# What somebody sees who has no book open here.
PAGES = (
    "/",
    "/l",
    "/v",
    "/n",
    "/n/x",
    "/forgot",
    "/help",
    "/rest",
    "/break",
    "/k/g",
    "/k/b",
    "/nowhere",
    "/w",
)
IDLE = 5 * 60.0  # seconds: the settings of a service that chose none
# Each choice that goes with how somebody reads: two scripts, two languages, all that is heard.
POLISH: dict[str, Any] = {"language": "pl", "two": "no"}
URDU: dict[str, Any] = {"language": "ur", "two": "yes"}
SLOWLY: dict[str, Any] = {"choice": "slow", "on": ["touch"], "voice": ["device", "mine"]}

Way = Callable[[PageClient], Any]


def language_of(answer: TestResponse) -> str:
    found = re.search('<html lang="([^"]*)"', text_of(answer))
    assert found
    return found[1]


def list_offered(client: PageClient) -> list[str]:
    """The languages that can be chosen at the doors, as they stand there."""
    page = text_of(client.get("/")).partition("<main")[2]
    return re.findall(r'name="language" value="([^"]*)"', page)


def cookies_of(client: FlaskClient) -> dict[str, tuple[Any, ...]]:
    """Each cookie of a browser: how long its value is, and all else about it."""
    names = ("session", "place", "turn", "joined")
    found = {name: client.get_cookie(name) for name in names}
    return {
        name: (len(one.value), one.expires, one.max_age, one.http_only, one.same_site, one.path)
        for name, one in found.items()
        if one
    }


def look(client: PageClient) -> dict[str, Any]:
    """All that a browser gets, without what is random each time."""
    seen: dict[str, Any] = {}
    for page in PAGES:
        answer = client.get(page, headers={"Accept": "text/html"})
        body = re.sub(r'value="[^"]{30,}"', "", text_of(answer))
        headers = {name: value for name, value in headers_of(answer).items() if name != "Set-Cookie"}
        seen[page] = answer.status_code, headers, body
    return {**seen, "cookies": cookies_of(client)}


def leave(client: PageClient) -> None:
    client.send("/", "/leave")


def lock(client: PageClient) -> None:
    client.send("/", "/lock")


def lock_by_itself(client: PageClient) -> None:
    """As a page does whose time is nearly over."""
    client.post("/lock", data=fill(client, SAFE), headers={"X-Beat": "1"})


def wait_for_the_lock(client: PageClient) -> None:
    """Nobody taps; the browser is closed, and opened again with all its tabs."""
    client.application.extensions["easyread"].open_books.lock_all()
    client.get("/")  # this once it is told to forget what it kept


def open_elsewhere(client: PageClient) -> None:
    """The book is opened on another tablet."""
    new_client(client.application).send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    client.get("/")


WAYS = (leave, lock, lock_by_itself, wait_for_the_lock, open_elsewhere)


@pytest.fixture
def fresh(app: Flask) -> dict[str, Any]:
    """A device that was never used."""
    return look(new_client(app))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", [POLISH, URDU], ids=lambda one: str(one["language"]))
def test_after_it_is_locked_every_page_is_as_on_a_fresh_device(
    open_client: PageClient, fresh: dict[str, Any], language: dict[str, str], way: Way
) -> None:
    open_client.send("/l", **language)
    open_client.send("/v", **SLOWLY)
    assert language_of(open_client.get("/w")) == language["language"]
    way(open_client)
    assert look(open_client) == fresh


@pytest.mark.parametrize("way", WAYS)
def test_what_was_chosen_at_the_doors_goes_with_the_book_that_it_opened(
    client: PageClient, fresh: dict[str, Any], way: Way
) -> None:
    client.send("/", "/l", **URDU)
    client.send("/v", **SLOWLY)
    client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    assert language_of(client.get("/w")) == "ur"
    way(client)
    assert look(client) == fresh


def choose_later(client: PageClient) -> None:
    assert client.send("/n", choice="later").location == "/rest"
    client.get("/rest")


def see_the_neutral_page(client: PageClient) -> None:
    client.get("/rest")


@pytest.mark.parametrize("way", [leave, lock, choose_later, see_the_neutral_page])
def test_what_was_chosen_at_the_doors_ends_with_the_neutral_page_too(
    client: PageClient, fresh: dict[str, Any], way: Way
) -> None:
    client.send("/", "/l", **URDU)
    client.send("/v", **SLOWLY)
    way(client)
    assert look(client) == fresh


def test_what_was_chosen_at_the_doors_ends_when_nobody_taps_there(
    client: PageClient, fresh: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(reading, "seconds_here", clock)
    client.send("/", "/l", **URDU)
    for _ in range(3):  # a tap begins the time anew
        clock.now += IDLE - 1
        assert language_of(client.get("/n")) == "ur"
    clock.now += IDLE + 1
    answer = client.get("/")
    assert language_of(answer) == "en-GB"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'  # sounds and letters of that language
    assert look(client) == fresh


def test_while_a_book_is_being_made_its_person_may_think_for_longer(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(reading, "seconds_here", clock)
    client.send("/", "/l", **URDU)
    client.send("/n/x")
    clock.now += 2 * IDLE
    assert language_of(client.get("/n/d")) == "ur"


def test_all_languages_stay_on_offer_at_the_doors_whatever_was_chosen(client: PageClient) -> None:
    everyone = [language.code for language in LANGUAGES]
    assert list_offered(client) == everyone
    for code in (*everyone, *reversed(everyone)):
        client.send("/", "/l", language=code)
        assert language_of(client.get("/")) == code
        assert list_offered(client) == everyone


def test_who_chooses_english_at_the_doors_sees_no_language_of_somebody_before(client: PageClient) -> None:
    client.send("/", "/l", language="en-GB")
    alone = text_of(client.get("/"))
    client.send("/", "/l", **URDU)
    client.send("/", "/l", language="en-GB")
    assert re.sub(r'value="[^"]{30,}"', "", text_of(client.get("/"))) == re.sub(
        r'value="[^"]{30,}"', "", alone
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_book_brings_its_languages_whatever_the_doors_speak(open_client: PageClient, way: Way) -> None:
    open_client.send("/l", **URDU)
    open_client.send("/v", **SLOWLY)
    mine = text_of(open_client.get("/break")).partition("<body")[2].partition(" data-idle")[2]
    way(open_client)
    open_client.send("/", "/l", **POLISH)  # somebody else, on the way to their own door
    open_client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    page = text_of(open_client.get("/break"))
    assert language_of(open_client.get("/break")) == "ur"
    assert 'data-hearing="slow touch device mine"' in mine
    assert 'data-hearing="slow touch device mine"' in page
    assert 'lang="en-GB"' in page


def test_a_recovery_code_brings_the_languages_of_its_book(
    open_client: PageClient, app: Flask, made_once: tuple[Path, Made]
) -> None:
    open_client.send("/l", **URDU)
    lock(open_client)
    other = new_client(app)
    other.send("/forgot", code=made_once[1].recovery_code)
    assert language_of(other.get("/forgot/code")) == "en-GB"  # nothing of the book is open yet
    assert other.send("/forgot/code").location == "/k/f"
    assert language_of(other.get("/k/f", follow_redirects=True)) == "ur"


def test_a_book_with_no_language_takes_that_of_the_doors_and_leaves_none_there(client: PageClient) -> None:
    client.send("/", "/l", **POLISH)
    client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    assert language_of(client.get("/w")) == "pl"
    with client.session_transaction() as session:
        assert not {"reading", "languages", "other", "hearing"} & session.keys()


def test_a_language_that_could_not_be_kept_holds_until_the_lock_and_no_longer(
    open_client: PageClient, fresh: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotKept

    monkeypatch.setattr(Store, "set_setting", refuse)
    open_client.send("/l", **URDU)
    assert language_of(open_client.get("/w")) == "ur"
    leave(open_client)
    assert look(open_client) == fresh


@pytest.mark.parametrize("way", [lock, wait_for_the_lock])
def test_the_answer_to_a_page_that_was_locked_is_in_its_language_and_the_next_is_not(
    open_client: PageClient, way: Way
) -> None:
    open_client.send("/l", **URDU)
    fields = fill(open_client, SAFE, words="Mam klucz.")
    way(open_client)
    answer = open_client.post(page_of(open_client, SAFE), data=fields)
    assert (answer.status_code, language_of(answer)) == (202, "ur")
    assert language_of(open_client.get("/")) == "en-GB"


@pytest.mark.parametrize("way", [lock, wait_for_the_lock])
def test_words_that_come_after_the_lock_keep_the_language_of_their_page(
    open_client: PageClient, way: Way
) -> None:
    open_client.send("/l", **POLISH)
    fields = fill(open_client, SAFE, words="Mam klucz.")
    way(open_client)
    open_client.post(page_of(open_client, SAFE), data=fields)
    open_client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    with open_client.application.extensions["easyread"].vault.open_store(open_client.opened) as store:
        assert [late.language for late in store.late()] == ["pl"]


@pytest.mark.parametrize("way", [wait_for_the_lock, open_elsewhere])
def test_what_the_next_page_had_to_tell_is_not_told_at_the_doors(
    open_client: PageClient, fresh: dict[str, Any], way: Way
) -> None:
    with open_client.session_transaction() as session:
        session["_flashes"] = [("message", "We cannot reach cards that you gave away.")]
    way(open_client)
    assert look(open_client) == fresh


@pytest.mark.parametrize("said", ["", "xx", "ur ur ur", "<b>", "ur\nen-GB", "x" * 100_000])
def test_a_page_that_names_a_wrong_language_is_answered_all_the_same(client: PageClient, said: str) -> None:
    fields = {"page-languages": said, "here": "/", "way": "pin"}
    assert client.send("/", "/open", door=DOOR, **fields).status_code == 200


def test_a_deleted_book_is_told_in_its_language_once(open_client: PageClient, fresh: dict[str, Any]) -> None:
    open_client.send("/l", **URDU)
    open_client.send("/k/d/o", door=DOOR, kind="pin", pin=PIN)
    assert open_client.send("/k/d/y", sure="yes").location == "/k/g"
    assert language_of(open_client.get("/k/g")) == "ur"
    assert language_of(open_client.get("/k/g")) == "en-GB"
    assert look(open_client) == fresh
