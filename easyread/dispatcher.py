"""Which thread answers: leaving has threads of its own, so that nobody's work holds up another's Exit.

waitress puts every request into one line before its threads. Thirty slow ones at once (openings, cards to
print, long texts to hear) would let an Exit wait for all of them. So what is in ``app.config["AT_ONCE"]``
(Exit, Lock, the neutral page and the few files that it shows) stands in lines of its own: one for who leaves
an open book, one for the neutral page, and one for everybody who only says that they leave.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher

THREADS = 10  # of which 3 can try locks and 5 can wait for the voice
LEAVING_THREADS = 4
RESTING_THREADS = 2  # they keep nothing, and wait for nothing
# Keeping what is half written waits for the disk. Who leaves twice at once (a double tap) has two threads at
# most; the others are left for everybody else.
_OF_ONE_BOOK = 2
_PAUSE = 0.1  # seconds, at most, so that who leaves again and again stops nobody
_AFTER = 0.3  # seconds: the neutral page is asked for next
_NICE = 10  # how much less of the processor the ordinary threads ask for, as Unix counts


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no types
    """waitress's threads, and beside them a few for the paths of ``at_once``.

    ``leaving``: those of ``at_once`` by which somebody leaves. ``find_open``: by which reference a ``Cookie``
    header has a book that is open now; empty: it has none.
    """

    def __init__(
        self, at_once: frozenset[str], leaving: frozenset[str], find_open: Callable[[str], str]
    ) -> None:
        super().__init__()
        self._at_once, self._leaving_paths, self._find_open = at_once, leaving, find_open
        self._leaving, self._resting, self._claiming = (ThreadedTaskDispatcher() for _ in range(3))
        self._books = Counter[str]()  # reference of an open book -> its requests that leave just now
        self._guard = threading.Lock()
        self._last_left = -_AFTER
        self.set_thread_count(THREADS)
        self._leaving.set_thread_count(LEAVING_THREADS)
        self._resting.set_thread_count(RESTING_THREADS)
        self._claiming.set_thread_count(1)

    def add_task(self, channel: HTTPChannel) -> None:
        """Called by waitress when a request has come whole."""
        request = channel.requests[0]
        if request.path not in self._at_once:
            super().add_task(_Staying(channel, self))
        elif request.command != "POST":
            self._enter("")
            self._resting.add_task(_Leaving(channel, "", request.path, self))
        elif not (book := self._find_open(request.headers.get("COOKIE", ""))):
            self._claiming.add_task(_Staying(channel, self))
        elif self._enter(book):
            self._leaving.add_task(_Leaving(channel, book, request.path, self))
        else:
            super().add_task(_Staying(channel, self))

    def handler_thread(self, thread_no: int) -> None:
        """An ordinary thread, from its start to its end."""
        if sys.platform == "linux":  # elsewhere it would be the whole process
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        super().handler_thread(thread_no)

    def give_way(self) -> None:
        """Wait for a moment if somebody leaves, or has just left: all threads share one processor."""
        with self._guard:
            leaving = self._books or time.monotonic() < self._last_left + _AFTER
        if leaving:
            time.sleep(_PAUSE)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads when their requests have ended."""
        for line in (self._leaving, self._resting, self._claiming):
            line.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))

    def _enter(self, book: str) -> bool:
        with self._guard:
            if book and self._books[book] >= _OF_ONE_BOOK:
                return False
            self._books[book] += 1
            return True

    def end(self, book: str, path: str) -> None:
        """A request that had a thread at once is answered."""
        with self._guard:
            self._books -= Counter((book,))
            if path in self._leaving_paths:
                self._last_left = time.monotonic()


@dataclass(frozen=True)
class _Leaving:
    """A request in the line of those who leave."""

    channel: HTTPChannel
    book: str
    path: str
    dispatcher: Dispatcher

    def service(self) -> None:
        try:
            self.channel.service()
        finally:
            self.dispatcher.end(self.book, self.path)

    def cancel(self) -> None:
        self.channel.cancel()


@dataclass(frozen=True)
class _Staying:
    """Any other request."""

    channel: HTTPChannel
    dispatcher: Dispatcher

    def service(self) -> None:
        self.dispatcher.give_way()
        self.channel.service()

    def cancel(self) -> None:
        self.channel.cancel()
