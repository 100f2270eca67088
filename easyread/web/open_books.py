"""Books that are open now. Keys live only here, in memory; the cookie is a random reference.

Opening a book anywhere closes it everywhere else. A book locks after an idle time, and after a
longest time whatever happens. Pages of an opening that is over may put words in for two minutes, which wait
sealed to their own book (:mod:`.sealed_words`): a lock must not lose words, and no old page may write for
ever.

A key does not stay in memory because nobody came back to it: every use, and a look every few seconds while
a book is open, locks all books that are overdue.
"""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from flask import current_app, g, request

from easyread.book.clock import seconds_here
from easyread.book.references import Reference
from easyread.book.sealing import PUBLIC_BYTES, find_public
from easyread.book.store import Store
from easyread.book.vault import BookHandle, Vault
from easyread.model import Reading, Visit
from easyread.web.sealed_words import SealedWords
from easyread.web.setups import Setup

COOKIE = "place"
BEAT = "X-Beat"  # a request that the page sent by itself: nobody tapped, so it renews no time
LATE = 120.0  # seconds after a lock, or after the program's start, in which a page may still put words in
_LOOK_EVERY = 15.0  # seconds between two looks for books that are overdue
_UNTAPPED = "every_page.rest"  # a page without a script goes there by itself

# What the browser that has a book open may reach: all of it; after the recovery code, only a new lock; in
# somebody's hands, only one card.
Reach = Literal["book", "new-lock", "card"]


class Locked(Exception):
    """The book was locked while this request was under way. Fixed text only."""


@dataclass
class OpenBook:
    """One open book: its id, its key in memory, and the visit that began when it was opened, as it began.

    ``reading``: in which languages its pages are, and how they are read. It ends with the opening.

    ``idle``: seconds without a tap until it locks, as its person chose. ``reference`` and ``pages``: which
    opening this is, and how its pages say so. ``reach``: what its browser may do now; it stands here and in
    no cookie, so that no cookie can give more. ``card``: the id of the card, when that is all. ``permit``:
    what the lock was given again for. ``by_code``: this visit began with the recovery code.
    ``lock_later``: and no new lock could be chosen then. ``change``: the code of a step, and the page that
    led to it to change what was said there: that page comes next. ``noted_day``: the last
    one that the book was told of. ``staying``: who is still here, as somebody said; it holds as soon as the
    lock is given again.
    """

    book: str
    key: bytearray
    vault: Vault
    born: float
    seen: float
    idle: float
    reference: Reference
    pages: str
    waiting: SealedWords
    visit: Visit
    reading: Reading = field(default_factory=Reading)
    reach: Reach = "book"
    card: str = ""
    permit: Setup | None = None
    by_code: bool = False
    lock_later: bool = False
    change: tuple[str, str] = ("", "")
    noted_day: date | None = None
    staying: tuple[str, ...] = ()
    company: int = 0  # how often somebody said anew who is here

    @property
    def whole(self) -> bool:
        """May all of it be reached, and written?"""
        return self.reach == "book"

    def hand_over(self, card: str, reference: Reference, pages: str) -> None:
        """From now on only this card can be reached, until the book is locked and opened again."""
        self.card, self.permit = card, None
        self.reference, self.pages = reference, pages
        self.reach = "card"

    @contextmanager
    def store(self, patience: float | None = None) -> Iterator[Store]:
        """The book's store, for one request: to read only, unless the whole book may be reached.

        ``patience``: seconds to wait for it (without: as :meth:`.Vault.open_store` has it). Raises
        :class:`Locked` when its key is gone by now.
        """
        opened = self.opened()
        with (
            self.vault.open_store(opened, patience, read_only=not self.whole) as store,
            newest_drafts(store, self.waiting, opened),
        ):
            yield store

    def opened(self) -> BookHandle:
        """Its id and a copy of its key, for what the vault does with the whole book. Raises as above."""
        key = bytes(self.key)
        if not any(key):
            raise Locked
        return BookHandle(self.book, key)

    @property
    def is_open(self) -> bool:
        return any(self.key)

    def forget_key(self) -> None:
        self.permit = None  # a lock that was being chosen
        for place in range(len(self.key)):
            self.key[place] = 0


@contextmanager
def newest_drafts(store: Store, waiting: SealedWords, opened: BookHandle) -> Iterator[None]:
    """Let the store show the drafts that still wait in memory; those that it keeps wait no longer."""
    last = waiting.read_last(opened)
    store.unkept.update(last)
    try:
        yield
    finally:
        for place in last.keys() - store.unkept.keys():
            waiting.drop_last(opened, last[place])


def begin_visit() -> Visit:
    """The visit of an opening that begins now."""
    return Visit(id=secrets.token_hex(16), at=datetime.now(UTC))


class OpenBooks:
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
        self.waiting = SealedWords()
        self._references, self._started = vault.references(), clock()
        self._ended: dict[str, float] = {}  # openings that are over -> when
        self._publics: dict[str, bytes] = {}  # book -> to what words are sealed since it was opened last
        self._watch: threading.Timer | None = None  # while a book is open

    def open(  # noqa: PLR0913  # how this opening begins
        self,
        opened: BookHandle,
        idle: float | None = None,
        *,
        visit: Visit | None = None,
        reading: Reading | None = None,
        reach: Reach = "book",
        by_code: bool = False,
        lock_later: bool = False,
    ) -> str:
        """Open a book and give its new token; the same book open elsewhere is locked."""
        token, now = secrets.token_urlsafe(32), self._clock()
        public = find_public(opened.key, opened.book)
        reference, pages = self._references.write(opened.book, public)
        made = OpenBook(
            opened.book, bytearray(opened.key), self._vault, now, now, idle or self.idle,
            reference, pages, self.waiting, visit or begin_visit(), reading or Reading(), reach=reach,
            by_code=by_code, lock_later=lock_later,
        )  # fmt: skip
        with self._guard:
            self._lock_overdue(now)
            for mark in [mark for mark, book in self._open.items() if book.book == opened.book]:
                self._lock(mark)
            self._open[_mark(token)] = made
            self._publics[opened.book] = public
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
        return left if book.is_open else 0.0

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

    def find_late(self, sent: str | None) -> Reference | None:
        """The opening of a page, if it is over and its pages may still put words in.

        An opening that this run does not know was of the run before: then it is two minutes from the start.
        """
        reference, now = self._references.read(sent or ""), self._clock()
        if reference is None or not any(reference.public):
            return None
        age = self._references.seconds_since(reference)
        with self._guard:
            self._lock_overdue(now)
            if any(book.reference.opening == reference.opening for book in self._open.values()):
                return None
            if self._publics.get(reference.book, reference.public) != reference.public:
                return None  # the book has another key since, or is deleted
            over = self._ended.get(reference.opening)
        if over is None:
            over = self._started
            if not 0 <= age <= self.longest + LATE:
                return None
        return reference if now - over <= LATE else None

    def hand_over(self, book: OpenBook, card: str) -> None:
        """Let this browser reach one card of its open book, and nothing else.

        All its pages of before are old from now on. The page of the card names no key to seal to, so whoever
        has it in their hands puts no words in, not even after a restart.
        """
        if book.card:
            return
        before, made = book.reference.opening, self._references.write(book.book, bytes(PUBLIC_BYTES))
        with self._guard:
            self._ended[before] = self._clock()
            book.hand_over(card, *made)

    def forget_book(self, book: str) -> None:
        """It is deleted: nothing waits for it, and nothing will."""
        with self._guard:
            self._publics[book] = b""
        self.waiting.forget(book)

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
            now = self._clock()
            if now - self._started > LATE:  # until then, what is not known here was of the run before
                self._ended = {one: over for one, over in self._ended.items() if now - over <= LATE}
            # Whoever had only a card in their hands puts no words in.
            self._ended[book.reference.opening] = now if book.whole else -math.inf
        return book


def _mark(token: str | None) -> bytes:
    return hashlib.sha256((token or "").encode()).digest()


def current() -> OpenBook | None:
    """The open book of this request, looked up once."""
    if "open_book" not in g:
        open_books: OpenBooks = current_app.extensions["easyread"].open_books
        # "foreign" is set by the gate: another site's doing is no tap either.
        by_hand = BEAT not in request.headers and not g.get("foreign") and request.endpoint != _UNTAPPED
        g.open_book = open_books.find(request.cookies.get(COOKIE), renew=by_hand)
    book: OpenBook | None = g.open_book
    return book
