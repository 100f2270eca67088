"""A stranger neither keeps out nor pushes out somebody who has proved who they are, by a lock or a code."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from benchmarks import waits
from easyread.book import vault as vault_module
from easyread.book.errors import LockTaken, MustWait
from easyread.book.vault import BookHandle, Made, Vault
from easyread.settings import Paths
from easyread.web.browser_sessions import Sessions
from easyread.web.own_tries import OwnTries
from easyread.web.setups import Setups
from tests.books import DOOR, PIN, QUICK, Clock, open_vault
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import WHO, new_client, opened_in, page_of, text_of
from tests.pages.test_my_book import choose, code_on, give_lock, save_copy, use_code

DAY, WEEK = waits.DAY, 7 * waits.DAY
WRONG_CODE = "A" * 24


@pytest.fixture(autouse=True)  # before there is an app
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The app's vault is quick, and is told the time."""
    clock = Clock()
    monkeypatch.setattr(vault_module, "Vault", lambda paths, **_: Vault(paths, QUICK, clock))
    return clock


def vault_of(app: Flask) -> Vault:
    vault: Vault = app.extensions["easyread"].vault
    return vault


def exhaust(vault: Vault, clock: Clock, *own: BookHandle) -> None:
    """A stranger chooses as many locks as they may, in new books and in those that are theirs."""
    pins = (f"{pin}" for pin in random.sample(range(100_000, 1_000_000), 500))
    while True:
        try:
            vault.make_book("tree", "pin", next(pins))
        except MustWait:
            break
    for one in own:
        try:
            while True:
                vault.change_lock(one, "tree", "pin", next(pins))
        except MustWait:
            pass


# --- recovery codes ---


def test_wrong_codes_without_an_end_never_keep_the_right_one_out(
    app: Flask, clock: Clock, made_once: tuple[Path, Made]
) -> None:
    stranger, owner = new_client(app), new_client(app)
    for _ in range(20):
        for _ in range(5):
            assert stranger.send("/forgot", code=WRONG_CODE).status_code == 403
        answer = owner.send("/forgot", code=made_once[1].recovery_code)
        assert (answer.status_code, answer.location) == (303, "/forgot/code")
        clock.now += 1


def bring(client: PageClient, data: bytes, code: str) -> TestResponse:
    fields = {**book.fields_of(client.get("/k/b")), "code": code}
    return client.post("/k/b", data={**fields, "copy": (io.BytesIO(data), "my-words.book")})


def test_nor_with_a_copy(app: Flask, open_client: PageClient, made_once: tuple[Path, Made]) -> None:
    data, code = save_copy(open_client), made_once[1].recovery_code
    vault_of(app).delete(open_client.opened)
    stranger = new_client(app)
    for _ in range(20):
        assert stranger.send("/forgot", code=WRONG_CODE).status_code == 403
        assert bring(stranger, data, WRONG_CODE).status_code == 403
    assert bring(new_client(app), data, code).location == "/forgot/code"


# --- choosing a lock ---


@pytest.fixture
def made(tmp_path: Path, clock: Clock) -> tuple[Vault, BookHandle]:
    vault = open_vault(tmp_path, clock)
    own = vault.make_book("boat", "pin", "482915")
    clock.now += 9 * DAY
    return vault, BookHandle(own.book, own.key)


def test_who_has_proved_a_book_chooses_a_lock_whatever_strangers_choose(
    made: tuple[Vault, BookHandle], clock: Clock
) -> None:
    """Once a week, for two months in which somebody makes books as often as they may."""
    vault, owner = made
    for week in range(8):
        for _ in range(7 * 24):
            exhaust(vault, clock)
            clock.now += waits.HOUR
        vault.change_lock(owner, "boat", "pin", f"48291{week}")


def test_books_without_a_lock_of_their_own_give_a_stranger_nothing_of_the_reserve(
    made: tuple[Vault, BookHandle], clock: Clock
) -> None:
    """They cost no choice, so anybody can have as many as they like."""
    vault, owner = made
    own = [vault.make_book("tree", "none", "") for _ in range(1)]
    exhaust(vault, clock, *(BookHandle(one.book, one.key) for one in own))
    vault.renew(owner, "boat", "pin", "739164")


def test_nor_do_books_that_were_made_without_one_and_brought_back_from_their_copy(
    made: tuple[Vault, BookHandle], clock: Clock
) -> None:
    vault, owner = made
    own = vault.make_book("tree", "none", "")
    data = vault.write_copy(BookHandle(own.book, own.key))
    vault.delete(BookHandle(own.book, own.key))
    exhaust(vault, clock, vault.read_copy(data, own.recovery_code))
    vault.change_lock(owner, "boat", "pin", "739164")


def test_one_book_with_a_lock_leaves_the_others_their_share(
    made: tuple[Vault, BookHandle], clock: Clock
) -> None:
    vault, owner = made
    own = vault.make_book("tree", "pin", "730284")
    for _ in range(14):
        exhaust(vault, clock, BookHandle(own.book, own.key))
        clock.now += DAY / 2
    vault.change_lock(owner, "boat", "pin", "739164")


def test_a_lock_that_is_taken_is_told_out_of_the_reserve_as_out_of_the_rest(
    made: tuple[Vault, BookHandle], clock: Clock
) -> None:
    vault, owner = made
    vault.make_book("tree", "pin", "730284")
    exhaust(vault, clock)
    with pytest.raises(LockTaken):
        vault.change_lock(owner, "tree", "pin", "730284")
    with pytest.raises(MustWait) as wait:
        vault.change_lock(owner, "tree", "pin", "730285")
    assert wait.value.seconds == WEEK


@pytest.fixture
def drained(app: Flask, clock: Clock) -> None:
    """Nobody at all can choose a lock: not even somebody with a book of their own."""
    vault = vault_of(app)
    own = [vault.make_book("tree", "pin", f"73028{number}") for number in range(2)]
    exhaust(vault, clock, *(BookHandle(one.book, one.key) for one in own))


def test_after_a_code_a_new_lock_can_be_chosen_although_strangers_have_chosen_all_they_may(
    app: Flask, clock: Clock, made_once: tuple[Path, Made]
) -> None:
    exhaust(vault_of(app), clock)
    client = new_client(app)
    use_code(client, made_once[1].recovery_code)
    assert choose(client, "f").location == page_of(client, WHO)
    assert "Your lock is changed." in text_of(client.get("/"))


def test_a_code_opens_the_whole_book_where_no_lock_can_be_chosen(
    app: Flask, drained: None, clock: Clock, made_once: tuple[Path, Made]
) -> None:
    """And never is "no lock" the only way: what opened the book stays, a new lock comes later."""
    client = new_client(app)
    code = use_code(client, made_once[1].recovery_code)
    answer = choose(client, "f")
    assert answer.location == page_of(client, WHO)
    assert "You cannot choose a new lock now." in text_of(client.get(answer.location))
    assert client.get("/w").status_code == 200
    assert new_client(app).send("/", "/open", door=DOOR, kind="pin", pin="000111").status_code == 403
    assert vault_of(app).open_with_code(code).book == made_once[1].book
    assert "Choose a new lock now" in text_of(client.get("/k"))
    assert choose(client, "f").status_code == 429
    clock.now += DAY
    assert choose(client, "f").location == "/k"
    assert "Choose a new lock now" not in text_of(client.get("/k"))
    assert client.get("/k/f").status_code == 404


def test_its_old_lock_opens_until_then(app: Flask, drained: None, made_once: tuple[Path, Made]) -> None:
    client = new_client(app)
    use_code(client, made_once[1].recovery_code)
    choose(client, "f")
    assert new_client(app).send("/", "/open", door=DOOR, kind="pin", pin=PIN).status_code == 303


def test_a_code_opens_the_whole_book_where_no_choice_can_be_counted(
    app: Flask, clock: Clock, paths: Paths, made_once: tuple[Path, Made]
) -> None:
    client = new_client(app)
    use_code(client, made_once[1].recovery_code)
    (paths.instance / "tries.json").unlink()
    (paths.instance / "tries.json").mkdir()
    assert choose(client, "f").location == page_of(client, WHO)
    assert client.get("/w").status_code == 200


# --- what is kept in memory ---


def flood(app: Flask, times: int = 600) -> None:
    """Set-ups that are begun by browsers that take no cookies, and by some that come back."""
    for number in range(times):
        browser = FlaskClient(app)
        answer = book.fields_of(browser.get("/n/x"))
        browser.post("/n/x", data=answer)
        if number % 2:
            browser.get("/n/d")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables so small that a short flood fills them."""
    monkeypatch.setattr("easyread.web.setups._NEW", 5)
    monkeypatch.setattr("easyread.web.setups._BACK", 5)
    monkeypatch.setattr(Sessions.__init__, "__defaults__", (5, 5))


def test_a_code_that_was_right_is_not_pushed_out(
    small: None, app: Flask, made_once: tuple[Path, Made]
) -> None:
    client = new_client(app)
    client.send("/forgot", code=made_once[1].recovery_code)
    new = code_on(client.get("/forgot/code"))
    flood(app, 40)
    assert code_on(client.get("/forgot/code")) == new
    assert client.send("/forgot/code").location == "/k/f"
    assert opened_in(client)


@pytest.mark.parametrize(("way", "page"), [("l", "/k/l/d"), ("d", "/k/d/y"), ("w", "/k/w/f")])
def test_what_the_lock_was_given_again_for_is_not_pushed_out(
    small: None, app: Flask, way: str, page: str
) -> None:
    client = new_client(app)
    assert client.send("/", "/open", door=DOOR, kind="pin", pin=PIN).status_code == 303
    assert give_lock(client, way).status_code == 303
    flood(app, 40)
    assert client.get(page).status_code == 200


def test_a_book_is_made_while_others_begin_many(app: Flask) -> None:
    client = new_client(app)
    client.send("/n/x")
    client.send("/n/d", door="home")
    flood(app, 400)
    assert client.send("/n/k", kind="none").location == "/n/c"


def test_set_ups_with_a_code_push_out_only_those_of_their_own_book() -> None:
    setups = Setups()
    own = setups.begin("a", "used", "code")
    for _ in range(2000):
        setups.begin()
        setups.find(setups.begin("b", "used", "code"))
    assert setups.find(own)


def test_slips_of_others_push_out_nobodys() -> None:
    clock = Clock()
    own_tries = OwnTries(clock)
    own_tries.add("own", "star")
    for number in range(1000):
        own_tries.add(f"{number}", "boat")
    assert own_tries.take("own", "star") == 1
    clock.now += 301
    own_tries.add("another", "boat")
    assert len(own_tries._tries) == 1  # noqa: SLF001  # and they do not stay


def test_the_first_tap_of_a_newcomer_works_while_others_take_no_cookies(app: Flask) -> None:
    for _ in range(1100):
        FlaskClient(app, use_cookies=False).get("/")
    for _ in range(4):
        client = new_client(app)
        form = book.fields_of(client.get("/"))
        for _ in range(3):
            FlaskClient(app, use_cookies=False).get("/")
        answer = client.post("/open", data={**form, "door": DOOR})
        assert answer.status_code == 200
