"""Words made safe to lay out on paper. Only the copy that is drawn is changed; the words stay as said.

The exact words travel with every printed card, in its attached plain text.
"""

from __future__ import annotations

import re
import unicodedata

import regex

from easyread.digit_groups import find_numbers
from easyread.direction import isolate
from easyread.languages import Direction

# Marks that turn the reading direction of what follows, past the end of the person's own words.
_TURNERS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))  # drawn as a grey block beside a one-colour emoji
# Thai, Chinese, emoji and the like are left to Typst, which knows where they break.
_LONG_WORD = regex.compile(
    r"[^\s\u200b\p{Line_Break=SA}\p{Line_Break=ID}\p{Line_Break=EB}\p{Line_Break=EM}]{25,}"
)
_MARKS_IN_A_ROW = re.compile(r"([\u0300-\u036f\u20d0-\u20ff]{4})[\u0300-\u036f\u20d0-\u20ff]+")
_LONG, _PIECE = 25, 12  # letters, as people see them
_ENDS_PART = frozenset("-/@._,:;?&=#‌")  # in an address or a name: a line breaks behind it
_JOINS_NEXT = regex.compile(r"[\p{Joining_Type=Dual_Joining}\p{Joining_Type=Join_Causing}]")
_JOINS_LAST = regex.compile(
    r"[\p{Joining_Type=Dual_Joining}\p{Joining_Type=Right_Joining}\p{Joining_Type=Join_Causing}]"
)


def clean(words: str, direction: Direction = "ltr") -> str:
    """The words as they are drawn in a text of that direction.

    NFC; every kind of space to a plain one, line ends to "\\n"; control, private and turning marks dropped;
    heaps of accents cut to four; each number kept on one line; words over 24 letters given places to break;
    each run of another direction kept in one piece.
    """
    kept = "".join(_keep(sign) for sign in unicodedata.normalize("NFC", words.replace("\r\n", "\n")))
    kept = _MARKS_IN_A_ROW.sub(r"\1", kept)
    for start, end in find_numbers(kept):
        kept = kept[:start] + kept[start:end].replace(" ", "\u00a0") + kept[end:]
    kept = _LONG_WORD.sub(lambda word: _break(word[0]), kept)
    return isolate(kept, direction)


def _keep(sign: str) -> str:
    if sign in "\n\r\v\f\u0085\u2028\u2029":
        return "\n"
    if sign == "\t":
        return " "
    if sign in _TURNERS or sign in _SKIN_TONES or unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"}:
        return ""
    return sign


def count_letters(words: str) -> int:
    """How many letters and signs a person sees."""
    return len(regex.findall(r"\X", words))


def _break(word: str) -> str:
    """Places to break, a ZWSP each, after about every 12 letters: where the script has its letters apart."""
    letters = regex.findall(r"\X", word)
    if sum(map(_width, letters)) < _LONG:
        return word
    pieces, start = [], 0
    while (end := _find_place(letters, start)) is not None:
        # Letters that must be parted keep their joined shapes.
        joined = "\u200d" if _is_joined(letters[end - 1], letters[end]) else ""
        pieces.append("".join(letters[start:end]) + joined + "\u200b" + joined)
        start = end
    return "".join(pieces) + "".join(letters[start:])


def _find_place(letters: list[str], start: int) -> int | None:
    """The end of the piece that begins at ``start``, twice as long at most as it should be; or None."""
    near: list[int] = []
    far: list[int] = []
    wide = 0
    for end in range(start + 1, len(letters)):
        wide += _width(letters[end - 1])
        if wide > 2 * _PIECE:
            break
        (near if wide <= _PIECE else far).append(end)
    if not far:
        return None
    free = [end for end in (*reversed(near[3:]), *far) if not _holds(letters[end - 1], letters[end])]
    parts = [end for end in free if end in near and _ends_part(letters[end - 1], letters[end])]
    return (parts or free or near[-1:] or far)[0]


def _width(letter: str) -> int:
    """How many places one letter takes on the line: what stands above or below it takes none."""
    signs = sum(unicodedata.category(sign) not in {"Mn", "Me", "Cf"} for sign in letter)
    return 2 * signs if "\u20e3" in letter else signs  # a keycap is as wide as other emoji


def _ends_part(before: str, after: str) -> bool:
    return before in _ENDS_PART or before.isdecimal() != after.isdecimal()


def _holds(before: str, after: str) -> bool:
    """Would a break here cut a number, or a word whose letters join?"""
    return (before.isdecimal() and after.isdecimal()) or _is_joined(before, after)


def _is_joined(before: str, after: str) -> bool:
    return bool(_JOINS_NEXT.match(before) and _JOINS_LAST.match(after)) and "\u200c" not in before
