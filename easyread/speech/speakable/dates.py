"""Dates."""

from __future__ import annotations

import re
from datetime import date

from easyread.speech.speakable.number_words import BLANK, Locales, NumberWords, Said

_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/]|[.-]\d)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_CENTURY = 50  # .49 is 2049, .50 is 1950


class Dates:
    """Those of one language."""

    def __init__(self, words: NumberWords, locales: Locales) -> None:
        self._words, self._locales, self._months = words, locales, locales.months()
        ordinals = "|".join(map(re.escape, words.ordinals)) or "(?!)"
        self._day = re.compile(rf"(\d{{1,2}})({ordinals})?{BLANK}(\w{{3,}})")

    def say_date(self, text: str, start: int) -> Said | None:
        """A date of digits, the day first; nothing where there is no such day."""
        if found := _ISO.match(text, start):
            year, month, day = map(int, found.groups())
        elif (found := _DATE.match(text, start)) and not (found[2] == "-" and len(found[4]) == 2):
            day, month, year = int(found[1]), int(found[3]), _full_year(found[4])
            if month > 12 >= day:
                day, month = month, day  # as in the United States
        else:
            return None
        try:
            said = self._locales.say_date(date(year, month, day))
        except ValueError:
            return None
        if said and self._words.days:
            said = said.replace(str(day), self._words.days[day - 1], 1)
        return Said(said, found.end()) if said else None

    def say_day(self, text: str, start: int) -> Said | None:
        """A day and its month: the whole name for a short one, the day as the language says it."""
        found = self._day.match(text, start)
        month = self._months.get(found[3].lower()) if found else None
        if not found or not month or not 1 <= (day := int(found[1])) <= 31:
            return None
        number = self._words.days[day - 1] if self._words.days else f"{day}{found[2] or ''}"
        if month.lower() == found[3].lower():
            return Said(number, found.start(3) - 1)
        return Said(f"{number} {month}", found.end())


def _full_year(written: str) -> int:
    year = int(written)
    return year if len(written) == 4 else year + (2000 if year < _CENTURY else 1900)
