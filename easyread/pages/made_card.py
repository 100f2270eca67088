"""A card that was made, looked at again: what was on it then, and what of that is not so any more.

It is for the person's eyes: no file, no print and no page for others is made from it. With company that could
be the worry it shows only what My words shows too, and nothing that was worked out from the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from msgspec import convert
from msgspec.structs import replace

from easyread.additions import Additions
from easyread.book.errors import BookDamaged
from easyread.card import Card, CardSection
from easyread.card.bilingual import Bilingual
from easyread.card.header import DEFAULT_PICTURE
from easyread.card.phrases import TITLE_WITHOUT_NAME
from easyread.model import CardMade, Grant, Statement
from easyread.pages.card_request import Plan, list_on_card, rebuild
from easyread.pages.here import Here
from easyread.pages.my_words import is_held, list_statements
from easyread.pages.provenance import TAKEN_BACK, Stamp
from easyread.pages.statement import Shown, show_each
from easyread.sharing import is_over
from easyread.small_files import DAMAGE
from easyread.visit.attachments import find_attached
from easyread.visit.situation import today
from easyread.web.i18n import N_
from easyread.web.services import services

CHANGED = N_("I changed this:")
FOR_ME_NOW = N_("I keep this for myself now:")
STOPPED = N_("I stopped sharing this:")
WAS_UNTIL = N_("My OK was until:")
DIFFERENT = N_("This is different now.")
NOT_NOW = N_("This is not on the card now.")

_IS_DIFFERENT = Stamp(DIFFERENT, picture="change-my-mind")
# Facts that say nothing of which lines there are, nor of other cards.
_OF_THE_CARD = {"made-on", "copy", "purpose", "language"}


class Then(NamedTuple):
    """What was on a card when it was made, as far as it may be seen now."""

    card: Card | None  # as it was printed; None: nothing was kept of it
    shown: list[Shown]  # if so: what was put on it, as it was said; nobody knows what stood beside it
    marks: dict[str, list[Stamp]]  # id of a line, or of what was said -> what is not so any more
    whole: bool  # with others here, no page claims that this is all of it


def list_seen(here: Here, made: CardMade) -> list[Statement]:
    """What was put on a card and may be seen now. With others here, only what is still said."""
    still = {said.id for said in list_statements(here)}
    put = (here.store.statement(one) for one in made.lines)
    return [
        said
        for said in put
        if said and not is_held(here, said) and (here.situation.alone or said.id in still)
    ]


def look_back(here: Here, made: CardMade, plan: Plan) -> Then:
    """What was on the card then. Only what :func:`list_seen` gives is in it."""
    seen, kept = list_seen(here, made), read_print(made)
    allowed = {said.id for said in list_on_card(here, made, plan)}
    marks = {said.id: list(_list_changes(here, said, plan, allowed)) for said in seen}
    if kept is None:
        as_said = [replace(one, about="") for one in find_attached(here.store, seen).values()]
        return Then(None, show_each(seen, Additions(attachments=as_said)), marks, here.situation.alone)
    card, now = _cut(here, kept, set(marks), plan), rebuild(here, made, plan, with_bytes=False)
    if now.named_in != card.named_in and not marks.get(card.named_in):
        marks[card.named_in] = [_IS_DIFFERENT]
    lines = {line.id: line for line in now.lines}
    for line in card.lines:
        if line.statement:
            same = lines.get(line.id) == line
            marks[line.id] = marks[line.statement] or ([] if same else [_IS_DIFFERENT])
    return Then(card, [], marks, here.situation.alone)


def read_print(made: CardMade) -> Card | None:
    """What was printed of it when it was made, if that was kept. Raises :class:`BookDamaged`."""
    try:
        return convert(made.printed, Card) if made.printed is not None else None
    except DAMAGE:
        raise BookDamaged from None  # the library's message would quote the value


def _list_changes(here: Here, said: Statement, plan: Plan, allowed: Collection[str]) -> Iterator[Stamp]:
    """Why it is not on the card any more, as far as that may be seen now; nothing for what still is."""
    versions = here.store.versions(said.step)
    last = [one for one in versions if one.aside == said.aside and not is_held(here, one)][-1]
    if taken := last.taken_back or said.taken_back:
        yield Stamp(TAKEN_BACK, day=taken, picture="delete")
    elif last.id != said.id and last.private:
        yield Stamp(FOR_ME_NOW, day=last.at, picture="private")
    elif last.id != said.id:
        yield Stamp(CHANGED, day=last.at, picture="change-my-mind")
    elif said.id not in allowed:
        yield _stamp_grant(_find_grant(here, said, plan))


def _find_grant(here: Here, said: Statement, plan: Plan) -> Grant | None:
    wanted = (said.id, plan.reader.id, plan.purpose.id)
    grants = here.store.grants()
    return next((one for one in grants if (one.said, one.reader, one.purpose) == wanted), None)


def _stamp_grant(grant: Grant | None) -> Stamp:
    if grant is not None and (grant.withdrawn or grant.answer != "yes"):
        return Stamp(STOPPED, day=grant.withdrawn or grant.at, picture="dont-share")
    if grant is not None and is_over(grant, today()):
        return Stamp(WAS_UNTIL, day=grant.until, picture="clock")
    return Stamp(NOT_NOW, picture="dont-share")


def _cut(here: Here, card: Card, seen: Collection[str], plan: Plan) -> Card:
    """The card with only what may be seen now. With others here, it looks the same whatever is left out."""
    sections = [_cut_section(one, seen) for one in card.sections]
    talk = _cut_section(card.talk, seen) if card.talk else None
    named, alone = card.named_in in seen, here.situation.alone
    bilingual = Bilingual(plan.languages, services().languages.say, services().languages.format_date)
    return replace(
        card,
        name=card.name if named else "",
        named_in=card.named_in if named else "",
        title=card.title if named or not card.name else bilingual.tell(TITLE_WITHOUT_NAME),
        picture=card.picture if alone else DEFAULT_PICTURE,
        facts=tuple(fact for fact in card.facts if alone or fact.id in _OF_THE_CARD),
        talk=talk if talk and talk.lines else None,
        sections=tuple(one for one in sections if one.lines),
        foot=card.foot if alone else (),
    )


def _cut_section(section: CardSection, seen: Collection[str]) -> CardSection:
    lines = (line for line in section.lines if not line.statement or line.statement in seen)
    return replace(section, lines=tuple(lines))
