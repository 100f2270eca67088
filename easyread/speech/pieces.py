"""Long words in pieces that are heard one after the other: each ends where a reader would breathe."""

from __future__ import annotations

import re
import unicodedata

from easyread.speech.tokens import LONGEST

MOST = 20_000  # characters that are kept, and so can be heard
_SENTENCE = re.compile(r"""[.!?…۔؟।॥。！？]+["'”’»)\]]*(?=\s)\s*|[۔।॥。！？]+|\n+""")
_VIRAMA = 9  # the mark that joins two Indic letters
_CLAUSE, _BLANK = re.compile(r"[,;:،؛、]\s+"), re.compile(r"\s+")


def find_end(text: str, start: int, most: int = LONGEST) -> int:
    """Where the piece ends that begins at ``start``: at most ``most`` characters further.

    After the last sentence in it; without one, after a clause or a word; in a word without an end, between
    two characters as a reader sees them.
    """
    if len(text) - start <= most:
        return len(text)
    window = text[start : start + most]
    for pattern in (_SENTENCE, _CLAUSE, _BLANK):
        ends = [found.end() for found in pattern.finditer(window)]
        if ends and window[: ends[-1]].strip():
            return start + ends[-1]
    end = start + most
    while end > start + 1 and _is_inside(text, end):
        end -= 1
    return end if end > start + 1 else start + most


def _is_inside(text: str, place: int) -> bool:
    """Would a cut here part a letter from its marks, or letters that are drawn as one?"""
    before, after = text[place - 1], text[place]
    return (
        unicodedata.category(after)[0] == "M"
        or "\u200d" in {before, after}
        or unicodedata.combining(before) == _VIRAMA
    )
