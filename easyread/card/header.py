"""The top and the foot of a card: whose it is, when and what for, who was here, and the small print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from easyread.card import phrases
from easyread.card.records import CardSection, Fact, Texts
from easyread.card.tongues import Tongues, value
from easyread.model import Choice, Statement, Step

PRESENCE_STEP, HELPING_STEP = "who-is-here", "how-helping"
LONGEST_NAME = 40  # letters; longer words are no name, and stand as a line instead
DEFAULT_PICTURE = "me"


class Top(NamedTuple):
    """What the top of a card is made from."""

    steps: Mapping[str, Step]
    reader: Choice
    purpose: Choice
    on: date
    until: date | None  # the first day on which one of the OKs ends; None: until I say stop
    number: int
    previous: date | None
    on_card: Sequence[Statement]
    emergency: str
    credit: str


def find_name(seen: Iterable[Statement], steps: Mapping[str, Step]) -> Statement | None:
    """The statement that holds the name the person uses."""
    for statement in seen:
        if steps[statement.step].card == "me" and 0 < len(statement.words.strip()) <= LONGEST_NAME:
            return statement
    return None


def find_picture(seen: Iterable[Statement], steps: Mapping[str, Step]) -> str:
    """The picture the person chose for themselves, if they chose one."""
    for statement in seen:
        step = steps[statement.step]
        for choice in step.choices if step.card == "me" else ():
            if choice.id in statement.choices:
                return choice.picture
    return DEFAULT_PICTURE


def make_facts(tongues: Tongues, top: Top) -> tuple[Fact, ...]:
    """What to know about the card. Who was here and how they helped are labels, never free text."""

    def fact(name: str, label: str, texts: Texts) -> Fact:
        return Fact(id=name, label=tongues.tell(label), value=texts)

    here = _labels(top.steps.get(PRESENCE_STEP), (s.presence or () for s in top.on_card))
    helping = _labels(top.steps.get(HELPING_STEP), (s.helping for s in top.on_card))
    names = [language.english for language in tongues.languages]
    facts = [
        fact("made-on", phrases.MADE_ON, tongues.tell("{date}", date=tongues.day(top.on))),
        fact("purpose", phrases.WHAT_FOR, tongues.tell(top.purpose.card or top.purpose.text)),
        fact("until", phrases.MY_OK, _tell_end(tongues, top.until)),
        fact("language", phrases.LANGUAGE, tongues.tell("{names}", names=tongues.list(names))),
    ]
    if here:
        facts.append(fact("here", phrases.WHO_WAS_HERE, tongues.tell("{list}", list=tongues.list(here))))
    if helping:
        facts.append(fact("helping", phrases.HOW_HELPED, tongues.tell("{list}", list=tongues.list(helping))))
    if top.previous is not None:
        number, before = value(str(top.number)), tongues.day(top.previous)
        facts.append(fact("number", phrases.NUMBER, tongues.tell(phrases.AFTER, number=number, date=before)))
    return tuple(facts)


def make_foot(tongues: Tongues, sections: Iterable[CardSection], emergency: str) -> tuple[Texts, ...]:
    """The small print: what the marks mean, and what the card is not."""
    lines = [line for section in sections for line in section.lines]
    texts = [text for line in lines for text in line.texts]
    beside = [text for line in lines if line.attached for text in line.attached.words]
    rules = [tongues.tell(phrases.OWN_WORDS)]
    if any(text.draft for text in texts):
        rules.append(tongues.tell(phrases.DRAFT_MEANS))
    if any(text.origin == "rendering" for text in texts):
        rules.append(tongues.tell(phrases.RENDERING_MEANS))
    if any(text.origin == "rendering" for text in beside):
        rules.append(tongues.tell(phrases.WRITTEN_MEANS))
    rules.append(tongues.tell(phrases.DO_NOT_CHANGE))
    rules.append(tongues.tell(phrases.NOT_A_TEST))
    rules.append(tongues.tell(phrases.DANGER, number=value(emergency)))
    return tuple(rules)


def _tell_end(tongues: Tongues, until: date | None) -> Texts:
    if until is None:
        return tongues.tell(phrases.UNTIL_STOP)
    return tongues.tell(phrases.UNTIL, date=tongues.day(until))


def _labels(step: Step | None, answers: Iterable[tuple[str, ...]]) -> list[str]:
    chosen = {choice_id for answer in answers for choice_id in answer}
    return [choice.text for choice in step.choices if choice.id in chosen] if step else []
