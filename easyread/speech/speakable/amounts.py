"""What is counted: money, measures, fractions, pairs, thousands. A bare amount stays in digits."""

from __future__ import annotations

import re

from easyread.speech.speakable.number_words import BLANK, UNITS, Locales, NumberWords, Said

CURRENCY, CURRENCY_CODES = "[£€$₹₨]", r"GBP|EUR|PLN|Rs\.?"
_NUMBER = r"(\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,](\d\d?)(?!\d))?"
_AFTER = re.compile(rf"{_NUMBER}{BLANK}?(\w+|{CURRENCY})(?!\w)")
_BEFORE = re.compile(
    rf"({CURRENCY_CODES}|{CURRENCY}){BLANK}?{_NUMBER}(?:{BLANK}?(k|m|bn|million|thousand)\b)?"
)
_MANY = {"k": "thousand", "m": "million", "bn": "billion"}
_SYMBOLS = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_UNIT = re.compile(rf"(\d+(?:[.,]\d+)?){BLANK}?({_SYMBOLS})(?![\w/])")
_FRACTION = re.compile(r"(\d+)[ \u00a0]?([¼-¾⅐-⅞])|(\d+)[ \u00a0](1/[234]|[23]/[34])(?![\d/])")
_SLASHED, _RATIO = re.compile(r"(\d+)/(\d+)(?![\d/])"), re.compile(r"(\d{1,3}):(\d{1,3})(?![\d:])")
_TIMES = re.compile(rf"(\d+){BLANK}?[x×](?![^\W\d])")
_FIXED = re.compile(r"\d+[/-]\d+(?![\d/]|[-.,]\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:(?:,\d{2,3})*,\d{3}|(?:\.\d{3}){2,})(?![\d,]*\d)")
_BLANKED = re.compile(rf"\d{{1,3}}(?:{BLANK}\d{{3}}){{1,3}}(?!\d|{BLANK}?\d)")
_NOT_DIGITS = re.compile(r"\D")


class Amounts:
    """Those of one language."""

    def __init__(self, words: NumberWords, locales: Locales) -> None:
        self._words, self._locales = words, locales

    def say_fixed(self, text: str, start: int) -> Said | None:
        """24/7, 1/2."""
        found = _FIXED.match(text, start)
        said = self._words.by_the_way.get(found[0]) if found else None
        return Said(said, found.end()) if found and said else None

    def say_money(self, text: str, start: int) -> Said | None:
        """The amount, then its currency; the hundredth part in whole numbers."""
        if found := _BEFORE.match(text, start):
            name, whole, part, many = found.groups()
        elif found := _AFTER.match(text, start):
            (whole, part, name), many = found.groups(), None
        else:
            return None
        money = self._words.money.get(name.rstrip("."))
        if not money:
            return None
        number, cents = _NOT_DIGITS.sub("", whole), int(part.ljust(2, "0")) if part else 0
        if many:
            scaled = f"{number}.{part}" if part else number
            return Said(
                f"{scaled} {_MANY.get(many, many)} {self._locales.choose(money.whole, '5')}", found.end()
            )
        said = [f"{number} {self._locales.choose(money.whole, number)}"]
        small = [f"{cents} {self._locales.choose(money.part, str(cents))}"] if cents else []
        return Said(" ".join(small if small and not int(number) else said + small), found.end())

    def say_unit(self, text: str, start: int) -> Said | None:
        """The unit in words; 1st, 21st are no stones."""
        found = _UNIT.match(text, start)
        if not found or (found[2] == "st" and found[1].endswith("1") and not found[1].endswith("11")):
            return None
        said = self._locales.say_unit(found[1].replace(",", "."), UNITS[found[2]])
        return Said(said, found.end()) if said else None

    def say_pair(self, text: str, start: int) -> Said | None:
        """Three and a half, 5 out of 10, 1:1, 2x."""
        if found := _FRACTION.match(text, start):
            part = self._words.by_the_way.get(found[2] or found[4])
            said = f"{found[1] or found[3]} {self._words.by_the_way.get('and', '')} {part}"
            return Said(said, found.end()) if part else None
        for pattern, between in ((_SLASHED, self._words.signs.get("/")), (_RATIO, self._words.to)):
            if (found := pattern.match(text, start)) and between:
                return Said(f"{found[1]} {between} {found[2]}", found.end())
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
