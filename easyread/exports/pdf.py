"""A card as A4 pages to print: Typst, in this process, PDF/UA-1.

All words go in as data (``sys.inputs``), never as Typst source, so nothing a person says can act as
markup or code. Typst reads the pictures of choices and nothing else from disk; nothing is written. A
person's drawing or photo goes in as data too.
The HTML page is the accessible version; a PDF is for paper. The plain text is attached as "words.txt".
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import typst

from easyread.card import Attached, Card, CardSection, Line, Piece, Text, Texts, quoted
from easyread.direction import OPENER, PDI, wrap
from easyread.exports.cleaning import clean, count_letters
from easyread.exports.fitting import TooBig, Try, fit
from easyread.exports.fonts import load_fonts
from easyread.exports.outlines import draw_words
from easyread.exports.pdf_objects import OtherForm
from easyread.exports.text import write_text
from easyread.exports.word_layers import WordLayers
from easyread.languages import ENGLISH, Direction

NO_BADGE = "badge-no"
_KEEPS_FOR = 10  # typst-py lets go of what was not used for so many documents (comemo's evict)
DRAWABLE = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
# A drawing or photo stands in a box of one height, so that a tall one takes no room from the words.
# Typst takes no raw bytes as data, but it takes an SVG in which they lie as base64.
_BOX = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 110 55"><image width="110" height="55" '
    'preserveAspectRatio="x{side}YMid meet" href="data:{type};base64,{data}"/></svg>'
)


class Pictures(Protocol):
    """The shape of :class:`easyread.pictures.Pictures`, as far as a card needs it."""

    def file(self, name: str) -> Path: ...


class CardNotMade(Exception):
    """Typst could not make the pages. Fixed text: its own message could hold a person's words."""

    def __init__(self) -> None:
        super().__init__("the pages of the card could not be made")


def write_pdf(card: Card, pictures: Pictures) -> bytes:
    """The card as PDF/UA-1, in the biggest print that fits one page, else on more pages.

    The same card gives the same bytes. Raises :class:`CardNotMade`.
    """
    job = prepare(card, pictures)
    made = fit(card, partial(count_too_big, job), partial(compile_job, job))
    try:
        return draw_words(made, job.letters)
    except OtherForm:
        raise CardNotMade from None


class Job(NamedTuple):
    """What Typst gets: the data of one card, and the folder its pictures lie in; and the words in layers."""

    data: dict[str, Any]
    root: Path
    letters: dict[str, str]  # what each code of a word in layers stands for


def prepare(card: Card, pictures: Pictures) -> Job:
    """The card's words cleaned for layout, and the paths of its pictures below one folder."""
    names = {card.picture, NO_BADGE}
    for line in card.lines:
        names |= {line.picture, line.point} - {""}
    files = {name: pictures.file(name).resolve() for name in names}
    root = Path(os.path.commonpath([file.parent for file in files.values()]))
    paths = {name: "/" + file.relative_to(root).as_posix() for name, file in files.items()}
    layers = WordLayers()
    data = layers.put(_page(card, paths))
    return Job(data, root, layers.letters)


def compile_job(job: Job, size: Try) -> bytes:
    """One Typst run in one size: the PDF.

    Raises :class:`TooBig` or :class:`CardNotMade`.
    """
    try:
        made = _compile(job, size._asdict())
    except typst.TypstError as error:
        if error.message == TooBig.typst_says:
            raise TooBig from None
        raise CardNotMade from None
    if not isinstance(made, bytes):
        raise CardNotMade
    return made


def count_too_big(job: Job, sizes: Sequence[float]) -> int:
    """How many of the sizes, biggest first, are too big for one page: measured in one Typst run.

    Raises :class:`CardNotMade`.
    """
    try:
        _compile(job, {"sizes": sizes, "check": "measure"})
    except typst.TypstError as error:
        # A panic is all that Typst can answer.
        if found := re.fullmatch(rf"{TooBig.typst_says}: (\d+)", error.message):
            return int(found[1])
    raise CardNotMade from None


def _compile(job: Job, more: dict[str, Any]) -> object:
    data = msgspec.json.encode(job.data | more).decode()
    try:
        compiler = typst.Compiler(
            read_source(), root=job.root, font_paths=load_fonts(), sys_inputs={"data": data}
        )
        return compiler.compile(format="pdf", pdf_standards="ua-1")
    except OSError:
        raise CardNotMade from None


def forget_cards() -> None:
    """Let typst forget the cards it made: it keeps what it set until it has made some others."""
    for _ in range(_KEEPS_FOR + 1):
        typst.Compiler(b"").compile(format="svg")


@cache
def read_source() -> bytes:
    """``card.typ``: the layout, and no word of a person."""
    return Path(__file__).with_name("card.typ").read_bytes()


def _page(card: Card, paths: dict[str, str]) -> dict[str, Any]:
    def desk(texts: Texts) -> list[dict[str, str]]:
        return _inline(card.at_desk(texts), card.direction)

    side = "Mid" if len(card.languages) == 2 else "Max" if card.direction == "rtl" else "Min"
    return {
        "language": card.desk,
        "rtl": card.direction == "rtl",
        "desk": card.languages.index(card.desk),
        "title": _cells(card.title),
        "made_for": desk(card.made_for),
        "picture": paths[card.picture],
        "no": paths[NO_BADGE],
        "facts": [[desk(fact.label), desk(fact.value)] for fact in card.facts],
        "talk": _section(card.talk, paths, side) if card.talk else None,
        "sections": [_section(section, paths, side) for section in card.sections],
        "foot": _foot(card),
        "corner": _corner(card),
        "made_on": desk(next(fact.value for fact in card.facts if fact.id == "made-on")),
        "page": [_part(card.page, card.desk)],
        "turn_over": [_part(card.turn_over, card.desk)],
        "text": write_text(card),
    }


def _foot(card: Card) -> list[dict[str, str]]:
    """The small print as one run of sentences; neighbours of one language stay in order."""
    texts = [card.at_desk(rule) for rule in card.foot]
    if card.credit:
        texts.append(Text(words=card.credit, language=ENGLISH))
    runs = [
        Text(words=" ".join(text.words for text in run), language=language, direction=direction)
        for (language, direction), run in groupby(texts, key=lambda text: (text.language, text.direction))
    ]
    return [part for run in runs for part in (*_inline(run, card.direction), _part(" ", card.desk))]


def _corner(card: Card) -> list[dict[str, str]]:
    """The name beside the number of the page."""
    pieces = card.at_desk(card.title).pieces
    named = next((piece for piece in pieces if card.name in piece.words), None)
    return _pieces((named,), card.direction) if card.name and named else []


def _inline(text: Text, around: Direction) -> list[dict[str, str]]:
    """A line of ours, or small print inside a line of direction ``around``, in parts of one language."""
    whole = Piece(words=text.words, language=text.language, direction=text.direction)
    parts = _pieces(text.pieces or (whole,), text.direction)
    if text.direction != around:
        parts[0]["words"] = OPENER[text.direction] + parts[0]["words"]
        parts[-1]["words"] += PDI
    return parts


def _pieces(pieces: Iterable[Piece], around: Direction) -> list[dict[str, str]]:
    """Each name in a sentence keeps to itself, and says its own language."""
    cleaned = ((piece, clean(piece.words, piece.direction)) for piece in pieces)
    return [
        _part(words if piece.direction == around else wrap(words, piece.direction), piece.language)
        for piece, words in cleaned
    ]


def _part(words: str, language: str) -> dict[str, str]:
    return {"words": words, "language": language}


def _section(section: CardSection, paths: dict[str, str], side: str) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": _cells(section.title),
        "rows": [_row(line, paths, side) for line in section.lines],
    }


def _row(line: Line, paths: dict[str, str], side: str) -> dict[str, Any]:
    return {
        "picture": paths[line.picture],
        "no": line.no,
        "point": paths[line.point] if line.point else None,
        "title": _cells(line.title),
        "cells": _cells(line.texts),
        "original": _cell(line.original) if line.original else None,
        "attached": _attached(line.attached, side) if line.attached else None,
    }


def _attached(attached: Attached, side: str) -> dict[str, Any]:
    """The words beside it and, but for a voice, its box; the picture stands on that side of the box."""
    box = None
    if attached.data and attached.type in DRAWABLE:
        box = _BOX.format(side=side, type=attached.type, data=b64encode(attached.data).decode())
    return {"box": box, "alt": attached.alt.words, "words": _cells(attached.words)}


def _cells(texts: Texts) -> list[dict[str, Any]]:
    return [_cell(text) for text in texts]


def _cell(text: Text) -> dict[str, Any]:
    return {
        "parts": _inline(msgspec.structs.replace(text, words=quoted(text)), text.direction),
        "length": sum(count_letters(one.words) for one in text.with_under()),
        "language": text.language,
        "rtl": text.direction == "rtl",
        "missing": text.origin == "missing",
        "draft": text.draft,
        "note": [_part(clean(text.note, text.direction), text.language)] if text.note else [],
        "remark": text.origin == "remark",
        "under": _cells(text.under),
    }
