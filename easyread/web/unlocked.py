"""Books that are open now. Keys live only here, in memory; the cookie is a random reference.

Opening a book anywhere closes it everywhere else. A book locks after an idle time, and after a
longest time whatever happens. Words that arrive just after a lock are held in memory, sealed to
their own book, until that book is opened again: a lock must not lose words.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, g, request

from easyread.book.store import Store
from easyread.book.vault import Opened, Vault

COOKIE = "place"
_MOST_WAITING = 50  # waiting drafts and remembered tokens are few; a bound keeps memory flat

Fields = dict[str, list[str]]


@dataclass
class OpenBook:
    """One open book: its id, its key in memory, and the visit that began when it was opened."""

    book: str
    key: bytearray
    vault: Vault
    born: float
    seen: float
    visit: str = field(default_factory=lambda: secrets.token_hex(16))

    def store(self) -> AbstractContextManager[Store]:
        """The book's store, for one request."""
        return self.vault.open_store(Opened(self.book, bytes(self.key)))

    def forget_key(self) -> None:
        for place in range(len(self.key)):
            self.key[place] = 0


class Unlocked:
    """Token -> open book. Times are seconds of ``clock`` (monotonic)."""

    def __init__(
        self, vault: Vault, idle: float, longest: float, clock: Callable[[], float] = time.monotonic
    ):
        self.idle, self.longest = idle, longest
        self._vault, self._clock = vault, clock
        self._guard = threading.Lock()
        self._open: dict[bytes, OpenBook] = {}
        self._expired: dict[bytes, str] = {}  # tokens of locked books -> book
        self._waiting: dict[str, tuple[str, Fields]] = {}  # book -> (page, fields)

    def open(self, opened: Opened) -> str:
        """Open a book and give its new token; the same book open elsewhere is locked."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._guard:
            for mark in [mark for mark, book in self._open.items() if book.book == opened.book]:
                self._lock(mark)
            self._open[_mark(token)] = OpenBook(opened.book, bytearray(opened.key), self._vault, now, now)
        return token

    def find(self, token: str | None) -> OpenBook | None:
        """The open book of a token, its idle time begun anew; ``None`` when it is locked."""
        mark, now = _mark(token), self._clock()
        with self._guard:
            book = self._open.get(mark)
            if book is None:
                return None
            if now - book.seen > self.idle or now - book.born > self.longest:
                self._lock(mark)
                return None
            book.seen = now
            return book

    def lock(self, token: str | None) -> None:
        with self._guard:
            self._lock(_mark(token))

    def lock_all(self) -> None:
        with self._guard:
            for mark in list(self._open):
                self._lock(mark)

    def hold_words(self, token: str | None, page: str, fields: Fields) -> bool:
        """Hold words that came after the lock for their own book. ``False``: the book is not known."""
        with self._guard:
            book = self._expired.get(_mark(token))
            if book is None:
                return False
            self._waiting[book] = (page, fields)
            _trim(self._waiting)
            return True

    def take_words(self, book: str) -> tuple[str, Fields] | None:
        """The words that waited for this book, once."""
        with self._guard:
            return self._waiting.pop(book, None)

    def _lock(self, mark: bytes) -> None:
        if book := self._open.pop(mark, None):
            book.forget_key()
            self._expired[mark] = book.book
            _trim(self._expired)


def _mark(token: str | None) -> bytes:
    return hashlib.sha256((token or "").encode()).digest()


def _trim(kept: dict[Any, Any]) -> None:
    while len(kept) > _MOST_WAITING:
        del kept[next(iter(kept))]


def current() -> OpenBook | None:
    """The open book of this request, looked up once."""
    if "open_book" not in g:
        unlocked: Unlocked = current_app.extensions["easyread"].unlocked
        g.open_book = unlocked.find(request.cookies.get(COOKIE))
    book: OpenBook | None = g.open_book
    return book
