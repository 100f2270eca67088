"""Puts a card together: the lines that one reader may see, in their sections, with a top and a foot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from easyread.additions import Additions
from easyread.card import header, phrases
from easyread.card.attachments import Media
from easyread.card.bilingual import Bilingual, Say, own_name
from easyread.card.lines import Telling
from easyread.card.records import Card, CardSection, Line, Part, Texts
from easyread.card.renderings import Beside
from easyread.languages import Language
from easyread.model import AnythingSaid, Choice, Grant, Step
from easyread.sharing import cover, live_grant, may_see, newest


def make_card(  # noqa: PLR0913 - one request, in plain values that each have a name
    *,
    said: Iterable[AnythingSaid],
    grants: Sequence[Grant],
    additions: Additions,
    steps: Mapping[str, Step],
    say: Say,
    format_date: Callable[[str, date], str],
    reader: Choice,
    purpose: Choice,
    languages: Sequence[Language],
    on: date,
    today: date | None = None,
    at: datetime | None = None,
    held: frozenset[str],
    emergency: str,
    media: Iterable[Media] = (),
    picked: frozenset[str] | None = None,
    number: int = 1,
    previous: date | None = None,
    credit: str = "",
    interpreters: Mapping[str, str] | None = None,
) -> Card:
    """The card for ``reader`` and ``purpose``, of the day ``on``, in one or two ``languages`` (own first).

    ``today``: the day by which an OK is looked at, for a card that was made earlier. ``at``: when this copy
    of it is made.

    Only what :func:`easyread.sharing.may_see` allows is in it, and beside that only what
    :func:`easyread.sharing.cover` lets through: no form of a card is made from anything else.
    ``picked`` narrows it further, to these ids of what was said, or line ids; ``None`` takes every line.
    ``steps`` are in the order of the journey.
    ``additions`` are all of the book. ``media`` are attachments; those that nothing allowed holds are left
    out.
    ``emergency`` is the number to call in danger. ``number`` counts the cards made; ``previous`` is the day
    of the one before. ``interpreters``: the kind of each, by ``Interpreter.id``.
    Raises :class:`ValueError` for no language or more than two.
    """
    if len(languages) not in {1, 2}:
        raise ValueError("a card has one or two languages")
    may = (reader.id, purpose.id, today or on)
    told = (one for one in newest(said) if one.step in steps and one.says_something)
    seen = [one for one in told if may_see(one, grants, *may, held)]
    data = {one.attachment.id: one for one in media}
    given = additions._replace(attachments=[one.attachment for one in data.values()])
    covered = cover(given, seen, grants, *may)
    bilingual = Bilingual(tuple(languages), say, format_date)
    beside = Beside(bilingual, covered, _find_roles(steps))
    attached = {one.id: Media(one, data[one.id].data) for one in covered.attachments}
    telling = Telling(bilingual, beside, covered.people, attached)
    named = header.find_name(seen, steps)
    lines = _tell(seen, named, steps, telling, picked)
    printed = {line.statement for line in lines} | ({named.id} if named else set())
    on_card = [one for one in seen if one.id in printed]
    live = [live_grant(grants, one.id, *may) for one in on_card]
    until = min((grant.until for grant in live if grant and grant.until), default=None)
    kinds = interpreters or {}
    top = header.Top(
        steps, reader, purpose, on, at, until, number, previous, on_card, emergency, credit, kinds
    )
    return _put_together(telling.bilingual, top, named, lines)


def _put_together(
    bilingual: Bilingual, top: header.Top, named: AnythingSaid | None, lines: Sequence[Line]
) -> Card:
    sections = _make_sections(lines, top.steps, bilingual, top.reader)
    name = " ".join(named.words.split()) if named else ""
    called = own_name(name, named.language if named else "")
    return Card(
        languages=tuple(language.code for language in bilingual.languages),
        desk=bilingual.desk.code,
        direction=bilingual.desk.direction,
        reader=top.reader.id,
        purpose=top.purpose.id,
        on=top.on,
        number=top.number,
        previous=top.previous,
        name=name,
        named_in=named.id if named else "",
        right_to_left_first=bilingual.languages[0].direction == "rtl",
        title=bilingual.tell(phrases.TITLE if name else phrases.TITLE_WITHOUT_NAME, name=called),
        made_for=bilingual.tell(phrases.MADE_FOR, reader=bilingual.line(top.reader.card or top.reader.text)),
        picture=header.find_picture(top.on_card, top.steps),
        facts=header.make_facts(bilingual, top),
        talk=sections.get("talk"),
        sections=tuple(sections[section] for section in phrases.ORDER if section in sections),
        foot=header.make_foot(bilingual, sections.values(), top.emergency),
        page=bilingual.say(bilingual.desk.code, phrases.PAGE).text,
        turn_over=bilingual.say(bilingual.desk.code, phrases.TURN_OVER).text,
        credit=top.credit,
    )


def _find_roles(steps: Mapping[str, Step]) -> dict[str, Choice]:
    """Who can have put words into English or written them down: the person, who was here, who interprets."""
    here = [steps[header.PRESENCE_STEP]] if header.PRESENCE_STEP in steps else []
    asking = [step for step in steps.values() if step.kind == "interpreter"]
    choices = [choice for step in (*here, *asking) for choice in step.choices]
    return {choice.id: choice for choice in (*choices, Choice(id="me", picture="me", text=phrases.ME))}


def _tell(
    seen: Sequence[AnythingSaid],
    named: AnythingSaid | None,
    steps: Mapping[str, Step],
    telling: Telling,
    picked: frozenset[str] | None,
) -> list[Line]:
    order = {step_id: place for place, step_id in enumerate(steps)}
    return [
        line
        for said in sorted(seen, key=lambda said: order[said.step])
        for line in telling.lines(said, steps[said.step])
        if named is None or line.id != f"{named.id}.words"  # the name is the card's title
        if picked is None or line.id in picked or line.statement in picked
    ]


def _make_sections(
    lines: Iterable[Line], steps: Mapping[str, Step], bilingual: Bilingual, reader: Choice
) -> dict[Part, CardSection]:
    sorted_in: dict[Part, list[Line]] = {"app": _app_lines(bilingual, reader)}
    for line in lines:
        section = steps[line.step].card
        if section is not None:
            sorted_in.setdefault(section, []).append(line)
    headings = {section: bilingual.tell(phrases.HEADINGS[section]) for section in sorted_in}
    return {
        section: CardSection(
            id=section,
            title=headings[section],
            lines=tuple(_without_echo(line, headings[section]) for line in inside),
        )
        for section, inside in sorted_in.items()
    }


def _without_echo(line: Line, heading: Texts) -> Line:
    """A line whose title only repeats the section's heading needs no title."""
    return msgspec.structs.replace(line, title=()) if line.title == heading else line


def _app_lines(bilingual: Bilingual, reader: Choice) -> list[Line]:
    """What the app says on every card: whom the OK is for, and its honest limit."""
    who = bilingual.tell(phrases.APP_READER, reader=bilingual.line(reader.card or reader.text))
    return [
        Line(id="app-reader", picture="share", texts=who),
        Line(id="app-limits", picture="risk", texts=bilingual.tell(phrases.APP_LIMITS, critical=True)),
    ]
