"""Actions that break their promises, each in one way: the soak has to find every one of them.

python -m tests.soak.liars FOLDER: exit code 0 when it did.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from easyread.book.store import Store
from easyread.book.vault import BookHandle, Vault
from easyread.model import Statement
from easyread.visit.drafts import keep_draft
from tests.soak import kills
from tests.soak.action import Line, begin, done, make_answer, make_lock, prepare
from tests.soak.keeping import KeepAnswer, Write
from tests.soak.leaving import ComeLate, LockOnFullDisk, Program, named
from tests.soak.locking import ChangeLock, Renew, UseCode
from tests.soak.moving import Delete

KILLS = 20


class TellsTooEarly(Write):
    """Says that words are kept before they are."""

    def work(self, vault: Vault) -> Iterator[Line]:
        for number in itertools.count():
            yield prepare()
            said = make_answer(number)
            yield begin()
            yield done(f"word {said.id}")
            with vault.open_store(self.opened) as store:
                time.sleep(0.01)
                store.keep(said)


class KeepsInSteps(KeepAnswer):
    """Keeps an answer, and ends what was half written of it a moment later."""

    def keep(self, store: Store, said: Statement) -> Statement:
        kept = store.keep(said)
        time.sleep(0.01)
        store.unmark(said.step)
        store.drop_draft(self.page)
        return kept


class SaysThatTheyAreKept(LockOnFullDisk):
    """Locks without asking, while the words only wait."""

    DISKS = ("used up",)

    def leave(self, program: Program, token: str, sent: str) -> bool:
        super().leave(program, token, sent)
        return True


class ForgetsWhatWaits(LockOnFullDisk):
    """Opens the book and shows what is on the disk, while newer words wait."""

    DISKS = ("used up",)

    def leave(self, program: Program, token: str, sent: str) -> bool:
        kept = super().leave(program, token, sent)
        program.open_books.waiting.forget(self.opened.book)
        return kept


class TellsOfThemTooEarly(ComeLate):
    """Says that what came late is in the book before it is."""

    def work(self, vault: Vault) -> Iterator[Line]:
        late: list[str] = []
        for line in super().work(vault):
            yield line
            late += [told.split()[0] for told in named([line], "sent")]
            if line.part == "during":
                yield done(f"late {' '.join(late)}")
                time.sleep(0.01)


class PutsThemInTheOwnPlace(ComeLate):
    """Keeps what came late as the person's draft too."""

    def take_in(self, program: Program, opened: BookHandle) -> None:
        late = program.open_books.waiting.read_late(opened).values()
        token, book = program.open(opened)
        with program.asked(), book.store() as store:
            for draft in late:
                keep_draft(store, program.library, draft)
        program.open_books.lock(token)


class WritesInPlace(ChangeLock):
    """Changes the lock in the key file itself, not beside it."""

    def work(self, vault: Vault) -> Iterator[Line]:
        while True:
            yield prepare()
            lock = make_lock()
            yield begin(lock.write())
            vault.change_lock(self.opened, *lock)
            keys = (self.folder / "keys.json").read_bytes()
            (self.folder / "keys.json").write_bytes(keys[:200])
            time.sleep(0.05)
            (self.folder / "keys.json").write_bytes(keys)
            yield done(lock.write())


class KeepsTheOldKey(Renew):
    """Says that the key is new, and only changes the lock: then the old code still opens the book."""

    def work(self, vault: Vault) -> Iterator[Line]:
        while True:
            yield prepare()
            lock = make_lock()
            yield begin(lock.write())
            vault.change_lock(self.opened, *lock)
            code = vault.new_code(self.opened)
            yield Line("during", lock.write(), promise=True)
            yield done(f"code {code}")


class KeepsTheUsedCode(UseCode):
    """Says that the used code has ended, while both open the book."""

    def work(self, vault: Vault) -> Iterator[Line]:
        while True:
            yield prepare()
            yield begin()
            code = vault.new_code(vault.open_with_code(self.code))
            yield Line("during", f"shown {code}", promise=True)
            yield done(f"kept {code}")
            time.sleep(0.01)


class DeletesLater(Delete):
    """Says that a book is gone, and deletes it after that."""

    def work(self, vault: Vault) -> Iterator[Line]:
        book = ""
        for line in super().work(vault):
            if line.promise and line.part == "before":
                book = line.text.split()[1]
            yield line
            if line.part == "during":
                yield done(f"gone {book}")
                time.sleep(0.01)


LIARS = {
    "words told too early": TellsTooEarly,
    "an answer kept in steps": KeepsInSteps,
    "words that only wait told as kept": SaysThatTheyAreKept,
    "words that wait forgotten": ForgetsWhatWaits,
    "late words told too early": TellsOfThemTooEarly,
    "late words in the own place": PutsThemInTheOwnPlace,
    "keys written in place": WritesInPlace,
    "the old key kept": KeepsTheOldKey,
    "a used code kept": KeepsTheUsedCode,
    "deleted later": DeletesLater,
}


def find_liars(folder: Path) -> Iterator[kills.Tally]:
    """What the soak makes of each of them."""
    return kills.kill_all(folder, KILLS * len(LIARS), LIARS)


def main(folder: str) -> int:
    tallies = list(find_liars(Path(folder)))
    for tally in tallies:
        print(f"{tally.action}: {tally.lost} lost, {tally.unopenable} unopenable in {tally.kills} kills")
    return 0 if all(tally.lost or tally.unopenable for tally in tallies) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
