"""A card as plain text: what workers paste into a case record. Own words stand exactly as said.

Nobody's words can pass for the card's own: each line of them but the first begins with a mark that no other
line has, only "\\n" ends a line, and who put words into English stands on a line of its own. Where Urdu and
English meet, the signs of an isolate keep them apart (:mod:`easyread.direction`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from easyread.card import Card, CardSection, Line, Piece, Text, Texts, quoted
from easyread.direction import PDI, enclose, isolate, wrap
from easyread.languages import ENGLISH, Direction

FURTHER = "  | "  # begins each further line of somebody's words


def write_text(card: Card) -> str:
    """The whole card, UTF-8 text, lines ended by "\\n". Each language of a line stands under the other."""
    around = card.direction
    parts = [_join(card.title, around), _join(card.made_for, around)]
    parts.extend(f"{_join(fact.label, around)}: {_join(fact.value, around)}" for fact in card.facts)
    sections = (card.talk, *card.sections) if card.talk else card.sections
    for section in sections:
        parts.extend(["", *_section(section, around)])
    parts.append("")
    parts.extend(_join(texts, around) for texts in card.foot)
    if card.credit:
        parts.append(_ours(Text(words=card.credit, language=ENGLISH), around))
    return "\n".join(parts) + "\n"


def _section(section: CardSection, around: Direction) -> Iterator[str]:
    yield _join(section.title, around)
    for line in section.lines:
        yield from _line(line, around)


def _line(line: Line, around: Direction) -> Iterator[str]:
    if line.title:
        title = _join(line.title, around)
        yield f"- {title}" if title.rstrip(PDI).endswith(("?", "؟")) else f"- {title}:"
    texts = ((line.original,) if line.original else ()) + line.texts
    for place, text in enumerate(texts):
        yield from _words(text, "  " if line.title or place else "- ", around)
    if line.attached:
        lead = _join(line.attached.lead, around)
        for text in line.attached.words:
            start = f"  {lead} " if lead and text.origin == "own" else "  "
            yield from _words(text, start, around)


def _words(text: Text, start: str, around: Direction) -> Iterator[str]:
    """The words, and in square brackets who put them into this language, or that there are none."""
    note = f"[{enclose(text.note, text.direction, around)}]" if text.note else ""
    if text.origin == "missing":
        yield f"{start}[{_ours(text, around)}]"
    elif text.origin == "app":
        yield f"{start}[{_ours(text, around)}] {note}".rstrip()
    elif text.origin == "ready":
        yield f"{start}{_ours(text, around)} {note}".rstrip()
    else:
        if text.origin == "remark":
            yield f"  {note}"
        for place, words in enumerate(_quote(text, around).splitlines()):
            yield f"{FURTHER if place else start}{words}"
        if note and text.origin != "remark":
            yield f"  {note}"
    for under in text.under:
        yield from _words(under, "  ", around)


def _quote(text: Text, around: Direction) -> str:
    """Somebody's words in quote marks, without what would move the cursor of a terminal."""
    lines = text.words.splitlines() or [""]
    kept = (
        "".join(sign for sign in line if sign == "\t" or unicodedata.category(sign) != "Cc") for line in lines
    )
    words = quoted(text, isolate("\n".join(kept), text.direction))
    return words if text.direction == around else wrap(words, text.direction)


def _join(texts: Texts, around: Direction) -> str:
    """A short line in the card's languages, side by side; the same words only once."""
    words = [_ours(text, around) for text in texts if text.origin != "missing"]
    return " / ".join(dict.fromkeys(words))


def _ours(text: Text, around: Direction) -> str:
    """A line of ours, with each name in it kept to itself."""
    whole = Piece(words=text.words, language=text.language, direction=text.direction)
    words = "".join(
        enclose(piece.words, piece.direction, text.direction) for piece in text.pieces or (whole,)
    )
    return words if text.direction == around else wrap(words, text.direction)
