"""What is counted in one bucket of tries, and by which rule. Pure, but for the day."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Annotated, NamedTuple

import msgspec

HOUR = 3600.0
DAY = 24 * HOUR
WEEK = 7 * DAY
_MOST_DAYS = 30  # on which there were wrong tries


class Rule(NamedTuple):
    """Seconds that the program has to run."""

    waits: tuple[float, ...]  # before the next try: after one wrong try, after two ...
    longest: float  # after more of them
    forget: float  # until one wrong try is forgotten
    uncounted: float | None  # before a try that cannot be written down; None: there is no such try
    reserve: int = 0  # so many of the last tries are for those only who have proved a book

    def wait_after(self, wrong: int) -> float:
        return self.waits[wrong - 1] if wrong <= len(self.waits) else self.longest

    @property
    def for_all(self) -> int:
        """So many tries may be counted before only the reserve is left."""
        return len(self.waits) + 1 - self.reserve


class WrongTries(msgspec.Struct, frozen=True):
    """What was counted in one bucket: the running total since ``since`` (random), and the last days' share.

    ``days``: by the clock of the device.
    """

    since: str = ""
    total: int = 0
    days: dict[date, int] = {}


Natural = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=WEEK)]


class Tries(msgspec.Struct, forbid_unknown_fields=True):
    """One bucket, as it is kept in ``tries.json``."""

    since: str = ""
    wrong: Natural = 0  # not forgotten yet
    wait: Seconds = 0.0
    forgetting: Seconds = 0.0  # how long the next to be forgotten has been so
    total: Natural = 0
    days: dict[date, Natural] = {}

    def take(self, rule: Rule, day: date, beside: int = 0) -> None:
        """``beside``: how many others count for the wait as well."""
        self.since = self.since or secrets.token_hex(8)
        self.wrong += 1
        self.wait = rule.wait_after(self.wrong + beside)
        self.total += 1
        self.days[day] = self.days.get(day, 0) + 1

    def give_back(self, day: date) -> None:
        self.wrong = max(0, self.wrong - 1)
        self.forgetting = self.forgetting if self.wrong else 0.0
        self.total = max(0, self.total - 1)
        self.days[day] = self.days.get(day, 0) - 1
        self.days = {day: tries for day, tries in self.days.items() if tries > 0}

    def settle(self, rule: Rule, passed: float) -> None:
        self.wait = max(0.0, self.wait - passed)
        forgotten, self.forgetting = divmod(self.forgetting + passed, rule.forget)
        self.wrong = max(0, self.wrong - int(forgotten))
        self.forgetting = self.forgetting if self.wrong else 0.0

    def wait_for_all(self, rule: Rule) -> float:
        """Seconds until there is more than the reserve, if nobody tries meanwhile."""
        over = self.wrong - rule.for_all
        return over * rule.forget + rule.forget - self.forgetting if rule.reserve and over >= 0 else 0.0

    def bound(self) -> bool:
        """Forget days that are too many. Whether anything is left to be kept."""
        self.days = dict(sorted(self.days.items())[-_MOST_DAYS:])
        return bool(self.wrong or self.wait or self.total)


def most_tries(rule: Rule) -> Tries:
    """As after the most tries that the rule knows: nobody who waits now has less to wait."""
    return Tries(wrong=len(rule.waits) + 1, wait=rule.longest)


def today() -> date:
    """The day by the device's clock. Somebody may set it: nothing but what is told depends on it."""
    return datetime.now().astimezone().date()
