"""Where tries cannot be counted, they are not free: every door waits first, again after each start.

On real disks: read only, full, and with something else in the place of the file.
"""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest
from flask import Flask

from easyread.book import backoff
from easyread.book import vault as vault_module
from easyread.book.errors import LockTaken, MustWait, NotKept, Refusal, WrongSecret
from easyread.book.vault import BookHandle, Made, Vault
from easyread.settings import Paths
from tests.books import DOOR, PIN, QUICK, Clock, make_statement, open_vault
from tests.client import PageClient
from tests.faults.test_pulled import read_only
from tests.pages.step_pages import new_client, text_of

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def made(tmp_path: Path, clock: Clock) -> Made:
    """A book behind the boat, with one statement; what was counted when it was made is forgotten."""
    vault = open_vault(tmp_path, clock)
    book = vault.make_book("boat", "pin", "482915")
    with vault.open_store(BookHandle(book.book, book.key)) as store:
        store.keep(make_statement(words="kept before"))
    clock.now += 2 * DAY
    vault.keep_time(now=True)
    return book


@contextmanager
def replaced(folder: Path) -> Iterator[None]:
    """A folder stands where the file of tries should be."""
    file = folder / "tries.json"
    file.unlink()
    file.mkdir()
    yield


def refuse_for_want_of_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no room")


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """The folder on a disk of its own that is full to the last byte."""
    if os.geteuid() or subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode:
        with pytest.MonkeyPatch.context() as patch:  # only root mounts a small disk
            patch.setattr(backoff, "atomic_write", refuse_for_want_of_room)
            yield
        return
    moved = folder.rename(folder.with_name("moved"))
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", folder], check=True)
    try:
        (moved / "reserve").unlink(missing_ok=True)  # it was given up already
        subprocess.run(["cp", "-r", f"{moved}/.", folder], check=True)
        with suppress(OSError), (folder / "filling").open("wb", buffering=0) as stream:
            while stream.write(bytes(512)):
                pass
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


Disk = Callable[[Path], AbstractContextManager[None]]
DISKS: list[Disk] = [read_only, replaced, full]


def guess(vault: Vault, number: int, guesses: dict[str, int]) -> float:
    """Try at the door, and ask whether a lock is taken: whichever can be. How long to wait now."""
    waits = []
    for act in (vault.open_book, vault.make_book):
        try:
            act("boat", "pin", f"{number:06}")
        except (WrongSecret, LockTaken):
            guesses[act.__name__] = guesses.get(act.__name__, 0) + 1
        except MustWait as wait:
            waits.append(wait.seconds)
        except NotKept:
            waits.append(DAY)
    return min(waits, default=1)


@pytest.mark.parametrize("disk", DISKS)
def test_guessing_and_starting_again_makes_twenty_tries_in_a_day_at_most(
    tmp_path: Path, clock: Clock, made: Made, disk: Disk
) -> None:
    """Killed and started again after each try, and whenever it has to wait, by whoever does nothing else."""
    begun, guesses = clock.now, dict[str, int]()
    with disk(tmp_path / "instance"):
        for number in range(2000):
            wait = guess(open_vault(tmp_path, clock), number, guesses)
            clock.now += 60 if number % 3 else wait  # not always as long as it says
            if clock.now - begun > DAY:
                break
    assert sum(guesses.values()) <= 20


@pytest.mark.parametrize("disk", [read_only, replaced])
def test_every_door_waits_eight_hours_after_each_start(
    tmp_path: Path, clock: Clock, made: Made, disk: Disk
) -> None:
    with disk(tmp_path / "instance"):
        for _ in range(3):
            vault = open_vault(tmp_path, clock)
            for door in ("boat", "tree"):
                with pytest.raises(MustWait) as wait:
                    vault.open_book(door, "pin", "482915")
                assert wait.value.seconds == (14 if disk is replaced else 8) * HOUR
            clock.now += 4 * HOUR


@pytest.mark.parametrize("disk", [read_only, replaced])
def test_the_words_can_be_read_later_and_by_the_code_at_once(
    tmp_path: Path, clock: Clock, made: Made, disk: Disk
) -> None:
    with disk(tmp_path / "instance"):
        vault = open_vault(tmp_path, clock)
        assert vault.open_with_code(made.recovery_code).key == made.key
        clock.now += (14 if disk is replaced else 8) * HOUR  # a folder in its place is a lost count as well
        for _ in range(5):  # and what opened the book takes nothing
            assert vault.open_book("boat", "pin", "482915").key == made.key
        with vault.open_store(BookHandle(made.book, made.key)) as store:
            assert [statement.words for statement in store.statements()] == ["kept before"]


@pytest.mark.parametrize("disk", [read_only, replaced])
def test_no_lock_is_asked_for_where_nothing_can_be_counted(
    tmp_path: Path, clock: Clock, made: Made, disk: Disk
) -> None:
    """Else "taken" would tell, before it shows that nothing can be kept."""
    with disk(tmp_path / "instance"):
        vault = open_vault(tmp_path, clock)
        clock.now += 30 * DAY
        for pin in ("482915", "730284"):
            with pytest.raises(NotKept):
                vault.make_book("boat", "pin", pin)
            with pytest.raises(NotKept):
                vault.change_lock(BookHandle(made.book, made.key), "boat", "pin", pin)


def test_a_wait_that_was_known_is_not_shorter_because_nothing_can_be_written(
    tmp_path: Path, clock: Clock, made: Made
) -> None:
    vault = open_vault(tmp_path, clock)
    for number in range(12):
        while True:
            try:
                vault.open_book("boat", "pin", f"{number:06}")
            except MustWait as wait:
                clock.now += wait.seconds
            except Refusal:
                break
    with read_only(tmp_path / "instance"):
        for _ in range(3):
            with pytest.raises(MustWait) as known:
                open_vault(tmp_path, clock).open_book("boat", "pin", "482915")
            assert known.value.seconds == 14 * HOUR
            clock.now += 13 * HOUR


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(vault_module, "Vault", lambda paths, **_: Vault(paths, QUICK, clock))


def test_on_a_page_the_wait_is_told_in_hours_and_the_door_opens_after_it(
    quick: None, app: Flask, paths: Paths, clock: Clock
) -> None:
    with read_only(paths.instance):
        client: PageClient = new_client(app)
        answer = client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(8 * HOUR))
        assert "Hours to wait:" in text_of(answer)
        assert "<bdi>8</bdi>" in text_of(answer)
        assert "I forgot how to open my door" in text_of(answer)
        clock.now += 8 * HOUR
        assert client.send("/", "/open", door=DOOR, kind="pin", pin=PIN).status_code == 303
