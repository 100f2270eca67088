"""All that a book holds, for the person to take along: for reading, and as data."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, NamedTuple

import msgspec

from easyread.book.store import Store
from easyread.card import Card
from easyread.kinds import kind_of
from easyread.model import Attachment, CardMade, Choice, Draft, Statement
from easyread.pages.here import Here
from easyread.pages.made_card import read_print
from easyread.pages.my_words import Mine, describe
from easyread.pages.statement import read_additions
from easyread.visit.attachments import FIELD
from easyread.visit.recordings import read_bytes
from easyread.visit.situation import now
from easyread.web.draft_fields import find_texts
from easyread.web.services import services


class NamedPerson(NamedTuple):
    """Somebody the person wants involved."""

    role: str  # a fixed line
    name: str


class Given(NamedTuple):
    """A card that was made: for whom, why (fixed lines); and what was on it then, where that was kept."""

    card: CardMade
    printed: Card | None
    reader: str
    purpose: str


class Unfinished(NamedTuple):
    """A page that was left half done: what was written on it, what was recorded, drawn or photographed."""

    draft: Draft
    texts: list[str]
    attached: list[Attachment]


class Everything(NamedTuple):
    """What the file to read shows. Each list is in the order of the journey, or of time."""

    answers: list[list[Mine]]  # the versions of one step, the newest last
    people: list[NamedPerson]
    cards: list[Given]
    drafts: list[Unfinished]
    places: dict[str, str]  # attachment id -> the newest version that holds it: there it is shown


def gather(here: Here) -> Everything:
    """Everything, held back or not, older versions too."""
    store, words = here.store, services().library.sharing
    said = [one for one in store.everything()["Statement"] if isinstance(one, Statement)]
    order = {step: place for place, step in enumerate(services().library.steps)}
    steps = sorted({one.step for one in said}, key=lambda step: (order.get(step, len(order)), step))
    answers = [list(describe(here, store.versions(step), read_additions(store))) for step in steps]
    return Everything(
        answers=answers,
        people=[NamedPerson(_find(_roles(), one.role), one.name) for one in store.people()],
        cards=[
            Given(
                card,
                read_print(card),
                _find(words.readers, card.reader),
                _find(words.purposes, card.purpose),
            )
            for card in store.cards()
        ],
        drafts=[one for draft in store.drafts() if (one := _find_unfinished(store, draft))[1:] != ([], [])],
        places={
            one.id: mine.statement.id for each in answers for mine in each for one in mine.shown.attached
        },
    )


def write_address(store: Store, attachment: Attachment) -> str:
    """Its bytes as an address, so that the file to read needs no other file."""
    return f"data:{attachment.type};base64,{b64encode(read_bytes(store, attachment)).decode()}"


def write_everything(store: Store) -> bytes:
    """All records as JSON: each kind with its list, fields as in :mod:`easyread.model`.

    What was recorded, drawn or photographed has its bytes in ``data``, as base64.
    """
    whole: dict[str, Any] = {"format": "my-words-everything", "version": 2, "made": now()}
    whole |= store.everything()
    whole["Attachment"] = [
        {**msgspec.structs.asdict(one), "data": read_bytes(store, one)} for one in store.attachments()
    ]
    return msgspec.json.format(msgspec.json.encode(whole), indent=1)


def _find_unfinished(store: Store, draft: Draft) -> Unfinished:
    texts = [text for _, text in find_texts(draft.page, draft.fields)]
    return Unfinished(draft, texts, store.attachments(draft.fields.get(FIELD, [])))


def _roles() -> tuple[Choice, ...]:
    return tuple(
        choice
        for step in services().library.steps.values()
        for choice in kind_of(step).list_people(step, {choice.id for choice in step.choices})
    )


def _find(choices: tuple[Choice, ...], wanted: str) -> str:
    return next((choice.text for choice in choices if choice.id == wanted), "")
