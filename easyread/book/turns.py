"""Whose turn it is with a book: one request at a time, a short line, and nobody who waits without an end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from easyread.book.errors import BookBusy
from easyread.crowding import Busy, Crowding

_LINE = 2  # requests that wait for one book as long as it takes; each further one only a moment
_MOMENT = 0.5  # seconds: a page may ask for six of its pictures at once
_SOON = 2  # seconds: when those who found no place may try again


class Turns:
    """The turns of all books of a device. Safe to share between threads."""

    def __init__(self) -> None:
        self._in_use: dict[str, threading.RLock] = {}
        self._lines: dict[str, Crowding] = {}  # book -> those who wait for it
        # So that two people cannot take the same lock at once. Always taken before a book's own turn.
        self._changing = threading.Lock()
        self._changing_at_once = Crowding(most=4, each=2, seconds=_SOON)

    @contextmanager
    def hold(self, book: str, patience: float | None = None) -> Iterator[None]:
        """Nobody else uses the book meanwhile. Re-entrant: a request must not wait for itself.

        Raises :class:`BookBusy` when it is not free within ``patience`` seconds. Without it a request takes
        its place in the book's line: ``Busy`` when there is none.
        """
        in_use = self._in_use.setdefault(book, threading.RLock())
        if not in_use.acquire(timeout=_MOMENT if patience is None else patience):
            if patience is not None:
                raise BookBusy
            with self._lines.setdefault(book, Crowding(_LINE, _LINE, _SOON)).enter():
                in_use.acquire()
        try:
            yield
        finally:
            in_use.release()

    @contextmanager
    def change_any(self) -> Iterator[None]:
        """Nobody else makes or changes any book meanwhile. Raises ``Busy`` when others stand in line."""
        with self._changing_at_once.enter(), self._changing:
            yield

    @contextmanager
    def change(self, book: str) -> Iterator[None]:
        """As :meth:`change_any`, and nobody else uses this one. Waits for it two seconds: others wait too."""
        with self.change_any(), self.hold_soon(book):
            yield

    @contextmanager
    def hold_soon(self, book: str) -> Iterator[None]:
        """As :meth:`hold`, within two seconds. Raises ``Busy``."""
        try:
            with self.hold(book, _SOON):
                yield
        except BookBusy:
            raise Busy(_SOON) from None
