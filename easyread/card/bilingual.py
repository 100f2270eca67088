"""How the fixed words of one card are said in its one or two languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from easyread.card import phrases
from easyread.card.records import Piece, Text, Texts
from easyread.languages import BY_CODE, ENGLISH, Language, Said
from easyread.own_language import find_language


class Say(Protocol):
    """The shape of :meth:`easyread.languages.Languages.say`."""

    def __call__(
        self, code: str, text: str, context: str | None = None, *, critical: bool = False
    ) -> Said: ...


# What goes into a {blank} of a sentence, in each language; a Piece is not ours.
Blank = Callable[[Language], Said | Piece]
_ENGLISH = BY_CODE[ENGLISH]
_FROM_RIGHT = str.maketrans(",;", "،؛")  # signs of a language from the right
_NO_NAME = re.compile(r"[\[\]:|•“”]")  # what no name has, but a stamp or a line of ours


class Filled(NamedTuple):
    """A sentence whose blanks are filled, and its parts where not all of them are ours."""

    said: Said
    parts: tuple[str | Piece, ...] = ()


class Bilingual(NamedTuple):
    """A card's languages, the person's own first, and how lines and dates are said in them."""

    languages: tuple[Language, ...]
    say: Say
    format_date: Callable[[str, date], str]

    @property
    def desk(self) -> Language:
        """The language of small print: English where the card has it, else the first."""
        return next((language for language in self.languages if language.code == ENGLISH), self.languages[0])

    def line(self, text: str, *, critical: bool = False) -> Blank:
        """A fixed line, said in each language."""
        return lambda language: self.say(language.code, text, critical=critical)

    def day(self, day: date) -> Blank:
        """A date, written as each language writes it."""
        return lambda language: plain(self.format_date(language.code, day), language)

    def list(self, texts: Sequence[str]) -> Blank:
        """Fixed lines, one after the other."""
        return self.join([self.line(text) for text in texts])

    def join(self, blanks: Sequence[Blank], sign: str = ", ") -> Blank:
        """Words of ours, one after the other, with ``sign`` between them as the language writes it."""

        def tell(language: Language) -> Said:
            said = [part for blank in blanks if isinstance(part := blank(language), Said)]
            between = sign.translate(_FROM_RIGHT) if language.direction == "rtl" else sign
            return _joined(between.join(one.text for one in said), said, language)

        return tell

    def tell(self, template: str, *, critical: bool = False, chosen: bool = False, **blanks: Blank) -> Texts:
        """One sentence in each language of the card, its ``{blanks}`` filled in.

        ``chosen``: the person chose it; else it is the app's own.

        Where a part of it has no translation the whole sentence is English. If English stands beside
        it anyway, the cell says so instead of saying the same words twice.
        """
        told = (self._cell(language, template, critical, blanks) for language in self.languages)
        return tuple(
            replace(text, origin="ready") if chosen and text.origin == "app" else text for text in told
        )

    def _cell(self, language: Language, template: str, critical: bool, blanks: Mapping[str, Blank]) -> Text:
        filled = self.fill(language, template, blanks, critical=critical)
        if filled.said.status != "english":
            draft = filled.said.status == "draft"
            return _text(filled, draft=draft, note=self.draft_note(language) if draft else "")
        if self.desk.code == ENGLISH:
            return self.missing(language, phrases.ONLY_ENGLISH)
        return _text(self.fill(_ENGLISH, template, blanks))

    def fill(
        self, language: Language, template: str, blanks: Mapping[str, Blank], *, critical: bool = False
    ) -> Filled:
        """The sentence in one language; it is as well checked as its worst part.

        ``template`` is a fixed line, or only blanks and signs, which every language writes the same.
        """
        whole = plain(template, language)
        if re.sub(r"\{\w+\}", "", template).strip(" :,."):
            whole = self.say(language.code, template, critical=critical)
        parts = {name: blank(language) for name, blank in blanks.items()}
        ours = [whole, *(part for part in parts.values() if isinstance(part, Said))]
        # One pass, so that braces in a person's words stay as they are.
        split = [
            parts.get(sign[1:-1], sign) if sign.startswith("{") else sign
            for sign in re.split(r"(\{\w+\})", whole.text)
        ]
        inside = tuple(part.text if isinstance(part, Said) else part for part in split if part)
        text = "".join(part if isinstance(part, str) else part.words for part in inside)
        return Filled(_joined(text, ours, language), inside)

    def at_desk(self, text: str) -> Text:
        """A fixed line in the desk language."""
        return _text(Filled(self.say(self.desk.code, text)))

    def draft_note(self, language: Language) -> str:
        """ "draft" in the text's own language and in that of the desk."""
        words = (self.say(code, phrases.DRAFT).text for code in (language.code, self.desk.code))
        return " · ".join(dict.fromkeys(words))

    def missing(self, language: Language, why: str) -> Text:
        """A cell that says there are no words in this language; said in the language if that is possible."""
        said = self.say(language.code, why)
        return Text(words=said.text, language=said.language, direction=said.direction, origin="missing")


def plain(text: str, language: Language) -> Said:
    """Text that is the same in every language: a name, a number, a sign."""
    return Said(text, language.code, language.direction, "checked")


def value(text: str) -> Blank:
    """The same text in every language, for a ``{blank}``."""
    return lambda language: plain(text, language)


def own_name(name: str, known: str = "") -> Blank:
    """A name, said in the language ``known``: one line, and in quotes if it says more than a name."""
    words = " ".join(name.split())
    shown = f"“{words}”" if _NO_NAME.search(words) else words

    def tell(language: Language) -> Piece:
        found = find_language(words, known or language.code)
        return Piece(words=shown, language=found.code, direction=found.direction)

    return tell


def _joined(text: str, parts: list[Said], language: Language) -> Said:
    statuses = {part.status for part in parts}
    if "english" in statuses:
        return Said(text, ENGLISH, "ltr", "english")
    return Said(text, language.code, language.direction, "draft" if "draft" in statuses else "checked")


def _text(filled: Filled, *, draft: bool = False, note: str = "") -> Text:
    said = filled.said
    mixed = any(isinstance(part, Piece) for part in filled.parts)
    return Text(
        words=said.text,
        language=said.language,
        direction=said.direction,
        draft=draft,
        note=note,
        pieces=tuple(_piece(part, said) for part in filled.parts) if mixed else (),
    )


def _piece(part: str | Piece, around: Said) -> Piece:
    if isinstance(part, Piece):
        return part
    return Piece(words=part, language=around.language, direction=around.direction)
