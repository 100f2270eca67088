"""A card as plain text: what workers paste into a case record. Own words stand exactly as said."""

from __future__ import annotations

from collections.abc import Iterator

from easyread.card import Card, CardSection, Line, Text, Texts, quoted


def write_text(card: Card) -> str:
    """The whole card, UTF-8 text, lines ended by "\\n". Each language of a line stands under the other."""
    parts = [_join(card.title), _join(card.made_for)]
    parts.extend(f"{_join(fact.label)}: {_join(fact.value)}" for fact in card.facts)
    sections = (card.talk, *card.sections) if card.talk else card.sections
    for section in sections:
        parts.extend(["", *_section(section)])
    parts.append("")
    parts.extend(_join(texts) for texts in card.foot)
    if card.credit:
        parts.append(card.credit)
    return "\n".join(parts) + "\n"


def _section(section: CardSection) -> Iterator[str]:
    yield _join(section.title)
    for line in section.lines:
        yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    if line.title:
        yield f"- {_join(line.title)}:"
    texts = ((line.original,) if line.original else ()) + line.texts
    for place, text in enumerate(texts):
        start = "  " if line.title or place else "- "
        yield start + _words(text)
    if line.attached:
        lead = _join(line.attached.lead)
        for text in line.attached.words:
            yield f"  {lead} {_words(text)}" if lead and text.origin == "own" else f"  {_words(text)}"


def _words(text: Text) -> str:
    """The words, then in square brackets who put them into this language, or that there are none."""
    if text.origin == "missing":
        return f"[{text.words}]"
    note = f" [{text.note}]" if text.note else ""
    return quoted(text) + note


def _join(texts: Texts) -> str:
    """A short line in the card's languages, side by side; the same words only once."""
    words = [text.words for text in texts if text.origin != "missing"]
    return " / ".join(dict.fromkeys(words))
