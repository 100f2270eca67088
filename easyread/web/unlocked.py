"""Books that are open now. Keys live only here, in memory; the cookie is a random reference.

Opening a book anywhere closes it everywhere else. A book locks after an idle time, and after a
longest time whatever happens. Words that arrive just after a lock are held in memory, sealed to
their own book, until that book is opened again: a lock must not lose words.

A key does not stay in memory because nobody came back to it: every use, and a look every few seconds while
a book is open, locks all books that are overdue.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal

from flask import current_app, g, request

from easyread.book.clock import seconds_here
from easyread.book.store import Store
from easyread.book.vault import Opened, Vault

COOKIE = "place"
BEAT = "X-Beat"  # a request that the page sent by itself: nobody tapped, so it renews no time
_LOOK_EVERY = 15.0  # seconds between two looks for books that are overdue
# Waiting words and remembered tokens are few; a bound keeps memory flat.
_MOST_WAITING = 50
_MOST_PAGES = 20  # of one book

Fields = dict[str, list[str]]
# What the browser that has a book open may reach: all of it; after the recovery code, only a new lock; in
# somebody's hands, only one card.
Reach = Literal["book", "new-lock", "card"]


class Locked(Exception):
    """The book was locked while this request was under way. Fixed text only."""


@dataclass
class OpenBook:
    """One open book: its id, its key in memory, and the visit that began when it was opened.

    ``idle``: seconds without a tap until it locks, as its person chose. ``reach``: what its browser may do
    now; it stands here and in no cookie, so that no cookie can give more. ``card``: the id of the card, when
    that is all. ``permit``: the token of what the lock was given again for. ``by_code``: this visit began
    with the recovery code.
    """

    book: str
    key: bytearray
    vault: Vault
    born: float
    seen: float
    idle: float
    visit: str = field(default_factory=lambda: secrets.token_hex(16))
    reach: Reach = "book"
    card: str = ""
    permit: str = ""
    by_code: bool = False

    @property
    def whole(self) -> bool:
        """May all of it be reached, and written?"""
        return self.reach == "book"

    def hand_over(self, card: str) -> None:
        """From now on only this card can be reached, until the book is locked and opened again."""
        self.card, self.permit = card, ""
        self.reach = "card"

    def store(self) -> AbstractContextManager[Store]:
        """The book's store, for one request: to read only, unless the whole book may be reached.

        Raises :class:`Locked` when its key is gone by now.
        """
        return self.vault.open_store(self.opened(), read_only=not self.whole)

    def opened(self) -> Opened:
        """Its id and a copy of its key, for what the vault does with the whole book. Raises as above."""
        key = bytes(self.key)
        if not any(key):
            raise Locked
        return Opened(self.book, key)

    def forget_key(self) -> None:
        for place in range(len(self.key)):
            self.key[place] = 0


class Unlocked:
    """Token -> open book. Times are seconds of ``clock``. ``idle``: for a book whose person chose nothing."""

    def __init__(
        self,
        vault: Vault,
        idle: float,
        longest: float,
        clock: Callable[[], float] = seconds_here,
        after_lock: Callable[[], object] = lambda: None,
    ):
        self.idle, self.longest = idle, longest
        self._vault, self._clock, self._after_lock = vault, clock, after_lock
        self._guard = threading.Lock()
        self._open: dict[bytes, OpenBook] = {}
        self._expired: dict[bytes, str] = {}  # tokens of locked books -> book
        self._waiting: dict[str, dict[str, Fields]] = {}  # book -> page -> fields, the last page last
        self._watch: threading.Timer | None = None  # while a book is open

    def open(
        self, opened: Opened, idle: float | None = None, *, reach: Reach = "book", by_code: bool = False
    ) -> str:
        """Open a book and give its new token; the same book open elsewhere is locked."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._guard:
            self._lock_overdue(now)
            for mark in [mark for mark, book in self._open.items() if book.book == opened.book]:
                self._lock(mark)
            self._open[_mark(token)] = OpenBook(
                opened.book,
                bytearray(opened.key),
                self._vault,
                now,
                now,
                idle or self.idle,
                reach=reach,
                by_code=by_code,
            )
            self._watch = self._watch or self._look_again()
        return token

    def find(self, token: str | None, *, renew: bool = True) -> OpenBook | None:
        """The open book of a token; ``None`` when it is locked. ``renew``: its idle time begins anew."""
        mark, now = _mark(token), self._clock()
        with self._guard:
            self._lock_overdue(now)
            book = self._open.get(mark)
            if book is not None and renew:
                book.seen = now
            return book

    def seconds_left(self, book: OpenBook) -> float:
        """How long until this book locks if nobody taps; 0 or less: it is locked."""
        now = self._clock()
        left = min(book.seen + book.idle - now, book.born + self.longest - now)
        return left if any(book.key) else 0.0

    def lock(self, token: str | None) -> None:
        with self._guard:
            self._lock(_mark(token))

    def shut(self, token: str | None) -> None:
        """Lock for every later request. Who has the book already still has its key, and has to forget it."""
        with self._guard:
            self._shut(_mark(token))

    def lock_all(self) -> None:
        with self._guard:
            for mark in list(self._open):
                self._lock(mark)

    def hold_words(self, token: str | None, page: str, fields: Fields) -> bool:
        """Hold words that came after the lock for their own book, beside those of its other pages.

        ``False``: the book is not known, or there is no room. Words that wait are never pushed out by others.
        """
        with self._guard:
            book = self._expired.get(_mark(token))
            return book is not None and self._hold(book, page, fields)

    def take_words(self, book: str) -> dict[str, Fields]:
        """The words that waited for this book, once: page -> fields, the last page last."""
        with self._guard:
            return self._waiting.pop(book, {})

    def return_words(self, book: str, words: dict[str, Fields]) -> None:
        """Words that were taken but could not be kept wait again."""
        with self._guard:
            self._waiting[book] = {**words, **self._waiting.get(book, {})}

    def _hold(self, book: str, page: str, fields: Fields) -> bool:
        pages = self._waiting.get(book, {})
        if len(pages) >= _MOST_PAGES and page not in pages:
            return False
        if not pages and len(self._waiting) >= _MOST_WAITING:
            return False
        pages.pop(page, None)
        pages[page] = fields
        self._waiting[book] = pages
        return True

    def _lock_overdue(self, now: float) -> None:
        for mark, book in list(self._open.items()):
            if now - book.seen > book.idle or now - book.born > self.longest:
                self._lock(mark)

    def _look_again(self) -> threading.Timer:
        timer = threading.Timer(_LOOK_EVERY, self._look)
        timer.daemon = True
        timer.start()
        return timer

    def _look(self) -> None:
        with self._guard:
            self._lock_overdue(self._clock())
            self._watch = self._look_again() if self._open else None

    def _lock(self, mark: bytes) -> None:
        if book := self._shut(mark):
            book.forget_key()

    def _shut(self, mark: bytes) -> OpenBook | None:
        if book := self._open.pop(mark, None):
            self._after_lock()
            self._expired[mark] = book.book
            while len(self._expired) > _MOST_WAITING:
                del self._expired[next(iter(self._expired))]
        return book


def _mark(token: str | None) -> bytes:
    return hashlib.sha256((token or "").encode()).digest()


def current() -> OpenBook | None:
    """The open book of this request, looked up once."""
    if "open_book" not in g:
        unlocked: Unlocked = current_app.extensions["easyread"].unlocked
        # "foreign" is set by the gate: another site's doing is no tap either.
        by_hand = BEAT not in request.headers and not g.get("foreign")
        g.open_book = unlocked.find(request.cookies.get(COOKIE), renew=by_hand)
    book: OpenBook | None = g.open_book
    return book
