"""What others wrote beside what was said: English of the own words, or what was said aloud, written down.

Both are a Rendering; one that names a voice says what was said in it. Nobody's notes are ever printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from easyread.card import phrases
from easyread.card.bilingual import Bilingual
from easyread.card.records import Text, Texts
from easyread.languages import ENGLISH, Language
from easyread.model import AnythingSaid, Choice, Rendering
from easyread.own_language import describe, find_language, same_language


class Beside(NamedTuple):
    """The renderings of a book, and how they are told on a card."""

    bilingual: Bilingual
    renderings: Sequence[Rendering]
    roles: Mapping[str, Choice]  # who can have written it, by choice id

    def english(self, said: AnythingSaid, language: Language) -> Text:
        """Somebody's translation of the own words, or the note that there is none."""
        found = self.find(said, language.code)
        if found is None:
            english = language.code == ENGLISH
            why = phrases.NOT_IN_ENGLISH if english else phrases.NOT_IN_LANGUAGE
            return self.bilingual.missing(language, why)
        return self._text(found, phrases.RENDERED)

    def written(self, said: AnythingSaid, voice: str) -> Texts:
        """What was said aloud, as somebody wrote it down: the newest in each language, the card's first."""
        newest = {rendering.language: rendering for rendering in self._list(said, voice)}
        own = [language.code for language in self.bilingual.languages]
        codes = sorted(newest, key=lambda code: own.index(code) if code in own else len(own))
        return tuple(self._text(newest[code], phrases.WRITTEN) for code in codes)

    def find(self, said: AnythingSaid, code: str) -> Rendering | None:
        """The newest translation of the own words into that language."""
        found = [one for one in self._list(said, None) if same_language(one.language, code)]
        return found[-1] if found else None

    def _list(self, said: AnythingSaid, voice: str | None) -> list[Rendering]:
        """Those of one thing said, as they were kept: the newest last."""
        return [one for one in self.renderings if (one.statement, one.voice) == (said.id, voice)]

    def _text(self, rendering: Rendering, stamp: str) -> Text:
        language = describe(rendering.language)
        role = self.roles.get(rendering.role)
        blanks = {
            "language": self.bilingual.line(language.english),
            "who": self.bilingual.line(role.text if role else phrases.NOT_KNOWN),
            "date": self.bilingual.day(rendering.at.astimezone().date()),
        }
        said = self.bilingual.fill(language, stamp, blanks).said.text
        checked = phrases.READ_BACK if rendering.read_back else phrases.NOT_READ_BACK
        return Text(
            words=rendering.words,
            language=rendering.language,
            direction=find_language(rendering.words, rendering.language).direction,
            origin="rendering",
            note=f"{said} {self.bilingual.say(language.code, checked).text}",
        )
