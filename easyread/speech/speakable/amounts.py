"""What is counted: money, measures, fractions, pairs, thousands. A bare amount stays in digits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from easyread.speech.speakable.number_words import BLANK, UNITS, Locales, NumberWords, Said

CURRENCY = "[£€$₹₨]"
_NUMBER = r"(\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,](\d\d?)(?!\d))?"
_FRACTION = re.compile(r"(\d+)[ \u00a0]?([¼-¾⅐-⅞])|(\d+)[ \u00a0](1/[234]|[23]/[34])(?![\d/])")
_SLASHED = re.compile(r"(\d+)( ?)/ ?(\d+)(?! ?[\d/])")
_RATIO = re.compile(r"(\d{1,3}):(\d{1,3})(?![\d:])")
_TIMES = re.compile(rf"(\d+){BLANK}?[x×](?![^\W\d])")
_FIXED = re.compile(r"\d+[/-]\d+(?![\d/]|[-.,]\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:(?:,\d{2,3})*,\d{3}|(?:\.\d{3}){2,})(?![\d,]*\d)")
_BLANKED = re.compile(rf"\d{{1,3}}(?:{BLANK}\d{{3}}){{1,3}}(?!\d|{BLANK}?\d)")
_FIRST = re.compile("(?<!1)1\\Z")
_NOT_DIGITS = re.compile(r"\D")


class Amounts:
    """Those of one language."""

    def __init__(self, words: NumberWords, locales: Locales) -> None:
        self._words, self._locales, self._units = words, locales, UNITS | dict(words.units)
        many, money = _list(words.many), _list(words.money)
        self._before = re.compile(rf"({money})\.?{BLANK}?{_NUMBER}(?:{BLANK}?({many})\b)?")
        self._after = re.compile(rf"{_NUMBER}(?:{BLANK}?({many})(?!\w)\.?)?{BLANK}?({money})(?!\w)")
        self._unit = re.compile(rf"(\d+(?:[.,]\d+)?){BLANK}?({_list(self._units)})(?![\w/])")

    def say_fixed(self, text: str, start: int) -> Said | None:
        """24/7, 1/2."""
        found = _FIXED.match(text, start)
        said = self._words.by_the_way.get(found[0]) if found else None
        return Said(said, found.end()) if found and said else None

    def say_money(self, text: str, start: int) -> Said | None:
        """The amount, then its currency; the hundredth part in whole numbers."""
        if found := self._before.match(text, start):
            name, whole, part, many = found.groups()
        elif found := self._after.match(text, start):
            whole, part, many, name = found.groups()
        else:
            return None
        money = self._words.money[name]
        number, cents = _NOT_DIGITS.sub("", whole), int(part.ljust(2, "0")) if part else 0
        if many:
            scaled = f"{number}.{part}" if part else number
            scale = self._locales.choose(self._words.many[many], scaled)
            return Said(f"{scaled} {scale} {self._locales.choose(money.whole, '5')}", found.end())
        said = [f"{number} {self._locales.choose(money.whole, number)}"]
        small = [f"{cents} {self._locales.choose(money.part, str(cents))}"] if cents else []
        return Said(" ".join(small if small and not int(number) else said + small), found.end())

    def say_unit(self, text: str, start: int) -> Said | None:
        """The unit in words; 1st, 21st are no stones."""
        found = self._unit.match(text, start)
        if not found or (found[2] in self._words.ordinals and _FIRST.search(found[1])):
            return None
        said = self._locales.say_unit(found[1].replace(",", "."), self._units[found[2]])
        return Said(said, found.end()) if said else None

    def say_pair(self, text: str, start: int) -> Said | None:
        """Three and a half, 5 out of 10, 1:1, 2x."""
        if found := _FRACTION.match(text, start):
            part = self._words.by_the_way.get(found[2] or found[4])
            said = f"{found[1] or found[3]} {self._words.by_the_way.get('and', '')} {part}"
            return Said(said, found.end()) if part else None
        if found := _SLASHED.match(text, start):
            part, blank, whole = found.groups()
            if blank and self._words.out_of and int(part) <= int(whole):
                return Said(self._words.out_of.format(part=part, whole=whole), found.end())
            if slash := self._words.signs.get("/"):
                return Said(f"{part} {slash} {whole}", found.end())
        if (found := _RATIO.match(text, start)) and self._words.to:
            return Said(f"{found[1]} {self._words.to} {found[2]}", found.end())
        if (found := _TIMES.match(text, start)) and (times := self._words.signs.get("x")):
            return Said(f"{found[1]} {times}", found.end())
        return None

    def say_thousands(self, text: str, start: int) -> Said | None:
        """Its digits without the marks between them, which another language takes for another thing."""
        found = _THOUSANDS.match(text, start) or _BLANKED.match(text, start)
        if not found or not (
            found.re is _THOUSANDS or self._locales.parts_with_blanks or found[0].endswith("000")
        ):
            return None
        return Said(_NOT_DIGITS.sub("", found[0]), found.end())


def _list(written: Iterable[str]) -> str:
    """A pattern for any of them, the longest first."""
    return "|".join(sorted(map(re.escape, written), key=len, reverse=True)) or "(?!)"
