"""A voice, a drawing or a photo on its page: which may be seen now, how it gets onto the page and off it.

The page's form carries their ids in the field ``attached``, so a draft keeps them as it keeps words.
"""

from __future__ import annotations

from collections.abc import Sequence

from easyread.book.store import Store
from easyread.model import Attachment, Fields, Statement
from easyread.visit.draft_fields import SHOWN
from easyread.visit.drafts import keep_fields
from easyread.visit.half_written import list_drafts, read_half
from easyread.visit.situation import Situation
from easyread.visit.step_pages import step_to_attach
from easyread.web.forms import give_back
from easyread.web.services import services

FIELD = "attached"


def find_here(store: Store, page: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Those of ``ids`` that this book has for this page: the newest of each kind."""
    newest = {one.kind: one.id for one in store.attachments(ids) if one.page == page}
    return tuple(newest.values())


def may_show(store: Store, situation: Situation, attachment: Attachment) -> bool:
    """May it be seen or heard now? As the statement that holds it may, or the half-given page it is on."""
    step = step_to_attach(services().library, attachment.page)
    if step is None or step.id in situation.held:
        return False
    holding = [said for said in store.versions(step.id) if attachment.id in said.attached]
    if holding:
        return any(situation.may_show(said) for said in holding)
    return any(
        attachment.id in draft.fields.get(FIELD, [])
        for draft in list_drafts(store, situation, attachment.page)
    )


def is_on_page(store: Store, attachment: Attachment) -> bool:
    """Has something that is half written on its page got it, to be seen now or not?"""
    return any(attachment.id in draft.fields.get(FIELD, []) for draft in store.drafts(attachment.page))


def attach(store: Store, attachment: Attachment, sent: Fields) -> None:
    """Put it on its page, in the place of another of its kind; ``sent``: what stands on the page now."""
    before = [one for one in _on_page(store, attachment.page, sent) if one.id != attachment.id]
    others = [one.id for one in before if one.kind != attachment.kind]
    with store.together():
        _keep(store, attachment.page, sent, [*others, attachment.id])
        for one in before:
            if one.kind == attachment.kind:
                store.drop_attachment(one.id)


def detach(store: Store, attachment: Attachment, sent: Fields) -> None:
    """Take it off its page; delete it unless a kept version holds it."""
    left = [one.id for one in _on_page(store, attachment.page, sent) if one.id != attachment.id]
    with store.together():
        _keep(store, attachment.page, sent, left)
        store.drop_attachment(attachment.id)


def read_page(store: Store, situation: Situation, page: str) -> Fields:
    """What stands on a step's page when nobody sends it along: its draft, else what was said before."""
    step = step_to_attach(services().library, page)
    if step is None:
        return {}
    half, said = read_half(store, situation, page), situation.statement_of(step)
    given = give_back(half if SHOWN in half else None, said, step)
    return half | dict(given.lists()) | {"was": [said.id if said else ""]}


def list_attached(store: Store, statement: Statement) -> list[Attachment]:
    """What a statement holds, in its order."""
    there = find_attached(store, [statement])
    return [there[one] for one in statement.attached if one in there]


def find_voice(store: Store, statement: Statement) -> Attachment | None:
    """The voice that a statement holds."""
    return next((one for one in list_attached(store, statement) if one.kind == "voice"), None)


def find_attached(store: Store, statements: Sequence[Statement]) -> dict[str, Attachment]:
    """What these statements hold, by id."""
    ids = [one for said in statements for one in said.attached]
    return {one.id: one for one in store.attachments(ids)} if ids else {}


def _on_page(store: Store, page: str, sent: Fields) -> list[Attachment]:
    return [one for one in store.attachments(sent.get(FIELD, [])) if one.page == page]


def _keep(store: Store, page: str, sent: Fields, ids: list[str]) -> None:
    keep_fields(store, page, {name: values for name, values in sent.items() if name != FIELD} | {FIELD: ids})
