"""The file of tries taken away, or damaged: no guesser is better off than where it was left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from easyread.book.errors import LockTaken, MustWait, WrongSecret
from easyread.book.locks import LockKind
from easyread.book.vault import Made, Vault
from tests.books import Clock, open_vault

HOUR, DAY = 3600, 24 * 3600
Harm = Callable[[Path], None]
Act = Callable[[str, LockKind, str], object]


@pytest.fixture
def made(tmp_path: Path, clock: Clock) -> Made:
    return open_vault(tmp_path, clock).make_book("boat", "pin", "482915")


def take_away(file: Path) -> None:
    file.unlink(missing_ok=True)


def cut(file: Path) -> None:
    file.write_bytes(b"")


def leave(_: Path) -> None:
    pass


def guess(folder: Path, clock: Clock, harm: Harm, days: int) -> list[float]:
    """When each guess was made, by whoever harms the file and starts again whenever there is a wait."""
    guesses, end, number = list[float](), clock.now + days * DAY, 0
    vault = open_vault(folder, clock)
    while clock.now < end:
        number += 1
        waits = [try_once(act, number, guesses, clock) for act in (vault.open_book, vault.make_book)]
        if all(waits):
            harm(folder / "instance" / "tries.json")
            vault = open_vault(folder, clock)
            clock.now += try_once(vault.open_book, number, guesses, clock) or 1
    return guesses


def try_once(act: Act, number: int, guesses: list[float], clock: Clock) -> float:
    try:
        act("boat", "pin", f"{number:06}")
    except MustWait as wait:
        return wait.seconds
    except (WrongSecret, LockTaken):
        guesses.append(clock.now)
    return 0.0


@pytest.mark.parametrize("harm", [take_away, cut])
def test_who_takes_the_count_away_makes_no_more_guesses_than_who_leaves_it(
    tmp_path: Path, harm: Harm
) -> None:
    told: dict[object, int] = {}
    for each in (leave, harm):
        clock = Clock()
        folder = tmp_path / each.__name__
        open_vault(folder, clock).make_book("boat", "pin", "482915")
        clock.now += 30 * DAY
        told[each] = len(guess(folder, clock, each, 10))
    assert told[harm] <= told[leave]


@pytest.mark.parametrize("harm", [take_away, cut])
def test_every_door_waits_once_and_the_code_opens_meanwhile(
    tmp_path: Path, clock: Clock, made: Made, harm: Harm
) -> None:
    harm(tmp_path / "instance" / "tries.json")
    vault = open_vault(tmp_path, clock)
    for door in ("boat", "tree"):
        with pytest.raises(MustWait) as wait:
            vault.open_book(door, "pin", "482915")
        assert wait.value.seconds == 14 * HOUR
    clock.now += HOUR
    assert vault.open_with_code(made.recovery_code).key == made.key
    clock.now += 13 * HOUR
    vault.keep_time(now=True)
    for _ in range(5):
        assert open_vault(tmp_path, clock).open_book("boat", "pin", "482915").key == made.key


def test_a_new_device_with_no_book_waits_for_nothing(tmp_path: Path, clock: Clock) -> None:
    vault: Vault = open_vault(tmp_path, clock)
    with pytest.raises(WrongSecret):
        vault.open_book("boat", "pin", "482915")
    take_away(tmp_path / "instance" / "tries.json")
    assert open_vault(tmp_path, clock).make_book("boat", "pin", "482915")
