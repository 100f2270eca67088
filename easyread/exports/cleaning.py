"""Words made safe to lay out on paper. Only the copy that is drawn is changed; the words stay as said.

The exact words travel with every printed card, in its attached plain text.
"""

from __future__ import annotations

import re
import unicodedata

# Marks that turn the reading direction of what follows, past the end of the person's own words.
_TURNERS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))  # drawn as a grey block beside a one-colour emoji
_PHONE_NUMBER = re.compile(r"\+?\d[\d ]{6,}\d")
_LATIN_RUN = re.compile(r"[+(]*[A-Za-z0-9£€][A-Za-z0-9 \u00a0.,:/@'’+()£€\u200b-]*[A-Za-z0-9)]|[A-Za-z0-9]")
_LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
_MARKS_IN_A_ROW = re.compile(r"([\u0300-\u036f\u20d0-\u20ff]{4})[\u0300-\u036f\u20d0-\u20ff]+")
_LONGEST_PIECE = 12


def clean(words: str, direction: str = "ltr") -> str:
    """The words as they are drawn in a text of that direction.

    NFC; every kind of space to a plain one, line ends to "\\n"; control, private and turning marks dropped;
    heaps of accents cut to four; phone numbers kept on one line; words over 24 letters given places to
    break; in right-to-left text each Latin or number run kept in one piece.
    """
    kept = "".join(_keep(sign) for sign in unicodedata.normalize("NFC", words.replace("\r\n", "\n")))
    kept = _MARKS_IN_A_ROW.sub(r"\1", kept)
    kept = _PHONE_NUMBER.sub(lambda number: number[0].replace(" ", "\u00a0"), kept)
    kept = _LONG_WORD.sub(lambda word: _break(word[0]), kept)
    if direction == "rtl":
        kept = _LATIN_RUN.sub("\u2066\\g<0>\u2069", kept)
    return kept


def _keep(sign: str) -> str:
    if sign in "\n\r\v\f\u0085\u2028\u2029":
        return "\n"
    if sign == "\t":
        return " "
    if sign in _TURNERS or sign in _SKIN_TONES or unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"}:
        return ""
    return sign


def _break(word: str) -> str:
    """A place to break after about every 12 letters, never before an accent or inside a joined emoji."""
    broken, since = "", 0
    for sign in word:
        joined = broken.endswith("\u200d") or sign == "\u200d" or unicodedata.category(sign).startswith("M")
        if since >= _LONGEST_PIECE and not joined:
            broken, since = broken + "\u200b", 0
        broken, since = broken + sign, since + 1
    return broken
