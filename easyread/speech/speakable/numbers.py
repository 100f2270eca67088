"""A number of any kind, as it is said. The first rule that knows it decides.

A plain amount stays in digits, since a voice of any language knows its own numbers. What is said digit by
digit has a blank between the digits and a comma between the groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from easyread.speech.speakable.amounts import Amounts
from easyread.speech.speakable.dates import Dates
from easyread.speech.speakable.number_words import Locales, NumberWords, Said
from easyread.speech.speakable.telephones import Telephones
from easyread.speech.speakable.times import Times

_PLAIN = re.compile(r"\D*\d+(?:[.,]\d+)?")

Rule = Callable[[str, int], Said | None]


class Numbers:
    """The numbers of one language."""

    def __init__(self, language: str, words: NumberWords) -> None:
        locales = Locales(language)
        dates, amounts, telephones = Dates(words, locales), Amounts(words, locales), Telephones(words)
        self._rules: tuple[Rule, ...] = (
            dates.say_date, Times(words).say, amounts.say_fixed, telephones.say, amounts.say_money,
            amounts.say_unit, amounts.say_pair, dates.say_day, amounts.say_thousands,
        )  # fmt: skip

    def say(self, text: str, start: int) -> Said:
        """The number that begins at ``start``: with a digit, ``+``, ``(`` or the sign of a currency."""
        for rule in self._rules:
            if said := rule(text, start):
                return said
        found = _PLAIN.match(text, start)
        end = found.end() if found else start + 1
        return Said(text[start:end], end)
