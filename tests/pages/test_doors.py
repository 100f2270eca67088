"""The same doors and the same locks for everybody: nothing says whether there is a book behind one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from easyread.book.backoff import FIRST_WAIT, FREE
from easyread.book.files import atomic_write
from easyread.book.vault import Made, Vault
from easyread.settings import Paths
from easyread.web.open_books import COOKIE
from tests.books import DOOR, PIN
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import WHO, new_client, opened_in, page_of, skeleton, step_of, text_of

EMPTY = "home"  # a door with no book behind it
WRONG = "That did not open it. Try again."
PICTURES = ("keys", "star", "bus", "music")
LOCKS = [
    {},
    {"way": "pin"},
    {"kind": "pictures"},
    {"kind": "pictures", "tapped": ["keys", "star"], "tap": "heart"},
    {"kind": "pictures", "tapped": list(PICTURES), "again": "yes"},
    {"kind": "pin", "pin": "739164"},
    {"kind": "pin", "pin": ""},
    {"kind": "pictures", "tapped": list(PICTURES), "done": "yes"},
    {"kind": "none"},
    {"kind": "recovery", "pin": "739164"},
]


def knock(client: PageClient, door: str = DOOR, **fields: Any) -> TestResponse:
    return client.send("/", "/open", door=door, **fields)


def without_door(client: PageClient, page: TestResponse, door: str) -> str:
    """A page with the name and the picture of its own door left out."""
    choice = next(one for one in book.library_of(client).doors if one.id == door)
    text = skeleton(page).replace(f'name="door" value="{door}"', "")
    question = text.partition('<div class="question">')[2].partition("</div>")[0]
    return text.replace(question, question.replace(f"{choice.picture}.svg", ""))


@pytest.fixture
def pictured(app: Flask) -> Made:
    """A second book behind the same door, with pictures."""
    vault: Vault = app.extensions["easyread"].vault
    return vault.make_book(DOOR, "pictures", " ".join(PICTURES))


def test_the_doors_are_the_same_with_and_without_books(
    app: Flask, tmp_path: Path, client: PageClient
) -> None:
    with_books = client.get("/")
    for folder in Paths(tmp_path / "instance").books.iterdir():
        folder.rename(tmp_path / folder.name)
    without = new_client(app).get("/")
    assert skeleton(with_books) == skeleton(without)
    assert text_of(with_books).count('name="door"') == 24


@pytest.mark.parametrize("fields", LOCKS, ids=str)
def test_the_lock_page_is_the_same_for_every_door(client: PageClient, fields: dict[str, Any]) -> None:
    answers = {door: knock(client, door, **fields) for door in (DOOR, EMPTY)}
    assert answers[DOOR].status_code == answers[EMPTY].status_code
    pages = {door: without_door(client, answer, door) for door, answer in answers.items()}
    assert pages[DOOR] == pages[EMPTY]
    headers = [
        {
            name: value
            for name, value in answer.headers.items()
            if name not in ("Content-Length", "Set-Cookie")
        }
        for answer in answers.values()
    ]
    assert headers[0] == headers[1]


@pytest.mark.parametrize("fields", LOCKS[5:9], ids=str)
def test_a_wrong_lock_says_try_again(client: PageClient, fields: dict[str, Any]) -> None:
    answer = knock(client, **fields)
    assert answer.status_code == 403
    assert WRONG in text_of(answer)
    assert client.get_cookie(COOKIE) is None


def test_the_right_pin_leads_to_who_is_here(client: PageClient, made_once: tuple[Path, Made]) -> None:
    answer = knock(client, kind="pin", pin=PIN)
    assert (answer.status_code, answer.location) == (303, page_of(client, WHO))
    found = opened_in(client)
    assert found
    assert found.book == made_once[1].book
    assert step_of(client, WHO).question in text_of(client.get(answer.location))
    cookie = answer.headers.getlist("Set-Cookie")
    assert all("HttpOnly" in one and "SameSite=Strict" in one for one in cookie)
    assert not any(found.book in one or PIN in one for one in cookie)


def test_digits_of_other_scripts_open_too(client: PageClient) -> None:
    assert knock(client, kind="pin", pin="۴۸۲ ۹۱۵").status_code == 303


def test_a_door_that_is_no_door_shows_the_doors(client: PageClient) -> None:
    for door in ("", "nowhere", "../etc"):
        assert knock(client, door, kind="pin", pin=PIN).location == "/"


def test_waits_grow_and_say_how_long(client: PageClient) -> None:
    codes = [knock(client, kind="pin", pin="739164").status_code for _ in range(FREE + 2)]
    assert codes == sorted(codes)
    assert set(codes) == {403, 429}
    for pin in ("739164", PIN):
        answer = knock(client, kind="pin", pin=pin)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= FIRST_WAIT
        assert "Please wait before you try again." in text_of(answer)
        assert "<bdi>1</bdi>" in text_of(answer)
    assert opened_in(client) is None
    assert knock(client, EMPTY, kind="pin", pin="739164").status_code == 403  # other doors do not wait


def test_waits_are_the_same_for_a_door_with_no_book(client: PageClient) -> None:
    codes = [knock(client, EMPTY, kind="pin", pin="739164").status_code for _ in range(FREE + 2)]
    assert codes == [403] * (FREE + 1) + [429]


def tap_all(client: PageClient, *pictures: str) -> TestResponse:
    """Tap pictures one after the other, as the page's own form sends them."""
    page = knock(client, kind="pictures")
    for picture in pictures:
        page = client.post("/open", data={**book.fields_of(page), "tap": picture})
        assert page.status_code == 200
    return client.post("/open", data={**book.fields_of(page), "done": "yes"})


def test_the_right_pictures_open_the_book_behind_that_lock(client: PageClient, pictured: Made) -> None:
    assert tap_all(client, *PICTURES).location == page_of(client, WHO)
    found = opened_in(client)
    assert found
    assert found.book == pictured.book


@pytest.mark.parametrize(
    "taps", [PICTURES[:3], PICTURES[::-1], (*PICTURES, "home"), ("nothing", "at", "all"), ()]
)
def test_other_pictures_open_nothing(client: PageClient, pictured: Made, taps: tuple[str, ...]) -> None:
    assert tap_all(client, *taps).status_code == 403
    assert opened_in(client) is None


def test_taps_travel_in_the_form_only(client: PageClient) -> None:
    page = knock(client, kind="pictures", tapped=["keys"], tap="star")
    assert re.findall(r'name="tapped" value="([^"]*)"', text_of(page)) == ["keys", "star"]
    cookies = [cookie.value for name in ("session", COOKIE) if (cookie := client.get_cookie(name))]
    assert not any("keys" in value for value in cookies)
    assert page.location is None


def test_no_more_than_five_pictures_are_taken_and_foreign_ones_are_left_out(client: PageClient) -> None:
    page = knock(client, kind="pictures", tapped=["keys", "<b>", "star"] * 5, tap="heart")
    assert re.findall(r'name="tapped" value="([^"]*)"', text_of(page)) == [
        "keys",
        "star",
        "keys",
        "star",
        "keys",
    ]


def test_a_pin_is_never_shown_again(client: PageClient) -> None:
    stale = {"door": DOOR, "kind": "pin", "pin": PIN, "here": "/open", "csrf_token": "old"}
    for page in (knock(client, kind="pin", pin="739164"), client.post("/open", data=stale)):
        assert "739164" not in text_of(page)
        assert PIN not in text_of(page)
        assert "<textarea" not in text_of(page)


def test_the_language_can_be_changed_at_every_door_and_lock(client: PageClient) -> None:
    lock = knock(client, way="pin")
    there = client.post("/language", data={**book.fields_of(lock), "language": "ur", "pin": PIN})
    assert there.location == "/"
    assert 'lang="ur" dir="rtl"' in text_of(client.get("/"))


@pytest.mark.parametrize("spell", [str, str.lower, lambda code: code.replace("-", " ")])
def test_the_recovery_code_opens_the_book(
    client: PageClient, made_once: tuple[Path, Made], spell: Any
) -> None:
    answer = client.send("/forgot", code=spell(made_once[1].recovery_code))
    assert (answer.status_code, answer.location) == (303, "/forgot/code")
    assert opened_in(client) is None
    assert client.send("/forgot/code").location == "/k/f"
    found = opened_in(client)
    assert found
    assert found.book == made_once[1].book


@pytest.mark.parametrize("code", ["", "ABCD", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "x" * 5000])
def test_another_code_opens_nothing(client: PageClient, code: str) -> None:
    answer = client.send("/forgot", code=code)
    assert answer.status_code == 403
    assert WRONG in text_of(answer)
    assert opened_in(client) is None


def test_a_damaged_book_says_so_kindly_and_stays_locked(
    client: PageClient, paths: Paths, made_once: tuple[Path, Made]
) -> None:
    (file,) = paths.books.glob("*/*/book.db")
    atomic_write(file, b"not a book" * 1000)
    answer = knock(client, kind="pin", pin=PIN)
    assert answer.status_code == 503
    assert "Your book does not open now." in text_of(answer)
    assert opened_in(client) is None


def test_my_page_has_the_name_and_the_way_on(open_client: PageClient) -> None:
    page = text_of(open_client.get("/"))
    assert "Go on where I stopped" in page
    assert page_of(open_client, "in-charge") in page
    assert open_client.get("/q").location == page_of(open_client, "people-may-tell") + "?q=1"
