"""Doors, locks and recovery codes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from easyread.book import keys
from easyread.book.errors import LockTaken, MustWait, Refusal, WrongSecret
from easyread.book.locks import LockKind
from easyread.book.vault import BookHandle, Made, Vault
from easyread.crowding import Busy
from easyread.settings import Paths
from tests.books import Clock, Lock, open_vault

PIN = "482915"
T = TypeVar("T")


def words(vault: Vault, opened: BookHandle) -> list[str]:
    with vault.open_store(opened) as store:
        return [statement.words for statement in store.statements()]


def outcome(vault: Vault, door: str, kind: LockKind, secret: str) -> type:
    try:
        return type(insist(lambda: vault.open_book(door, kind, secret)))
    except Refusal as refusal:
        return type(refusal)


def insist(act: Callable[[], T]) -> T:
    """Come back until there is room: so many at once are told to."""
    while True:
        try:
            return act()
        except Busy:
            time.sleep(0.005)


# --- opening ---


@pytest.mark.parametrize(
    ("kind", "secret", "typed"),
    [
        ("pin", "482915", "٤٨٢ ٩١٥"),
        ("pictures", "sun boat home star", " sun boat  home star"),
        ("none", "", ""),
    ],
)
def test_a_book_opens_by_its_door_and_lock_after_a_restart(
    tmp_path: Path, vault: Vault, kind: LockKind, secret: str, typed: str
) -> None:
    made = vault.make_book("boat", kind, secret)
    assert open_vault(tmp_path).open_book("boat", kind, typed) == (made.book, made.key)


@pytest.mark.parametrize(
    ("door", "kind", "secret"),
    [
        ("boat", "pin", "482916"),
        ("tree", "pin", PIN),
        ("boat", "pictures", PIN),
        ("boat", "none", ""),
        ("boat", "pin", ""),
        ("boat\0pin", "pin", PIN),
        ("boat", "pin", "\ud800"),
    ],
)
def test_anything_else_is_refused_in_the_same_words(
    vault: Vault, made: Made, door: str, kind: LockKind, secret: str
) -> None:
    with pytest.raises(WrongSecret, match=r"^that did not open a book$"):
        vault.open_book(door, kind, secret)


def test_the_real_cost_is_used_unless_a_test_says_otherwise(tmp_path: Path) -> None:
    vault = Vault(Paths(instance=tmp_path / "instance"))
    made = vault.make_book("boat", "pin", PIN)
    assert vault.open_book("boat", "pin", PIN).book == made.book
    stored = json.loads((tmp_path / "instance" / "device.key").read_bytes())
    assert stored["cost"] == {"passes": 3, "memory": 65536, "lanes": 1}


def test_one_stretching_a_try_whatever_is_behind_the_door(
    vault: Vault, clock: Clock, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        clock.now += 3600
        vault.make_book("boat", "pictures", f"sun boat star{number}")
    stretched = []
    real = keys.stretch

    def stretch(*given: Any) -> bytes:
        stretched.append(given[1:])
        return real(*given)

    monkeypatch.setattr(keys, "stretch", stretch)
    tries: list[Lock] = [("boat", "pictures", "a b c"), ("tree", "pin", PIN), ("boat", "none", "")]
    tries.append(("boat", "pin", PIN))
    for door, kind, secret in tries:
        outcome(vault, door, kind, secret)
    assert stretched == tries


def test_two_books_behind_one_door_open_each_with_its_own_lock(vault: Vault, made: Made) -> None:
    other = vault.make_book("boat", "pin", "730284")
    assert vault.open_book("boat", "pin", PIN).book == made.book
    assert vault.open_book("boat", "pin", "730284").book == other.book
    assert words(vault, BookHandle(made.book, made.key)) == ["marker-elderflower"]
    assert words(vault, BookHandle(other.book, other.key)) == []


def test_the_same_door_and_lock_cannot_be_taken_twice(vault: Vault, made: Made) -> None:
    with pytest.raises(LockTaken):
        vault.make_book("boat", "pin", "٤٨٢٩١٥")
    assert vault.make_book("tree", "pin", PIN).book != made.book


def test_two_people_who_take_the_same_lock_at_once_get_one_book(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = keys.wrap

    def wrap(*given: Any) -> keys.Slot:
        time.sleep(0.05)
        return real(*given)

    monkeypatch.setattr(keys, "wrap", wrap)

    def make(_: int) -> bool:
        try:
            insist(lambda: vault.make_book("boat", "none", ""))
        except LockTaken:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(make, range(6))) == 1


# --- waits ---


def test_forty_guesses_at_once_are_four(vault: Vault, clock: Clock, made: Made) -> None:
    clock.now += 3600  # making the book was a try too
    with ThreadPoolExecutor(40) as pool:
        outcomes = list(pool.map(lambda n: outcome(vault, "boat", "pin", f"{n:04}"), range(40)))
    assert outcomes.count(WrongSecret) == 4
    assert outcomes.count(MustWait) == 36


def test_the_wait_outlives_a_restart_and_holds_back_the_right_lock_too(
    tmp_path: Path, vault: Vault, made: Made
) -> None:
    for guess in range(4):
        outcome(vault, "boat", "pin", f"000{guess}")
    with pytest.raises(MustWait) as wait:
        open_vault(tmp_path).open_book("boat", "pin", PIN)
    assert wait.value.seconds == 15


def test_a_door_with_and_a_door_without_a_book_wait_alike(
    tmp_path: Path, vault: Vault, clock: Clock, made: Made
) -> None:
    clock.now += 3600
    seen = {door: [outcome(vault, door, "pin", f"{n:04}") for n in range(6)] for door in ("boat", "tree")}
    assert seen["boat"] == seen["tree"] == [WrongSecret] * 4 + [MustWait] * 2
    kept = json.loads((tmp_path / "instance" / "tries.json").read_bytes())
    boat, tree = (kept[vault.name_door(door)] for door in ("boat", "tree"))
    assert boat | {"since": ""} == tree | {"since": ""}


def test_asking_for_a_lock_is_a_guess_at_every_door(vault: Vault, made: Made) -> None:
    """Else anybody could find a lock by asking for it until it is taken."""
    own = vault.make_book("tree", "pin", PIN)
    for guess in range(4):
        vault.change_lock(
            BookHandle(own.book, own.key), "boat", "pin", f"73028{guess}"
        )  # one out of the reserve
    for door in ("boat", "tree", "bus"):
        with pytest.raises(MustWait):
            vault.make_book(door, "pin", "730289")
        with pytest.raises(MustWait):
            vault.change_lock(BookHandle(own.book, own.key), door, "pin", "730289")
        with pytest.raises(MustWait):
            vault.renew(BookHandle(own.book, own.key), door, "pin", "730289")
        assert outcome(vault, door, "pin", "0001") is WrongSecret  # no door waits for it


def test_the_lock_of_another_book_is_wrong_where_one_book_is_asked_for_and_counts_so(
    vault: Vault, made: Made
) -> None:
    """Else the own open book would be a place to guess another's lock for nothing."""
    own = vault.make_book("boat", "pin", "730284")
    for secret in (PIN, "000111"):
        with pytest.raises(WrongSecret):
            vault.open_book("boat", "pin", secret, only=own.book)
    assert vault.open_book("boat", "pin", "730284", only=own.book).book == own.book
    assert vault.wrong_tries(vault.name_door("boat")).total == 2


def test_a_book_without_a_lock_is_never_kept_shut_by_guesses(vault: Vault) -> None:
    made = vault.make_book("boat", "none", "")
    for guess in range(6):
        outcome(vault, "boat", "pin", f"000{guess}")
    assert vault.open_book("boat", "none", "").book == made.book


def test_guessing_at_a_door_leaves_the_recovery_code_free(vault: Vault, made: Made) -> None:
    for guess in range(6):
        outcome(vault, "boat", "pin", f"000{guess}")
    assert vault.open_with_code(made.recovery_code).book == made.book


def test_wrong_codes_are_refused_alike_and_keep_the_right_one_waiting_never(
    tmp_path: Path, vault: Vault, made: Made
) -> None:
    for wrong in (made.recovery_code[:-1], "A" * 24, "", "no code") * 10:
        with pytest.raises(WrongSecret):
            vault.open_with_code(wrong)
    assert vault.open_with_code(made.recovery_code).book == made.book
    assert list(json.loads((tmp_path / "instance" / "tries.json").read_bytes())) == ["choosing"]
