"""The biggest print that fits one page, found with one layout as a rule.

Laying out words is nearly all the work of a card (shaping Nastaliq above all), and each size costs the
same again. So the height is estimated here from letter counts and the measures of ``card.typ``, and
the guessed size is tried first. ``card.typ`` itself says when the guess was too big or too small.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Literal, NamedTuple, TypeVar

from easyread.card import Card, CardSection, Line, Text, quoted

ONE_LANGUAGE = (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0)  # points; never below 12 in one language
TWO_LANGUAGES = (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.5, 12.0, 11.5, 11.0)
MANY_PAGES = (15.0, 14.0, 13.0, 12.0)  # with more than one page there is no reason to go below 12
FIRST_PAGE = ("me", "want", "not", "share")  # never on page 2 only for the sake of bigger print

_WIDE = 532.9  # points between the margins
_PAGE = 841.9 - 22.7  # points below the top margin, foot included
_LONG = 130  # letters of a line that takes the whole width
_SHORT = 60  # letters of a line that fits half a page
_PICTURE = 159.0  # points for a drawing or photo: 55 mm, as in ``card.typ``, and 2 % as for all else here
_AS_LETTERS = 200  # a picture takes the whole width, like a long line
_TAG = 3.6  # em that a tag "draft" takes in two languages
# Measured in KurintoSans-Rg.ttf, to two places.
_ADVANCES = {
    0.26: " 'ijl!,.:;J`’ł",
    0.31: "()[]-",
    0.35: "Ift/\\{}“”",
    0.42: '"r?_',
    0.48: "zcs–",
    0.53: "vyFLkxS*|",
    0.57: "ETae$+0123456789<=>YZ^~X£",
    0.62: "PVoKRbdghnpquCA",
    0.66: "#B",
    0.74: "&DGUHN",
    0.79: "OQw",
    0.92: "%@MWm",
}

T = TypeVar("T")


class Try(NamedTuple):
    """One size to lay a card out in, in points, and what ``card.typ`` shall look for."""

    size: float
    check: Literal["one-page", "two-pages", "none"]
    bigger: float | None = None  # one page: the next size up, where that one is not known to be too big


class TooBig(Exception):
    """The card does not fit in this size."""

    typst_says = "panicked with: too big"


class TooSmall(Exception):
    """The next size up seems to fit as well."""

    typst_says = "panicked with: too small"


def fit(card: Card, lay_out: Callable[[Try], T]) -> T:
    """What ``lay_out`` makes of the card in the biggest print that fits one page, else two or more.

    ``lay_out`` raises :class:`TooBig` or :class:`TooSmall` when ``card.typ`` says so.
    """
    sizes = ONE_LANGUAGE if len(card.languages) == 1 else TWO_LANGUAGES
    place, too_big, fits = guess_place(card, sizes), -1, len(sizes)
    while place < len(sizes):
        known = fits == place
        bigger = sizes[place - 1] if place - 1 > too_big else None
        try:
            return lay_out(Try(sizes[place], "none" if known else "one-page", bigger))
        except TooBig:
            too_big, place = place, place + 1
        except TooSmall:
            fits, place = place, place - 1
    for size in MANY_PAGES[:-1]:
        if _fits_two_pages(card, size):
            with suppress(TooBig):
                return lay_out(Try(size, "two-pages"))
    return lay_out(Try(MANY_PAGES[-1], "none"))


def guess_place(card: Card, sizes: Sequence[float]) -> int:
    """The place of the biggest size whose estimated height fits one page; past the end for none."""
    room = _room(card)
    for place, size in enumerate(sizes):
        if _height(card, size, card.sections) <= 1.02 * room:  # the estimate is about 2 % too high
            return place
    nearly = _height(card, sizes[-1], card.sections) <= 1.12 * room  # too near to tell: let Typst look
    return len(sizes) - 1 if nearly else len(sizes)


def _fits_two_pages(card: Card, size: float) -> bool:
    first = tuple(section for section in card.sections if section.id in FIRST_PAGE)
    room = _room(card)
    return _height(card, size, card.sections) <= 1.8 * room and _height(card, size, first) <= room


def _room(card: Card) -> float:
    letters = sum(len(card.at_desk(texts).words) + 1 for texts in card.foot) + len(card.credit)
    return _PAGE - 14 - 10.3 * math.ceil(letters / 108)


def _height(card: Card, size: float, sections: tuple[CardSection, ...]) -> float:
    """Points from the top of the card to the end of its last section."""
    two = len(card.languages) == 2
    height = max(70.0 if two else 61.0, 8 + 10.4 * len(card.facts)) + 3
    if card.talk is not None:
        columns = _talk_columns(card.talk, size, two=two)
        height += _section(card.talk, size, two=two, columns=columns) + (5 if two else 2)
    waiting = 0.0
    for section in sections:
        short = (
            not two and len(section.lines) <= 2 and all(_letters(line) <= _SHORT for line in section.lines)
        )
        if short and waiting:  # two short sections stand side by side
            height += max(0.0, _section(section, size, two=two, columns=1, half=True) - waiting)
            waiting = 0.0
            continue
        waiting = _section(section, size, two=two, columns=1, half=True) if short else 0.0
        height += (waiting or _section(section, size, two=two, columns=1 if two else 2)) + 4
    return height


def _talk_columns(talk: CardSection, size: float, *, two: bool) -> int:
    if two:
        return 1
    return 2 if size > 14 or any(_letters(line) > 45 for line in talk.lines) else min(4, len(talk.lines))


def _section(section: CardSection, size: float, *, two: bool, columns: int, half: bool = False) -> float:
    width = _WIDE / size - 1.1  # from here on in em
    if half:
        width = width / 2 - 0.6
    nastaliq = any(text.language == "ur" for text in section.title)
    gutter, inset, around_head = (0.15, 0.5, 0.12) if nastaliq else (0.6, 1.0, 0.72)
    picture = 2.1 if two else 2.7
    whole = (width - 3.9) / 2 if two else width - 3.6
    beside = (width - 0.9 * (columns - 1)) / columns - 3.6
    rows: list[float] = []
    free = 0  # places left beside the last line
    for line, after in zip(section.lines, (*section.lines[1:], None), strict=True):
        nobody_beside = not free and (after is None or _letters(after) > _LONG)
        alone = columns == 1 or _letters(line) > _LONG or nobody_beside
        tall = max(picture, _line(line, whole if alone else beside)) + _attached(line, width, size)
        if free and not alone:
            rows[-1], free = max(rows[-1], tall), free - 1
        else:
            rows.append(tall)
            free = 0 if alone else columns - 1
    head = max((_lines(text, whole, 1.12, heading=True) for text in section.title), default=0.8)
    around = around_head + inset + gutter * (len(rows) - 1)
    return (head + around + sum(rows)) * size


def _line(line: Line, width: float) -> float:
    """Em from top to bottom of the tallest cell of a line."""
    original = _lines(line.original, width) + 0.45 if line.original else 0.0
    title = 1.0 if line.title else 0.0
    cells = [_lines(text, width) + (1.3 if text.note and not text.draft else 0) for text in line.texts]
    return max(cells) + original + title


def _attached(line: Line, width: float, size: float) -> float:
    """Em that a drawing or photo and the words beside what is attached take, under the line."""
    if line.attached is None:
        return 0.0
    words = [_lines(text, width) + 0.45 + (1.3 if text.note else 0) for text in line.attached.words]
    return sum(words) + (_PICTURE / size + 0.45 if line.attached.data else 0.0)


def _lines(text: Text, width: float, scale: float = 1.0, *, heading: bool = False) -> float:
    """Em that the words need, broken into lines of ``width`` em. Nastaliq stands in taller lines."""
    nastaliq = text.language == "ur"
    room = width / (scale * (1.06 if heading else 1.0))
    lines, used = 0, 0.0
    for part in quoted(text).split("\n"):
        more, used = _break_lines(part.split(), room, 0.11 if nastaliq else 0.26)
        lines += more
    first, next_line = (1.71, 2.21) if nastaliq else (0.72, 1.22)
    tag = 0.83 if text.draft and not heading and used + _TAG > room else 0.0  # it wraps alone
    return scale * (first + (lines - 1) * next_line + tag)


def _break_lines(words: list[str], width: float, space: float) -> tuple[int, float]:
    """How many lines the words take, and how much of the last one is used."""
    lines, used = 1, 0.0
    for word in words:
        advance = sum(map(advance_of, word))
        if used and used + space + advance > width:
            lines, used = lines + 1, 0.0
        lines += int(advance / width)
        used += space * bool(used) + advance % width
    return lines, used


@cache
def advance_of(sign: str) -> float:
    """How far a letter moves the pen, in em: Kurinto Sans for Latin, an average for other scripts."""
    base = unicodedata.normalize("NFD", sign)[0]
    for advance, signs in _ADVANCES.items():
        if base in signs:
            return advance
    if unicodedata.category(base) in {"Mn", "Cf"}:
        return 0.0
    if "\u0600" <= base <= "\u06ff":
        return 0.35
    return 1.0 if base >= "\u2e80" else 0.58


def _letters(line: Line) -> int:
    original = len(line.original.words) if line.original else 0
    beside = sum(len(text.words) for text in line.attached.words) if line.attached else 0
    picture = _AS_LETTERS if line.attached and line.attached.data else 0
    return len(line.texts[0].words) + original + beside + picture
