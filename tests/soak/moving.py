"""Killed while a sealed copy is made, while one is brought back, and while a book is deleted."""

from __future__ import annotations

import itertools
import secrets
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from easyread.book.errors import BookDamaged
from easyread.book.files import atomic_write
from easyread.book.locks import make_code
from easyread.book.vault import BookHandle, Vault
from tests.books import AT
from tests.soak.action import (
    Action,
    Line,
    Lock,
    begin,
    done,
    make_lock,
    open_by_code,
    open_by_lock,
    open_vault,
    prepare,
    promised,
    read_lock,
)


class MakeCopy(Action):
    """A sealed copy after each few words: each one that was given opens elsewhere, with all words so far."""

    def work(self, vault: Vault) -> Iterator[Line]:
        for number in itertools.count():
            yield prepare()
            yield Line("before", f"word {self.say(vault, number)}", promise=True)
            yield begin()
            name = f"{secrets.token_hex(8)}.book"
            atomic_write(self.home / name, vault.write_copy(self.opened))
            yield done(f"copy {name}")
            self.go_on(vault, self.opened)

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        lost = 0
        for line in lines:
            kind, _, told = line.text.partition(" ")
            if kind == "word":
                self.words.add(told)
            elif kind == "copy":
                lost += self._count_lost_in_copy(self.home / told)
        lost += open_by_lock(vault, self.lock) != self.opened
        return lost + self.count_lost_words(vault, self.words)

    def _count_lost_in_copy(self, file: Path) -> int:
        clean = self.home / "clean"
        machine = open_vault(clean)
        opened = machine.read_copy(file.read_bytes(), self.code)
        lost = self.count_lost_words(machine, self.words, opened)
        shutil.rmtree(clean)
        file.unlink()
        return lost


class BringBack(Action):
    """A copy is brought back on a machine that never saw the book: it is there whole, or not at all.

    Where it is not, the same copy brings it back at the next try. Where it is, exactly one code opens it: the
    one that came with the copy, until the next one is kept.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.copy = self.start().write_copy(self.opened)
        self.code_before = self.code  # what opened the book after the kill before

    def work(self, vault: Vault) -> Iterator[Line]:
        while True:
            yield prepare()
            away = self.home / secrets.token_hex(8)
            self.instance.rename(away)  # in one step: a kill leaves the book, or a clean machine
            shutil.rmtree(away)
            vault = self.start()
            new = make_code()
            yield begin(f"shown {new}")
            vault.read_copy(self.copy, self.code)
            vault.use_code(self.code, new, AT)
            yield done(f"kept {new}")
            self.go_on(vault, vault.open_with_code(new))

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        lost, shown = 0, [line.text.split()[1] for line in lines if line.text.startswith("shown ")]
        kept = promised(lines, "kept")
        # Who is killed before anything was taken away has the book as it was after the kill before.
        known = dict.fromkeys((self.code, self.code_before, *shown))
        opening = [code for code in known if open_by_code(vault, code)]
        self.code_before = opening[0] if opening else self.code
        if not opening:
            lost += len(self.words) * (bool(lines) and lines[-1].part == "after")
            lost += sum(path.is_file() for path in self.instance.glob("books/**/*"))
            vault.read_copy(self.copy, self.code)
        elif bool(lines) and lines[-1].part == "after":
            lost += opening != kept[-1:]
        lost += len(opening) > 1
        return lost + self.count_lost_words(vault, self.words)


class BringBackOver(Action):
    """A copy that was written on elsewhere is brought back beside the same book, which is older, or broken.

    An older book opens at every moment, and has all that was brought back. A broken one has had its file or
    its keys damaged first: until the copy is back it opens or not, but the copy always brings it back.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        here = self.start()
        self.neighbour = make_lock()  # another person's book on the device
        here.make_book(*self.neighbour)
        elsewhere = open_vault(self.home / "elsewhere")
        elsewhere.read_copy(here.write_copy(self.opened), self.code)

    @property
    def copy(self) -> Path:
        return self.home / "copy.book"

    def work(self, vault: Vault) -> Iterator[Line]:
        elsewhere = open_vault(self.home / "elsewhere")
        for number in itertools.count():
            harm = secrets.choice(("none", "file", "keys"))
            yield prepare()
            word = self.say(elsewhere, number)
            atomic_write(self.copy, elsewhere.write_copy(self.opened))
            yield prepare(f"harm {harm}")
            self._harm(harm)
            yield begin()
            vault.read_copy(self.copy.read_bytes(), self.code)
            yield done(f"word {word}")
            with vault.open_store(vault.open_with_code(self.code)) as store:
                store.statements()  # a write here would be one that the next copy lacks

    def _harm(self, harm: str) -> None:
        for pattern in ("damaged-*", "replaced-*"):
            for kept in self.folder.glob(pattern):
                kept.unlink()
        if harm == "file":
            for file in self.folder.glob("book*.db"):
                file.write_bytes(b"x" * 9000)
        elif harm == "keys":
            (self.folder / "keys.json").write_bytes(b"{")

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        self.words.update(promised(lines, "word"))
        harms = [line.text for line in lines if line.part == "after" or line.text.startswith("harm")]
        broken = bool(harms) and harms[-1] in ("harm file", "harm keys")
        lost = int(open_by_lock(vault, self.neighbour) is None)
        try:
            return lost + self._count_lost_here(vault)
        except BookDamaged:
            if not broken:
                raise
        vault.read_copy(self.copy.read_bytes(), self.code)
        return lost + self._count_lost_here(vault)

    def _count_lost_here(self, vault: Vault) -> int:
        lost = self.count_lost_words(vault, self.words)
        return lost + (open_by_code(vault, self.code) != self.opened)


class Delete(Action):
    """A book is made, written in and deleted: it is there whole or its words are nowhere. Others stay."""

    def work(self, vault: Vault) -> Iterator[Line]:
        while True:
            yield prepare()
            lock = make_lock()
            made = vault.make_book(*lock)
            opened = BookHandle(made.book, made.key)
            word = self.say(vault, 0, opened)
            told = f"{made.book} {made.key.hex()} {made.recovery_code} {word} {lock.write()}"
            yield Line("before", f"made {told}", promise=True)
            yield begin()
            vault.delete(opened)
            yield done(f"gone {made.book}")
            self.go_on(vault, self.opened)

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        gone = promised(lines, "gone")
        books = {told.split()[0]: told for told in promised(lines, "made")}
        last = next(reversed(books), "")
        lost = sum(self._count_left(vault, book, books[book]) for book in gone)
        if last and last not in gone:
            begun = lines[-1].part == "during"
            lost += self._count_half(vault, books[last], begun=begun)
        return lost + self.count_lost_words(vault, self.words)

    def _count_half(self, vault: Vault, told: str, *, begun: bool) -> int:
        """Whole, and then it can be deleted; or nothing of it, if deleting it was begun."""
        book, key, code, word, lock = _read_made(told)
        opened = BookHandle(book, key)
        if begun and open_by_lock(vault, lock) is None:
            return self._count_left(vault, book, told)
        lost = int(open_by_code(vault, code) != opened)
        lost += self.count_lost_words(vault, {word}, opened)
        vault.delete(opened)
        return lost + self._count_left(vault, book, told)

    def _count_left(self, vault: Vault, book: str, told: str) -> int:
        """What there still is of a deleted book: a name, a byte, a lock or a code that opens."""
        _, _, code, _, lock = _read_made(told)
        left = sum(book in path.name for path in self.instance.rglob("*"))
        left += sum(book.encode() in path.read_bytes() for path in self.instance.rglob("*") if path.is_file())
        return left + (open_by_lock(vault, lock) is not None) + (open_by_code(vault, code) is not None)


def _read_made(told: str) -> tuple[str, bytes, str, str, Lock]:
    book, key, code, word, lock = told.split(" ", 4)
    return book, bytes.fromhex(key), code, word, read_lock(lock)
