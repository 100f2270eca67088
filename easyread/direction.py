"""What in a line runs the other way: the one place that keeps it apart, for pages, paper and text.

By the bidirectional algorithm of Unicode (UAX 9) alone, "07700 900123" in Urdu shows its second half first,
and a date beside a name of the other direction changes places with it. So each run of the other direction,
and each number of several parts, is put between the signs of an isolate: LRI or RLI, the run, PDI. Paper and
text keep the signs; a page has ``<bdi>`` in their place (:mod:`easyread.web.own_words`). No letter changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from easyread.digit_groups import find_numbers
from easyread.languages import Direction

LRI, RLI, FSI, PDI, LRO, PDF = "\u2066", "\u2067", "\u2068", "\u2069", "\u202d", "\u202c"
OPENER: dict[Direction, str] = {"ltr": LRI, "rtl": RLI}

# Bidi class -> a letter: left, right, number, Arabic number, mark on the sign before, turner; else a space.
_KIND = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "A", "NSM": "M", "BN": "M"} | dict.fromkeys(
    ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"), "T"
)


class _Kinds(dict[int, str]):
    def __missing__(self, sign: int) -> str:
        kind = self[sign] = _KIND.get(unicodedata.bidirectional(chr(sign)), " ")
        return kind


# U+060C, the comma of Arabic script, is not strong, but ends what runs from the left.
_KINDS = _Kinds({0x060C: ","})
_LEFT_RUN = re.compile("[LNA](?:[LNAM ]*[LNA])?M*")
_RIGHT_RUN = re.compile("R(?:[^L]*R)?M*")
_ARABIC_NUMBER = re.compile("[NA](?:[NAM ]*[NA])?M*")
_WORD = re.compile("[LM]+|[RM]+")
_NUMBER_NEXT = re.compile("[^LRNA]*[NA]")  # behind a word of the other direction it would run on from there
_DIGITS = re.compile(r"\d+")
_GROUPS = re.compile(r"\d+(?:[ \u00a0]\d+)+(?!\S)|\S*\d\S*")
_PAIRS = {"(": ")", "[": "]", "{": "}", "„": "”", "“": "”", "‘": "’", "«": "»", '"': '"'}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}


def isolate(words: str, direction: Direction) -> str:
    """Words that stand alone in a block of that direction, each run of another kind kept to itself.

    The signs are balanced in each row, whatever turning signs the words bring with them.
    """
    if words.isascii() and direction == "ltr":
        return words
    return "".join(_isolate_line(row, direction) for row in _lines(words))


def enclose(words: str, direction: Direction, around: Direction) -> str:
    """Words inside a line of direction ``around``: they change nothing of what stands beside them."""
    inside = isolate(words, direction)
    return inside if direction == around else wrap(inside, direction)


def wrap(words: str, direction: Direction) -> str:
    """Words that :func:`isolate` has seen, each line of them in an isolate of its own."""
    return "".join(_wrap(row, direction) for row in _lines(words))


def first_strong(words: str) -> Direction | None:
    """The direction of the first letter that has one."""
    strong = re.search("[LR]", words.translate(_KINDS))
    return None if strong is None else "ltr" if strong[0] == "L" else "rtl"


def order_on_paper(letters: str, around: Direction) -> str:
    """The letters of one word as they stand on paper from left to right, in text of direction ``around``."""
    runs = _RIGHT_RUN if around == "ltr" else _LEFT_RUN
    pieces, at = [], 0
    for run in runs.finditer(letters.translate(_KINDS)):
        before, inside = letters[at : run.start()], letters[run.start() : run.end()]
        pieces += [before, order_on_paper(inside, "rtl")] if around == "ltr" else [before[::-1], inside]
        at = run.end()
    pieces.append(letters[at:] if around == "ltr" else letters[at:][::-1])
    return "".join(pieces if around == "ltr" else reversed(pieces))


def _lines(words: str) -> list[str]:
    return words.splitlines(keepends=True)


def _wrap(row: str, direction: Direction) -> str:
    """The line in an isolate; its end stays outside, for there every isolate ends."""
    words = (row.splitlines() or [""])[0]
    return f"{OPENER[direction]}{words}{PDI}{row[len(words) :]}" if words else row


def _isolate_line(row: str, direction: Direction) -> str:
    kinds = row.translate(_KINDS)
    if "T" in kinds:
        return _wrap(_balance(row), direction)
    runs = _runs_in_left(row, kinds) if direction == "ltr" else _runs_in_right(row, kinds)
    done, at = "", 0
    for start, end, run in runs:
        done, at = done + row[at:start] + run, end
    return done + row[at:]


def _balance(row: str) -> str:
    """No PDI without its beginning, and each isolate ended: nothing in it reaches what stands beside it."""
    words = (row.splitlines() or [""])[0]
    kept, depth = "", 0
    for sign in words:
        if sign in {LRI, RLI, FSI}:
            depth += 1
        elif sign == PDI:
            if not depth:
                continue
            depth -= 1
        kept += sign
    return kept + PDI * depth + row[len(words) :]


def _runs_in_left(row: str, kinds: str) -> Iterator[tuple[int, int, str]]:
    """In text from the left: runs from the right, and numbers whose digits Unicode takes for such."""
    found = list(_widen(_RIGHT_RUN, row, kinds))
    yield from _numbers_between(row, kinds, 0, found[0][0] if found else len(row))
    for place, (start, end) in enumerate(found):
        if not _is_right_alone(kinds, start, end):
            yield start, end, f"{RLI}{_isolate_line(row[start:end], 'rtl')}{PDI}"
        yield from _numbers_between(
            row, kinds, end, found[place + 1][0] if place + 1 < len(found) else len(row)
        )


def _numbers_between(row: str, kinds: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Groups of Arabic digits run from the right even in an isolate: LRO keeps them as they were written."""
    for found in _ARABIC_NUMBER.finditer(kinds, start, end):
        words = found[0]
        if "A" in words and (" " in words or "N" in words):
            yield *found.span(), f"{LRI}{LRO}{row[found.start() : found.end()]}{PDF}{PDI}"


def _runs_in_right(row: str, kinds: str) -> Iterator[tuple[int, int, str]]:
    """In text from the right: words from the left, whole phrases of them, and numbers."""
    if "R" not in kinds and "L" in kinds:  # a line in another language, with its own full stop
        end = len(row.rstrip())
        yield 0, end, f"{LRI}{_isolate_line(row[:end], 'ltr')}{PDI}"
        return
    for start, end in _widen(_LEFT_RUN, row, kinds):
        if _is_right_alone(kinds, start, end):
            continue
        if "L" in kinds[start:end]:
            yield start, end, f"{LRI}{_isolate_line(row[start:end], 'ltr')}{PDI}"
            continue
        for first, last in _part_numbers(row[start:end]):
            number = row[start + first : start + last]
            if not _DIGITS.fullmatch(number):  # digits alone are right by themselves
                yield start + first, start + last, f"{LRI}{_isolate_line(number, 'ltr')}{PDI}"


def _is_right_alone(kinds: str, start: int, end: int) -> bool:
    """One word, and no number behind it: UAX 9 shows it as it was written."""
    return bool(_WORD.fullmatch(kinds, start, end)) and not _NUMBER_NEXT.match(kinds, end)


def _part_numbers(row: str) -> Iterator[tuple[int, int]]:
    """The numbers of a row, each with its groups; without the commas between them."""
    at = 0
    for start, end in [*find_numbers(row), (len(row), len(row))]:
        for group in _GROUPS.finditer(row, at, start):
            yield group.start(), group.start() + len(group[0].rstrip(",;:.!?"))
        if start < end:
            yield start, end
        at = end


def _widen(pattern: re.Pattern[str], row: str, kinds: str) -> Iterator[tuple[int, int]]:
    """The runs, each with the signs at its ends that belong to it: "+44", "(020)", "50%", "Tom (brother)"."""
    last = 0
    for found in pattern.finditer(kinds):
        start, end = found.span()
        while start > last and _opens(row, kinds, start, end):
            start -= 1
        while end < len(row) and _closes(row, start, end):
            end += 1
        yield start, end
        last = end


def _opens(row: str, kinds: str, start: int, end: int) -> bool:
    """Does the sign before belong to the run?"""
    sign, run = row[start - 1], row[start:end]
    if sign in _PAIRS:
        return _is_open(run, _PAIRS[sign])
    if sign in "@#":
        return True
    signed = sign in "+-\u2212" or unicodedata.category(sign) == "Sc"
    return signed and (kinds[start] in "NA" or run[0] in _PAIRS or unicodedata.category(run[0]) == "Sc")


def _closes(row: str, start: int, end: int) -> bool:
    """Does the sign after belong to the run?"""
    sign, run = row[end], row[start:end]
    if sign in _CLOSERS:
        return _is_open(run, _CLOSERS[sign])
    return sign in "%°+#€" or (sign == "/" and "/" in run)


def _is_open(run: str, partner: str) -> bool:
    """Does the run lack the beginning or end of this bracket or quote?"""
    opener, closer = _CLOSERS.get(partner, partner), _PAIRS.get(partner, partner)  # it is one of the two
    if opener == closer:
        return run.count(opener) % 2 == 1
    depth = ends = 0
    for sign in run.replace("„", "“"):
        if sign == opener:
            depth += 1
        elif sign == closer:
            depth, ends = (depth - 1, ends) if depth else (0, ends + 1)
    return bool(ends if partner == closer else depth)
