"""Which thread answers: leaving has threads of its own, so that nobody's work holds up another's Exit.

waitress puts every request into one line before its threads. Thirty slow ones at once (openings, cards to
print, long texts to hear) would let an Exit wait for all of them. So what is in ``app.config["AT_ONCE"]``
(Exit, Lock, the neutral page and the few files that it shows) stands in a line of its own.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ThreadedTaskDispatcher
from werkzeug.sansio.http import parse_cookie

from easyread.lan.entry import PREFIX
from easyread.web.unlocked import COOKIE

THREADS = 10  # of which 3 can try locks and 5 can wait for the voice
LEAVING_THREADS = 4
# Keeping what is half written waits for the disk. Who leaves twice at once (a double tap) has two threads at
# most; the others are left for everybody else.
_OF_ONE_BOOK = 2
_PAUSE = 0.1  # seconds, at most, so that who leaves again and again stops nobody


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no types
    """waitress's threads, and beside them a few for the paths of ``at_once``."""

    def __init__(self, at_once: frozenset[str]) -> None:
        super().__init__()
        self._at_once = at_once
        self._leaving = ThreadedTaskDispatcher()
        self._books = Counter[str]()  # reference of an open book -> its requests that leave just now
        self._guard = threading.Lock()
        self._nobody_leaves = threading.Event()
        self._nobody_leaves.set()
        self.set_thread_count(THREADS)
        self._leaving.set_thread_count(LEAVING_THREADS)

    def add_task(self, channel: HTTPChannel) -> None:
        """Called by waitress when a request has come whole."""
        request = channel.requests[0]
        if request.path in self._at_once and self._enter(book := _find_book(request)):
            self._leaving.add_task(_Leaving(channel, book, self))
        else:
            super().add_task(_Staying(channel, self._nobody_leaves))

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads when their requests have ended."""
        self._leaving.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))

    def _enter(self, book: str) -> bool:
        with self._guard:
            if book and self._books[book] >= _OF_ONE_BOOK:
                return False
            self._books[book] += 1
            self._nobody_leaves.clear()
            return True

    def end(self, book: str) -> None:
        """A request of those who leave is answered."""
        with self._guard:
            self._books -= Counter((book,))
            if not self._books:
                self._nobody_leaves.set()


@dataclass(frozen=True)
class _Leaving:
    """A request in the line of those who leave."""

    channel: HTTPChannel
    book: str
    dispatcher: Dispatcher

    def service(self) -> None:
        try:
            self.channel.service()
        finally:
            self.dispatcher.end(self.book)

    def cancel(self) -> None:
        self.channel.cancel()


@dataclass(frozen=True)
class _Staying:
    """Any other request. It begins a moment later while somebody leaves: they share one processor."""

    channel: HTTPChannel
    nobody_leaves: threading.Event

    def service(self) -> None:
        self.nobody_leaves.wait(_PAUSE)
        self.channel.service()

    def cancel(self) -> None:
        self.channel.cancel()


def _find_book(request: HTTPRequestParser) -> str:
    """By which reference a book may have to be kept; empty for what keeps nothing: that never waits."""
    cookies = parse_cookie(request.headers.get("COOKIE", ""))
    return cookies.get(PREFIX + COOKIE) or cookies.get(COOKIE, "") if request.command == "POST" else ""
