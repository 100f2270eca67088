"""Numbers that are written in groups: which groups of a row belong together.

"07700 900123" is one number, keeps to itself on a line and is read in one go; four of them in a row are four.
Pages, paper and voices ask here: the eye and the ear get the same. No rule of a country is asked: only how
long telephone numbers are (ITU-T E.164: at most 15 digits), and how they begin.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import regex

# A row of groups with one space between each two. A group has digits of any script, and what joins them.
# Nothing is tried twice, so that no text takes long.
_GROUP = r"(?>[+(]*\p{Nd}[\p{Nd}()]*(?:[-‐‑–./]\p{Nd}[\p{Nd}()]*)*)(?![\p{L}\p{M}])"
_ROW = regex.compile(
    rf"(?<![\p{{L}}\p{{M}}\p{{Nd}}()+./–‑‐-]){_GROUP}(?:[ \u00a0\u2007\u2009\u202f]{_GROUP})*+"
)
_SPACE = regex.compile(r"\s")
_MOST_DIGITS, _LEAST_DIGITS = 16, 7  # of a bank card; of a telephone at home
_MOST_GROUPS = 6
# Digits of a telephone number, by how it begins.
_USUAL = {"+": range(10, 15), "00": range(12, 17), "0": range(10, 12), "": range(9, 11)}


def find_numbers(words: str) -> Iterator[tuple[int, int]]:
    """Start and end of each number of two groups or more."""
    for row in _ROW.finditer(words):
        at = row.start()
        for number in _split(tuple(_SPACE.split(row[0]))):
            length = len(" ".join(number))
            if len(number) > 1:
                yield at, at + length
            at += length + 1


def end_first(words: str) -> int:
    """Where the first number ends of a text that begins with one, of one group or more."""
    row = _ROW.match(words)
    return len(" ".join(_split(tuple(_SPACE.split(row[0])))[0])) if row else len(words)


def _split(groups: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The groups as numbers, by the least unlikely way to part them."""
    digits = [_fold(group) for group in groups]
    best: list[tuple[float, int]] = [
        (0, 0)
    ]  # of the first n groups: the doubt, and where the last number begins
    for end in range(1, len(groups) + 1):
        starts = range(max(0, end - _MOST_GROUPS), end)
        best.append(min((best[start][0] + _doubt(digits[start:end]), start) for start in starts))
    numbers: list[tuple[str, ...]] = []
    end = len(groups)
    while end:
        start = best[end][1]
        numbers.append(groups[start:end])
        end = start
    return numbers[::-1]


def _fold(group: str) -> str:
    """Its digits as 0 to 9, behind a "+" where there is one."""
    return "+" * ("+" in group) + "".join(str(int(sign)) for sign in group if sign.isdecimal())


def _doubt(groups: list[str]) -> float:
    """How unlikely it is that these groups are one number; 0: as it is usual."""
    if len(groups) == 1:
        return 1
    whole = "".join(groups)
    first = next(beginning for beginning in _USUAL if whole.startswith(beginning))
    count, lengths = len(whole.removeprefix("+")), [len(group) for group in groups]
    if count > _MOST_DIGITS or "+" in whole[1:]:
        return inf
    if not first and count <= 9 and lengths[0] <= 3 and set(lengths[1:]) == {3}:
        return 1.2 if count < _LEAST_DIGITS else 1.5  # "116 123", and thousands
    if count < _LEAST_DIGITS or (not first and (lengths[-1] < 2 or max(lengths) < 3)):
        return inf
    usual = _USUAL[first]
    return (0 if first else 1.5) + min(2, max(usual[0] - count, count - usual[-1], 0))
