"""How a language says numbers: its words for them, from ``content/spoken/<language>.yaml`` and from CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.units import UnknownUnitError, format_unit

from easyread.model import Record

Plural = Mapping[str, str]  # CLDR's plural category -> the word

BLANK, DASH = "[ \u00a0\u2009\u202f]", "[-\u2012-\u2015]"

# Signs of units that are the same in every language -> CLDR's name. Not "in": it is a word.
UNITS = {
    "kg": "mass-kilogram", "g": "mass-gram", "mg": "mass-milligram", "mcg": "mass-microgram",
    "µg": "mass-microgram", "l": "volume-liter", "L": "volume-liter", "ml": "volume-milliliter",
    "mL": "volume-milliliter", "km": "length-kilometer", "m": "length-meter", "cm": "length-centimeter",
    "mm": "length-millimeter", "km/h": "speed-kilometer-per-hour", "h": "duration-hour",
    "min": "duration-minute", "°C": "temperature-celsius", "°F": "temperature-fahrenheit",
    "°": "angle-degree", "GB": "digital-gigabyte", "MB": "digital-megabyte", "%": "concentr-percent",
}  # fmt: skip


class Said(NamedTuple):
    """What is said, and where the written ends."""

    words: str
    end: int


class Money(Record, frozen=True, kw_only=True):
    """A currency, and its hundredth part."""

    whole: Plural
    part: Plural


class NumberWords(Record, frozen=True, kw_only=True):
    """What a language says where digits and signs stand; what is not given, is left as it is written.

    ``times`` may have three more: "part" is how a part of the day stands beside the time, "bare" a full hour
    beside it, and "midnight" is 00:00.
    """

    to: str = ""  # between the ends of a range
    minus: str = ""
    by_the_way: Mapping[str, str] = {}  # written -> said: 24/7, 1/2, ½
    signs: Mapping[str, str] = {}  # "&", "@", "/", "." of an address
    out_of: str = ""  # "{part} out of {whole}", for 3 / 14
    times: Mapping[str, str] = {}  # "{h} {m}" or "{hour} {m}" for "minutes", "few", "full"; see also below
    parts: Mapping[int, str] = {}  # of the day, by the hour at which each begins
    hours: Mapping[str, Sequence[str]] = {}  # 24 words for "{hour}", by the word before them; "": any other
    at: Sequence[str] = ()  # before 3.30, which then is a time
    hour: Sequence[str] = ()  # after a time: it says so already
    money: Mapping[str, Money] = {}
    many: Mapping[str, Plural] = {}  # beside money: k, m, million
    units: Mapping[str, str] = {}  # the language's own short forms -> CLDR's name of the unit
    ordinals: Sequence[str] = ()  # behind a number in a row: 1st, 2nd
    days: Sequence[str] = ()  # of a month, if it has other words for them
    calls: Sequence[str] = ()  # before a number that is said digit by digit
    counted: Sequence[str] = ()  # after a number that counts, whatever it looks like
    abbreviations: Mapping[str, str] = {}  # said wherever they stand
    before_number: Mapping[str, str] = {}
    numbered: Sequence[str] = ()  # before "no 5": a house, a bus
    no: Sequence[str] = ()  # before "no. 5", where it is no refusal either
    refusals: Sequence[str] = ()  # those of ``before_number`` that may be a word, in small letters
    before_name: Mapping[str, str] = {}
    after_name: Mapping[str, str] = {}
    letters: Mapping[str, str] = {}  # those that a voice does not say by themselves
    postcode: str = ""  # a pattern, where the digits alone are one


class Locales:
    """What CLDR knows of a language: names of units, months, and which plural goes with a number."""

    def __init__(self, language: str) -> None:
        self._locale: Locale | None = None
        with suppress(ValueError, UnknownLocaleError):
            self._locale = Locale.parse(language, sep="-")

    @property
    def parts_with_blanks(self) -> bool:
        """Is 1 000 a thousand?"""
        return self._locale is not None and self._locale.number_symbols["latn"]["group"].isspace()

    def months(self) -> dict[str, str]:
        """The names as they stand in a date, by each way to write them, in small letters."""
        if not self._locale:
            return {}
        wide, short = (self._locale.months["format"][width] for width in ("wide", "abbreviated"))
        names = {short[number].rstrip(".").lower(): name for number, name in wide.items()}
        return names | {name.lower(): name for name in wide.values()}

    def choose(self, forms: Plural, number: str) -> str:
        category = self._locale.plural_form(Decimal(number)) if self._locale else "other"
        return forms.get(category) or forms["other"]

    def say_unit(self, number: str, unit: str) -> str | None:
        if self._locale is None:
            return None
        try:
            return format_unit(Decimal(number), unit, length="long", locale=self._locale)
        except UnknownUnitError:
            return None

    def say_date(self, day: date) -> str:
        return format_date(day, "d MMMM y", locale=self._locale) if self._locale else ""


def find_after(words: Iterable[str], then: str) -> re.Pattern[str]:
    """One of the words, then what may stand between it and the number, to the end."""
    listed = "|".join(map(re.escape, words)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{listed}){then}\Z", re.IGNORECASE)
