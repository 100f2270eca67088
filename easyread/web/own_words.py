"""Words on a page, each run kept to itself: the signs of :mod:`easyread.direction` as elements.

Templates show a person's words, and names inside our lines, by these only: ``words|shown(direction)``,
``text|told`` for a sentence of a card, and ``own_name(name)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from markupsafe import Markup, escape

from easyread.direction import FSI, LRI, PDI, RLI, first_strong, isolate
from easyread.languages import Direction
from easyread.own_language import find_language

_ELEMENTS = {
    LRI: '<bdi dir="ltr">',
    RLI: '<bdi dir="rtl">',
    FSI: '<bdi dir="auto">',
    PDI: "</bdi>",
}
_SIGNS = re.compile(f"[{''.join(_ELEMENTS)}]")


class Piece(Protocol):
    """The shape of :class:`easyread.card.Piece`."""

    @property
    def words(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def direction(self) -> Direction: ...


class Text(Piece, Protocol):
    """The shape of :class:`easyread.card.Text`."""

    @property
    def pieces(self) -> Iterable[Piece]: ...


def show_words(words: str, direction: Direction | None = None) -> Markup:
    """Words for a block of that direction; ``None``: a block of ``dir="auto"``."""
    runs = isolate(words, direction or first_strong(words) or "ltr")
    if runs == words:
        return escape(words)
    return Markup(_SIGNS.sub(lambda sign: _ELEMENTS[sign[0]], str(escape(runs))))  # noqa: S704  # it is escaped


def show_text(text: Text) -> Markup:
    """A sentence of a card, each name in it in its own language and direction."""
    return Markup("").join(
        show_words(piece.words, piece.direction)
        if (piece.language, piece.direction) == (text.language, text.direction)
        else _show_foreign(piece.words, piece.language, piece.direction)
        for piece in text.pieces or (text,)
    )


def show_name(name: str, around: str, filed: str = "") -> Markup:
    """A name, or what else somebody wrote, inside a line of ours in the language ``around``.

    ``filed``: the code of the language that it was kept in, where that is known.
    """
    language = find_language(name, filed or around)
    if language.code == around:
        return Markup("<bdi>{}</bdi>").format(show_words(name))
    return _show_foreign(name, language.code, language.direction)


def _show_foreign(words: str, language: str, direction: Direction) -> Markup:
    shown = show_words(words, direction)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(language, direction, shown)
