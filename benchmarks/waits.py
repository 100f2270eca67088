"""What the waits at a door give to somebody who guesses, and cost somebody who forgets.

``python -m benchmarks.waits`` prints the tables of docs/decisions/locks.md. The real vault counts, in a real
folder; only the clock is told. Who guesses, or forgets, tries as soon as they may.
"""

from __future__ import annotations

import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from hashlib import sha512
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from easyread.book import backoff, keys, vault
from easyread.book.device import Cost
from easyread.book.device import Device as DeviceSecret
from easyread.book.errors import LockTaken, MustWait, NotKept, WrongSecret
from easyread.book.locks import weakness
from easyread.book.vault import BookHandle, Vault
from easyread.crowding import Busy
from easyread.settings import Paths

HOUR = 3600.0
DAY = 24 * HOUR
MONTH = 30 * DAY
YEAR = 365 * DAY
MOST_IN_A_DAY, MOST_IN_A_MONTH = 20, 100

DOOR, PIN, OWN_PIN = "boat", "482915", "730284"
_CHEAP = Cost(passes=1, memory=8 * 1024, lanes=1)
_PICTURES = 24
_PARALLEL = 8


class Device:
    """One device with one book behind its door. ``now``: seconds, which pass only when they are told to."""

    def __init__(self, folder: Path, books: int = 1) -> None:
        self.now = 0.0
        self.folder = folder
        self.vault = self.start()
        self.vault.make_book(DOOR, "pin", PIN)
        self.own: list[BookHandle] = []  # of whoever guesses
        for number in range(books):
            self.make(f"{int(OWN_PIN) + number}")
            self.now += 2 * DAY
        self.now = 100 * DAY  # all that was before is forgotten
        self.vault.keep_time()
        self.begun = self.now

    def start(self) -> Vault:
        return Vault(Paths(instance=self.folder), _CHEAP, lambda: self.now)

    def make(self, pin: str) -> None:
        """One more book for whoever guesses."""
        made = self.vault.make_book(DOOR, "pin", pin)
        self.own.append(BookHandle(made.book, made.key))

    def restart(self) -> None:
        """Killed, and started again."""
        self.vault = self.start()


Try = Callable[[Device, str], None]


def open_door(device: Device, guess: str) -> None:
    with suppress(WrongSecret):
        device.vault.open_book(DOOR, "pin", guess)


def ask_again(device: Device, guess: str) -> None:
    """With the own book open, another's lock is given where the own is asked for."""
    with suppress(WrongSecret):
        device.vault.open_book(DOOR, "pin", guess, only=device.own[0].book)


def choose_lock(device: Device, guess: str) -> None:
    """Is this lock taken? Asked in whichever of the own books does not have to wait."""
    waits = []
    for own in device.own:
        try:
            device.vault.change_lock(own, DOOR, "pin", guess)
        except LockTaken:
            return
        except MustWait as wait:
            waits.append(wait.seconds)
        else:
            return
    raise MustWait(min(waits))


def make_book(device: Device, guess: str) -> None:
    """Is this lock taken? If not, there is one more book in which to ask."""
    with suppress(LockTaken):
        device.make(guess)


class Guesser(NamedTuple):
    """Somebody who guesses at one door, in all these ways; ``between``: what they or the owner do then."""

    name: str
    ways: tuple[Try, ...]
    between: Callable[[Device], None] = lambda _: None
    restarts: bool = False
    parallel: int = 1
    writable: bool = True
    books: int = 1


def open_theirs(device: Device) -> None:
    """The owner comes whenever they can, and so does whoever has a book of their own behind the same door."""
    for pin in (PIN, OWN_PIN):
        with suppress(MustWait, WrongSecret):
            device.vault.open_book(DOOR, "pin", pin)


GUESSERS = (
    Guesser("tries at the door", (open_door,)),
    Guesser("asks for locks until one is taken", (choose_lock,)),
    Guesser("makes books until a lock is taken", (make_book,)),
    Guesser("both, and where a lock is asked for again", (open_door, ask_again, choose_lock)),
    Guesser("both, with a book opened between any two tries", (open_door, choose_lock), open_theirs),
    Guesser("the same, with a restart after each try", (open_door, choose_lock), open_theirs, restarts=True),
    Guesser("both, with 10 books of their own", (open_door, choose_lock), books=10),
    Guesser("both, and makes as many books as they can", (open_door, choose_lock, make_book)),
    Guesser("both, eight at once", (open_door, choose_lock), parallel=_PARALLEL),
    Guesser(
        "both, with restarts, on a read-only disk", (open_door, choose_lock), restarts=True, writable=False
    ),
)


@contextmanager
def _hashed() -> Iterator[None]:
    """A lock is hashed in no time: how often one can be tried is measured here, not how long a try takes."""
    stretch = keys.stretch

    def hash_once(device: DeviceSecret, door: str, kind: str, secret: str) -> bytes:
        return sha512(f"{door}\0{kind}\0{secret}".encode() + device.salt).digest()

    keys.stretch = hash_once
    try:
        yield
    finally:
        keys.stretch = stretch


def guess(guesser: Guesser, folder: Path, longest: float = MONTH) -> list[float]:
    """When each guess was made, in seconds since the first could be."""
    device, made = Device(folder, guesser.books), []
    guesses = (f"{number:06}" for number in itertools.count(100_000) if f"{number:06}" not in (PIN, OWN_PIN))
    # Of tries that come at once it counts who is told to come back: those take the time that they take.
    with _read_only(not guesser.writable), nullcontext() if guesser.parallel > 1 else _hashed():
        device.restart()
        while device.now - device.begun < longest:
            waits = []
            for way in guesser.ways:
                done, wait = _try_all(device, way, guesses, guesser.parallel)
                made += [device.now - device.begun] * done
                waits.append(wait)
                if guesser.restarts and done:
                    device.restart()
                guesser.between(device)
            device.now += max(1.0, min(waits))
    return made


def _try_all(device: Device, way: Try, guesses: Iterator[str], parallel: int) -> tuple[int, float]:
    """Try until told to wait: how many tries were made, and how long to wait now."""
    done = 0
    while True:
        given = [next(guesses) for _ in range(parallel)]
        if parallel > 1:
            with ThreadPoolExecutor(parallel) as pool:
                waits = list(pool.map(lambda secret: _try_once(device, way, secret), given))
        else:
            waits = [_try_once(device, way, given[0])]
        done += waits.count(0.0)
        if wait := max(waits):
            return done, wait


def _try_once(device: Device, way: Try, secret: str) -> float:
    while True:
        try:
            way(device, secret)
        except Busy:  # nothing was tried: too many do so just now
            time.sleep(0.001)
        except MustWait as wait:
            return float(wait.seconds)
        except NotKept:
            return DAY  # where nothing can be written, nothing can be asked for
        else:
            return 0.0


@contextmanager
def _read_only(off: bool) -> Iterator[None]:
    """The counter's writes fail; tests/faults/test_uncounted.py does this with a disk that is read only."""

    def fail(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    with patch.object(backoff, "atomic_write", fail) if off else nullcontext():
        yield


# --- owners ---


class Owner(NamedTuple):
    """Somebody who opens their book once a day. ``slips(day)``: wrong tries before the right one."""

    name: str
    own_tries: Callable[[random.Random], int]
    hours: float = 24.0  # that the device is on each day
    days: int = 365
    forgetful: bool = True  # whoever forgets more than that is not promised an hour


def one_in(times: int, most: int = 1) -> Callable[[random.Random], int]:
    return lambda chance: chance.randint(1, most) if chance.randrange(times) == 0 else 0


_DAY_ON = "1 to 3 wrong locks once in ten days; the device is on for"
OWNERS = (
    Owner("11 wrong locks, one after the other, then the right one", lambda _: 11, days=1),
    Owner("1 wrong lock before the right one, every day", lambda _: 1),
    Owner("1 to 3 wrong locks, on each second day", one_in(2, 3)),
    Owner("1 wrong lock once in ten days; the device is on for 1 hour a day", one_in(10), 1),
    Owner(f"{_DAY_ON} 3 hours a day", one_in(10, 3), 3),
    Owner(f"{_DAY_ON} 1 hour a day", one_in(10, 3), 1, forgetful=False),
)


@_hashed()
def remember(owner: Owner, folder: Path) -> tuple[float, float]:
    """The longest wait between a try and the next, and all waits together, in seconds."""
    device, chance, waits = Device(folder), random.Random(7), [0.0]
    for day in range(owner.days):
        device.restart()
        tries = ["000001"] * owner.own_tries(chance) + [PIN]
        for secret in tries:
            waited = 0.0
            while wait := _try_once(device, open_door, secret):
                device.now += wait
                waited += wait
            waits.append(waited)
        device.now = max(device.now, device.begun + day * owner.hours * HOUR + owner.hours * HOUR)
        device.vault.keep_time(now=True)
    return max(waits), sum(waits)


# --- strangers who take every choice of a lock that they can ---

BOOKS = (0, 1, 2, 4, 7, 8)


def keep_from_choosing(books: int, folder: Path) -> tuple[float, float]:
    """Somebody looks each hour for two months whether a lock can be chosen, also in ``books`` of their own.

    In which share of the hours somebody else who has proved a book could choose one, and the longest time
    (seconds) in which they could not.
    """
    now, could, longest, since = 0.0, 0, 0.0, 0.0
    tries = backoff.Backoff(folder / "tries.json", lambda: now, vault.RULES)
    hours = 60 * 24
    for hour in range(hours):
        now = hour * HOUR
        for own in ("", *(f"book {number}" for number in range(books))):
            with suppress(MustWait):
                while True:
                    tries.count(vault.CHOOSING, own)
        if _could_choose(folder, now):
            could, since = could + 1, now
        longest = max(longest, now - since)
    return could / hours, longest


def _could_choose(folder: Path, now: float) -> bool:
    """Would a proved book that has had nothing of the reserve get a choice? In a copy of what is counted."""
    copied = folder / "copied.json"
    copied.write_bytes((folder / "tries.json").read_bytes())
    with suppress(MustWait):
        backoff.Backoff(copied, lambda: now, vault.RULES).count(vault.CHOOSING, "book owner")
        return True
    return False


# --- how many locks there are ---


@cache
def count_pins(digits: int) -> int:
    """All that may be chosen."""
    return sum(weakness("pin", f"{number:0{digits}}") is None for number in range(10**digits))


def count_pictures(length: int) -> int:
    """All of 24 pictures but the same again and again, and rows in the order of the page."""
    same = _PICTURES**2 if length == 4 else _PICTURES
    return int(_PICTURES**length) - same - 2 * (_PICTURES - length + 1)


def list_locks() -> list[tuple[str, int]]:
    pins = [(f"a number with {digits} digits", count_pins(digits)) for digits in (4, 5, 6)]
    return pins + [(f"{length} pictures in order", count_pictures(length)) for length in (3, 4, 5)]


# --- the tables ---


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder that needs no disk, where there is one: each try is written down."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


class Measured(NamedTuple):
    """By name: when each guess was made; the longest wait, and all waits."""

    guesses: dict[str, list[float]]
    waits: dict[str, tuple[float, float]]
    kept: dict[int, tuple[float, float]]  # by how many books a stranger has


def measure(folder: Path) -> Measured:
    guesses = {one.name: guess(one, folder / f"guesser-{place}") for place, one in enumerate(GUESSERS)}
    owners = {one.name: remember(one, folder / f"owner-{place}") for place, one in enumerate(OWNERS)}
    kept = {}
    for books in BOOKS:
        (folder / f"kept-{books}").mkdir()
        kept[books] = keep_from_choosing(books, folder / f"kept-{books}")
    return Measured(guesses, owners, kept)


def write_tables(measured: Measured) -> str:
    """The four tables, as docs/decisions/locks.md has them."""
    guessed = [
        (name, str(count_within(made, DAY)), str(most_in(made, DAY)), str(len(made)))
        for name, made in measured.guesses.items()
    ]
    waited = [
        (owner.name, _say(measured.waits[owner.name][0]), _say(measured.waits[owner.name][1] / owner.days))
        for owner in OWNERS
    ]
    return "\n\n".join(
        (
            _write(("who guesses", "tries on the first day", "on any day", "in 30 days"), guessed),
            _write_locks(),
            _write(("what the owner gives, for a year", "longest wait", "all waits, a day"), waited),
            _write_kept(measured.kept),
        )
    )


def count_within(made: list[float], seconds: float) -> int:
    return sum(at < seconds for at in made)


def most_in(made: list[float], seconds: float) -> int:
    """In any time as long as this, not only the first."""
    return max((sum(at <= later < at + seconds for later in made) for at in made), default=0)


def _write_kept(kept: dict[int, tuple[float, float]]) -> str:
    rows = [
        (str(books), f"{could:.0%}", _say(longest) if could else "always")
        for books, (could, longest) in kept.items()
    ]
    return _write(("books with locks that a stranger has", "an owner can choose", "longest wait"), rows)


def _write_locks() -> str:
    rows = [(name, f"{many:,}", f"{100 * MOST_IN_A_MONTH / many:.2g} %") for name, many in list_locks()]
    return _write(("lock", "that may be chosen", f"share that {MOST_IN_A_MONTH} tries are"), rows)


def _say(seconds: float) -> str:
    return f"{seconds / HOUR:.1f} h" if seconds > HOUR else f"{seconds / 60:.1f} min"


def _write(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    with in_memory() as temporary:
        print(write_tables(measure(temporary)))
