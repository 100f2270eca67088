"""What every action that is killed has: a book, lines that say how far it is, and ways to look at the rest.

A child works and says a line before and after each critical part; some lines are promises. After the kill
the parent, which holds what was promised earlier, looks whether each promise holds.
"""

from __future__ import annotations

import itertools
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, cast

from easyread.book.errors import WrongSecret
from easyread.book.locks import LockKind
from easyread.book.vault import BookHandle, Vault
from easyread.model import Statement
from easyread.settings import Paths
from tests.books import QUICK, make_statement

Part = Literal["before", "during", "after"]
STEPS = 5


class Line(NamedTuple):
    """What a child says: the part it is in from here on, what it is about, and whether that is a promise."""

    part: Part
    text: str = ""
    promise: bool = False

    def write(self) -> bytes:
        return f"{self.part}\t{'!' * self.promise}\t{self.text}\n".encode()


def read_line(line: str) -> Line:
    part, promise, text = line.split("\t")
    return Line(cast("Part", part), text, bool(promise))


def prepare(text: str = "") -> Line:
    return Line("before", text)


def begin(text: str = "") -> Line:
    return Line("during", text)


def done(text: str) -> Line:
    return Line("after", text, promise=True)


class Lock(NamedTuple):
    """How a person opens the book."""

    door: str
    kind: LockKind
    secret: str

    def write(self) -> str:
        return f"lock {self.door} {self.kind} {self.secret}"


def read_lock(text: str) -> Lock:
    _, door, kind, secret = text.split(" ", 3)
    return Lock(door, cast("LockKind", kind), secret)


def make_lock() -> Lock:
    """A door of its own each time, so that no guess at it has been counted yet."""
    door = f"door-{secrets.token_hex(4)}"
    if secrets.randbelow(2):
        return Lock(door, "pin", f"{secrets.randbelow(10**6):06}")
    return Lock(door, "pictures", "home keys star heart")


class Days:
    """A day passes between any two looks: nobody waits. Waits have their own tests."""

    def __init__(self) -> None:
        self._days = itertools.count(1)

    def __call__(self) -> float:
        return next(self._days) * 86400.0


def open_vault(folder: Path) -> Vault:
    """As a start of the program does."""
    return Vault(Paths(instance=folder), QUICK, Days())


class Action(ABC):
    """One book, what is done to it, and what has to be true of it after a kill."""

    def __init__(self, home: Path) -> None:
        self.home, self.instance = home, home / "instance"
        self.words: set[str] = set()  # ids of statements that were promised to be kept
        self.lock = make_lock()
        vault = self.start()
        made = vault.make_book(*self.lock)
        self.opened, self.code = BookHandle(made.book, made.key), made.recovery_code
        self.words.update(self.say(vault, number) for number in range(STEPS))

    def start(self) -> Vault:
        return open_vault(self.instance)

    @property
    def folder(self) -> Path:
        return self.instance / "books" / self.opened.book[:2] / self.opened.book

    def say(self, vault: Vault, number: int, opened: BookHandle | None = None) -> str:
        """Keep one answer, of about a page, and return its id."""
        with vault.open_store(opened or self.opened) as store:
            return store.keep(make_answer(number)).id

    def go_on(self, vault: Vault, opened: BookHandle) -> None:
        """What comes after: the book is opened again, and written in."""
        with vault.open_store(opened) as store:
            store.set_setting("last", secrets.token_hex(16))

    @abstractmethod
    def work(self, vault: Vault) -> Iterator[Line]:
        """Do it without an end, a line for each part."""

    @abstractmethod
    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        """How many promises were broken, those of these lines and earlier ones.

        Raises what an opening raises. ``vault`` is one that was started after the kill.
        """

    def count_lost_words(self, vault: Vault, words: set[str], opened: BookHandle | None = None) -> int:
        """All of them when the versions have a gap: then nothing says what else is missing."""
        with vault.open_store(opened or self.opened) as store:
            steps = [store.versions(f"step-{step}") for step in range(STEPS)]
        for line in steps:
            gaps = [one.number for one in line] != list(range(1, len(line) + 1))
            if gaps or [one.replaces for one in line] != [None, *(one.id for one in line)][: len(line)]:
                return max(1, len(words))
        return len(words - {one.id for line in steps for one in line})


def make_answer(number: int) -> Statement:
    """Never the same twice: that would be no new version."""
    words = f"marker-{number} {secrets.token_hex(4)} " * 40
    return make_statement(step=f"step-{number % STEPS}", words=words)


def promised(lines: Sequence[Line], kind: str) -> list[str]:
    """What was promised of one kind (a line's first word), the oldest first."""
    return [line.text.partition(" ")[2] for line in lines if line.promise and line.text.split()[0] == kind]


def open_by_lock(vault: Vault, lock: Lock) -> BookHandle | None:
    try:
        return vault.open_book(*lock)
    except WrongSecret:
        return None


def open_by_code(vault: Vault, code: str) -> BookHandle | None:
    try:
        return vault.open_with_code(code)
    except WrongSecret:
        return None
