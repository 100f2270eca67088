"""Wrong tries that were most likely the person's own: the same browser opened the book a moment later.

In memory only. They count as all others do; they are just not told to the person who made them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_LONGEST = 5 * 60.0  # seconds from the slip to the opening
_MOST_TOLD = 2  # more than that in a row is told, whoever it was
_MOST = 50  # browsers and doors


class Slips:
    """Of each browser (by its form token) and door, when its last wrong tries were."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._slips: dict[tuple[str, str], list[float]] = {}

    def add(self, browser: str | None, door: str) -> None:
        if browser:
            with self._guard:
                slips = self._slips.pop((browser, door), [])
                self._slips[browser, door] = [*slips, self._clock()][-_MOST_TOLD:]
                while len(self._slips) > _MOST:
                    del self._slips[next(iter(self._slips))]

    def take(self, browser: str | None, door: str) -> int:
        """How many of the last wrong tries at this door were this browser's; they are forgotten."""
        oldest = self._clock() - _LONGEST
        with self._guard:
            return sum(slip >= oldest for slip in self._slips.pop((browser or "", door), []))
