"""What a card is made of. Every format of :mod:`easyread.exports` prints these and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from easyread.languages import Direction
from easyread.model import AttachmentKind, Record, Section

Part = Literal[Section, "app"]  # of a card; "app": what the app says, and nobody chose

Origin = Literal[
    "own",  # the person's exact words
    "ready",  # a sentence of ours that the person chose, or what they did: "I made a drawing."
    "app",  # a fixed line that nobody said or chose: headings, labels, small print, the part "From the app"
    "rendering",  # somebody's English of the own words; ``note`` says whose
    "remark",  # what they noted about it, a doubt about a word; ``note`` says that it is one
    "missing",  # there are no words in this language; ``words`` says so
]


class Piece(Record, frozen=True, kw_only=True):
    """A part of a sentence, in its own language: a name inside a line of ours."""

    words: str
    language: str  # BCP 47; "und" where nobody knows it
    direction: Direction = "ltr"


class Text(Record, frozen=True, kw_only=True):
    """Words in one language, and how they came to be in it."""

    words: str  # origin "own": exactly as said
    language: str  # BCP 47
    direction: Direction = "ltr"
    origin: Origin = "app"
    draft: bool = False  # nobody has checked this translation
    note: str = ""  # in the text's language: "draft", or who put it into this language and when
    # ``words`` again, part by part, where a person's own word stands among ours
    pieces: tuple[Piece, ...] = ()
    under: tuple[Text, ...] = ()  # what stands under it: a remark, and what another author wrote

    def with_under(self) -> Iterator[Text]:
        """Itself, and all that stands under it."""
        yield self
        for text in self.under:
            yield from text.with_under()


Texts = tuple[Text, ...]  # one for each language of the card, in the card's order


class Attached(Record, frozen=True, kw_only=True):
    """What a line says without writing, and the words that stand beside it."""

    id: str  # of the attachment
    kind: AttachmentKind
    type: str  # media type
    data: bytes = b""  # a drawing or a photo; a voice is heard on the screen only, so it is empty there
    alt: Text  # the words about it; else "My drawing"
    lead: Texts = ()  # "It shows:", before words about it
    words: Texts = ()  # the person's words about a picture; what somebody wrote down of a voice


class Line(Record, frozen=True, kw_only=True):
    """One picture and its words. A line of the card's own has no ``statement``."""

    id: str  # AnythingSaid.id and choice id (or "words"), joined by "."; the name of a fixed line
    statement: str = ""  # AnythingSaid.id; in the card as data it has always had this name
    step: str = ""
    choice: str = ""
    picture: str
    no: bool = False  # a refusal: the picture carries a red cross
    point: str = ""  # picture of the point that a sorted choice was put on
    title: Texts = ()  # what own words answer, where the section's heading does not say it
    texts: Texts
    original: Text | None = None  # own words in a language that is not one of the card's
    missing: bool = False  # own words that nobody has put into English yet
    attached: Attached | None = None

    @property
    def all_texts(self) -> Texts:
        """Its words, in whatever language, and those that stand under them and beside what is attached."""
        original = (self.original,) if self.original else ()
        beside = self.attached.words if self.attached else ()
        return tuple(one for text in (*original, *self.texts, *beside) for one in text.with_under())


class CardSection(Record, frozen=True, kw_only=True):
    """Lines under one heading."""

    id: Part
    title: Texts
    lines: tuple[Line, ...]


class Fact(Record, frozen=True, kw_only=True):
    """One thing to know about the card: when it was made, what for, who was here."""

    id: str
    label: Texts
    value: Texts


class Card(Record, frozen=True, kw_only=True):
    """A card for one reader and one purpose. Only what that reader may see is in it.

    Books keep it as it was printed (``CardMade.printed``): here and in what it is made of, a new field has a
    default, and one that is renamed or goes needs a migration.
    """

    languages: tuple[str, ...]  # one or two codes, the person's own first
    desk: str  # the language of small print: English where the card has it
    direction: Direction  # of the desk language
    reader: str
    purpose: str
    on: date
    number: int
    previous: date | None = None  # when the card before this one was made
    name: str = ""  # the name the person uses; empty when they did not share one
    named_in: str = ""  # AnythingSaid.id of what holds the name
    right_to_left_first: bool = False  # is the first language written from right to left?
    title: Texts
    made_for: Texts
    picture: str
    facts: tuple[Fact, ...]
    talk: CardSection | None  # "Safe ways to talk with me": first, because a wrong call can do harm
    sections: tuple[CardSection, ...]
    foot: tuple[Texts, ...]
    page: str  # "Page {page} of {pages}", in the desk language
    turn_over: str
    credit: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in the order of the card."""
        sections = (self.talk, *self.sections) if self.talk else self.sections
        return tuple(line for section in sections for line in section.lines)

    @property
    def said(self) -> tuple[str, ...]:
        """The ids of what was said and is on the card, each once, in order: ``CardMade.lines``."""
        used = (self.named_in, *(line.statement for line in self.lines))
        return tuple(dict.fromkeys(said for said in used if said))

    @property
    def tongues(self) -> tuple[str, ...]:
        """Every language that something on it is in, names too; a page needs letters for each."""
        texts = [*self.title, *(text for line in self.lines for text in line.all_texts)]
        pieces = (piece.language for text in texts for piece in text.pieces)
        return tuple(dict.fromkeys((*self.languages, *(text.language for text in texts), *pieces)))

    def at_desk(self, texts: Texts) -> Text:
        """The text in the desk language."""
        return texts[self.languages.index(self.desk)]


def quoted(text: Text, words: str | None = None) -> str:
    """The words as they are printed: own words in double quote marks, what others wrote in single ones.

    ``words``: the same, made ready for where they are printed.
    """
    shown = text.words if words is None else words
    if text.origin in {"rendering", "remark"}:
        return f"‘{shown}’"
    return f"“{shown}”" if text.origin == "own" else shown
