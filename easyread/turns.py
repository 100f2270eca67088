"""Work that goes one at a time: a few may wait, one more is told at once to come back."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Busy(Exception):
    """So many wait already that nothing was begun, and nothing counted. ``seconds``: when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too many wait already")
        self.seconds = seconds


class Turns:
    """One at a time. ``waiting``: how many may wait beside it, of one visitor ``each`` at the most.

    ``seconds``: what who finds no room is told.
    """

    def __init__(self, waiting: int, seconds: int, each: int | None = None) -> None:
        self._most, self._each, self._seconds = waiting + 1, each, seconds
        self._turn, self._guard = threading.Lock(), threading.Lock()
        self._here = Counter[str]()  # visitor -> how many of theirs wait or work

    @contextmanager
    def take(self, visitor: str = "") -> Iterator[None]:
        """Wait for the turn, and have it until the block ends. Raises :class:`Busy` without waiting."""
        self._enter(visitor)
        try:
            with self._turn:
                yield
        finally:
            with self._guard:
                self._here -= Counter((visitor,))

    def _enter(self, visitor: str) -> None:
        with self._guard:
            full = self._here.total() >= self._most
            if full or (self._each is not None and self._here[visitor] >= self._each):
                raise Busy(self._seconds)
            self._here[visitor] += 1
