"""One thing said -> its lines on the card.

Own words stay exactly as said. Nothing is translated here: words stand in another language only where
somebody put them there (a Rendering), with that person's kind, the date, and whether it was read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from easyread.additions import PEOPLE_STEP
from easyread.card import phrases
from easyread.card.attachments import Media, tell_attached, tell_title
from easyread.card.bilingual import Bilingual, own_name
from easyread.card.records import Line, Texts
from easyread.card.renderings import Beside
from easyread.kinds import Pick, kind_of
from easyread.languages import ENGLISH
from easyread.model import AnythingSaid, Choice, Person, Step
from easyread.own_language import same_language


class Telling(NamedTuple):
    """All that is needed to turn what was said into lines."""

    bilingual: Bilingual
    beside: Beside
    people: Sequence[Person]
    media: Mapping[str, Media]  # by attachment id

    def lines(self, said: AnythingSaid, step: Step) -> Iterator[Line]:
        """Its lines: what was chosen, in the order of the step; the own words; what is attached."""
        kind = kind_of(step)
        if kind.keeps != "statement":
            return  # it explains, asks who is here, or leads elsewhere
        for pick in kind.list_picks(said, step):
            yield from self._chosen(said, step, pick)
        if said.words:
            yield self._own(said, step)
        for one in said.attached:
            if one in self.media:
                yield tell_attached(self.bilingual, self.beside, self.media[one], said, step)

    def _chosen(self, said: AnythingSaid, step: Step, pick: Pick) -> Iterator[Line]:
        choice, here = pick.choice, self.people if step.id == PEOPLE_STEP else ()
        named = [person for person in here if person.role == choice.id and person.name]
        for person in named:
            role = self.bilingual.line(choice.text, critical=step.critical)
            texts = self.bilingual.tell(phrases.PERSON, chosen=True, role=role, name=own_name(person.name))
            yield _line(said, choice, f"{choice.id}.{person.id}", texts)
        if not named:
            yield self._pick(said, step, pick)

    def _pick(self, said: AnythingSaid, step: Step, pick: Pick) -> Line:
        choice, point, lead = pick
        if point:
            texts = self._answer(choice.text, point.text, step)
        elif lead:
            texts = self._answer(lead, choice.text, step)
        else:
            texts = self.bilingual.tell(choice.card or choice.text, critical=step.critical, chosen=True)
        return _line(said, choice, choice.id, texts, point=point.picture if point else "")

    def _answer(self, what: str, answer: str, step: Step) -> Texts:
        say = self.bilingual.line
        return self.bilingual.tell(
            phrases.ANSWER,
            chosen=True,
            what=say(what, critical=step.critical),
            answer=say(answer, critical=step.critical),
        )

    def _own(self, said: AnythingSaid, step: Step) -> Line:
        own = self.beside.original(said)
        texts = tuple(
            own if same_language(one.code, said.language) else self.beside.english(said, one)
            for one in self.bilingual.languages
        )
        in_english = same_language(said.language, ENGLISH) or self.beside.is_in(said, ENGLISH)
        return Line(
            id=f"{said.id}.words",
            statement=said.id,
            step=step.id,
            picture=step.picture,
            title=tell_title(self.bilingual, step),
            texts=texts,
            original=None if own in texts else own,
            missing=not in_english,
        )


def _line(said: AnythingSaid, choice: Choice, end: str, texts: Texts, *, point: str = "") -> Line:
    return Line(
        id=f"{said.id}.{end}",
        statement=said.id,
        step=said.step,
        choice=choice.id,
        picture=choice.picture,
        no=choice.no,
        point=point,
        texts=texts,
    )
