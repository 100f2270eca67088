"""Who may join: one invitation at a time, for one tablet and two minutes; who has joined, until the stop.

Everything is in memory. An invitation has two forms: a token of 128 bits, which travels in the fragment
of the square picture's address (no log, no Referer), and a short code of 40 bits for typing. The short
code is gone after five wrong tries; the token, which nobody can guess, is not.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

LASTS = 120  # seconds
MOST_TRIES = 5
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_LOOK_ALIKE = str.maketrans("OIL", "011", "- ")
_CODE_LENGTH = 8
_TOKEN_BYTES = 16


class Invitation(NamedTuple):
    """For one tablet. ``code`` is the token's short form; empty once it was tried too often."""

    token: str
    code: str
    until: float


class Joining:
    """The live invitation and the tablets that joined. Times are seconds of ``clock`` (monotonic)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._live: Invitation | None = None
        self._tries = 0
        self._joined: set[bytes] = set()

    def invite(self) -> Invitation:
        """A new invitation. The one before it is over."""
        code = "".join(secrets.choice(_SIGNS) for _ in range(_CODE_LENGTH))
        made = Invitation(secrets.token_urlsafe(_TOKEN_BYTES), code, self._clock() + LASTS)
        with self._guard:
            self._live, self._tries = made, 0
        return made

    def invitation(self) -> Invitation | None:
        """The invitation that can still be used."""
        with self._guard:
            return self._find_live()

    def seconds_left(self, invitation: Invitation) -> int:
        return max(0, int(invitation.until - self._clock()))

    def join(self, said: str) -> str | None:
        """Use the invitation up, by its token or its code: the tablet's own reference.

        ``None``: wrong, used or too late, and nothing tells which.
        """
        with self._guard:
            live = self._find_live()
            if live is None:
                return None
            by_token = _same(said.strip(), live.token)
            by_code = _same(said.strip().upper().translate(_LOOK_ALIKE), live.code) and live.code != ""
            if not (by_token or by_code):
                self._count_try(live)
                return None
            self._live = None
            reference = secrets.token_urlsafe(32)
            self._joined.add(_mark(reference))
            return reference

    def has_joined(self, reference: str | None) -> bool:
        with self._guard:
            return reference is not None and _mark(reference) in self._joined

    def count(self) -> int:
        """How many tablets have joined since the start, or since they were sent away."""
        with self._guard:
            return len(self._joined)

    def send_away(self) -> None:
        """No tablet has joined any more, and no invitation is open."""
        with self._guard:
            self._joined.clear()
            self._live = None

    def _find_live(self) -> Invitation | None:
        if self._live is not None and self._clock() >= self._live.until:
            self._live = None
        return self._live

    def _count_try(self, live: Invitation) -> None:
        self._tries += 1
        if self._tries >= MOST_TRIES:
            self._live = live._replace(code="")


def _same(said: str, kept: str) -> bool:
    return hmac.compare_digest(said.encode(), kept.encode())


def _mark(reference: str) -> bytes:
    return hashlib.sha256(reference.encode()).digest()
