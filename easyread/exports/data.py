"""A card as JSON, for the person's own copy and for systems that take it in.

``schema.json`` beside this file is its JSON Schema; a test holds it to the records below. To change what
a file holds is to give the form a new version. Version 2: a line can say something with a drawing or a
photo (its bytes as base64, with their media type) or with a voice (its sound is never in a file).
Version 3: a sentence with somebody's name in it comes in pieces too, each with its language and direction.
Version 4: under somebody's English stands what they noted, and what others wrote; what the app says, and
nobody chose, has the origin "app", and the part "app" instead of "share".
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from easyread.card import Card, CardSection, Fact, Line, Texts
from easyread.card.records import Part
from easyread.model import Record

# Where our headings stand in the PRSB "About Me" standard (v1.2). What the person wants to happen and
# who may see it have no home there: they keep their own headings.
ABOUT_ME: dict[Part, tuple[str, ...]] = {
    "me": ("Also worth knowing about me",),
    "talk": ("How I communicate and how to communicate with me",),
    "want": ("What is most important to me",),
    "not": ("Please do and please don't",),
    "app": (),
    "people": ("People who are important to me",),
    "safe": ("What is most important to me", "How and when to support me"),
    "working": ("Also worth knowing about me",),
    "worry": ("Also worth knowing about me",),
}


class SectionData(Record, frozen=True, kw_only=True):
    """A section, and the About Me headings that its lines belong under."""

    id: Part
    title: Texts
    about_me: tuple[str, ...]
    lines: tuple[Line, ...]


class CardData(Record, frozen=True, kw_only=True):
    """The whole file."""

    schema: Literal["my-words-card/4"] = "my-words-card/4"
    languages: tuple[str, ...]
    reader: str
    purpose: str
    made_on: date
    number: int
    previous: date | None
    name: str
    title: Texts
    made_for: Texts
    facts: tuple[Fact, ...]
    sections: tuple[SectionData, ...]
    foot: tuple[Texts, ...]
    credit: str


def write_data(card: Card) -> bytes:
    """The card as UTF-8 JSON in the form "my-words-card/4", two spaces deep."""
    sections = (card.talk, *card.sections) if card.talk else card.sections
    data = CardData(
        languages=card.languages,
        reader=card.reader,
        purpose=card.purpose,
        made_on=card.on,
        number=card.number,
        previous=card.previous,
        name=card.name,
        title=card.title,
        made_for=card.made_for,
        facts=card.facts,
        sections=tuple(_section(section) for section in sections),
        foot=card.foot,
        credit=card.credit,
    )
    return msgspec.json.format(msgspec.json.encode(data), indent=2)


def _section(section: CardSection) -> SectionData:
    about_me = ABOUT_ME[section.id]
    return SectionData(id=section.id, title=section.title, about_me=about_me, lines=section.lines)
