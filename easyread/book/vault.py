"""Doors, locks and recovery codes: who may open which book on this device.

There is no list of people and no door on the disk. A try stretches door and lock once (argon2id) and offers
the outcome to every slot of that kind on the device: it opens its book or nothing. The front page needs no
number of books, and a thief who has the folder has to guess door and lock together.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from easyread.book import cipher, copies, files, keys, marks, schema
from easyread.book.backoff import Backoff
from easyread.book.keys import DEVICE_COST, Cost, KeyFile, SlotKind
from easyread.book.locks import CODE_BYTES, LockKind, clean_secret, read_code, weakness, write_code
from easyread.book.opened import Made, Opened
from easyread.book.references import References
from easyread.book.refusals import (
    BookBusy,
    BookDamaged,
    BookHere,
    BookTooNew,
    LockTaken,
    MustWait,
    NoCopy,
    NotKept,
    Refusal,
    WrongSecret,
)
from easyread.book.renewal import renew_file
from easyread.book.shelf import Shelf, kept_or_refused
from easyread.book.store import Store
from easyread.settings import Paths

__all__ = [
    "BookBusy", "BookDamaged", "BookHere", "BookTooNew", "LockKind", "LockTaken", "Made", "MustWait",
    "NoCopy", "NotKept", "Opened", "Refusal", "Vault", "WrongSecret", "weakness",
]  # fmt: skip


class Vault:
    """All books of one device. Made once; safe to share between threads.

    Raises :class:`NotKept` when a new device's own file cannot be written.
    """

    def __init__(
        self, paths: Paths, cost: Cost = DEVICE_COST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._shelf = Shelf(paths)
        with kept_or_refused():
            files.make_private(paths.instance)
            self._shelf.sweep()
            self._device = keys.load_device(paths.instance, cost)
        self._marks = marks.Marks(self._device.secret)
        self._backoff = Backoff(paths.instance / "tries.json", clock)
        # So that two people cannot take the same lock at once. Always taken before a book's own lock.
        self._changing = threading.Lock()
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
            book = secrets.token_hex(16)
            key, code, slots = keys.make_keys(book, kind, material)
            with kept_or_refused():
                named = KeyFile(book=book, slots=slots, key_id=keys.key_id_of(key, book))
                self._shelf.add(named, lambda file: schema.make_file(file, key))
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
        with self._trying(code) as material:
            opened = self._find("recovery", material)
            if not opened:
                raise WrongSecret
        self._end_codes_before(opened, material)
        return opened

    def change_lock(self, opened: Opened, door: str, kind: LockKind, secret: str) -> None:
        """The old lock stops opening the book; the recovery code still does.

        Raises :class:`LockTaken`, :class:`MustWait`, :class:`NotKept`, :class:`BookDamaged`.
        """
        self._count(door, kind)
        material = self._stretch(door, kind, secret)
        with self._changing_book(opened) as old:
            other = self._find(kind, material)
            if other and other.book != opened.book:
                raise LockTaken
            slot = keys.wrap(material, kind, opened.book, opened.key)
            self._shelf.write_keys(keys.with_lock(old, slot))

    def renew(self, opened: Opened, door: str, kind: LockKind, secret: str) -> Made:
        """Somebody knows the lock: a new lock, key and code. The old ones open nothing here from now on.

        Raises :class:`LockTaken`, also for the lock that the book has now; the others as
        :meth:`change_lock`. Then the book is as it was.
        """
        self._count(door, kind)
        material = self._stretch(door, kind, secret)
        with self._changing_book(opened):
            if self._find(kind, material):
                raise LockTaken
            book = opened.book
            key, code, slots = keys.make_keys(book, kind, material)
            renew_file(self._shelf, book, opened.key, key, slots)
        return Made(book, key, write_code(code))

    def new_code(self, opened: Opened) -> str:
        """A new recovery code. Raises :class:`NotKept`, :class:`BookDamaged`.

        The one before opens the book too, until :meth:`end_old_codes`: who is stopped before they have
        written the new one down must not be left without any.
        """
        code = secrets.token_bytes(CODE_BYTES)
        with self._changing_book(opened) as old:
            slot = keys.wrap(code, "recovery", opened.book, opened.key)
            self._shelf.write_keys(keys.with_code(old, slot))
        return write_code(code)

    def end_old_codes(self, opened: Opened) -> None:
        """The person has kept the newest recovery code: only that one opens the book now. Raises as above."""
        with self._changing_book(opened) as old:
            self._shelf.write_keys(keys.with_newest_code(old))

    def delete(self, opened: Opened) -> None:
        """Shred the book and its keys. Copies elsewhere are not reached. Raises :class:`NotKept`."""
        with self._changing_book(opened):
            self._shelf.remove(opened.book)

    def write_copy(self, opened: Opened) -> bytes:
        """The whole book as one sealed file, which only the recovery code opens. Raises as above."""
        with self._changing_book(opened) as named:
            *older, newest = keys.codes_of(named)
            header = copies.Header(book=opened.book, recovery=newest, older=tuple(older))
            book = copies.read_whole(self._shelf.file_of(opened.book), opened.key)
        return copies.seal(header, opened.key, book)

    def read_copy(self, data: bytes, code: str) -> Opened:
        """Bring a copy back. Only its recovery code opens it: the person has to choose a new lock.

        Raises :class:`NoCopy` for a damaged or foreign file, :class:`BookTooNew`, :class:`WrongSecret`,
        :class:`MustWait`, :class:`NotKept`; :class:`BookHere` when the same book is here, whole, and not
        older than the copy. Then nothing was changed.
        """
        copy = copies.parse(data)
        with self._trying(code) as material:
            named, key = copies.open_header(copy.header, material)
        words = copies.unseal(copy, key)
        with self._changing, self._lock_of(named.book), kept_or_refused():
            copies.put_back(self._shelf, named, key, words)
        return Opened(named.book, key)

    def references(self) -> References:
        """What recognises pages of this device's open books, also after a restart."""
        return References(keys.derive(self._device, "references"))

    @contextmanager
    def open_store(self, opened: Opened, patience: float = -1) -> Iterator[Store]:
        """The book's content, for one request; other requests to the same book wait.

        Raises :class:`BookDamaged`, :class:`BookTooNew`; :class:`NotKept` when another program holds it;
        :class:`BookBusy` when it is not free within ``patience`` seconds (below 0: as long as it takes).
        """
        self._backoff.keep_time()
        with self._holding(opened.book, patience):
            folder = self._shelf.folder(opened.book)
            # Before the book: another program may write meanwhile, and the mark must never lead.
            mark = self._marks.read(folder)
            db = cipher.open_file(self._shelf.file_of(opened.book), opened.key)
            try:
                schema.bring_up_to_date(db)
                store = Store(db, partial(self._marks.write, folder))
                store.compare(mark)
                yield store
            finally:
                db.close()

    @contextmanager
    def _holding(self, book: str, patience: float) -> Iterator[None]:
        in_use = self._lock_of(book)
        if not in_use.acquire(timeout=patience):
            raise BookBusy
        try:
            yield
        finally:
            in_use.release()

    def _lock_of(self, book: str) -> threading.RLock:
        """Re-entrant: a request that opens its book twice must not wait for itself."""
        return self._in_use.setdefault(book, threading.RLock())

    @contextmanager
    def _changing_book(self, opened: Opened) -> Iterator[KeyFile]:
        """Nobody else changes or uses the book meanwhile. The caller must not have its store open.

        A key that does not open the book is refused: it must never be wrapped in place of the one that does.
        """
        with self._changing, self._lock_of(opened.book):
            cipher.open_file(self._shelf.file_of(opened.book), opened.key).close()
            with kept_or_refused():
                yield self._shelf.keys_of(opened.book)

    def _end_codes_before(self, opened: Opened, material: bytes) -> None:
        """Who uses a code has kept it: the ones before it end, and the next new one never takes its place."""
        with suppress(Refusal), self._changing_book(opened) as old:
            left = keys.without_codes_before(old, material)
            if left != old:
                self._shelf.write_keys(left)

    @contextmanager
    def _trying(self, code: str) -> Iterator[bytes]:
        """One try with a recovery code, counted before it is made; given back when it opened a book."""
        material = read_code(code)
        if material is None:
            raise WrongSecret
        bucket = keys.bucket(self._device, "recovery")
        self._backoff.count(bucket)
        yield material
        self._backoff.forgive(bucket)

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
        for key_file in self._shelf.list_keys():
            for slot in key_file.slots:
                if slot.kind == kind and (key := keys.unwrap(material, slot, key_file.book)):
                    found = Opened(key_file.book, key)
        return found
