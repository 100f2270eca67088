"""What others wrote beside what was said: English of the own words, or what was said aloud, written down.

Both are a Rendering; one that names a voice says what was said in it. Each stands with its own author, day
and read-back, and with what its author noted. What the person said is not what they mean is not printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from easyread.additions import Additions, list_renderings
from easyread.card import phrases
from easyread.card.bilingual import Bilingual
from easyread.card.records import Text, Texts
from easyread.kinds.interpreter import UNTRAINED
from easyread.languages import ENGLISH, Language
from easyread.model import AnythingSaid, Choice, Rendering
from easyread.own_language import describe, find_language, same_language


class Beside(NamedTuple):
    """The renderings of a book, and how they are told on a card."""

    bilingual: Bilingual
    additions: Additions
    roles: Mapping[str, Choice]  # who can have written it, by choice id

    def original(self, said: AnythingSaid) -> Text:
        """The words themselves. What was signed is told as what it is: somebody else's words for it."""
        own = Text(words=said.words, language=said.language, direction=said.direction, origin="own")
        if said.is_exact:
            return own
        there = [one for one in self._list(said, None) if same_language(one.language, said.language)]
        note = " ".join(self._list_notes_of_signs(said))
        return replace(own, origin="rendering", note=note, under=self._tell(there))

    def english(self, said: AnythingSaid, language: Language) -> Text:
        """What others put the own words into, one under the other; or the note that there is none."""
        found = [one for one in self._list(said, None) if same_language(one.language, language.code)]
        if texts := self._tell(found):
            return replace(texts[0], under=texts[0].under + texts[1:])
        if found:
            return self.bilingual.missing(language, phrases.DISPUTED)
        why = phrases.NOT_IN_ENGLISH if language.code == ENGLISH else phrases.NOT_IN_LANGUAGE
        return self.bilingual.missing(language, why)

    def is_in(self, said: AnythingSaid, code: str) -> bool:
        """Are the own words in that language, by somebody, and has the person not said that it is wrong?"""
        return any(same_language(one.language, code) for one in self._standing(self._list(said, None)))

    def written(self, said: AnythingSaid, voice: str) -> Texts:
        """What was said aloud, as somebody wrote it down: in the card's languages first."""
        own = [language.code for language in self.bilingual.languages]
        found = self._list(said, voice)
        found.sort(key=lambda one: own.index(one.language) if one.language in own else len(own))
        if found and not self._standing(found):
            return (self.bilingual.missing(self.bilingual.desk, phrases.DISPUTED),)
        return self._tell(found)

    def _list(self, said: AnythingSaid, voice: str | None) -> list[Rendering]:
        """Those of one thing said, in the order they were kept."""
        return [one for one in list_renderings(said, self.additions) if one.voice == voice]

    def _standing(self, renderings: list[Rendering]) -> list[Rendering]:
        """Those that the person has not disputed; what they agreed with comes first."""
        reads = {one.id: self.additions.find_read_back(one) for one in renderings}
        agreed = {id_: read.agrees for id_, read in reads.items() if read is not None}
        standing = [one for one in renderings if agreed.get(one.id) is not False]
        return sorted(standing, key=lambda one: not agreed.get(one.id))

    def _tell(self, renderings: list[Rendering]) -> Texts:
        return tuple(self._text(one) for one in self._standing(renderings))

    def _text(self, rendering: Rendering) -> Text:
        return Text(
            words=rendering.words,
            language=rendering.language,
            direction=find_language(rendering.words, rendering.language).direction,
            origin="rendering",
            note=" ".join(self._list_notes(rendering)),
            under=self._remark(rendering),
        )

    def _list_notes(self, rendering: Rendering) -> list[str]:
        """Who, when, from what, and what the person said of exactly this: as it was kept, or "not said"."""
        language = describe(rendering.language)
        by = phrases.WRITTEN if rendering.voice else phrases.RENDERED
        fixed = [phrases.UNTRAINED] if rendering.role == UNTRAINED else []
        fixed += [phrases.PUT_FROM[rendering.mode]] if rendering.mode else []
        read = self.additions.find_read_back(rendering)
        fixed.append(phrases.READ_BACK if read and read.agrees else phrases.NOT_READ_BACK)
        signed = self._sign(by, language, rendering, self.roles.get(rendering.role))
        return [signed, *(self._say(language, each) for each in fixed)]

    def _list_notes_of_signs(self, said: AnythingSaid) -> list[str]:
        """Who put it into words, or that nobody said who; for who reads the card."""
        desk, author = self.bilingual.desk, self.roles.get(said.written_by)
        if author is None:
            return [self._say(desk, phrases.WORDS_NOT_SAID)]
        # A yes to the question "Is this what you mean?" is no yes to English that somebody put it into.
        return [self._sign(phrases.SIGNED, desk, said, author), self._say(desk, phrases.NOT_READ_BACK)]

    def _sign(
        self, template: str, language: Language, words: AnythingSaid | Rendering, author: Choice | None
    ) -> str:
        """Who wrote the words, in which language, and when; said in ``language``."""
        blanks = {
            "language": self.bilingual.line(describe(words.language).english),
            "who": self.bilingual.line(author.text if author else phrases.NOT_SAID),
            "date": self.bilingual.day(words.at.astimezone().date()),
        }
        return self.bilingual.fill(language, template, blanks).said.text

    def _say(self, language: Language, text: str) -> str:
        return self.bilingual.say(language.code, text).text

    def _remark(self, rendering: Rendering) -> Texts:
        """What its author noted: apart from the words, and never as the person's."""
        if not rendering.note.strip():
            return ()
        found = find_language(rendering.note, rendering.language)
        label = self.bilingual.say(rendering.language, phrases.REMARK).text
        return (
            Text(
                words=rendering.note,
                language=found.code,
                direction=found.direction,
                origin="remark",
                note=label,
            ),
        )
