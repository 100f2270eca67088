"""``kill -9`` again and again: what was told to be kept is there, and the book opens.

The child is a fork of this process, so that a kill costs milliseconds and 1,000 fit in minutes (not on
Windows). A kill can not show what a power cut does; :mod:`.order` shows that.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from easyread.book import cipher
from easyread.book.refusals import Refusal
from tests.books import open_vault
from tests.soak.actions import ACTIONS, NO_LOCK, Action

KILLS_A_BOOK = 40
LONGEST = 0.06  # seconds from the first promise to the kill


@dataclass
class Tally:
    """What became of one action's kills."""

    action: str
    kills: int = 0
    in_a_write: int = 0  # a journal or an unfinished file was left: the kill came in the middle
    told: int = 0
    lost: int = 0
    unopenable: int = 0
    false_alarms: int = 0
    in_clear: int = 0  # files with words that anybody could read

    @property
    def held(self) -> bool:
        return (
            self.kills > 0
            and self.in_a_write > 0
            and not (self.lost or self.unopenable or self.false_alarms or self.in_clear)
        )


def kill_all(folder: Path, kills: int) -> Iterator[Tally]:
    """Share the kills out among the actions."""
    for place, name in enumerate(ACTIONS):
        tally = Tally(name)
        share = kills // len(ACTIONS) + (place < kills % len(ACTIONS))
        while tally.kills < share:
            home = folder / f"{place}-{tally.kills}"
            _kill_one_book(home, tally, min(KILLS_A_BOOK, share - tally.kills))
        yield tally


def _kill_one_book(home: Path, tally: Tally, kills: int) -> None:
    made = open_vault(home).make_book("door-0", NO_LOCK, "")
    action = ACTIONS[tally.action](home / "instance", made)
    told: list[str] = []
    for _ in range(kills):
        told += (new := _kill(action))
        tally.kills += 1
        tally.told += len(new)
        _judge(action, told, tally)


def _kill(action: Action) -> list[str]:
    """Fork, let it work, kill it, and return what it told: a line that was cut is no promise."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.close(reader)
            for told in action.work(action.start()):
                os.write(writer, told.encode() + b"\n")
        os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        first = stream.readline()
        time.sleep(random.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        rest = stream.read()
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError(f"{type(action).__name__} ended by itself")
    return (first + rest[: rest.rfind(b"\n") + 1]).decode().split()


def _judge(action: Action, told: list[str], tally: Tally) -> None:
    left = [path for path in action.instance.rglob("*") if path.is_file()]
    tally.in_a_write += any(path.name.endswith("-journal") or path.name.startswith(".new-") for path in left)
    tally.in_clear += sum(b"marker-" in path.read_bytes() for path in left)
    try:
        vault = action.start()
        tally.lost += action.count_lost(vault, told)
        with vault.open_store(action.opened) as store:
            tally.false_alarms += store.older_copy() is not None
        if tally.kills % 10 == 0:
            _check_whole(action)
    except Refusal:
        tally.unopenable += 1


def _check_whole(action: Action) -> None:
    """Every page's seal and every index. Raises :class:`cipher.BookDamaged`."""
    db = cipher.open_file(action.file, action.made.key)
    with cipher.reading():
        whole = db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        sealed = db.execute("PRAGMA cipher_integrity_check").fetchall() == []
    db.close()
    if not (whole and sealed):
        raise cipher.BookDamaged
