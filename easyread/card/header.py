"""The top and the foot of a card: whose it is, when and what for, who was here, and the small print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from easyread.card import phrases
from easyread.card.bilingual import Bilingual, value
from easyread.card.records import CardSection, Fact, Texts
from easyread.languages import format_time
from easyread.model import AnythingSaid, Choice, Step

PRESENCE_STEP, HELPING_STEP, INTERPRETER_STEP = "who-is-here", "how-helping", "interpreter"
LONGEST_NAME = 40  # letters; longer words are no name, and stand as a line instead
DEFAULT_PICTURE = "me"


class Top(NamedTuple):
    """What the top of a card is made from."""

    steps: Mapping[str, Step]
    reader: Choice
    purpose: Choice
    on: date
    at: datetime | None  # when this copy is made
    until: date | None  # the first day on which one of the OKs ends; None: until I say stop
    number: int
    previous: date | None
    on_card: Sequence[AnythingSaid]
    emergency: str
    credit: str
    interpreters: Mapping[str, str]  # Interpreter.id -> their kind

    def find_kind(self, said: AnythingSaid) -> tuple[str, ...] | None:
        """Who interpreted when it was said, as a choice of its step."""
        kind = self.interpreters.get(said.interpreter or "")
        return (kind,) if kind else None


def find_name(seen: Iterable[AnythingSaid], steps: Mapping[str, Step]) -> AnythingSaid | None:
    """What holds the name the person uses."""
    for said in seen:
        if steps[said.step].card == "me" and 0 < len(said.words.strip()) <= LONGEST_NAME:
            return said
    return None


def find_picture(seen: Iterable[AnythingSaid], steps: Mapping[str, Step]) -> str:
    """The picture the person chose for themselves, if they chose one."""
    for said in seen:
        step = steps[said.step]
        for choice in step.choices if step.card == "me" else ():
            if choice.id in said.choices:
                return choice.picture
    return DEFAULT_PICTURE


def make_facts(bilingual: Bilingual, top: Top) -> tuple[Fact, ...]:
    """What to know about the card. Who was here and how they helped are labels, never free text."""

    def fact(name: str, label: str, texts: Texts) -> Fact:
        return Fact(id=name, label=bilingual.tell(label), value=texts)

    names = [language.english for language in bilingual.languages]
    facts = [
        fact("made-on", phrases.MADE_ON, bilingual.tell("{date}", date=bilingual.day(top.on))),
        *([fact("copy", phrases.COPY_FROM, _tell_moment(bilingual, top.at))] if top.at else ()),
        fact("purpose", phrases.WHAT_FOR, bilingual.tell(top.purpose.card or top.purpose.text, chosen=True)),
        fact("until", phrases.MY_OK, _tell_end(bilingual, top.until)),
        fact("language", phrases.LANGUAGE, bilingual.tell("{names}", names=bilingual.list(names))),
    ]
    facts += _tell_company(bilingual, top)
    if top.previous is not None:
        number, before = value(str(top.number)), bilingual.day(top.previous)
        facts.append(
            fact("number", phrases.NUMBER, bilingual.tell(phrases.AFTER, number=number, date=before))
        )
    return tuple(facts)


def make_foot(bilingual: Bilingual, sections: Iterable[CardSection], emergency: str) -> tuple[Texts, ...]:
    """The small print: what the marks mean, and what the card is not."""
    texts = [text for section in sections for line in section.lines for text in line.all_texts]
    rules = [bilingual.tell(phrases.OWN_WORDS)]
    if any(text.draft for text in texts):
        rules.append(bilingual.tell(phrases.DRAFT_MEANS))
    if any(text.origin == "rendering" for text in texts):
        rules.append(bilingual.tell(phrases.RENDERING_MEANS))
    rules.append(bilingual.tell(phrases.DO_NOT_CHANGE))
    rules.append(bilingual.tell(phrases.NOT_A_TEST))
    rules.append(bilingual.tell(phrases.DANGER, number=value(emergency)))
    return tuple(rules)


def _tell_moment(bilingual: Bilingual, at: datetime) -> Texts:
    """A day and a time: two papers of one day, one with other lines, are not taken for the same."""
    moment = bilingual.join([bilingual.day(at.astimezone().date()), value(format_time(at))])
    return bilingual.tell("{moment}", moment=moment)


def _tell_end(bilingual: Bilingual, until: date | None) -> Texts:
    if until is None:
        return bilingual.tell(phrases.UNTIL_STOP, chosen=True)
    return bilingual.tell(phrases.UNTIL, chosen=True, date=bilingual.day(until))


def _tell_company(bilingual: Bilingual, top: Top) -> Iterator[Fact]:
    """Who was here, and how they helped, when these words were said: each company, and its days.

    Who was here for some of the words says nothing of the others.
    """
    asked = (
        ("here", phrases.WHO_WAS_HERE, PRESENCE_STEP, [one.presence or None for one in top.on_card]),
        ("helping", phrases.HOW_HELPED, HELPING_STEP, [one.helping or None for one in top.on_card]),
        ("interpreter", phrases.INTERPRETER, INTERPRETER_STEP, [top.find_kind(one) for one in top.on_card]),
    )
    for name, label, step, answers in asked:
        days: dict[tuple[str, ...] | None, set[date]] = {}
        for said, answer in zip(top.on_card, answers, strict=True):
            days.setdefault(answer, set()).add(said.at.astimezone().date())
        if name == "here" or set(days) != {None}:
            found = _tell_each(bilingual, top.steps.get(step), days)
            yield Fact(id=name, label=bilingual.tell(label), value=found)


def _tell_each(
    bilingual: Bilingual, step: Step | None, days: Mapping[tuple[str, ...] | None, set[date]]
) -> Texts:
    """All answers in one line; where they were given on different days, each with its own."""
    with_days = len(days) > 1 and len(set().union(*days.values())) > 1
    told = []
    for answer, when in sorted(days.items(), key=lambda each: each[0] is None):
        labels = _labels(step, answer)
        who = bilingual.list(labels) if labels else bilingual.line(phrases.NOT_SAID)
        each = bilingual.join([bilingual.day(day) for day in sorted(when)])
        told.append(bilingual.join([who, each], ": ") if with_days else who)
    return bilingual.tell("{all}", chosen=any(days), all=bilingual.join(told, "; "))


def _labels(step: Step | None, chosen: tuple[str, ...] | None) -> list[str]:
    return [choice.text for choice in step.choices if choice.id in (chosen or ())] if step else []
