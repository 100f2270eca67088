"""A new book: door, lock twice, recovery code; nothing of it in an address or a cookie."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from easyread.book.vault import BookHandle, NotKept, Vault
from easyread.web.open_books import COOKIE
from easyread.web.setups import Setups
from tests.books import DOOR, PIN, Clock
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import WHO, new_client, opened_in, page_of, skeleton, text_of

OWN_DOOR = "bus"
PICTURES = ("keys", "star", "bus", "music")
NEW_PIN = "739164"
WEAK = "Other people could guess that. Choose a different one."


def begin(client: PageClient, kind: str = "pin", door: str = OWN_DOOR) -> str:
    """The first pages, up to the kind of lock; gives where that leads."""
    assert client.send("/n", choice="yes").location == "/n/x"
    assert client.send("/n/x").location == "/n/d"
    assert client.send("/n/d", door=door).location == "/n/k"
    return client.send("/n/k", kind=kind).location


def give_pin(client: PageClient, *pins: str) -> TestResponse:
    return [client.send("/n/l", pin=pin) for pin in pins][-1]


def tap_all(client: PageClient, *pictures: str) -> TestResponse:
    page = client.get("/n/l")
    for picture in pictures:
        page = client.post("/n/l", data={**book.fields_of(page), "tap": picture})
    return client.post("/n/l", data={**book.fields_of(page), "done": "yes"})


def test_what_ends_the_tapping_is_in_the_bar_that_stays_in_sight(client: PageClient) -> None:
    begin(client, "pictures")
    page = client.get("/n/l")
    for picture in ("keys", "star", "bus"):
        assert 'name="done"' not in text_of(page)
        page = client.post("/n/l", data={**book.fields_of(page), "tap": picture})
    assert 'name="done"' in text_of(page).split('<div class="go">')[1]


def code_on(page: TestResponse) -> str:
    return "-".join(re.findall(r'<li lang="en-GB" dir="ltr">([A-Z2-7]{4})</li>', text_of(page)))


def key_of(client: PageClient) -> BookHandle:
    found = opened_in(client)
    assert found
    return BookHandle(found.book, bytes(found.key))


def test_a_book_with_a_pin(client: PageClient) -> None:
    assert begin(client) == "/n/l"
    assert give_pin(client, NEW_PIN).location == "/n/l"
    assert give_pin(client, NEW_PIN).location == "/n/c"
    made = key_of(client)
    client.send("/n/c")
    client.send("/", "/lock")
    opened = client.send("/", "/open", door=OWN_DOOR, kind="pin", pin=NEW_PIN)
    assert opened.location == page_of(client, WHO)
    assert key_of(client) == made


def test_a_book_with_pictures(client: PageClient) -> None:
    begin(client, "pictures")
    assert tap_all(client, *PICTURES).location == "/n/l"
    assert tap_all(client, *PICTURES).location == "/n/c"
    made = key_of(client)
    client.send("/n/c")
    client.send("/", "/lock")
    client.send("/", "/open", door=OWN_DOOR, kind="pictures", tapped=list(PICTURES), done="yes")
    assert key_of(client) == made


def test_a_book_without_a_lock_begins_with_the_first_page_that_is_not_behind_us(client: PageClient) -> None:
    assert begin(client, "none") == "/n/c"
    made = key_of(client)
    assert client.send("/n/c").location == page_of(client, "in-charge")
    assert page_of(client, "in-charge") in text_of(client.get("/"))
    client.send("/", "/lock")
    client.send("/", "/open", door=OWN_DOOR, kind="none")
    assert key_of(client) == made


def test_the_code_opens_the_book(client: PageClient) -> None:
    begin(client, "none")
    code, made = code_on(client.get("/n/c")), key_of(client)
    client.send("/n/c")
    client.send("/", "/lock")
    client.send("/forgot", code=code)
    client.send("/forgot/code")
    assert key_of(client) == made


def test_the_code_stays_until_it_is_kept_and_is_then_gone(client: PageClient) -> None:
    begin(client)
    give_pin(client, NEW_PIN, NEW_PIN)
    code = code_on(client.get("/n/c"))
    assert len(code) == 29
    fields = book.fields_of(client.get("/n/c"))
    for way, sent in (("/language", {"language": "ur"}), ("/go", {"to": "/"}), ("/go", {"to": "/break"})):
        there = client.post(way, data={**fields, **sent}).location
        assert there == "/break" or code_on(client.get(there, follow_redirects=True)) == code
    client.send("/n/c", "/lock")
    client.send("/", "/open", door=OWN_DOOR, kind="pin", pin=NEW_PIN)
    assert code_on(client.get("/", follow_redirects=True)) == code
    client.send("/n/c")
    assert client.get("/n/c").location == "/"
    assert code not in text_of(client.get("/"))


def test_the_code_is_never_in_an_address_or_a_cookie_or_for_another_book(
    client: PageClient, open_client: PageClient, app: Flask
) -> None:
    new = new_client(app)
    begin(new)
    made = give_pin(new, NEW_PIN, NEW_PIN)
    code = code_on(new.get("/n/c"))
    for part in code.split("-"):
        assert part not in str(made.headers)
        assert part not in str([new.get_cookie("session"), new.get_cookie(COOKIE)])
    assert "no-store" in new.get("/n/c").headers["Cache-Control"]
    assert open_client.get("/n/c").location == "/"
    assert new_client(app).get("/n/c").location == "/"


@pytest.mark.parametrize(
    ("pin", "sentence"),
    [
        ("", "That is too short. Choose more."),
        ("123", "That is too short. Choose more."),
        ("abcdef", "That is too short. Choose more."),
        ("7391648205", "That is too long. Choose fewer."),
        ("123456", WEAK),
        ("1985", WEAK),
        ("۱۱۱۱", WEAK),
    ],
)
def test_a_weak_pin_is_refused_kindly(client: PageClient, pin: str, sentence: str) -> None:
    begin(client)
    answer = give_pin(client, pin)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert not pin or pin not in text_of(answer)
    assert give_pin(client, NEW_PIN, NEW_PIN).location == "/n/c"


@pytest.mark.parametrize(
    ("taps", "sentence"),
    [
        (("keys", "star"), "That is too short. Choose more."),
        (("home", "keys", "star", "heart"), WEAK),
        (("bus", "bus", "bus"), WEAK),
    ],
)
def test_weak_pictures_are_refused_kindly(client: PageClient, taps: tuple[str, ...], sentence: str) -> None:
    begin(client, "pictures")
    assert sentence in text_of(tap_all(client, *taps))


def test_a_lock_that_is_not_the_same_twice_begins_again(client: PageClient) -> None:
    begin(client)
    answer = give_pin(client, NEW_PIN, "739165")
    assert "Those were not the same. Try again." in text_of(answer)
    assert give_pin(client, NEW_PIN, NEW_PIN).location == "/n/c"


@pytest.mark.parametrize(("kind", "door"), [("pin", DOOR), ("none", OWN_DOOR)])
def test_a_lock_that_is_taken_is_refused_like_a_weak_one(
    client: PageClient, app: Flask, kind: str, door: str
) -> None:
    vault: Vault = app.extensions["easyread"].vault
    if kind == "none":
        vault.make_book(door, "none", "")
    begin(client, "pin", door)
    if kind == "pin":
        answer = give_pin(client, PIN, PIN)
        weak = give_pin(client, "123456")
        assert skeleton(answer) == skeleton(weak)
    else:
        answer = client.send("/n/k", kind="none")
    assert WEAK in text_of(answer)
    assert opened_in(client) is None


@pytest.mark.parametrize(("page", "there"), [("/n/d", "/n"), ("/n/k", "/n"), ("/n/l", "/n"), ("/n/c", "/")])
def test_a_page_in_the_middle_leads_to_the_beginning(client: PageClient, page: str, there: str) -> None:
    assert client.get(page, follow_redirects=True).request.path == there
    sent = client.send("/n", page, door=OWN_DOOR, kind="pin", pin=NEW_PIN)
    assert client.get(sent.location, follow_redirects=True).request.path == there


def test_the_way_back_can_be_walked_and_another_choice_made(client: PageClient) -> None:
    begin(client, "pictures")
    assert client.get("/n/k").status_code == 200
    assert client.send("/n/d", door="home").location == "/n/k"
    assert client.send("/n/k", kind="pin").location == "/n/l"
    give_pin(client, NEW_PIN, NEW_PIN)
    client.send("/n/c")
    client.send("/", "/lock")
    assert client.send("/", "/open", door="home", kind="pin", pin=NEW_PIN).status_code == 303


def test_beginning_again_forgets_what_was_begun(client: PageClient) -> None:
    begin(client)
    give_pin(client, NEW_PIN)
    client.send("/n/x")
    assert client.get("/n/k").location == "/n/d"
    begin(client)
    assert "Choose a number with 6 digits." in text_of(client.get("/n/l"))


def test_a_bad_time_leads_to_the_neutral_page_and_not_sure_to_a_few_tips(client: PageClient) -> None:
    assert client.send("/n", choice="later").location == "/rest"
    assert "Some times and places are safer." in text_of(client.send("/n", choice="not-sure"))


@pytest.mark.parametrize("door", ["nowhere", ""])
def test_a_door_that_is_no_door_is_not_taken(client: PageClient, door: str) -> None:
    client.send("/n/x")
    assert client.send("/n/d", door=door).location == "/n/d"
    assert client.get("/n/k").location == "/n/d"


def test_no_room_on_the_disk_says_so_and_makes_nothing(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise NotKept

    begin(client)
    monkeypatch.setattr(Vault, "make_book", fail)
    answer = give_pin(client, NEW_PIN, NEW_PIN)
    assert answer.status_code == 507
    assert "Your words are not kept yet." in text_of(answer)
    assert NEW_PIN not in text_of(answer)
    monkeypatch.undo()
    assert give_pin(client, NEW_PIN).location == "/n/c"


def test_a_set_up_and_a_code_are_forgotten_after_half_an_hour() -> None:
    clock = Clock()
    setups = Setups(clock)
    token = setups.begin()
    setups.keep_code("a", "CODE")
    clock.now += 1799
    assert setups.find(token)
    assert setups.find_code("a") == "CODE"
    clock.now += 2
    assert (setups.find(token), setups.find_code("a")) == (None, None)


def test_set_ups_are_few() -> None:
    setups = Setups()
    tokens = [setups.begin() for _ in range(1000)]
    assert sum(setups.find(token) is not None for token in tokens) == 500
    assert setups.find(tokens[-1])
