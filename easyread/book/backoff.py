"""Growing waits between wrong tries, the same whatever is behind the door. Figures: docs/decisions/locks.md.

Nothing is ever wiped: whoever harms the person could destroy their words by guessing.

- A try is counted, on the disk, *before* it is made: killing the program gives no free guess.
- A try that opened a book gives back what it took, and nothing else: then the door is as if nobody had come,
  neither quicker for somebody who guesses nor telling that there is a book.
- What is kept is the seconds *still to wait*, counted down only while the program runs, by a clock that
  nobody can set. A restart begins again where the file says. Wrong tries are forgotten in the same way.
- Where a try cannot be written down (a full or read-only disk), it first waits for much longer after each
  start: restarting must not make tries free.
- Where it is not known what was counted (the file is damaged, or gone while there are books), it is taken for
  the most. Else whoever takes the file away could begin anew.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from datetime import date
from itertools import count as numbers
from pathlib import Path
from typing import NamedTuple

import msgspec

from easyread.book.clock import seconds_here
from easyread.book.errors import MustWait, NotKept
from easyread.book.files import atomic_write
from easyread.book.tries import DAY, HOUR, WEEK, Rule, Tries, WrongTries, most_tries, today
from easyread.small_files import Unreadable, read_json

SAVE_EVERY = 60.0

_EVERY = "every"  # a bucket that counts at each door beside its own

FREE, FIRST_WAIT = 3, 15.0
# Where the longest wait is not shorter than the time of forgetting, no strategy makes more tries than
# len(waits) + 1, and one for each time of forgetting.
DOOR = Rule(
    waits=(0.0,) * FREE + (FIRST_WAIT, 30.0, 60.0, 300.0, 900.0, 1800.0, HOUR, HOUR),
    longest=14 * HOUR,
    forget=14 * HOUR,
    uncounted=8 * HOUR,
)
# To ask whether a lock is taken is a guess as well. All doors share one count of it: so none of them tells.
# Strangers cannot use up the reserve: it is for books whose lock or code was given, for each once a week.
CHOOSING = Rule(waits=(0.0,) * 6, longest=DAY, forget=DAY, uncounted=None, reserve=2)
ONE_BOOK = Rule(waits=(), longest=WEEK, forget=WEEK, uncounted=None)


class Took(NamedTuple):
    """One try that was counted. It is wrong, unless it is given back."""

    bucket: str
    number: int
    day: date
    uncounted: float  # as ``_uncounted`` was before


class Backoff:
    """Counts tries by bucket, in ``file``. Safe to share between threads.

    ``rules``: by what comes before the first space of a bucket's name, for those that are no door's.
    ``is_new``: nothing can have been counted here before.
    """

    def __init__(
        self,
        file: Path,
        clock: Callable[[], float] = seconds_here,
        rules: Mapping[str, Rule] | None = None,
        *,
        is_new: bool = True,
    ) -> None:
        self._file = file
        self._clock = clock
        self._rules = rules or {}
        self._guard = threading.Lock()
        self._numbers = numbers()
        self._at = self._started = self._saved_at = clock()
        self._last: dict[str, int] = {}  # bucket -> the number of its last try
        self._uncounted: dict[str, float] = {}  # bucket -> when its last try was that could not be written
        self._tries = self._load(is_new=is_new)
        self._written = True
        self._save()  # also to know whether it can be

    def count(self, bucket: str, own: str = "") -> Took:
        """Count one try, on the disk, before it is made.

        ``own``: the bucket of a book that was proved, where a try out of the reserve is counted too.

        Raises :class:`MustWait`, or :class:`NotKept` where there is no try that is not written down: then it
        was not counted, and must not be made.
        """
        with self._guard:
            self._settle()
            still = self._find_wait(bucket)
            reserved = self._tries.get(bucket, Tries()).wait_for_all(self._rule_of(bucket))
            if reserved:
                still = max(still, self._find_wait(own) if own else reserved)
            if still:
                raise MustWait(math.ceil(still))
            taken = [self._take(name) for name in (bucket, own if reserved else "") if name]
            if not self._save():
                try:
                    self._allow_uncounted(bucket)
                except (MustWait, NotKept):
                    for took in taken:
                        self._undo(took)
                    raise
            self._last[bucket] = taken[0].number
            return taken[0]

    def give_back(self, took: Took) -> None:
        """The try opened a book."""
        with self._guard:
            self._settle()
            if self._last.get(took.bucket) == took.number:
                self._undo(took)
            elif tries := self._tries.get(took.bucket):  # the wait is that of a later try, and stays
                tries.give_back(took.day)
            self._save()

    def wrong_tries(self, bucket: str) -> WrongTries:
        """What was counted and not given back."""
        with self._guard:
            tries = self._tries.get(bucket, Tries())
            return WrongTries(tries.since, tries.total, dict(tries.days))

    def keep_time(self, now: bool = False) -> None:
        """Write down, once a minute at most, how much of the waits has passed. ``now``: the program ends."""
        with self._guard:
            self._settle()
            if now:
                self._save()
            else:
                self._save_in_time()

    def _take(self, bucket: str) -> Took:
        took = Took(bucket, next(self._numbers), today(), self._uncounted.get(bucket, self._started))
        beside = sum(tries.wrong for tries in self._beside(bucket))
        self._tries.setdefault(bucket, Tries()).take(self._rule_of(bucket), took.day, beside)
        return took

    def _find_wait(self, bucket: str) -> float:
        """What is left to wait by what is known: where nothing can be written, also what comes after it."""
        still = max(tries.wait for tries in (self._tries.get(bucket, Tries()), *self._beside(bucket)))
        if still and not self._save_in_time():
            return max(still, self._left_uncounted(bucket) or 0.0)
        return still

    def _left_uncounted(self, bucket: str) -> float | None:
        """How long until a try may be made that cannot be written down; None: never."""
        longest = self._rule_of(bucket).uncounted
        return longest and self._uncounted.get(bucket, self._started) + longest - self._at

    def _allow_uncounted(self, bucket: str) -> None:
        """The try is made all the same, and counts until the program ends. Raises as :meth:`count`."""
        still = self._left_uncounted(bucket)
        if still is None:
            raise NotKept
        if still > 0:
            raise MustWait(math.ceil(still))
        self._uncounted[bucket] = self._at

    def _undo(self, took: Took) -> None:
        """As before the last try of its bucket: where there was something to wait, there was no try."""
        if tries := self._tries.get(took.bucket):
            tries.give_back(took.day)
            tries.wait = 0.0
        if took.bucket in self._uncounted:
            self._uncounted[took.bucket] = took.uncounted

    def _beside(self, bucket: str) -> list[Tries]:
        """What counts at every door: a lost count. The others know their own."""
        is_door = bucket.partition(" ")[0] not in self._rules
        return [self._tries[_EVERY]] if is_door and _EVERY in self._tries else []

    def _rule_of(self, bucket: str) -> Rule:
        return self._rules.get(bucket.partition(" ")[0], DOOR)

    def _settle(self) -> None:
        now = self._clock()
        passed, self._at = max(0.0, now - self._at), now
        for bucket, tries in self._tries.items():
            tries.settle(self._rule_of(bucket), passed)

    def _load(self, *, is_new: bool) -> dict[str, Tries]:
        try:
            return read_json(self._file, dict[str, Tries])
        except FileNotFoundError:
            if is_new:
                return {}
        except Unreadable:
            pass
        # Written anew at once: judged damaged at each look, it would lock people out for ever.
        return {name: most_tries(self._rule_of(name)) for name in (_EVERY, *self._rules)}

    def _save_in_time(self) -> bool:
        """Once a minute, and whenever the last time failed. Whether all but a minute of it is on the disk."""
        if not self._written or (self._tries and self._at - self._saved_at >= SAVE_EVERY):
            return self._save()
        return True

    def _save(self) -> bool:
        """Whether it is on the disk."""
        self._saved_at = self._at
        self._tries = {name: tries for name, tries in self._tries.items() if tries.bound()}
        try:
            atomic_write(self._file, msgspec.json.encode(self._tries))
        except OSError:
            self._written = False
        else:
            self._written = True
        return self._written
