"""A text as the voice takes it, and the time at which each of its words is heard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 2_000  # characters that are read in one go

# Marks that only steer how text is drawn. The joiners U+200C and U+200D stay: Indic and Persian need them.
_UNHEARD = str.maketrans(
    "", "", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_TOKEN = re.compile(r"\S+")

Word = tuple[int, int, int]  # first character, characters, milliseconds


class TooLong(ValueError):
    """The text is longer than what is read in one go."""

    def __init__(self) -> None:
        super().__init__("too long to read in one go")


class NothingToSay(ValueError):
    """The text is blank."""

    def __init__(self) -> None:
        super().__init__("nothing to say")


def clean(text: str) -> str:
    """``text`` in NFC, without signs that the voice cannot say.

    Raises :class:`TooLong` above ``LONGEST`` characters and :class:`NothingToSay` for a blank text.
    """
    if len(text) > LONGEST:
        raise TooLong
    heard = unicodedata.normalize("NFC", text.translate(_UNHEARD))
    heard = "".join(sign if _can_be_said(sign) else " " for sign in heard)
    if not heard.strip():
        raise NothingToSay
    return heard


def snap(text: str, words: Iterable[Word]) -> list[int]:
    """Milliseconds at which each whitespace token of ``text`` begins; never falling.

    eSpeak sends several events for "£12.50", none for a lone dash, and may point at the blank before
    a word. So the earliest event inside a token counts, else the one on the blank before it, else the
    token begins with the one before.
    """
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    inside: dict[int, int] = {}
    before: dict[int, int] = {}
    for place, _, heard in words:
        token = next((n for n, (_, end) in enumerate(tokens) if place < end), None)
        if token is not None:
            found = inside if place >= tokens[token][0] else before
            found.setdefault(token, heard)
    times, last = [], 0
    for token in range(len(tokens)):
        last = max(last, inside.get(token, before.get(token, last)))
        times.append(last)
    return times


def _can_be_said(sign: str) -> bool:
    return sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs")
