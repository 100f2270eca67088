"""Whatever others do, Exit, Lock and the neutral page are answered; nobody waits behind a crowd."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from queue import Queue
from statistics import median
from threading import Event
from typing import Any, NamedTuple, NoReturn

import pytest
from flask import Flask

from easyread import decoders
from easyread.book.device import DEVICE_COST
from easyread.book.errors import MustWait, WrongSecret
from easyread.book.vault import BookBusy, BookHandle, Made, Vault
from easyread.connections import CONNECTIONS
from easyread.crowding import VISITOR, Busy, Crowding
from easyread.dispatcher import Dispatcher
from easyread.photos import child
from easyread.settings import Paths
from easyread.views import pictures
from tests.books import DOOR
from tests.client import PageClient
from tests.faults.crowd import (
    ALL,
    LOADS,
    Crowd,
    keep_busy,
    make_form,
    stay_silent,
)
from tests.faults.leaving import leave_all, load_steps, prepare_books, prepare_to_leave
from tests.faults.program import Program, run_program
from tests.pages.step_pages import MARKER, SAFE, fill, page_of

LEAVERS = 4
PATIENCE = 60  # seconds for a machine that has much to do


class Busied(NamedTuple):
    program: Program
    books: list[Made]  # the first ones belong to the loads
    page: str


@pytest.fixture(scope="module")
def busied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busied]:
    instance = tmp_path_factory.mktemp("busy") / "instance"
    books = prepare_books(instance, len(LOADS) + LEAVERS)
    step = next(step for step in load_steps(Paths(instance)) if step.id == "safe-means")
    with run_program(instance) as program:
        yield Busied(program, books, f"/p/{step.code}")


@pytest.mark.parametrize("where", ["this device", "the room"])
def test_exit_lock_and_the_neutral_page_wait_for_nobody(busied: Busied, where: str) -> None:
    """Beside the same without a crowd: this machine may have much else to do.

    All crowds are here at once; ``make bench`` has a row for each of them alone, and judges ms.
    """
    come = busied.program.visit if where == "this device" else busied.program.join
    books = busied.books[len(LOADS) :]
    in_peace = leave_all(prepare_to_leave([come(made) for made in books], busied.page))
    leavers = prepare_to_leave([come(made) for made in books], busied.page)
    with keep_busy(ALL, come, busied.books) as crowds:
        time.sleep(1)  # until what it asks for stands in line
        took = leave_all(leavers)
    assert median(took) < 0.5 + 5 * median(in_peace)
    assert all(crowd.answers for crowd in crowds)  # they were there, and were answered too


def test_all_that_the_neutral_page_needs_is_answered_at_once(app: Flask, client: PageClient) -> None:
    page = client.get("/rest").get_data(as_text=True)
    needs = set(re.findall(r'(?:href|src)="([^"]+)"', page))
    assert len(needs) >= 3
    assert needs | {"/leave", "/lock", "/rest"} <= app.config["AT_ONCE"]


def test_of_many_openings_three_are_tried_and_the_rest_are_told_and_not_counted(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "instance")
    vault = Vault(paths, DEVICE_COST)

    def try_door(number: int) -> type[Exception]:
        try:
            vault.open_book(f"door-{number}", "pin", "730284")
        except (Busy, WrongSecret, MustWait) as refusal:
            return type(refusal)
        raise AssertionError

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(try_door, range(16)))
    assert told.count(Busy) + told.count(WrongSecret) == 16
    assert told.count(Busy) >= 10
    counted = (paths.instance / "tries.json").read_text("utf-8").count('"total":1,')
    assert counted == told.count(WrongSecret)


def test_who_finds_no_room_gets_the_same_kind_page_at_every_door(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["easyread"].vault, "_trying_at_once", Crowding(0, 0, seconds=2))
    fields = {"to": "/open", "kind": "pin", "pin": "730284"}
    seen = [client.send("/", door=door, **fields) for door in (DOOR, "pet")]  # with and without a book
    texts = [re.sub(r'value="[^"]{40,}"', "", answer.get_data(as_text=True)) for answer in seen]
    assert {answer.status_code for answer in seen} == {503}
    assert {answer.headers["Retry-After"] for answer in seen} == {"2"}
    assert texts[0] == texts[1]
    assert "This is busy now. Please try again soon." in texts[0]
    assert "730284" not in texts[0]


def test_one_visitor_never_takes_every_place() -> None:
    crowding = Crowding(most=3, each=2, seconds=2)
    with ExitStack() as stack:
        for _ in range(2):
            run_as("busy", lambda: stack.enter_context(crowding.enter()))
        with pytest.raises(Busy):
            run_as("busy", lambda: stack.enter_context(crowding.enter()))
        run_as("other", lambda: stack.enter_context(crowding.enter()))
        with pytest.raises(Busy):
            run_as("third", lambda: stack.enter_context(crowding.enter()))
    run_as("busy", lambda: crowding.enter().__enter__())  # all places were given back


def run_as(visitor: str, act: Callable[[], object]) -> None:
    token = VISITOR.set(visitor)
    try:
        act()
    finally:
        VISITOR.reset(token)


@pytest.mark.parametrize("many", [350, 1000])
@pytest.mark.parametrize(
    "said", [b"", b"POST /leave HTTP/1.1\r\nContent-Length: 50\r\n\r\nhalf"], ids=["idle", "half"]
)
@pytest.mark.parametrize("where", ["this device", "the room"])
def test_silent_connections_delay_no_newcomer(busied: Busied, where: str, said: bytes, many: int) -> None:
    come = busied.program.visit if where == "this device" else busied.program.join
    newcomer = come(busied.books[0])
    with stay_silent(newcomer, many, said) as silent:
        assert len(silent) > CONNECTIONS
        began = time.monotonic()
        for _ in range(3):
            assert newcomer.get("/").status == 200
        assert time.monotonic() - began < 2 * 3


@pytest.mark.parametrize("path", ["/leave", "/go", "/j"])
def test_forms_of_a_tablet_that_has_not_joined_delay_nobodys_exit(busied: Busied, path: str) -> None:
    stranger = busied.program.knock()
    form = make_form(stranger, path, "none", **{f"{number:x}": "" for number in range(200_000)})
    books = busied.books[len(LOADS) :]
    in_peace = leave_all(prepare_to_leave([busied.program.join(made) for made in books], busied.page))
    leavers = prepare_to_leave([busied.program.join(made) for made in books], busied.page)
    crowd = Crowd(stranger, [form] * 8)
    try:
        time.sleep(1)
        took = leave_all(leavers)
    finally:
        crowd.send_home()
    assert median(took) < 0.5 + 5 * median(in_peace)


@dataclass
class Request:
    """A channel of waitress with one request, which ends when it may."""

    path: str
    cookies: str = ""
    command: str = "POST"
    may_end: Event = field(default_factory=Event)
    began: Event = field(default_factory=Event)

    @property
    def requests(self) -> list[Request]:
        return [self]

    @property
    def headers(self) -> dict[str, str]:
        return {"COOKIE": self.cookies}

    def service(self) -> None:
        self.began.set()
        self.may_end.wait(PATIENCE)

    def cancel(self) -> None:
        pass


def make_dispatcher() -> Dispatcher:
    at_once = frozenset({"/leave", "/rest", "/here"})
    return Dispatcher(at_once, at_once - {"/here"}, lambda cookies: "b" if cookies == "known" else "")


def test_who_has_no_open_book_takes_one_thread_of_those_who_leave() -> None:
    dispatcher = make_dispatcher()
    strangers = [Request("/leave", f"place={number}") for number in range(20)]
    for one in strangers:
        dispatcher.add_task(one)
    others = [Request("/leave", "known"), Request("/rest", command="GET"), Request("/")]
    try:
        for one in others:
            dispatcher.add_task(one)
            assert one.began.wait(PATIENCE)
        assert strangers[0].began.wait(PATIENCE)
        assert sum(one.began.is_set() for one in strangers) == 1
    finally:
        for one in (*strangers, *others):
            one.may_end.set()
        dispatcher.shutdown()


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        pytest.param(Request("/leave", "known"), True, id="Exit"),
        pytest.param(Request("/rest", command="GET"), True, id="the neutral page"),
        pytest.param(Request("/here", "known"), False, id="how long until the lock"),
    ],
)
def test_other_pages_give_way_for_a_moment_after_somebody_left(asked: Request, waits: bool) -> None:
    dispatcher, other = make_dispatcher(), Request("/")
    for one in (asked, other):
        one.may_end.set()
    try:
        dispatcher.add_task(asked)
        assert asked.began.wait(PATIENCE)
        time.sleep(0.05)  # until it has ended
        dispatcher.add_task(other)
        assert other.began.wait(0.05) is not waits
        assert other.began.wait(PATIENCE)
    finally:
        dispatcher.shutdown()


@pytest.fixture
def vault(paths: Paths) -> Vault:
    return Vault(paths)


def test_two_wait_for_a_busy_book_and_the_third_is_told(vault: Vault, made_once: tuple[Path, Made]) -> None:
    opened = BookHandle(made_once[1].book, made_once[1].key)
    told = Queue[str]()

    def ask(patience: float | None = None) -> None:
        try:
            with vault.open_store(opened, patience):
                told.put("opened")
        except (Busy, BookBusy) as refusal:
            told.put(type(refusal).__name__)

    with ThreadPoolExecutor(7) as pool:
        with vault.open_store(opened):
            for _ in range(5):
                pool.submit(ask)
            assert [told.get(timeout=PATIENCE) for _ in range(3)] == ["Busy"] * 3
            pool.submit(ask, 0.1)  # as Exit does: it is never refused
            assert told.get(timeout=PATIENCE) == "BookBusy"
            pool.submit(ask, PATIENCE)
        assert [told.get(timeout=PATIENCE) for _ in range(3)] == ["opened"] * 3


def test_a_busy_book_keeps_nobody_from_making_a_book(vault: Vault, made_once: tuple[Path, Made]) -> None:
    opened = BookHandle(made_once[1].book, made_once[1].key)

    def change() -> None:
        with suppress(Busy, BookBusy):
            vault.new_code(opened)

    def copy() -> None:
        with suppress(Busy, BookBusy):
            vault.write_copy(opened)

    with ThreadPoolExecutor(9) as pool, vault.open_store(opened):
        for act in (copy, change, copy):
            pool.submit(act)
        time.sleep(0.2)  # until they wait
        assert pool.submit(vault.make_book, "garden", "none", "").result(PATIENCE)


def test_words_that_find_no_room_in_the_line_stay_on_the_screen(
    open_client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = fill(open_client, SAFE, words=MARKER)
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "open_store", refuse)
        answer = open_client.post(page_of(open_client, SAFE), data=form)
    assert answer.status_code == 503
    assert MARKER in answer.get_data(as_text=True)


def refuse(*_: object, **__: object) -> NoReturn:
    raise Busy(2)


@pytest.mark.parametrize("address", ["/m/p/", "/m/d/"])
def test_a_picture_is_decoded_while_its_book_is_free(
    open_client: PageClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    vault, opened = open_client.application.extensions["easyread"].vault, open_client.opened

    def decode(_: bytes) -> bytes:
        with ThreadPoolExecutor(1) as pool:  # another request

            def read() -> bool:
                with vault.open_store(opened, 5):
                    return True

            assert pool.submit(read).result(PATIENCE)
        return b"picture"

    for name in ("clean_photo", "clean_drawing"):
        monkeypatch.setattr(pictures, name, decode)
    page = page_of(open_client, SAFE)
    form: dict[str, Any] = {**fill(open_client, SAFE), "photo": (BytesIO(b"photo"), "a.jpg")}
    to = page.replace("/p/", address)
    headers = {"X-CSRFToken": form["csrf_token"][0]}
    sent = {"data": form} if address == "/m/p/" else {"data": b"drawing", "headers": headers}
    assert open_client.post(to, **sent).status_code in (204, 303)
    with vault.open_store(opened) as store:
        assert len(store.attachments()) == 1


def test_of_many_pictures_three_are_taken_and_the_rest_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    may_end = Event()

    def decode(*_: object) -> bytes:
        may_end.wait(PATIENCE)
        return b"fine\npicture"

    monkeypatch.setattr(decoders, "_run", decode)
    told = Queue[str]()

    def send(_: int) -> None:
        try:
            told.put(child.clean_photo(b"photo").decode())
        except Busy:
            told.put("Busy")

    with ThreadPoolExecutor(8) as pool:
        try:
            pool.map(send, range(8))
            assert [told.get(timeout=PATIENCE) for _ in range(5)] == ["Busy"] * 5
        finally:
            may_end.set()
        assert [told.get(timeout=PATIENCE) for _ in range(3)] == ["picture"] * 3
