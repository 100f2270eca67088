"""A book that is being set up, in memory only: its door and lock until it is made, then its recovery code.

The code is shown until the person says that they have kept it: a language switch, a break or Back must
not cost them the only way in that does not need their lock.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from easyread.book.vault import LockKind
from easyread.web.fair_cache import FairCache

_LONGEST = 30 * 60  # seconds
_LONGEST_OF_A_CODE = 10 * 60  # to write a code down: until then one tap opens the book, with no lock given
_NEW, _BACK, _OF_A_BOOK = 500, 500, 10


@dataclass(slots=True)
class Setup:
    """What has been chosen so far for a new book, or to change one whose lock was given again.

    ``way`` and ``book``: what may be done now, and to which book; empty for a new one. ``used`` and ``code``:
    a recovery code that was right, and the one that takes its place when the person has kept it.
    """

    born: float
    door: str = ""
    kind: LockKind | None = None
    secret: str = ""
    way: str = ""
    book: str = ""
    used: str = ""
    code: str = ""


class Setups:
    """Set-ups in progress by a random token, and codes to show by book; few, forgotten after half an hour.

    A set-up in which a code was right is kept with its book: nobody who begins another pushes it out.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._begun = FairCache[Setup](_NEW, _BACK, _OF_A_BOOK)
        self._codes: dict[str, tuple[float, str]] = {}  # book -> when it was made, its recovery code

    def begin(self, book: str = "", used: str = "", code: str = "") -> str:
        """Start a set-up, and give its token. ``book``: the one that the code ``used`` was right for."""
        token = secrets.token_urlsafe(16)
        with self._guard:
            self._forget_old()
            self._begun.put(token, Setup(self._clock(), book=book, used=used, code=code), book)
        return token

    def permit(self, way: str, book: str) -> Setup:
        """A change of a book whose lock was given again: it is kept with the open book, and nowhere else."""
        return Setup(self._clock(), way=way, book=book)

    def find(self, token: str | None) -> Setup | None:
        """The set-up of a token, unless it is too old."""
        with self._guard:
            self._forget_old()
            return self._begun.find(token or "")

    def is_over(self, begun: Setup) -> bool:
        """Is it too old?"""
        return begun.born < self._clock() - (_LONGEST_OF_A_CODE if begun.used else _LONGEST)

    def end(self, token: str | None) -> None:
        with self._guard:
            self._begun.pop(token or "")

    def keep_code(self, book: str, code: str) -> None:
        """Show this recovery code to whoever has the book open, until :meth:`forget_code`."""
        with self._guard:
            self._codes[book] = (self._clock(), code)

    def find_code(self, book: str) -> str | None:
        """The recovery code that is still to be kept."""
        with self._guard:
            self._forget_old()
            return self._codes.get(book, (0.0, None))[1]

    def forget_code(self, book: str) -> None:
        with self._guard:
            self._codes.pop(book, None)

    def _forget_old(self) -> None:
        oldest = self._clock() - _LONGEST
        self._begun.forget(self.is_over)
        self._codes = {book: code for book, code in self._codes.items() if code[0] >= oldest}
