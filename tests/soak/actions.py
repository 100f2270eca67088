"""What is killed: each action goes on for ever and tells what it has done; another one checks what is left.

A new action is one class and one line in :data:`ACTIONS`.
"""

from __future__ import annotations

import itertools
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from easyread.book import cipher
from easyread.book.vault import LockKind, Made, Opened, Vault, WrongSecret
from easyread.settings import Paths
from tests.books import QUICK, make_statement

STEPS = 5
NO_LOCK: LockKind = "none"  # so that there are no waits between


class Action(ABC):
    """One book, what is done to it, and what has to be true of it after a kill."""

    def __init__(self, instance: Path, made: Made) -> None:
        self.instance, self.made = instance, made

    @property
    def opened(self) -> Opened:
        return Opened(self.made.book, self.made.key)

    @property
    def file(self) -> Path:
        return self.instance / "books" / self.made.book[:2] / self.made.book / "book.db"

    def start(self) -> Vault:
        """As a start of the program does."""
        return Vault(Paths(instance=self.instance), QUICK)

    @abstractmethod
    def work(self, vault: Vault) -> Iterator[str]:
        """Do it without an end; each string is a promise kept, told before the next is begun."""

    @abstractmethod
    def count_lost(self, vault: Vault, told: list[str]) -> int:
        """How many of the promises were broken. Raises what an opening raises."""


class Write(Action):
    """Words, a draft and a setting, in a request each, as while somebody writes."""

    def work(self, vault: Vault) -> Iterator[str]:
        for number in itertools.count():
            with vault.open_store(self.opened) as store:
                said = make_statement(step=f"step-{number % STEPS}", words=f"marker-{number} " * 60)
                kept = store.keep(said, once=said.id)
            yield kept.id
            with vault.open_store(self.opened) as store:
                store.set_setting("last", kept.id)

    def count_lost(self, vault: Vault, told: list[str]) -> int:
        with vault.open_store(self.opened) as store:
            versions = [store.versions(f"step-{step}") for step in range(STEPS)]
        for line in versions:
            gaps = [one.number for one in line] != list(range(1, len(line) + 1))
            if gaps or [one.replaces for one in line] != [None, *(one.id for one in line)][: len(line)]:
                return len(told)
        return len(set(told) - {one.id for line in versions for one in line})


class ChangeLock(Action):
    """Another door, again and again: just one opens, and the recovery code always."""

    def work(self, vault: Vault) -> Iterator[str]:
        for number in itertools.count(1):
            vault.change_lock(self.opened, f"door-{number % 24}", NO_LOCK, "")
            yield str(number % 24)

    def count_lost(self, vault: Vault, told: list[str]) -> int:
        last = int(told[-1]) if told else None
        opening = [door for door in range(24) if self._opens(vault, door)]
        code = vault.open_with_code(self.made.recovery_code).key == self.made.key
        right = len(opening) == 1 and (last is None or opening[0] in (last, (last + 1) % 24))
        return 0 if code and right else max(1, len(told))

    def _opens(self, vault: Vault, door: int) -> bool:
        try:
            return vault.open_book(f"door-{door}", NO_LOCK, "").key == self.made.key
        except WrongSecret:
            return False


class Migrate(Action):
    """A book of the first version gets the tables of today; then it is made old again."""

    def work(self, vault: Vault) -> Iterator[str]:
        for number in itertools.count():
            with vault.open_store(self.opened) as store:
                kept = store.keep(
                    make_statement(step=f"step-{number % STEPS}", words=f"marker-{number} " * 60)
                )
            yield kept.id
            self._make_old()

    def _make_old(self) -> None:
        self.file.parent.with_suffix(".mark").unlink(missing_ok=True)  # it would rightly be told as older
        db = cipher.open_file(self.file, self.made.key)
        with cipher.writing(db):
            db.execute("drop table chain")
            db.execute("PRAGMA user_version = 1")
        db.close()

    def count_lost(self, vault: Vault, told: list[str]) -> int:
        with vault.open_store(self.opened) as store:
            kept = {one.id for step in range(STEPS) for one in store.versions(f"step-{step}")}
        return len(set(told) - kept)


ACTIONS: dict[str, type[Action]] = {
    "writing": Write,
    "changing the lock": ChangeLock,
    "migrating": Migrate,
}


def main(name: str, instance: str, times: str) -> None:
    """Do an action some times, a line for each: what :mod:`.order` traces."""
    folder = Path(instance)
    vault = Vault(Paths(instance=folder), QUICK)
    action = ACTIONS[name](folder, vault.make_book("door-0", NO_LOCK, ""))
    for told in itertools.islice(action.work(vault), int(times)):
        print(told, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
