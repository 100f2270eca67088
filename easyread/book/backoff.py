"""Growing waits between tries, the same whatever is behind the door.

Three tries are free; from the fourth, each starts a wait of 15 s, 30 s, 60 s ... up to an hour. Nothing is
ever wiped: whoever harms the person could destroy their words by guessing.

- A try is counted, on the disk, *before* it is made: killing the program gives no free guess.
- What is kept is the seconds *still to wait*, counted down only while the program runs, by a clock that
  nobody can set. A restart begins again where the file says.
- An opening gives back its own try and the waits, but not the three free tries. Several books can be behind
  one door: else somebody could open their own book between guesses at another's, and never wait.
- One try is forgotten for each quarter of an hour that the program runs.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec

from easyread.book.files import atomic_write
from easyread.book.refusals import MustWait
from easyread.small_files import Unreadable, read_json

FREE = 3
FIRST_WAIT = 15.0  # seconds
LONGEST_WAIT = 3600.0
FORGET = 900.0  # seconds of running until one try is forgotten
DAMAGED_WAIT = 900.0  # once, for every door, when the file of tries cannot be read
SAVE_EVERY = 60.0

_EVERY_DOOR = "every"


class _Tries(msgspec.Struct, forbid_unknown_fields=True):
    count: Annotated[float, msgspec.Meta(ge=0, le=1e6)] = 0.0  # falls a little all the time
    wait: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_WAIT)] = 0.0  # seconds


class Backoff:
    """Counts tries by bucket, in ``file``. Safe to share between threads."""

    def __init__(self, file: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._clock = clock
        self._guard = threading.Lock()
        self._at = self._saved_at = clock()
        self._tries = self._load()

    def count(self, bucket: str) -> None:
        """Count one try, on the disk, before it is made. Raises :class:`MustWait`: it was not counted."""
        with self._guard:
            self._settle()
            still = max(self._tries.get(name, _Tries()).wait for name in (bucket, _EVERY_DOOR))
            if still > 0:
                raise MustWait(math.ceil(still))
            tries = self._tries.setdefault(bucket, _Tries())
            tries.count += 1
            over = math.ceil(tries.count) - FREE
            if over > 0:
                tries.wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(over - 1, 16))
            self._save()

    def forgive(self, bucket: str) -> None:
        """The last try opened a book."""
        with self._guard:
            self._settle()
            if tries := self._tries.get(bucket):
                tries.count = max(0.0, min(tries.count - 1, FREE))
                tries.wait = 0.0
                self._save()

    def keep_time(self) -> None:
        """Write down, once a minute at most, how much of the waits has passed."""
        with self._guard:
            if self._tries and self._clock() - self._saved_at >= SAVE_EVERY:
                self._settle()
                self._save()

    def _settle(self) -> None:
        now = self._clock()
        passed, self._at = max(0.0, now - self._at), now
        for tries in self._tries.values():
            tries.count = max(0.0, tries.count - passed / FORGET)
            tries.wait = max(0.0, tries.wait - passed)

    def _load(self) -> dict[str, _Tries]:
        try:
            return read_json(self._file, dict[str, _Tries])
        except FileNotFoundError:
            return {}
        except Unreadable:
            # Written anew at once: judged damaged at each look, it would lock people out for ever.
            self._tries = {_EVERY_DOOR: _Tries(wait=DAMAGED_WAIT)}
            self._save()
            return self._tries

    def _save(self) -> None:
        self._saved_at = self._at
        self._tries = {name: tries for name, tries in self._tries.items() if tries.count or tries.wait}
        # On a full disk the counting goes on in memory: a person must still be able to read their words.
        with suppress(OSError):
            atomic_write(self._file, msgspec.json.encode(self._tries))
