"""A card that was made: for whom, what for, and built again from what is allowed now."""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

from msgspec import to_builtins
from msgspec.structs import replace

from easyread.card import Card, Media, make_card
from easyread.languages import ENGLISH
from easyread.model import CardMade, Choice, Statement
from easyread.pages.here import Here
from easyread.sharing import may_see
from easyread.visit.attachments import find_attached, step_to_attach
from easyread.visit.sharing_terms import Pair
from easyread.visit.situation import now, today
from easyread.web.services import services


class Plan(NamedTuple):
    """For whom, what for, and in which languages."""

    reader: Choice
    purpose: Choice
    languages: Pair


def plan_of(made: CardMade) -> Plan | None:
    """The plan of a card that was made; ``None`` when this service does not know its reader any more."""
    known = services().languages.all
    words = services().library.sharing
    reader = next((one for one in words.readers if one.id == made.reader), None)
    purpose = next((one for one in words.purposes if one.id == made.purpose), None)
    pair = tuple(known[name] for name in made.languages if name in known) or (known[ENGLISH],)
    return Plan(reader, purpose, pair) if reader and purpose else None


def list_allowed(here: Here, reader: Choice, purpose: Choice) -> list[Statement]:
    """What this reader may see today, in the order of the journey. Nothing else is ever offered."""
    grants, held = here.store.grants(), here.situation.held
    return [said for said in here.list_asked() if may_see(said, grants, reader.id, purpose.id, today(), held)]


def list_on_card(here: Here, made: CardMade, plan: Plan) -> list[Statement]:
    """What was put on that card, less what is not allowed any more."""
    return [said for said in list_allowed(here, plan.reader, plan.purpose) if said.id in set(made.lines)]


def is_on_card(here: Here, card: str, attachment: str) -> bool:
    """Is it a drawing, a photo or a voice of that card, as the card may be seen now?"""
    made = next((one for one in here.list_cards() if one.id == card), None)
    plan = plan_of(made) if made else None
    if made is None or plan is None:
        return False
    return any(attachment in said.attached for said in list_on_card(here, made, plan))


def add_print(here: Here, made: CardMade) -> CardMade:
    """The record of a card that is being made, with all that is printed of it now."""
    plan = plan_of(made)
    return replace(made, printed=to_builtins(rebuild(here, made, plan, with_bytes=False)) if plan else None)


def rebuild(here: Here, made: CardMade, plan: Plan, *, with_bytes: bool = True) -> Card:
    """The card as it may be seen today: what was put on it, less what is not allowed any more.

    ``with_bytes``: with those of its pictures, which a page does not need.
    """
    # A card says nothing of the cards that others got: not even that there are some.
    theirs = [one for one in here.list_cards() if one.reader == made.reader]
    before = list(takewhile(lambda one: one.id != made.id, theirs))
    statements = list_on_card(here, made, plan)
    return make_card(
        said=statements,
        grants=here.store.grants(),
        additions=here.list_additions(),
        interpreters={one.id: one.kind for one in here.store.interpreters()},
        steps=services().library.steps,
        say=services().languages.say,
        format_date=services().languages.format_date,
        reader=plan.reader,
        purpose=plan.purpose,
        languages=plan.languages,
        on=made.at.astimezone().date(),
        today=today(),
        at=now(),
        held=here.situation.held,
        media=_list_media(here, statements, with_bytes),
        number=len(before) + 1,
        previous=before[-1].at.astimezone().date() if before else None,
        emergency=services().library.find_emergency(services().settings.place),
        credit=services().pictures.credit,
    )


def _list_media(here: Here, statements: list[Statement], with_bytes: bool) -> list[Media]:
    """What these statements hold, with the bytes of pictures: a voice is heard from the book."""
    return [
        Media(one, here.store.read_attachment(one.id) if with_bytes and one.kind != "voice" else b"")
        for one in find_attached(here.store, statements).values()
        if step_to_attach(services().library, one.page)
    ]
