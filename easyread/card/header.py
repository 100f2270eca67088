"""The top and the foot of a card: whose it is, when and what for, who was here, and the small print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from easyread.card import phrases
from easyread.card.bilingual import Bilingual, value
from easyread.card.records import CardSection, Fact, Texts
from easyread.model import AnythingSaid, Choice, Step

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
    on_card: Sequence[AnythingSaid]
    emergency: str
    credit: str


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

    here = _labels(top.steps.get(PRESENCE_STEP), (s.presence or () for s in top.on_card))
    helping = _labels(top.steps.get(HELPING_STEP), (s.helping for s in top.on_card))
    names = [language.english for language in bilingual.languages]
    facts = [
        fact("made-on", phrases.MADE_ON, bilingual.tell("{date}", date=bilingual.day(top.on))),
        fact("purpose", phrases.WHAT_FOR, bilingual.tell(top.purpose.card or top.purpose.text, chosen=True)),
        fact("until", phrases.MY_OK, _tell_end(bilingual, top.until)),
        fact("language", phrases.LANGUAGE, bilingual.tell("{names}", names=bilingual.list(names))),
    ]
    if top.on_card:
        company = bilingual.list(here or [phrases.NOT_KNOWN])
        facts.append(
            fact("here", phrases.WHO_WAS_HERE, bilingual.tell("{list}", chosen=bool(here), list=company))
        )
    if helping:
        facts.append(
            fact(
                "helping",
                phrases.HOW_HELPED,
                bilingual.tell("{list}", chosen=True, list=bilingual.list(helping)),
            )
        )
    if top.previous is not None:
        number, before = value(str(top.number)), bilingual.day(top.previous)
        facts.append(
            fact("number", phrases.NUMBER, bilingual.tell(phrases.AFTER, number=number, date=before))
        )
    return tuple(facts)


def make_foot(bilingual: Bilingual, sections: Iterable[CardSection], emergency: str) -> tuple[Texts, ...]:
    """The small print: what the marks mean, and what the card is not."""
    lines = [line for section in sections for line in section.lines]
    texts = [text for line in lines for text in line.texts]
    beside = [text for line in lines if line.attached for text in line.attached.words]
    rules = [bilingual.tell(phrases.OWN_WORDS)]
    if any(text.draft for text in texts):
        rules.append(bilingual.tell(phrases.DRAFT_MEANS))
    if any(text.origin == "rendering" for text in texts):
        rules.append(bilingual.tell(phrases.RENDERING_MEANS))
    if any(text.origin == "rendering" for text in beside):
        rules.append(bilingual.tell(phrases.WRITTEN_MEANS))
    rules.append(bilingual.tell(phrases.DO_NOT_CHANGE))
    rules.append(bilingual.tell(phrases.NOT_A_TEST))
    rules.append(bilingual.tell(phrases.DANGER, number=value(emergency)))
    return tuple(rules)


def _tell_end(bilingual: Bilingual, until: date | None) -> Texts:
    if until is None:
        return bilingual.tell(phrases.UNTIL_STOP, chosen=True)
    return bilingual.tell(phrases.UNTIL, chosen=True, date=bilingual.day(until))


def _labels(step: Step | None, answers: Iterable[tuple[str, ...]]) -> list[str]:
    chosen = {choice_id for answer in answers for choice_id in answer}
    return [choice.text for choice in step.choices if choice.id in chosen] if step else []
