"""Who may see words, what for, for how long, in which languages: in neutral addresses, and back."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from easyread.content import SharingWords
from easyread.languages import ENGLISH, Language
from easyread.model import Choice

Pair = tuple[Language, ...]  # of a card: one or two languages, the person's own first

# How many months an OK lasts, by the id of the choice. "today" is 0; "stop" has no end.
_MONTHS = {"month": 1, "three-months": 3}
_NO_END = "stop"


def code(name: str) -> str:
    """A neutral name in addresses, as :attr:`easyread.model.Step.code`: it tells an onlooker nothing."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def find(choices: Iterable[Choice], wanted: str) -> Choice | None:
    """The choice that a code names, or ``None``."""
    return next((choice for choice in choices if code(choice.id) == wanted), None)


def last_day(until: str, on: date) -> date | None:
    """The last day of an OK given on ``on``; ``None``: until the person says stop.

    A length that is not known here holds for the day only: the shorter time is the safer one.
    """
    if until == _NO_END:
        return None
    month = on.month - 1 + _MONTHS.get(until, 0)
    year, month = on.year + month // 12, month % 12 + 1
    return date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


class Agreement(NamedTuple):
    """What the person is asked about, apart from the words: chosen once, and carried through every page."""

    reader: Choice
    purpose: Choice
    until: Choice
    languages: Pair = ()  # of the card, where one is made

    @property
    def codes(self) -> tuple[str, ...]:
        """How an address names it."""
        return (*(code(choice.id) for choice in self[:3]), pair_code(self.languages))


def find_agreement(words: SharingWords, reader: str, purpose: str, until: str) -> Agreement | None:
    """The agreement that these codes name, or ``None``."""
    who, why = find(words.readers, reader), find(words.purposes, purpose)
    how_long = find(words.untils, until)
    return Agreement(who, why, how_long) if who and why and how_long else None


def find_pair(known: Mapping[str, Language], wanted: str) -> Pair | None:
    """The languages that a code names, or ``None``."""
    return next((pair for pair in list_pairs(known) if pair_code(pair) == wanted), None)


def pair_code(pair: Pair) -> str:
    """A neutral name for a pair of languages: 8 hex digits."""
    return code(" ".join(language.code for language in pair))


def list_pairs(known: Mapping[str, Language]) -> list[Pair]:
    """What a card can be written in: each language with English beside it, then each one alone."""
    english = known[ENGLISH]
    others = [language for language in known.values() if language != english]
    return [*((one, english) for one in others), (english,), *((one,) for one in others)]


def fitting_until(untils: Sequence[Choice], last: date | None, given_on: date) -> Choice:
    """The length that an OK was given for, as far as its last day tells; else the shortest."""
    return next((choice for choice in untils if last_day(choice.id, given_on) == last), untils[0])
