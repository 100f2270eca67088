"""Somebody tried to open my book: told calmly at the next opening, to its person only, until it was seen."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from easyread import create_app
from easyread.book import backoff
from easyread.book import vault as vault_module
from easyread.book.vault import BookHandle, Made, Vault
from easyread.settings import Paths, Settings
from easyread.web.own_tries import OwnTries
from tests.books import DOOR, PIN, QUICK, Clock
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import new_client, page_of, text_of

TRIED = "Somebody tried to open your book."
EARLIER = "Before that:"
SEEN = "I have seen this"


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The day of the device; it can be set."""
    now = [date(2026, 3, 4)]
    monkeypatch.setattr(backoff, "today", lambda: now[0])
    return now


@pytest.fixture
def app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_once: None, clock: Clock, day: list[date]
) -> Flask:
    """A device with one book, and a clock that is told the time."""
    monkeypatch.setattr(vault_module, "Vault", lambda paths, **_: Vault(paths, QUICK, clock))
    app = create_app(Settings(), Paths(tmp_path / "instance"))
    app.config["HOSTS"] = ("localhost",)
    app.test_client_class = PageClient
    return app


@pytest.fixture
def made(app: Flask) -> Made:
    vault: Vault = app.extensions["easyread"].vault
    return vault.make_book(DOOR, "pin", PIN)


@pytest.fixture
def owner(app: Flask, made: Made) -> PageClient:
    """The owner's browser, once the book has been opened by its door: from then on it knows its door."""
    client = new_client(app)
    open_door(client)
    client.send("/", "/lock")
    return client


def open_door(client: PageClient, pin: str = PIN, who: str = "nobody", door: str = DOOR) -> int:
    code = client.send("/", "/open", door=door, kind="pin", pin=pin).status_code
    if code == 303 and who:
        client.send(page_of(client, "who-is-here"), choice=[who])
    return code


def open_later(client: PageClient, clock: Clock) -> None:
    """As soon as it may be."""
    while (code := open_door(client)) == 429:
        clock.now += 60
    assert code == 303


def guess(app: Flask, clock: Clock, times: int = 1, door: str = DOOR) -> None:
    """In another browser, as soon as it may be."""
    for number in range(times):
        while open_door(new_client(app), f"{100_000 + number}", door=door) == 429:
            clock.now += 3600


def told(client: PageClient) -> list[tuple[str, int]] | None:
    """What my page says about tries: days and how many; ``None`` when it says nothing."""
    page = text_of(client.get("/"))
    if TRIED not in page:
        return None
    return [(day, int(n)) for day, n in re.findall(r"<li><bdi>([^<]+)</bdi> – <bdi>(\d+)</bdi>", page)]


def test_it_is_told_with_day_and_number_and_how_to_choose_a_longer_lock(
    app: Flask, owner: PageClient, clock: Clock, day: list[date]
) -> None:
    guess(app, clock, 2)
    day[0] += timedelta(1)
    guess(app, clock, 3)
    open_later(owner, clock)
    assert told(owner) == [("5 March 2026", 3), ("4 March 2026", 2)]
    page = text_of(owner.get("/"))
    assert "A longer lock is harder to guess." in page
    assert 'value="/k/l"' in page.partition(TRIED)[2].partition(SEEN)[0]
    assert EARLIER not in page


def test_it_stays_until_it_was_seen_and_is_then_not_told_again(
    app: Flask, owner: PageClient, clock: Clock
) -> None:
    guess(app, clock)
    for _ in range(2):
        open_door(owner)
        assert told(owner)
        owner.send("/", "/lock")
    open_door(owner)
    assert owner.send("/", "/t").location == "/"
    assert told(owner) is None
    owner.send("/", "/lock")
    open_door(owner)
    assert told(owner) is None
    owner.send("/", "/lock")
    guess(app, clock)
    open_door(owner)
    assert told(owner) == [("4 March 2026", 1)]


@pytest.mark.parametrize("who", ["", "family", "partner", "support-worker", "someone-else"])
def test_nothing_is_told_before_it_is_known_that_nobody_is_here_who_could_have_tried(
    app: Flask, owner: PageClient, clock: Clock, who: str
) -> None:
    guess(app, clock)
    open_door(owner, who=who)
    assert told(owner) is None
    owner.send("/", "/t")  # nor can whoever is here make it go away
    book.be_with(owner, "nobody")
    assert told(owner) == [("4 March 2026", 1)]


def test_two_own_slips_just_before_are_not_told_and_a_third_is(owner: PageClient, clock: Clock) -> None:
    for own_tries, says in ((2, None), (3, [("4 March 2026", 1)])):
        for _ in range(own_tries):
            clock.now += 60
            assert open_door(owner, "000111") == 403
        open_later(owner, clock)
        assert told(owner) == says
        owner.send("/", "/t")
        owner.send("/", "/lock")


def test_slips_in_another_browser_or_long_ago_are_told(
    app: Flask, owner: PageClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_tries = OwnTries(clock)
    object.__setattr__(app.extensions["easyread"], "own_tries", own_tries)
    open_door(owner, "000111")
    clock.now += 301
    open_door(owner)
    assert told(owner) == [("4 March 2026", 1)]


def test_the_tries_before_the_book_was_made_and_at_other_doors_are_not_told(
    app: Flask, clock: Clock, day: list[date]
) -> None:
    guess(app, clock, 2)
    vault: Vault = app.extensions["easyread"].vault
    made = vault.make_book(DOOR, "pin", PIN)
    client = new_client(app)
    open_door(client)
    guess(app, clock, 2, door="home")
    client.send("/", "/lock")
    open_door(client)
    assert made.book
    assert told(client) is None


def test_only_the_last_days_are_told_one_by_one(
    app: Flask, owner: PageClient, clock: Clock, day: list[date]
) -> None:
    for _ in range(6):
        guess(app, clock)
        day[0] += timedelta(1)
    open_later(owner, clock)
    assert told(owner) == [(f"{n} March 2026", 1) for n in (9, 8, 7, 6)]
    assert re.search(rf"{EARLIER}.*<bdi>2</bdi>", text_of(owner.get("/")))


def test_tries_are_told_after_a_new_lock_also_those_at_the_old_door(
    app: Flask, owner: PageClient, clock: Clock
) -> None:
    guess(app, clock)
    open_door(owner, who="")
    change_lock(owner, "bus", "739164")
    owner.send("/", "/lock")
    guess(app, clock, door="bus")
    open_door(owner, "739164", door="bus")
    assert told(owner) == [("4 March 2026", 2)]


def change_lock(client: PageClient, door: str, pin: str) -> None:
    page = client.send("/k/l/o", door=DOOR)
    client.post("/k/l/o", data={**book.fields_of(page), "kind": "pin", "pin": PIN})
    client.send("/k/l/d", door=door)
    client.send("/k/l/k", kind="pin")
    for _ in range(2):
        assert client.send("/k/l/s", pin=pin).status_code == 303


def test_a_lost_file_of_tries_hides_none_that_come_after(
    app: Flask, owner: PageClient, made: Made, clock: Clock, tmp_path: Path
) -> None:
    guess(app, clock, 2)
    open_door(owner)
    owner.send("/", "/t")
    (tmp_path / "instance" / "tries.json").unlink()
    there = create_app(Settings(), Paths(tmp_path / "instance"))
    there.config["HOSTS"] = ("localhost",)
    there.test_client_class = PageClient
    clock.now += 14 * 3600  # a count that is gone is taken for the most
    guess(there, clock, 2)
    clock.now += 14 * 3600
    client = new_client(there)
    open_door(client)
    assert told(client) == [("4 March 2026", 2)]
    there.extensions["easyread"].speech.close()


def test_what_is_told_leaves_no_mark_at_the_door(
    app: Flask, owner: PageClient, made: Made, clock: Clock, tmp_path: Path
) -> None:
    guess(app, clock, 2)
    before = (tmp_path / "instance" / "tries.json").read_bytes()
    open_door(owner)
    assert told(owner)
    owner.send("/", "/t")
    assert (tmp_path / "instance" / "tries.json").read_bytes() == before


def test_an_open_book_is_told_nothing_new_before_its_next_opening(
    app: Flask, owner: PageClient, made: Made, clock: Clock
) -> None:
    open_door(owner)
    guess(app, clock)
    assert told(owner) is None
    assert BookHandle(made.book, made.key).book
