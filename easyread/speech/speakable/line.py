"""A line as any voice can say it in its language: numbers, short forms, codes, addresses, emoji.

The one step before each voice, of our lines and the person's own words. What it says stands at the place of
what was written, so that the word that is heard is marked as it was written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from easyread.speech.speakable.amounts import CURRENCY
from easyread.speech.speakable.digits import fold_digits
from easyread.speech.speakable.emoji_names import EMOJI, name_emoji, read_names
from easyread.speech.speakable.number_words import NumberWords, Said
from easyread.speech.speakable.numbers import Numbers

_WEB = r"(?:https?://)?(?:www\.|[\w.+-]+@)?(?:[A-Za-z0-9-]+\.)+(?:com|org|net|uk|pl|je|eu|info|gov|nhs|local)(?::\d+)?(?:/[\w./-]*\w)?(?![\w@])"
_WEB_PART = re.compile(
    r"((?<=\d)[A-Za-z]+)|[A-Za-z]+|\d+|[^A-Za-z\d]"
)  # first: letters behind a digit are a code's
_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]?[ \u00a0]?\d[A-Z]{2}|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})(?!\w)"
_CODE = r"(?:[A-Z]{2}(?: \d\d){3} ?[A-D]|[A-Z]{1,4}-?\d+[A-Z\d]*)(?!\w)"
_NUMBER = rf"{CURRENCY}\s?\d|\+\d|\(0\d|\d|[½⅓⅔¼¾]"
_CURRENCY_NAME = re.compile("[A-Z][A-Za-z]")  # that stands before an amount: GBP 5, Rs. 5
_RANGE = re.compile(rf"[ \u00a0]?[-\u2010-\u2015][ \u00a0]?(?={CURRENCY}?\d)")
_SIGN = r"(?<!\w)[&+=@](?!\w)|(?<=[^\W\d])&(?=[^\W\d])"
_NAME = re.compile(r"\s+['\"(]?([^\W\d_])")
_COUNTED = re.compile(r"\W*\d+\s+(\w+)")
_LAST_WORD = re.compile(r"(\S+)\s+\Z")
_OPENING = "([{'\"“‘«"


class Speakable:
    """The step for one language. ``emoji``: the file of its names."""

    def __init__(self, language: str, words: NumberWords, emoji: Path) -> None:
        self._words, self._emoji = words, emoji
        self._numbers = Numbers(language, words)
        short = {**words.abbreviations, **words.before_number, **words.before_name, **words.after_name}
        listed = "|".join(sorted(map(re.escape, short), key=len, reverse=True)) or "(?!)"
        named = "|".join(map(re.escape, filter(_CURRENCY_NAME.match, words.money))) or "(?!)"
        self._find = re.compile(
            rf"(?P<web>(?<![\w@.]){_WEB})|(?P<postcode>(?<!\w){_POSTCODE})|(?P<code>(?<!\w){_CODE})"
            rf"|(?P<short>(?<![\w.])(?:{listed})(?![^\W\d_]))|(?P<number>(?<![\d])(?:{_NUMBER})|(?<!\w)(?:{named})\.?\s?\d)"
            rf"|(?P<minus>(?<![\w.,)%-])-(?={CURRENCY}?\d))|(?P<sign>{_SIGN})|(?P<emoji>{EMOJI})"
        )

    def say(self, tokens: Sequence[str]) -> list[str]:
        """What is said for each of the tokens; "" for one that is said with the one before."""
        folded = [fold_digits(token) for token in tokens]
        text = "".join(folded)
        found = self._list_said(text)
        return share(folded, found) if found else folded

    def _list_said(self, text: str) -> list[tuple[int, Said]]:
        said: list[tuple[int, Said]] = []
        place, number_end = 0, -1
        while found := self._find.search(text, place):
            start, kind = found.start(), found.lastgroup or ""
            if (
                number_end >= 0
                and (to := _RANGE.match(text, number_end))
                and to.end() == start
                and self._words.to
            ):
                said.append((number_end, Said(self._words.to, start)))
            one = self._say(kind, found)
            if one and one.words != text[start : one.end]:
                said.append((start, one))
            number_end = one.end if one and kind == "number" else -1
            place = one.end if one else found.end()
        return said

    def _say(self, kind: str, found: re.Match[str]) -> Said | None:
        if kind == "number":
            half = self._words.by_the_way.get(found[0])
            return Said(half, found.end()) if half else self._numbers.say(found.string, found.start())
        words = getattr(self, f"_say_{kind}")(found)
        return Said(words, found.end()) if words else None

    def _say_minus(self, _: re.Match[str]) -> str:
        return self._words.minus

    def _say_sign(self, found: re.Match[str]) -> str | None:
        return self._words.signs.get(found[0])

    def _say_emoji(self, found: re.Match[str]) -> str | None:
        name = name_emoji(found[0], self._names)
        return f"{name}," if name else None

    def _say_web(self, found: re.Match[str]) -> str:
        """Its words, the digits one by one, and its signs by their names; "uk" letter by letter."""
        written = found[0].removeprefix("https://").removeprefix("http://")
        return " ".join(self._say_part(part[0], spell=bool(part[1])) for part in _WEB_PART.finditer(written))

    def _say_part(self, part: str, *, spell: bool) -> str:
        if part.isdigit():
            return " ".join(part)
        if spell or (len(part) == 1 and part.isalpha()) or part in {"uk", "pl", "je", "eu", "www", "nhs"}:
            return self._spell(part.upper())
        return self._words.signs.get(part, part)

    def _say_postcode(self, found: re.Match[str]) -> str:
        code = found[0].upper().replace(" ", "").replace("\u00a0", "")
        return f"{self._spell(code[:-3])}, {self._spell(code[-3:])}"

    def _say_code(self, found: re.Match[str]) -> str:
        """Letters, and digits: one by one if they are many, since then nobody counts with them."""
        parts = re.findall(r"[A-Z]+|\d+", found[0])
        many = sum(map(len, filter(str.isdigit, parts))) > 2
        return " ".join(part if part.isdigit() and not many else self._spell(part) for part in parts)

    def _spell(self, code: str) -> str:
        return " ".join(self._words.letters.get(sign, sign) for sign in code)

    def _say_short(self, found: re.Match[str]) -> str | None:
        """A short form, where it is one: "No." before a number, "St" before or after a name."""
        short, words, text = found[0], self._words, found.string
        last, after = _LAST_WORD.search(text, max(0, found.start() - 40), found.start()), text[found.end() :]
        if short in words.before_number and re.match(r"[ \u00a0:]*\d", after):
            return words.before_number[short] if self._is_number_sign(short, last, after) else None
        if short in words.before_name and (name := _NAME.match(after)) and name[1].isupper():
            return words.before_name[short]
        if short in words.after_name and last and last[1][:1].isupper():
            return words.after_name[short] + ("." if short[-1] == "." and not after.strip() else "")
        return words.abbreviations.get(short)

    def _is_number_sign(self, short: str, last: re.Match[str] | None, after: str) -> bool:
        """Is "No." a number's? "I said no. 5 people came" is a refusal."""
        words = self._words
        if short.lower() not in words.refusals:
            return True
        if (last and last[1].lower() in words.numbered) or not short.endswith("."):
            return bool(last and last[1].lower() in words.numbered)
        if (counted := _COUNTED.match(after)) and counted[1].lower() in words.counted:
            return False
        return short[0] == "N" or last is None or last[1].lower() in words.no

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return read_names(self._emoji)


def share(tokens: Sequence[str], found: Sequence[tuple[int, Said]]) -> list[str]:
    """The tokens, with what is said in the place of what was written: the first token of each has it."""
    text, starts = "".join(tokens), [0, *accumulate(map(len, tokens))][:-1]
    pieces, cursor = [""] * len(tokens), 0
    for start, (words, end) in (*found, (len(text), Said("", len(text)))):
        while cursor < start:
            token = bisect_right(starts, cursor) - 1
            stop = min(start, starts[token + 1] if token + 1 < len(starts) else len(text))
            pieces[token] += text[cursor:stop]
            cursor = stop
        if words:
            token = bisect_right(starts, start) - 1
            before, after = pieces[token][-1:], text[end : end + 1]
            gap = " " if before and not before.isspace() and before not in _OPENING else ""
            pieces[token] += f"{gap}{words}{' ' if after.isalnum() else ''}"
            cursor = end
    return pieces
