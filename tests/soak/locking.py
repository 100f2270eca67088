"""Killed while the lock is changed, the whole key is renewed, and a recovery code is used up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress

from easyread.book import cipher
from easyread.book.errors import BookDamaged
from easyread.book.locks import make_code
from easyread.book.vault import BookHandle, Vault
from tests.books import AT
from tests.soak.action import (
    Action,
    Line,
    begin,
    done,
    make_lock,
    open_by_code,
    open_by_lock,
    prepare,
    promised,
    read_lock,
)


class ChangeLock(Action):
    """Another door and lock, again and again: just one opens, and the recovery code always."""

    def work(self, vault: Vault) -> Iterator[Line]:
        while True:
            yield prepare()
            lock = make_lock()
            yield begin(lock.write())
            vault.change_lock(self.opened, *lock)
            yield done(lock.write())
            self.go_on(vault, vault.open_book(*lock))

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        lost = self._count_lost_locks(vault, lines)
        lost += open_by_code(vault, self.code) != self.opened
        return lost + self.count_lost_words(vault, self.words)

    def _count_lost_locks(self, vault: Vault, lines: Sequence[Line]) -> int:
        """Just one of two opens: the lock that was promised last, or the one that was begun after it.

        No lock from before them does. Takes over the one that opens, and the key that it gives.
        """
        locks = [self.lock, *dict.fromkeys(read_lock(line.text) for line in lines if _names_lock(line))]
        told = [self.lock, *(read_lock(f"lock {text}") for text in promised(lines, "lock"))]
        last = locks.index(told[-1])
        may, gone = locks[last:], locks[max(0, last - 2) : last]
        opening = {lock: opened for lock in may if (opened := open_by_lock(vault, lock))}
        if len(may) > 2 or len(opening) != 1:
            return max(1, len(told) - 1)
        ((self.lock, self.opened),) = opening.items()
        return sum(open_by_lock(vault, lock) is not None for lock in gone)


def _names_lock(line: Line) -> bool:
    return line.text.startswith("lock ")


class UseCode(ChangeLock):
    """A person gives their code, is shown a new one, says that it is kept, and chooses a lock.

    At every moment exactly one code that they have been shown opens the book: the one they came with, or the
    new one. One that was used up never does again.
    """

    def work(self, vault: Vault) -> Iterator[Line]:
        code = self.code
        while True:
            yield prepare()
            vault.open_with_code(code)
            new = make_code()
            yield Line("before", f"shown {new}", promise=True)
            yield begin()
            opened = vault.use_code(code, new, AT)
            yield Line("during", f"kept {new}", promise=True)
            lock = make_lock()
            yield begin(lock.write())
            vault.change_lock(opened, *lock)
            yield done(lock.write())
            code = new
            self.go_on(vault, vault.open_book(*lock))

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        lost = self._count_lost_locks(vault, lines)
        shown, kept = ([self.code, *promised(lines, kind)] for kind in ("shown", "kept"))
        last = shown.index(kept[-1])
        lost += sum(open_by_code(vault, code) is not None for code in shown[:last])
        opening = [code for code in shown[last:] if open_by_code(vault, code) == self.opened]
        if len(opening) != 1:
            return lost + 1
        (self.code,) = opening
        return lost + self.count_lost_words(vault, self.words)


class Renew(ChangeLock):
    """Somebody knows the lock: a new key, a new file, a new lock and a new code, in one step."""

    def work(self, vault: Vault) -> Iterator[Line]:
        opened = self.opened
        for number in itertools.count():
            yield prepare()
            yield Line("before", f"word {self.say(vault, number, opened)}", promise=True)
            lock = make_lock()
            yield begin(lock.write())
            made = vault.renew(opened, *lock)
            opened = BookHandle(made.book, made.key)
            yield Line("during", lock.write(), promise=True)
            yield done(f"code {made.recovery_code}")
            self.go_on(vault, vault.open_book(*lock))

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        before, key, codes = self.lock, self.opened.key, {self.lock: self.code}
        lock = before
        for line in lines:
            if _names_lock(line):
                lock = read_lock(line.text)
            elif line.text.startswith("code "):
                codes[lock] = line.text.removeprefix("code ")
        self.words.update(promised(lines, "word"))
        lost = self._count_lost_locks(vault, lines) + self.count_lost_words(vault, self.words)
        # Who is killed before the new code is shown never saw it; their new lock opens, and makes another.
        self.code = codes.pop(self.lock, "")
        lost += sum(open_by_code(vault, code) is not None for code in list(codes.values())[-2:] if code)
        lost += bool(self.code) and open_by_code(vault, self.code) != self.opened
        return lost + (self.lock != before and self._opens_with(key))

    def _opens_with(self, key: bytes) -> bool:
        """Does the key open any file of words? There may be one that a kill left before the switch."""
        for file in self.folder.glob("book*.db"):
            with suppress(BookDamaged):
                cipher.open_file(file, key).close()
                return True
        return False
