"""Dates and times of day."""

from __future__ import annotations

import re
from datetime import date

from easyread.speech.speakable.number_words import BLANK, DASH, Locales, NumberWords, Said, find_after

_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/]|[.-]\d)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_DAY = re.compile(rf"(\d{{1,2}})(st|nd|rd|th)?{BLANK}(\w{{3,}})")
_HALF = rf"{BLANK}?([ap])(?:m\b|\.m\.?)(?!\w)"
_HALVED = re.compile(rf"([01]?\d|2[0-4])(?:[:.]([0-5]\d))?{_HALF}", re.IGNORECASE)
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_DOTTED = re.compile(r"([01]?\d|2[0-4])\.([0-5]\d)(?![\d%]|\.\d)")
_END = re.compile(r"\W*\Z")
_NEXT_WORD = re.compile(r"\s*(\w+)")
_CENTURY = 50  # .49 is 2049, .50 is 1950


class Dates:
    """Those of one language."""

    def __init__(self, words: NumberWords, locales: Locales) -> None:
        self._words, self._locales, self._months = words, locales, locales.months()
        to = rf"\s*(?:{DASH}|{re.escape(words.to) or DASH})\s*"
        self._at = find_after(words.at, r"\s+")
        self._from = find_after(words.at, rf"\s+\d{{1,2}}[:.][0-5]\d{to}")
        self._until = re.compile(rf"{to}\d{{1,2}}(?:[:.][0-5]\d)?{_HALF}", re.IGNORECASE)

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
        found = _DAY.match(text, start)
        month = self._months.get(found[3].lower()) if found else None
        if not found or not month or not 1 <= (day := int(found[1])) <= 31:
            return None
        number = self._words.days[day - 1] if self._words.days else f"{day}{found[2] or ''}"
        if month.lower() == found[3].lower():
            return Said(number, found.start(3) - 1)
        return Said(f"{number} {month}", found.end())

    def say_time(self, text: str, start: int) -> Said | None:
        """A time of day, with 3.30 for one only after "at" or in a range of times."""
        half = ""
        if found := _HALVED.match(text, start):
            half = found[3].lower()
        else:
            found = _CLOCK.match(text, start) or _DOTTED.match(text, start)
            if not found or (found.re is _DOTTED and not self._is_time(text, found)):
                return None
        hour, minute = str(int(found[1])), found[2] or "00"
        end = found.end() - (text[found.end() - 1] == "." and bool(_END.match(text, found.end())))
        return Said(self._tell(hour, minute, half), self._skip_hour(text, end))

    def _tell(self, hour: str, minute: str, half: str) -> str:
        forms = self._words.times
        if not forms:
            return f"{hour} {minute}"
        kind = "few" if minute[0] == "0" else "minutes"
        if minute == "00":
            kind = "full" if 1 <= int(hour) <= 12 else "late"
        bare = half and kind == "full" and "full" in forms
        said = hour if bare else forms[kind].format(h=hour, m=int(minute))
        return f"{said} {forms[f'{half}m']}" if half else said

    def _is_time(self, text: str, found: re.Match[str]) -> bool:
        before = text[max(0, found.start() - 30) : found.start()]
        return bool(
            self._at.search(before) or self._from.search(before) or self._until.match(text, found.end())
        )

    def _skip_hour(self, text: str, end: int) -> int:
        """After "3:30" some languages write the word for it, which is said already."""
        word = _NEXT_WORD.match(text, end) if self._words.hour else None
        return word.end() if word and word[1] in self._words.hour else end


def _full_year(written: str) -> int:
    year = int(written)
    return year if len(written) == 4 else year + (2000 if year < _CENTURY else 1900)
