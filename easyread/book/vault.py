"""Doors, locks and recovery codes: who may open which book on this device.

There is no list of people and no door on the disk. A try stretches door and lock once (argon2id) and offers
the outcome to every slot of that kind on the device: it opens its book or nothing. The front page needs no
number of books, and a thief who has the folder has to guess door and lock together.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from easyread.book import backoff, cipher, copies, files, freshness, keys, schema
from easyread.book.backoff import Backoff, Took
from easyread.book.clock import seconds_here
from easyread.book.device import DEVICE_COST, Cost, DeviceKey, FindKeyring, Kept
from easyread.book.errors import (
    BookBusy,
    BookDamaged,
    BookHere,
    BookTooNew,
    LockTaken,
    MustWait,
    NoCopy,
    NoLocksNow,
    NotKept,
    Refusal,
    RoomForWordsOnly,
    WrongSecret,
)
from easyread.book.folders import Folders, kept_or_refused
from easyread.book.handles import BookHandle, Made
from easyread.book.keys import KeyFile, SlotKind
from easyread.book.locks import (
    CODE_BYTES,
    LockKind,
    clean_secret,
    make_code,
    read_code,
    weakness,
    write_code,
)
from easyread.book.references import References
from easyread.book.rekey import renew_file
from easyread.book.reserve import Reserve
from easyread.book.store import Store
from easyread.book.tries import WrongTries
from easyread.book.turns import Turns
from easyread.crowding import Crowding
from easyread.settings import Paths

__all__ = [
    "BookBusy",
    "BookDamaged",
    "BookHandle",
    "BookHere",
    "BookTooNew",
    "LockKind",
    "LockTaken",
    "Made",
    "MustWait",
    "NoCopy",
    "NoLocksNow",
    "NotKept",
    "Refusal",
    "Vault",
    "WrongSecret",
    "make_code",
    "weakness",
]


# Where questions whether a lock is taken are counted, whatever becomes of the device's secret. To ask is a
# guess, whatever comes of it: it is never given back.
CHOOSING = "choosing"
RULES = {CHOOSING: backoff.CHOOSING, "book": backoff.ONE_BOOK}


class Vault:
    """All books of one device. Made once; safe to share between threads.

    ``find_keyring``: where the device's secret lies if ``in_keyring``; without one, in its own file.
    Raises :class:`NotKept` when there is no folder to keep anything in.
    """

    def __init__(
        self,
        paths: Paths,
        cost: Cost = DEVICE_COST,
        clock: Callable[[], float] = seconds_here,
        find_keyring: FindKeyring = lambda: None,
        *,
        in_keyring: bool = True,
    ) -> None:
        self._instance, self._folders = paths.instance, Folders(paths)
        with kept_or_refused():
            files.make_private(paths.instance)
            self._folders.sweep()
        self._device = DeviceKey(paths.instance, cost, find_keyring, in_keyring=in_keyring)
        self._reserve = Reserve(paths.instance)
        self._freshness = freshness.Freshness(self._device.secret)
        is_new = not self._folders.has_any()
        self._backoff = Backoff(paths.instance / "tries.json", clock, RULES, is_new=is_new)
        self._turns = Turns()
        self._stretching = threading.Lock()  # so that many tries at once do not take 64 MiB each
        # One is made and two wait: one visitor's many tries do not make others wait, nor take every place.
        self._trying_at_once = Crowding(most=3, each=2, seconds=2)

    @property
    def secret_place(self) -> Kept:
        """Where the device's secret is."""
        return self._device.kept

    @property
    def has_locks(self) -> bool:
        """Else the device's secret is out of reach: only recovery codes open, and no lock can be made."""
        return self._device.kept != "out of reach"

    @property
    def is_read_only(self) -> bool:
        """Can nothing be written here, as on a stick with its switch at "lock"? A full disk is not meant."""
        return not os.access(self._instance, os.W_OK)

    def make_book(self, door: str, kind: LockKind, secret: str) -> Made:
        """Make a book behind a door.

        Raises :class:`LockTaken`, :class:`NotKept`, :class:`NoLocksNow`; :class:`MustWait`, because asking is
        also a guess.
        """
        material, _ = self._try(door, kind, secret, CHOOSING)
        with self._turns.change_any():
            if self._find(kind, material):
                raise LockTaken
            book = secrets.token_hex(16)
            key, code, slots = keys.make_keys(book, kind, material)
            with kept_or_refused():
                named = KeyFile(book=book, slots=slots, key_id=keys.key_id_of(key, book))
                self._folders.add(named, lambda file: schema.make_file(file, key))
        return Made(book, key, write_code(code))

    def open_book(self, door: str, kind: LockKind, secret: str, only: str = "") -> BookHandle:
        """Raises :class:`WrongSecret`; :class:`MustWait`, :class:`NoLocksNow`, ``Busy`` without trying.

        ``only``: no book but this one. Another's lock is wrong then, and counts so: its count must not tell.
        """
        material, took = self._try(door, kind, secret, self.name_door(door))
        opened = self._find(kind, material)
        if not opened or (only and opened.book != only):
            raise WrongSecret
        if took:
            self._backoff.give_back(took)
        return opened

    def name_door(self, door: str) -> str:
        """By which name the tries at a door are counted: it does not tell the door."""
        return keys.door_bucket(self._device.get(), door)

    def wrong_tries(self, named: str) -> WrongTries:
        """How often something else than a lock was given at a door; see :meth:`name_door`."""
        return self._backoff.wrong_tries(named)

    def keep_time(self, now: bool = False) -> None:
        """Write down how much of the waits has passed; ``now``: the program ends. Otherwise now and then."""
        self._backoff.keep_time(now)

    def open_with_code(self, code: str) -> BookHandle:
        """What a recovery code opens, in any spelling. Raises :class:`WrongSecret`.

        Works on a device that never saw the book's lock. It only looks: whoever is to get into the book uses
        the code up with :meth:`use_code`. Never a wait: nobody guesses 120 random bits, and who gives wrong
        codes without an end would keep the right one out.
        """
        opened = self._find("recovery", _read_code(code))
        if not opened:
            raise WrongSecret
        return opened

    def use_code(self, used: str, new: str, at: datetime) -> BookHandle:
        """Open a book by a code that was tried before. ``new``, just made, is its only code from now on.

        It is one replacement of the key file: ``used`` opens until then, never after. The book itself is
        told first, with the time: a use that stopped there is told too, one that was made always is.

        Raises :class:`WrongSecret` when ``used`` opens nothing any more, :class:`BookDamaged`,
        :class:`BookTooNew`, :class:`NotKept`: then it still opens.
        """
        material, replacing = _read_code(used), _read_code(new)
        with self._turns.change_any():
            opened = self._find("recovery", material)
            if not opened:
                raise WrongSecret
            with self._turns.hold_soon(opened.book):
                with self.open_store(opened) as store:
                    store.note_code_use(at)
                slot = keys.wrap(replacing, "recovery", opened.book, opened.key)
                with kept_or_refused():
                    old = self._folders.keys_of(opened.book)
                    self._folders.write_keys(keys.with_only_code(old, slot))
        return opened

    def change_lock(self, opened: BookHandle, door: str, kind: LockKind, secret: str) -> None:
        """The old lock stops opening the book; the recovery code still does.

        The caller has made sure that the lock or the code was given. Raises :class:`LockTaken`,
        :class:`MustWait`, :class:`NotKept`, :class:`BookDamaged`.
        """
        material, _ = self._try(door, kind, secret, CHOOSING, opened.book)
        with self._changing_book(opened) as old:
            other = self._find(kind, material)
            if other and other.book != opened.book:
                raise LockTaken
            slot = keys.wrap(material, kind, opened.book, opened.key)
            self._folders.write_keys(keys.with_lock(old, slot))

    def renew(self, opened: BookHandle, door: str, kind: LockKind, secret: str) -> Made:
        """Somebody knows the lock: a new lock, key and code. The old ones open nothing here from now on.

        Raises :class:`LockTaken`, also for the lock that the book has now; the others as
        :meth:`change_lock`. Then the book is as it was.
        """
        material, _ = self._try(door, kind, secret, CHOOSING, opened.book)
        with self._changing_book(opened):
            if self._find(kind, material):
                raise LockTaken
            book = opened.book
            key, code, slots = keys.make_keys(book, kind, material)
            renew_file(self._folders, book, opened.key, key, slots)
        return Made(book, key, write_code(code))

    def new_code(self, opened: BookHandle) -> str:
        """A new recovery code. Raises :class:`NotKept`, :class:`BookDamaged`.

        The one before opens the book too, until :meth:`end_old_codes`: who is stopped before they have
        written the new one down must not be left without any.
        """
        code = secrets.token_bytes(CODE_BYTES)
        with self._changing_book(opened) as old:
            slot = keys.wrap(code, "recovery", opened.book, opened.key)
            self._folders.write_keys(keys.with_code(old, slot))
        return write_code(code)

    def end_old_codes(self, opened: BookHandle) -> None:
        """The person has kept the newest recovery code: only that one opens the book now. Raises as above."""
        with self._changing_book(opened) as old:
            self._folders.write_keys(keys.with_newest_code(old))

    def delete(self, opened: BookHandle) -> None:
        """Shred the book and its keys. Copies elsewhere are not reached. Raises :class:`NotKept`."""
        with self._changing_book(opened):
            self._folders.remove(opened.book)

    def write_copy(self, opened: BookHandle) -> bytes:
        """The whole book as one sealed file, which only the recovery code opens. Raises as above."""
        with self._holding_whole(opened), kept_or_refused():
            *older, newest = keys.codes_of(self._folders.keys_of(opened.book))
            header = copies.Header(book=opened.book, recovery=newest, older=tuple(older))
            book = copies.read_whole(self._folders.file_of(opened.book), opened.key)
        return copies.seal(header, opened.key, book)

    def read_copy(self, data: bytes, code: str) -> BookHandle:
        """Bring a copy back. Only its recovery code opens it: the person has to choose a new lock.

        Raises :class:`NoCopy` for a damaged or foreign file, :class:`BookTooNew`, :class:`WrongSecret`,
        :class:`NotKept`; :class:`BookHere` when the same book is here, whole, and not
        older than the copy. Then nothing was changed.
        """
        copy = copies.parse(data)
        named, key = copies.open_header(copy.header, _read_code(code))
        self._reserve.make_room()
        words = copies.unseal(copy, key)
        with self._turns.change(named.book), kept_or_refused():
            copies.put_back(self._folders, named, key, words)
        return BookHandle(named.book, key)

    def references(self) -> References:
        """What recognises pages of this device's open books, also after a restart."""
        secret = self._device.secret() or secrets.token_bytes(32)  # out of reach: those of this run only
        return References(keys.derive(secret, "references"))

    @contextmanager
    def open_store(
        self, opened: BookHandle, patience: float | None = None, *, read_only: bool = False
    ) -> Iterator[Store]:
        """The book's content, for one request; other requests to the same book wait.

        Raises :class:`BookDamaged`, :class:`BookTooNew`; :class:`NotKept` when another program holds it, and
        from every write when it is to be read only; :class:`BookBusy` when it is not free within ``patience``
        seconds. Without it a request takes its place in the book's line: ``Busy`` when there is none.
        """
        self._reserve.make_room()
        self._backoff.keep_time()
        with self._turns.hold(opened.book, patience):
            folder = self._folders.folder(opened.book)
            # Before the book: another program may write meanwhile, and the mark must never lead.
            mark = self._freshness.read(folder)
            db = cipher.open_file(self._folders.file_of(opened.book), opened.key)
            try:
                schema.bring_up_to_date(db)
                store = Store(db, partial(self._freshness.write, folder), self._reserve.is_low)
                store.compare(mark)
                if read_only:
                    cipher.refuse_writes(db)
                yield store
            except NotKept as refusal:
                if not isinstance(refusal, RoomForWordsOnly):
                    self._reserve.give_up()  # where nothing had told that the disk is full: for the next try
                raise
            finally:
                db.close()

    @contextmanager
    def _holding_whole(self, opened: BookHandle) -> Iterator[None]:
        """As above, for what is done with the whole book. The caller must not have its store open.

        A key that does not open the book is refused: it must never be wrapped in place of the one that does.
        """
        self._reserve.make_room()
        with self._turns.hold(opened.book):
            cipher.open_file(self._folders.file_of(opened.book), opened.key).close()
            yield

    @contextmanager
    def _changing_book(self, opened: BookHandle) -> Iterator[KeyFile]:
        """Nobody else changes any book meanwhile, or uses this one. As above."""
        with self._turns.change(opened.book), self._holding_whole(opened), kept_or_refused():
            yield self._folders.keys_of(opened.book)

    def _try(
        self, door: str, kind: LockKind, secret: str, bucket: str, book: str = ""
    ) -> tuple[bytes, Took | None]:
        """Count one try in ``bucket``, then make it: the lock as key material, and what was counted.

        ``book``: the one that it is for, whose lock or code was given.

        Who finds no room is told so before anything is counted, at every door alike. No lock: there is
        nothing to guess, and nobody else's guesses may keep one out. Raises :class:`MustWait`, ``Busy``.
        """
        with self._trying_at_once.enter(), self._stretching:
            self._reserve.refill()
            self._reserve.make_room()
            device = self._device.get()
            own = (
                keys.book_bucket(device, book) if book and keys.has_lock(self._folders.keys_of(book)) else ""
            )
            took = self._backoff.count(bucket, own) if kind != "none" else None
            return keys.stretch(device, door, kind, clean_secret(kind, secret)), took

    def _find(self, kind: SlotKind, material: bytes) -> BookHandle | None:
        """Offer the material to every slot of the kind, also after one has opened: equal time for all."""
        found = None
        for key_file in self._folders.list_keys():
            for slot in key_file.slots:
                if slot.kind == kind and (key := keys.unwrap(material, slot, key_file.book)):
                    found = BookHandle(key_file.book, key)
        return found


def _read_code(code: str) -> bytes:
    """Raises :class:`WrongSecret` for what is no code at all."""
    material = read_code(code)
    if material is None:
        raise WrongSecret
    return material
