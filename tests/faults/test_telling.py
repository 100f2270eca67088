"""Doors do not tell: after anything that was done at one, it answers as a door where nothing was done.

By chance, and many times over: acts at one door (a book is made, opened, given another lock, renewed; a lock
is asked for again; a code is given), at any time and with restarts, and then the same wrong tries at that
door and at one that nobody touched. Status, ``Retry-After``, the page and what is counted on the disk are
compared at each try. That time tells nothing either: tests/unit/book/test_vault.py.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from easyread import create_app
from easyread.book import vault as vault_module
from easyread.book.vault import BookHandle, Made, Vault
from easyread.settings import Paths, Settings
from tests.books import QUICK, Clock
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import skeleton
from tests.pages.test_doors import without_door

TOUCHED, UNTOUCHED, ELSEWHERE = "star", "home", "bus"
SEEDS = range(16)
HOUR = 3600.0


class Device:
    """The app on one device, whose clock is told the time."""

    def __init__(self, folder: Path, chance: random.Random, clock: Clock) -> None:
        self.paths, self.chance, self.clock = Paths(folder / "instance"), chance, clock
        self._pins = iter(chance.sample(range(100_000, 1_000_000), 500))
        self.apps: list[Flask] = []
        self.start()
        self.pin, self.other_pin = self.new_pin(), self.new_pin()
        self.made = self.vault.make_book(TOUCHED, "pin", self.pin)
        self.other = self.vault.make_book(ELSEWHERE, "pin", self.other_pin)

    def start(self) -> None:
        app = create_app(Settings(), self.paths)
        app.config["HOSTS"] = ("localhost",)
        app.test_client_class = PageClient
        self.apps.append(app)
        self.vault: Vault = app.extensions["easyread"].vault

    def new_pin(self) -> str:
        """One that nobody has, and that is not too easy."""
        return next(f"{pin}" for pin in self._pins if vault_module.weakness("pin", f"{pin}") is None)

    def browser(self) -> PageClient:
        client = self.apps[-1].test_client()
        assert isinstance(client, PageClient)
        return client

    def inside(self, made: Made) -> PageClient:
        """A browser in which this book is open, without its door."""
        client = self.browser()
        client.open_book(BookHandle(made.book, made.key))
        return client

    def counted(self, door: str) -> dict[str, Any]:
        kept = json.loads((self.paths.instance / "tries.json").read_bytes())
        return {**kept.get(self.vault.name_door(door), {}), "since": ""}


def knock(device: Device, door: str, pin: str) -> TestResponse:
    return device.browser().send("/", "/open", door=door, kind="pin", pin=pin)


def give_again(client: PageClient, way: str, door: str, pin: str) -> TestResponse:
    page = client.send(f"/k/{way}/o", door=door)
    return client.post(f"/k/{way}/o", data={**book.fields_of(page), "kind": "pin", "pin": pin})


# --- what may be done at the door that is touched ---


def do_nothing(device: Device) -> None:
    pass


def open_it(device: Device) -> None:
    knock(device, TOUCHED, device.pin)


def open_without_lock(device: Device) -> None:
    device.browser().send("/", "/open", door=TOUCHED, kind="none")


def make(device: Device, pin: str = "") -> None:
    client, pin = device.browser(), pin or device.new_pin()
    client.send("/n/x")
    client.send("/n/d", door=TOUCHED)
    client.send("/n/k", kind="pin")
    for _ in range(2):
        client.send("/n/l", pin=pin)


def make_taken(device: Device) -> None:
    make(device, device.pin)


def give_lock(device: Device, way: str) -> None:
    """Change the lock, or renew the book: the lock again, a door, a lock."""
    client, pin = device.inside(device.made), device.new_pin()
    if give_again(client, way, TOUCHED, device.pin).status_code != 303:
        return  # it has to wait
    client.send(f"/k/{way}/d", door=TOUCHED)
    client.send(f"/k/{way}/k", kind="pin")
    client.send(f"/k/{way}/s", pin=pin)
    if client.send(f"/k/{way}/s", pin=pin).status_code == 303:
        device.pin = pin
        if way == "r":
            found = device.vault.open_book(TOUCHED, "pin", pin)
            device.made = Made(found.book, found.key, "")


def give_code(device: Device) -> None:
    for code in ("A" * 24, device.other.recovery_code):
        device.browser().send("/forgot", code=code)


def ask_again(device: Device) -> None:
    give_again(device.inside(device.made), "d", TOUCHED, device.pin)


def ask_for_another(device: Device) -> None:
    """The lock of the book behind the door, where another book's is asked for: wrong, as at every door."""
    client = device.inside(device.other)
    answers = [give_again(client, "d", door, pin) for door, pin in both(device, device.pin)]
    assert len({answer.status_code for answer in answers}) == 1


def both(device: Device, pin: str) -> list[tuple[str, str]]:
    doors = [(TOUCHED, pin), (UNTOUCHED, pin)]
    device.chance.shuffle(doors)
    return doors


ACTS: tuple[Callable[[Device], None], ...] = (
    do_nothing, open_it, open_without_lock, make, make_taken, partial(give_lock, way="l"),
    partial(give_lock, way="r"), give_code, ask_again, ask_for_another,
)  # fmt: skip


# --- how it looks from outside ---


def probe(device: Device) -> None:
    """The same wrong try at both doors, at the same time, in either order: it must look the same."""
    answers = {door: knock(device, door, wrong) for door, wrong in both(device, device.new_pin())}
    seen = [
        (answer.status_code, answer.headers.get("Retry-After"), page_of(device, answer, door))
        for door, answer in sorted(answers.items())
    ]
    assert seen[0] == seen[1]
    assert device.counted(TOUCHED) == device.counted(UNTOUCHED)


def page_of(device: Device, answer: TestResponse, door: str) -> str:
    return without_door(device.browser(), answer, door) if answer.status_code == 403 else skeleton(answer)


def let_time_pass(device: Device) -> None:
    device.clock.now += device.chance.choice([0, 1, 14, 15, 60, 900, HOUR, 6 * HOUR, 14 * HOUR, 50 * HOUR])
    if device.chance.random() < 0.2:
        device.start()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_door_where_anything_was_done_answers_as_one_where_nothing_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_once: None, seed: int
) -> None:
    clock = Clock()
    monkeypatch.setattr(vault_module, "Vault", lambda paths, **_: Vault(paths, QUICK, clock))
    device = Device(tmp_path, random.Random(seed), clock)
    for _ in range(device.chance.randrange(6)):
        probe(device)
        let_time_pass(device)
    for _ in range(device.chance.randint(1, 6)):
        device.chance.choice(ACTS)(device)
        let_time_pass(device)
    for _ in range(12):
        probe(device)
        let_time_pass(device)
    for app in device.apps:
        app.extensions["easyread"].speech.close()
