"""Wrong tries that were most likely the person's own: the same browser opened the book a moment later.

In memory only. They count as all others do; they are just not told to the person who made them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_LONGEST = 5 * 60.0  # seconds from the slip to the opening
_MOST_TOLD = 2  # more than that in a row is told, whoever it was


class OwnTries:
    """Of each browser (by its form token) and door, when its last wrong tries were.

    Nobody pushes out another's: they are few, because the waits let few tries be made at a door in that time.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._tries: dict[tuple[str, str], list[float]] = {}

    def add(self, browser: str | None, door: str) -> None:
        if browser:
            with self._guard:
                self._forget_old()
                own_tries = self._tries.pop((browser, door), [])
                self._tries[browser, door] = [*own_tries, self._clock()][-_MOST_TOLD:]

    def take(self, browser: str | None, door: str) -> int:
        """How many of the last wrong tries at this door were this browser's; they are forgotten."""
        with self._guard:
            self._forget_old()
            return len(self._tries.pop((browser or "", door), []))

    def _forget_old(self) -> None:
        oldest = self._clock() - _LONGEST
        left = {of: [slip for slip in own_tries if slip >= oldest] for of, own_tries in self._tries.items()}
        self._tries = {of: own_tries for of, own_tries in left.items() if own_tries}
