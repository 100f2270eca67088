"""How many may do the same at once: one more is told so at once, and nobody's crowd keeps all others out."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Whose request this is: a tablet of the room, or a browser of this device. Set before each view.
VISITOR: ContextVar[str] = ContextVar("visitor", default="")


class Busy(Exception):
    """So many are there that nothing was begun, and nothing counted. ``seconds``: when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too many at once")
        self.seconds = seconds


class Crowding:
    """``most`` at once, of one visitor ``each``. ``seconds``: what the others are told."""

    def __init__(self, most: int, each: int, seconds: int) -> None:
        self._most, self._each, self._seconds = most, each, seconds
        self._guard = threading.Lock()
        self._here = Counter[str]()

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Be one of them until the block ends. Raises :class:`Busy`, without waiting."""
        visitor = VISITOR.get()
        with self._guard:
            if self._here.total() >= self._most or (visitor and self._here[visitor] >= self._each):
                raise Busy(self._seconds)
            self._here[visitor] += 1
        try:
            yield
        finally:
            with self._guard:
                self._here -= Counter((visitor,))
