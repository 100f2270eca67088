"""``kill -9`` again and again: what was promised holds, and the book opens.

The child is a fork of this process, so that a kill costs milliseconds and 1,000 fit in minutes (not on
Windows). A kill can not show what a power cut does; :mod:`.order` shows that.

After every third kill the next start, which clears up, is killed too, before anything is looked at.
"""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from easyread.book import cipher
from easyread.book.errors import Refusal
from easyread.book.folders import read_number
from easyread.book.keys import read_key_file
from tests.soak.action import Action, Line, Part, read_line
from tests.soak.actions import ACTIONS

KILLS_A_BOOK = 40
AIMS: tuple[tuple[Part | None, int], ...] = (("during", 6), ("before", 1), ("after", 2), (None, 1))
LATEST_ROUND = 3  # the kill comes in one of the first rounds of a child
LONGEST_START = 0.006  # seconds
ENOUGH = 50  # kills of one action, of which at least one must have left half of something on the disk


@dataclass
class Tally:
    """What became of one action's kills."""

    action: str
    kills: int = 0
    parts: dict[Part, int] = field(default_factory=lambda: {"before": 0, "during": 0, "after": 0})
    half_done: int = 0  # a journal or an unfinished file was left: the kill came in the middle
    starts: int = 0  # more kills, of the start after a kill
    promises: int = 0
    lost: int = 0
    unopenable: int = 0
    false_alarms: int = 0
    left_over: int = 0  # unfinished files that the next start did not clear away
    in_clear: int = 0  # files with words that anybody could read

    @property
    def faults(self) -> int:
        return self.lost + self.unopenable + self.false_alarms + self.left_over + self.in_clear

    @property
    def held(self) -> bool:
        hit = self.parts["during"] > 0 and (self.half_done > 0 or self.kills < ENOUGH)
        return hit and not self.faults


def kill_all(
    folder: Path, kills: int, actions: Mapping[str, Callable[[Path], Action]] = ACTIONS
) -> Iterator[Tally]:
    """Share the kills out among the actions. A book in which a fault was found is left, for a new one."""
    for place, (name, make) in enumerate(actions.items()):
        tally = Tally(name)
        took = _measure(make(folder / f"{place}-measured"))
        share = kills // len(actions) + (place < kills % len(actions))
        while tally.kills < share:
            _kill_one_book(make(folder / f"{place}-{tally.kills}"), tally, took, share)
        yield tally


def _measure(action: Action) -> dict[Part, float]:
    """How long each part takes, in seconds; in a child that gets killed it is learned on."""
    took, part, since = dict[Part, float](), None, 0.0
    for line in action.work(action.start()):
        if line.part != part:
            if part:
                took[part] = time.monotonic() - since
            part, since = line.part, time.monotonic()
        if len(took) == len(AIMS) - 1:
            break
    return took


def _kill_one_book(action: Action, tally: Tally, took: dict[Part, float], share: int) -> None:
    faults = tally.faults
    for _ in range(min(KILLS_A_BOOK, share - tally.kills)):
        lines = _kill(action, took)
        tally.kills += 1
        tally.parts[lines[-1].part if lines else "before"] += 1
        tally.promises += sum(line.promise for line in lines)
        tally.half_done += _is_half_done(action)
        if tally.kills % 3 == 0:
            _kill_start(action)
            tally.starts += 1
        _judge(action, lines, tally)
        if tally.faults > faults:
            return


def _kill(action: Action, took: dict[Part, float]) -> list[Line]:
    """Fork, let it work, kill it, and return what it said: a line that was cut is no promise."""

    def work(writer: int) -> None:
        for line in action.work(action.start()):
            os.write(writer, line.write())

    child, stream = _fork(work)
    with stream:
        (aim,) = random.choices([aim for aim, _ in AIMS], [weight for _, weight in AIMS])
        said = _wait_for(stream, aim, took) if aim else b""
        time.sleep(random.uniform(0, 1.1 * took[aim or "before"]))
        os.kill(child, signal.SIGKILL)
        said += stream.read()
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError(f"{type(action).__name__} ended by itself")
    return [read_line(line) for line in said[: said.rfind(b"\n") + 1].decode().splitlines()]


def _wait_for(stream: BinaryIO, aim: Part, took: dict[Part, float]) -> bytes:
    """Read until the child begins this part, the first or a later time; learn how long each part takes."""
    said, part, since = b"", None, 0.0
    rounds = random.randint(1, LATEST_ROUND)
    while line := stream.readline():
        said += line
        now_in = read_line(line.decode().rstrip("\n")).part
        if now_in == part:
            continue
        if part:
            took[part] = (took[part] + time.monotonic() - since) / 2
        part, since = now_in, time.monotonic()
        rounds -= part == aim
        if not rounds:
            break
    return said


def _kill_start(action: Action) -> None:
    """Kill the program while it starts after a kill, clears up and opens the book."""

    def start(_: int) -> None:
        with action.start().open_store(action.opened):
            time.sleep(1)

    child, stream = _fork(start)
    time.sleep(random.uniform(0, LONGEST_START))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    stream.close()


def _fork(work: Callable[[int], None]) -> tuple[int, BinaryIO]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            work(writer)
        except Refusal:  # as a killed delete or a damaged book; who has to go on says so
            if work.__name__ != "start":
                traceback.print_exc()
        except BaseException:  # noqa: BLE001  it must never run on as a second parent
            traceback.print_exc()
        os._exit(1)
    os.close(writer)
    return child, os.fdopen(reader, "rb")


def _is_half_done(action: Action) -> bool:
    left = [path.name for path in action.instance.rglob("*")]
    unfinished = any(name.endswith(("-journal", ".before")) or name.startswith(".new-") for name in left)
    return unfinished or len(list(action.folder.glob("book*.db"))) > 1


def _judge(action: Action, lines: list[Line], tally: Tally) -> None:
    tally.in_clear += _count_in_clear(action)
    try:
        vault = action.start()
        tally.lost += action.count_lost(vault, lines)
        with vault.open_store(action.opened) as store:
            tally.false_alarms += store.older_copy() is not None
        tally.left_over += _count_left_over(action)
        if tally.kills % 10 == 0:
            named = read_key_file(action.folder / "keys.json")
            cipher.check_file(action.folder / named.file, action.opened.key)
    except Refusal:
        tally.unopenable += 1
    tally.in_clear += _count_in_clear(action)


def _count_in_clear(action: Action) -> int:
    files = (path for path in action.home.rglob("*") if path.is_file())
    return sum(b"marker-" in path.read_bytes() for path in files)


ASIDE = ("damaged-", "replaced-")  # what was the book before a copy came back


def _count_left_over(action: Action) -> int:
    """Unfinished files anywhere, and files in the book's folder that are not of the book.

    A journal of which nothing has to be undone stays until the next write: it is the book's, and sealed. And
    a whole file with a higher number than the named one stays until the next renewal.
    """
    unfinished = len(list(action.instance.rglob(".new-*")))
    named = read_key_file(action.folder / "keys.json")
    there = {path.name for path in action.folder.iterdir() if not path.name.startswith(ASIDE)}
    newer = {name for name in there if read_number(name) > read_number(named.file)}
    return unfinished + len(there - newer - {"keys.json", named.file, f"{named.file}-journal"})
