"""A text in tokens, as the page lights them up and as the voice takes them, and when each is heard.

A token is a word, or one character in scripts without spaces, with the blanks and lone marks after it. A
page that wraps each token of :func:`split` in an element shows the text unchanged.
"""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

LONGEST = 2_000  # characters that are read in one go

# Marks that only steer how text is drawn. The joiners U+200C and U+200D stay: Indic and Persian need them.
_UNHEARD = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_BLANK = r"\s\x00-\x1f\x7f-\x9f\ud800-\udfff"  # control signs and lone surrogates cannot be said
LONE = "-‐‑‒–—―.,;:!?…\"'“”‘’«»()[]{}。、，！？；：「」『』（）《》،؛؟۔।॥"  # alone, these are no word
_SILENT = re.escape(LONE)
_AFTER = string.whitespace + "\u00a0\u3000" + LONE
_QUIET = re.compile(f"[{_BLANK}{_UNHEARD}{_SILENT}]")
_WORD = re.compile(f"(?:\\A|(?<=[{_BLANK}]))[{_UNHEARD}{_SILENT}]*[^{_BLANK}{_UNHEARD}{_SILENT}]")
_DROPPED, _UNSAID = re.compile(f"[{_UNHEARD}]"), re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_JOINERS = "\u200c\u200d\u1039\u17d2"  # the signs on both sides are drawn as one

Word = tuple[int, int, int]  # first character, characters, milliseconds


class TooLong(ValueError):
    """The text is longer than what is read in one go."""

    def __init__(self) -> None:
        super().__init__("too long to read in one go")


class NothingToSay(ValueError):
    """The text is blank."""

    def __init__(self) -> None:
        super().__init__("nothing to say")


def split(text: str, per_character: bool = False) -> list[str]:
    """The tokens of ``text``; joined, they are ``text`` again.

    What is before the first token belongs to it. A text without any word is one token, an empty one none.
    """
    if not text:
        return []
    starts = list(_find_characters(text)) if per_character else [m.start() for m in _WORD.finditer(text)]
    return [text[start:end] for start, end in pairwise([0, *starts[1:], len(text)])]


def hear(text: str, per_character: bool = False) -> list[str]:
    """The same tokens as the voice takes them: in NFC, without signs that cannot be said.

    Raises :class:`TooLong` above ``LONGEST`` characters and :class:`NothingToSay` for a blank text.
    """
    if len(text) > LONGEST:
        raise TooLong
    heard = [_clean(token) for token in split(text, per_character)]
    if not "".join(heard).strip():
        raise NothingToSay
    return heard


def snap(heard: Sequence[str], words: Iterable[Word]) -> list[int]:
    """Milliseconds at which each token of :func:`hear` begins; never falling.

    ``words``: events of the voice for the joined tokens. eSpeak sends several for "£12.50", and may point at
    the blank or the lone dash before a word. So the earliest event inside a token counts, else the one
    between it and the token before, else both are heard together.
    """
    starts = [0, *accumulate(map(len, heard))]
    ends = [start + len(token.rstrip(_AFTER) or token) for start, token in zip(starts, heard, strict=False)]
    inside: dict[int, int] = {}
    before: dict[int, int] = {}
    for place, _, when in words:
        token = bisect_right(ends, place)
        found = inside if token < len(heard) and place >= starts[token] else before
        found.setdefault(token, when)
    times, last = [], 0
    for token in range(len(heard)):
        last = max(last, inside.get(token, before.get(token, last)))
        times.append(last)
    return times


def _find_characters(text: str) -> Iterator[int]:
    """Where each character begins: its marks stay with it, and so do the letters of a Latin word."""
    for place, sign in enumerate(text):
        last = text[place - 1 : place]
        goes_on = last and (last in _JOINERS or (_is_latin(last) and _is_latin(sign)))
        mark = unicodedata.category(sign)[0] == "M" or sign in _JOINERS
        if not (goes_on or mark or _QUIET.match(sign)):
            yield place


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _clean(token: str) -> str:
    return _UNSAID.sub(" ", unicodedata.normalize("NFC", _DROPPED.sub("", token)))
