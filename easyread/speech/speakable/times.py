"""Times of day. Nothing is added that may be wrong: 9:00 may be in the evening, 15:00 is in the afternoon."""

from __future__ import annotations

import re

from easyread.speech.speakable.number_words import BLANK, DASH, NumberWords, Said, find_after

_HALF = rf"{BLANK}?([ap])(?:m\b|\.m\.?)(?!\w)"
_HALVED = re.compile(rf"([01]?\d|2[0-4])(?:[:.]([0-5]\d))?{_HALF}", re.IGNORECASE)
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_DOTTED = re.compile(r"([01]?\d|2[0-4])\.([0-5]\d)(?![\d%]|\.\d)")
_END = re.compile(r"\W*\Z")
_NEXT_WORD, _LAST_WORD = re.compile(r"\s*(\w+)"), re.compile(rf"(\w+|{DASH})\s*\Z")
_FAR = 30  # characters before a time that may say that it is one


class Times:
    """Those of one language."""

    def __init__(self, words: NumberWords) -> None:
        self._words, self._parts = words, frozenset(words.parts.values())
        to = rf"\s*(?:{DASH}|{re.escape(words.to) or DASH})\s*"
        self._at = find_after(words.at, r"\s+")
        self._from = find_after(words.at, rf"\s+\d{{1,2}}[:.][0-5]\d{to}")
        self._until = re.compile(rf"{to}\d{{1,2}}(?:[:.][0-5]\d)?{_HALF}", re.IGNORECASE)

    def say(self, text: str, start: int) -> Said | None:
        """A time of day, with 3.30 for one only after "at" or in a range of times."""
        before, half = text[max(0, start - _FAR) : start], ""
        if found := _HALVED.match(text, start):
            half = found[3].lower()
        else:
            found = _CLOCK.match(text, start) or _DOTTED.match(text, start)
            if not found or (found.re is _DOTTED and not self._is_time(before, found)):
                return None
        hour = int(found[1]) % 24
        if half and hour <= 12:
            hour = hour % 12 + 12 * (half == "p")
        last = _LAST_WORD.search(before)
        said = self._tell(hour, found[2] or "00", last[1] if last else "", halved=bool(half))
        end = found.end() - (text[found.end() - 1] == "." and bool(_END.match(text, found.end())))
        return Said(said, self._skip_hour(text, end))

    def _tell(self, hour: int, minute: str, before: str, *, halved: bool) -> str:
        """``halved``: a.m. or p.m. is written. ``before``: the word, or the dash, that it follows."""
        forms, whole = self._words.times, minute == "00"
        if not forms:
            return f"{hour} {minute}"
        if whole and not hour and not halved and "midnight" in forms:
            return forms["midnight"]
        full_day = bool(self._words.hours) and not halved  # a language with words for 24 hours tells so
        part = "" if full_day or not (halved or hour > 12 or not hour) else self._name_part(hour)
        shown = hour if full_day else hour % 12 or 12
        kind = ("bare" if part and "bare" in forms else "full") if whole else "minutes"
        if not whole and minute[0] == "0":
            kind = "few"
        named = self._name_hour(shown, before, whole=whole)
        said = forms[kind].format(h=shown, hour=named, m=int(minute))
        return forms["part"].format(time=said, part=part) if part and before not in self._parts else said

    def _name_part(self, hour: int) -> str:
        return self._words.parts[max(start for start in self._words.parts if start <= hour)]

    def _name_hour(self, hour: int, before: str, *, whole: bool) -> str:
        """The hour as the word before it wants it; the first one is midnight."""
        hours = self._words.hours
        if not hours or not (hour or whole):
            return str(hour)
        before = self._words.to if re.fullmatch(DASH, before) else before.lower()
        return hours.get(before, hours[""])[hour]

    def _is_time(self, before: str, found: re.Match[str]) -> bool:
        return bool(
            self._at.search(before)
            or self._from.search(before)
            or self._until.match(found.string, found.end())
        )

    def _skip_hour(self, text: str, end: int) -> int:
        """After "3:30" some languages write the word for it, which is said already."""
        word = _NEXT_WORD.match(text, end) if self._words.hour else None
        return word.end() if word and word[1] in self._words.hour else end
