"""Numbers that nobody counts with: telephone, short code, reference. They are said digit by digit."""

from __future__ import annotations

import re

from easyread.digit_groups import end_first
from easyread.speech.speakable.number_words import BLANK, DASH, NumberWords, Said, find_after

# Emergency, police, health and power in the UK; 112 and Poland's; help lines; relay; what a telephone can do.
SHORT_CODES = frozenset(
    "999 112 101 111 105 119 997 998 116123 116000 116111 18000 18001 18002 61016 1471 1470 141".split()
)
_RUN = re.compile(rf"\+?\(?\d+(?:\)?(?:{BLANK}|{DASH}|\.)?\(?\d+)*")
_SORT_CODE = re.compile(rf"\d\d(?:{DASH}\d\d){{2}}(?!\d)")
_DIGITS = re.compile(r"\d+")
_NEXT_WORD = re.compile(r"[\s,]*(\w+)")
_ENDS = re.compile(rf"(?![.,:]\d|{DASH}\d|\w)")  # 999.50, 101,000 and 112-114 are amounts
_LONGEST, _FEWEST, _ROUND = 16, 7, "000"


class Telephones:
    """Those of one language."""

    def __init__(self, words: NumberWords) -> None:
        self._words = words
        self._calls = find_after(words.calls, r"\W{1,3}(?:\w{1,6}\W{1,3})?")
        self._postcode = re.compile(words.postcode) if words.postcode else None

    def say(self, text: str, start: int) -> Said | None:
        """What begins at ``start``; nothing for an amount."""
        for pattern in (self._postcode, _SORT_CODE):
            if pattern and (found := pattern.match(text, start)):
                return Said(self.spell(found[0]), found.end())
        if not (found := _RUN.match(text, start)):
            return None
        run = found[0].rstrip("( )")
        groups = _DIGITS.findall(run)
        if len(groups) > 1:
            run = run[: end_first(run)]
            groups = _DIGITS.findall(run)
        called = bool(self._calls.search(text, max(0, start - 30), start))
        if _is_telephone(run, groups, called):
            return Said(self.spell(run), start + len(run))
        code = groups[0]
        end = text.index(code, start) + len(code)
        single = code in SHORT_CODES or (len(groups) == 1 and _is_reference(code, called))
        if single and _ENDS.match(text, end) and not self._is_counted(text, end):
            return Said(self.spell(code), end)
        return None

    def spell(self, text: str) -> str:
        """Digits one by one, in the groups that they stand in."""
        groups = (part for group in _DIGITS.findall(text) for part in _part(group))
        plus = f"{self._words.signs.get('+', '+')} " if text.startswith("+") else ""
        return plus + ", ".join(" ".join(group) for group in groups)

    def _is_counted(self, text: str, end: int) -> bool:
        """101 people are no police."""
        word = _NEXT_WORD.match(text, end)
        return word is not None and word[1].lower() in self._words.counted


def _is_telephone(run: str, groups: list[str], called: bool) -> bool:
    """Is it one, or a long reference? ``called``: what stands before it says so."""
    count, alone = sum(map(len, groups)), len(groups) == 1
    if run.startswith(("+", "0", "(0")):
        decimal = "." in run and len(groups) == 2 and groups[0] == "0"
        return not decimal and (count >= _FEWEST or (alone and count >= 2) or called)
    if alone:
        return False
    if "." in run and len(groups) == 2:
        return False
    if count == 6 and "".join(groups) in SHORT_CODES:  # 116 123
        return True
    if called:
        return count >= 5
    return 9 <= count <= _LONGEST and max(map(len, groups)) >= 3 and not _is_amount(groups)


def _is_amount(groups: list[str]) -> bool:
    """Thousands with blanks between them; but three threes are how Poland writes a mobile."""
    return len(groups[0]) < 3 and all(len(group) == 3 for group in groups[1:])


def _is_reference(digits: str, called: bool) -> bool:
    return (called and len(digits) >= 3) or (len(digits) >= _FEWEST and not digits.endswith(_ROUND))


def _part(group: str) -> list[str]:
    """A group in parts that an ear can hold: of three, the first one of up to five."""
    if len(group) <= 5:
        return [group]
    head = 3 + len(group) % 3
    return [group[:head], *(group[place : place + 3] for place in range(head, len(group), 3))]
