"""A card that was made: for whom, what for, and built again from what is allowed now."""

from __future__ import annotations

from typing import NamedTuple

from easyread.card import Card, Media, make_card
from easyread.languages import ENGLISH
from easyread.model import CardMade, Choice, Statement
from easyread.pages.here import Here
from easyread.sharing import may_see
from easyread.visit.attachments import find_attached, step_to_attach
from easyread.visit.sharing_terms import Pair
from easyread.visit.situation import today
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
    made = next((one for one in here.store.cards() if one.id == card), None)
    plan = plan_of(made) if made else None
    if made is None or plan is None:
        return False
    return any(attachment in said.attached for said in list_on_card(here, made, plan))


def rebuild(here: Here, made: CardMade, plan: Plan) -> Card:
    """The card as it may be seen today: what was put on it, less what is not allowed any more."""
    # A card says nothing of the cards that others got: not even that there are some.
    theirs = [one for one in here.store.cards() if one.reader == made.reader]
    place = next(place for place, one in enumerate(theirs) if one.id == made.id)
    previous = theirs[place - 1].at.astimezone().date() if place else None
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
        held=here.situation.held,
        media=_list_media(here, statements),
        number=place + 1,
        previous=previous,
        emergency=services().library.find_emergency(services().settings.place),
        credit=services().pictures.credit,
    )


def _list_media(here: Here, statements: list[Statement]) -> list[Media]:
    """What these statements hold, with the bytes of pictures: a voice is heard from the book."""
    return [
        Media(one, b"" if one.kind == "voice" else here.store.read_attachment(one.id))
        for one in find_attached(here.store, statements).values()
        if step_to_attach(services().library, one.page)
    ]
