"""Whatever others do, Exit, Lock and the neutral page are answered; nobody waits behind a crowd."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest
from flask import Flask

from easyread.book.device import DEVICE_COST
from easyread.book.refusals import MustWait, WrongSecret
from easyread.book.vault import Made, Vault
from easyread.connections import CONNECTIONS
from easyread.crowding import VISITOR, Busy, Crowding
from easyread.settings import Paths
from tests.conftest import DOOR, PageClient
from tests.faults.crowd import (
    ALL,
    LOADS,
    SILENT,
    UPLOADS,
    keep_busy,
    stay_silent,
)
from tests.faults.leaving import leave_all, load_steps, prepare_books, prepare_to_leave
from tests.faults.program import Program, run_program

LEAVERS = 4


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


@pytest.mark.parametrize("load", [*LOADS, UPLOADS, SILENT, ALL])
@pytest.mark.parametrize("where", ["this device", "the room"])
def test_exit_lock_and_the_neutral_page_wait_for_nobody(busied: Busied, where: str, load: str) -> None:
    """Beside the same without a crowd: this machine may have much else to do. ``make bench`` judges ms."""
    come = busied.program.visit if where == "this device" else busied.program.join
    books = busied.books[len(LOADS) :]
    in_peace = leave_all(prepare_to_leave([come(made) for made in books], busied.page))
    leavers = prepare_to_leave([come(made) for made in books], busied.page)
    with keep_busy(load, come, busied.books) as crowds:
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
    counted = (paths.instance / "tries.json").read_text("utf-8").count("count")
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
