"""Words that are drawn otherwise than they are written, so that a machine finds them in a PDF all the same.

A PDF says of each glyph which letters it is. Where glyphs are not letters (Nastaliq has its dots apart, a
Bengali vowel stands before the letter that it follows), or run from the right, each reader puts words
together in a way of its own. So such a word is printed in two layers: its letters, a glyph each, which every
reader knows and nobody sees; and what is drawn, as outlines, which no reader knows
(:mod:`easyread.exports.outlines`). Here is said which words those are, and which letters: each gets a code,
and the glyph of ``fonts/WordLayer.ttf`` for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex

from easyread.direction import LRI, PDI, RLI, order_on_paper

FONT = "Word Layer"
CODES = range(0xE000, 0xE000 + 2000)  # private use: no words of a person hold them (cleaning)
END, APART = chr(CODES[0]), chr(CODES[1])  # what is drawn ends here; a space that parts columns

_PIECE = regex.compile(rf"[{LRI}{RLI}{PDI}]|[\s\u200b]+|[^\s\u200b{LRI}{RLI}{PDI}]+")
# From the right, or a letter with a mark: a vowel sign, a joined letter, an accent that no letter has in it.
# Where no spaces part words (Thai), a word in layers could not be broken at the end of a line.
_LAYERED = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]|\p{L}[\p{Mn}\p{Mc}]")
_SPACELESS = regex.compile(r"\p{Line_Break=SA}")
_FROM_LEFT = regex.compile(r"\p{Bidi_Class=L}")
# Firefox leaves out a space that it meets on the way to the left, but not a space that is part of a letter.
# Behind the word the sign of a direction carries it.
_SPACE_BEFORE, _SPACE_BEHIND = " ", "\u200f "

Part = dict[str, Any]


class WordLayers:
    """The codes of one card: which letters each stands for."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    @property
    def letters(self) -> dict[str, str]:
        """Code -> its letters."""
        return {code: letters for letters, code in self._codes.items()}

    def put(self, data: Any, rtl: bool = False) -> Any:
        """The data of a card, each line of parts (``words``, ``language``) with its words in layers.

        ``rtl`` is said by the data: by the part of it that a line stands in.
        """
        if isinstance(data, dict):
            rtl = data.get("rtl", rtl)
            return {key: self.put(value, rtl) for key, value in data.items()}
        if not isinstance(data, list):
            return data
        if all(isinstance(part, dict) and isinstance(part.get("words"), str) for part in data):
            return self._put_line(data, rtl)
        return [self.put(value, rtl) for value in data]

    def _put_line(self, parts: list[Part], rtl: bool) -> list[Part]:
        around = [rtl]
        split = [list(self._split(part["words"], around)) for part in parts]
        if all(isinstance(piece, str) for pieces in split for piece in pieces):
            return parts
        return [part | {"words": pieces} for part, pieces in zip(parts, split, strict=True)]

    def _split(self, words: str, around: list[bool]) -> Iterator[str | dict[str, Any]]:
        """Plain text, and words in layers: what is shown, and what is read of it from left to right."""
        pieces: list[str] = [*_PIECE.findall(words), "", ""]
        for place, piece in enumerate(pieces[:-2]):
            if piece in {LRI, RLI}:
                around.append(piece == RLI)
            elif piece == PDI and len(around) > 1:
                around.pop()
            rtl = around[-1]
            if _LAYERED.search(piece) and not _SPACELESS.search(piece):
                before = place == 0 or pieces[place - 1].isspace()
                behind = pieces[place + 1].isspace() and not _LAYERED.search(pieces[place + 2])
                yield self._layer(piece, rtl, before, behind)
            elif rtl and _FROM_LEFT.search(piece):
                yield f"{LRI}{piece}{PDI}"  # words in layers have no direction to part two such words
            else:
                yield piece

    def _layer(self, word: str, rtl: bool, before: bool, behind: bool) -> str | dict[str, Any]:
        """One word in layers, with a space ``before`` or ``behind`` it; or as it is, if no code is left."""
        read = list(order_on_paper(word.strip("\u200d"), "rtl" if rtl else "ltr"))
        if rtl and before:
            read[-1] += _SPACE_BEFORE
        if rtl and behind:
            read.insert(0, _SPACE_BEHIND)
        if len(self._codes.keys() | set(read)) >= len(CODES) - 2:
            return word
        codes = [self._codes.setdefault(letter, chr(CODES[len(self._codes) + 2])) for letter in read]
        return {"shown": word, "read": "".join(codes), "rtl": rtl}
