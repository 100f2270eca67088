"""A book that is being set up: its door and lock, in memory only, until it is made."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from easyread.book.vault import LockKind

_LONGEST = 30 * 60  # seconds
_MOST = 20


@dataclass(slots=True)
class Beginning:
    """What has been chosen so far for a new book."""

    born: float
    door: str = ""
    kind: LockKind | None = None
    secret: str = ""


class Beginnings:
    """Set-ups in progress, by a random token; few, and forgotten after half an hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._begun: dict[str, Beginning] = {}

    def begin(self) -> str:
        """Start a set-up and give its token."""
        token = secrets.token_urlsafe(16)
        with self._guard:
            while len(self._begun) >= _MOST:
                del self._begun[next(iter(self._begun))]
            self._begun[token] = Beginning(self._clock())
        return token

    def find(self, token: str | None) -> Beginning | None:
        """The set-up of a token, unless it is too old."""
        with self._guard:
            begun = self._begun.get(token or "")
            if begun is not None and self._clock() - begun.born > _LONGEST:
                del self._begun[token or ""]
                return None
            return begun

    def end(self, token: str | None) -> None:
        with self._guard:
            self._begun.pop(token or "", None)
