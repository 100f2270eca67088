"""Doors, locks and recovery codes: who may open which book on this device.

There is no list of people and no door on the disk. A try stretches door and lock once (argon2id) and offers
the outcome to every slot of that kind on the device: it opens its book or nothing. The front page needs no
number of books, and a thief who has the folder has to guess door and lock together.
"""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from easyread.book import cipher, files, keys, marks, schema
from easyread.book.backoff import Backoff
from easyread.book.keys import DEVICE_COST, Cost, KeyFile, SlotKind
from easyread.book.locks import CODE_BYTES, LockKind, clean_secret, read_code, weakness, write_code
from easyread.book.refusals import BookDamaged, BookTooNew, LockTaken, MustWait, NotKept, Refusal, WrongSecret
from easyread.book.store import Store
from easyread.settings import Paths

__all__ = [
    "BookDamaged", "BookTooNew", "LockKind", "LockTaken", "Made", "MustWait", "NotKept", "Opened", "Refusal",
    "Vault", "WrongSecret", "weakness",
]  # fmt: skip

_BOOK = re.compile(r"[0-9a-f]{32}")


class Opened(NamedTuple):
    """A book that was opened: 32 hex digits, and its 32-byte key. Keep it in memory only."""

    book: str
    key: bytes

    def __repr__(self) -> str:  # a key must not be in a traceback
        return f"{type(self).__name__}({self.book!r})"


class Made(NamedTuple):
    """A new book. The recovery code is shown once and kept nowhere."""

    book: str
    key: bytes
    recovery_code: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.book!r})"


class Vault:
    """All books of one device. Made once; safe to share between threads.

    Raises :class:`NotKept` when a new device's own file cannot be written.
    """

    def __init__(
        self, paths: Paths, cost: Cost = DEVICE_COST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._books = paths.books
        with _kept_or_refused():
            files.make_private(paths.instance)
            files.sweep((paths.instance, *self._books.glob("*/"), *self._books.glob("*/*/")))
            marks.sweep(self._books)
            self._device = keys.load_device(paths.instance, cost)
        self._marks = marks.Marks(self._device.secret)
        self._backoff = Backoff(paths.instance / "tries.json", clock)
        self._changing = threading.Lock()  # so that two people cannot take the same lock at once
        self._stretching = threading.Lock()  # so that many tries at once do not take 64 MiB each
        self._in_use: dict[str, threading.RLock] = {}

    def make_book(self, door: str, kind: LockKind, secret: str) -> Made:
        """Make a book behind a door.

        Raises :class:`LockTaken`, :class:`NotKept`; :class:`MustWait`, because asking is also a guess.
        """
        self._count(door, kind)
        material = self._stretch(door, kind, secret)
        with self._changing:
            if self._find(kind, material):
                raise LockTaken
            book, key, code = secrets.token_hex(16), secrets.token_bytes(32), secrets.token_bytes(CODE_BYTES)
            slots = (keys.wrap(code, "recovery", book, key), keys.wrap(material, kind, book, key))
            with _kept_or_refused():
                self._shelve(KeyFile(book=book, slots=slots), key)
        return Made(book, key, write_code(code))

    def open_book(self, door: str, kind: LockKind, secret: str) -> Opened:
        """Raises :class:`WrongSecret`; :class:`MustWait` without trying."""
        self._count(door, kind)
        opened = self._find(kind, self._stretch(door, kind, secret))
        if not opened:
            raise WrongSecret
        self._backoff.forgive(self._door_bucket(door))
        return opened

    def open_with_code(self, code: str) -> Opened:
        """Open by recovery code, in any spelling. Raises :class:`WrongSecret`, :class:`MustWait`.

        Works on a device that never saw the book's lock. A slip that is no code at all is not a try.
        """
        material = read_code(code)
        if material is None:
            raise WrongSecret
        bucket = keys.bucket(self._device, "recovery")
        self._backoff.count(bucket)
        opened = self._find("recovery", material)
        if not opened:
            raise WrongSecret
        self._backoff.forgive(bucket)
        return opened

    def change_lock(self, opened: Opened, door: str, kind: LockKind, secret: str) -> None:
        """The old lock stops opening the book; the recovery code still does.

        Raises :class:`LockTaken`, :class:`MustWait`, :class:`NotKept`, :class:`BookDamaged`.
        """
        self._count(door, kind)
        material = self._stretch(door, kind, secret)
        file = self._folder(opened.book) / "keys.json"
        with self._changing:
            other = self._find(kind, material)
            if other and other.book != opened.book:
                raise LockTaken
            # A key that does not open the book must never be wrapped in place of the one that does.
            cipher.open_file(file.with_name("book.db"), opened.key).close()
            old = keys.read_key_file(file)
            recovery = tuple(slot for slot in old.slots if slot.kind == "recovery")
            slot = keys.wrap(material, kind, opened.book, opened.key)
            with _kept_or_refused():
                keys.write_key_file(file, msgspec.structs.replace(old, slots=(*recovery, slot)))

    @contextmanager
    def open_store(self, opened: Opened) -> Iterator[Store]:
        """The book's content, for one request; other requests to the same book wait.

        Raises :class:`BookDamaged`, :class:`BookTooNew`; :class:`NotKept` when another program holds it.
        """
        self._backoff.keep_time()
        folder = self._folder(opened.book)
        # Re-entrant: a request that opens its book twice must not wait for itself.
        with self._in_use.setdefault(opened.book, threading.RLock()):
            # Before the book: another program may write meanwhile, and the mark must never lead.
            mark = self._marks.read(folder)
            db = cipher.open_file(folder / "book.db", opened.key)
            try:
                schema.bring_up_to_date(db)
                store = Store(db, partial(self._marks.write, folder))
                store.compare(mark)
                yield store
            finally:
                db.close()

    def _count(self, door: str, kind: LockKind) -> None:
        if kind != "none":  # no lock: there is nothing to guess, and nobody else's guesses may keep one out
            self._backoff.count(self._door_bucket(door))

    def _door_bucket(self, door: str) -> str:
        return keys.bucket(self._device, f"door\0{door}")

    def _stretch(self, door: str, kind: LockKind, secret: str) -> bytes:
        with self._stretching:
            return keys.stretch(self._device, door, kind, clean_secret(kind, secret))

    def _find(self, kind: SlotKind, material: bytes) -> Opened | None:
        """Offer the material to every slot of the kind, also after one has opened: equal time for all."""
        found = None
        for key_file in self._key_files():
            for slot in key_file.slots:
                if slot.kind == kind and (key := keys.unwrap(material, slot, key_file.book)):
                    found = Opened(key_file.book, key)
        return found

    def _key_files(self) -> Iterator[KeyFile]:
        for folder in self._books.glob("??/*/"):
            if _BOOK.fullmatch(folder.name):
                with suppress(BookDamaged):  # one damaged book keeps nobody else out
                    yield keys.read_key_file(folder / "keys.json")

    def _folder(self, book: str) -> Path:
        if not _BOOK.fullmatch(book):
            raise BookDamaged  # never a path of somebody's choosing
        return self._books / book[:2] / book

    def _shelve(self, key_file: KeyFile, key: bytes) -> None:
        """Make the book's folder under another name, and give it its own when all is on the disk."""
        folder = self._folder(key_file.book)
        unfinished = folder.with_name(files.TEMPORARY + folder.name)
        for each in (self._books, unfinished.parent, unfinished):
            files.make_private(each)
        try:
            db = cipher.create_file(unfinished / "book.db", key)
            try:
                schema.create_tables(db)
            finally:
                db.close()
            keys.write_key_file(unfinished / "keys.json", key_file)
            unfinished.rename(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        for each in (folder.parent, self._books, self._books.parent):
            files.sync_folder(each)


@contextmanager
def _kept_or_refused() -> Iterator[None]:
    try:
        yield
    except OSError:
        raise NotKept from None
