"""A voice, a drawing or a photo on its page: which may be seen now, how it gets onto the page and off it.

The page's form carries their ids in the field ``attached``, so a draft keeps them as it keeps words.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from easyread.book.store import Store
from easyread.changes import mark_values
from easyread.content import Library
from easyread.kinds import kind_of
from easyread.model import Attachment, Draft, Statement, Step
from easyread.visit.drafts import find_own, keep_draft
from easyread.visit.half_written import list_drafts, read_half
from easyread.visit.kept import read_kept
from easyread.visit.situation import Situation

FIELD = "attached"


def find_here(store: Store, page: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Those of ``ids`` that this book has for this page: the newest of each kind."""
    newest = {one.kind: one.id for one in store.attachments(ids) if one.page == page}
    return tuple(newest.values())


def step_to_attach(library: Library, page: str) -> Step | None:
    """The step that a page asks, if it is one on which something can be attached."""
    step = library.step_of_page(page)
    return step if step and kind_of(step).takes_words(step) and not step.before else None


def may_show(store: Store, situation: Situation, attachment: Attachment) -> bool:
    """May it be seen or heard now? As the statement that holds it may, or the half-given page it is on."""
    step = step_to_attach(situation.library, attachment.page)
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


def attach(
    store: Store, library: Library, attachment: Attachment, sent: Draft, *, instead: bool = True
) -> None:
    """Put it on its page, in the place of another of its kind; ``sent``: what stands on the page now.

    ``instead``: if not, the other one stays beside it, because it is not known yet that this one is any good.
    """
    gone = {one.id for one in find_older(store, attachment, sent)} if instead else set()
    left = [one.id for one in _list_on(store, sent) if one.id not in {attachment.id, *gone}]
    with store.together():
        _keep(store, library, sent, [*left, attachment.id])
        for one in gone:
            store.drop_attachment(one)


def find_older(store: Store, attachment: Attachment, sent: Draft) -> list[Attachment]:
    """The others of its kind that stand on its page."""
    others = [one for one in _list_on(store, sent) if one.id != attachment.id]
    return [one for one in others if one.kind == attachment.kind]


def detach(store: Store, library: Library, attachment: Attachment, sent: Draft) -> None:
    """Take it off its page; delete it unless a kept version holds it."""
    left = [one.id for one in _list_on(store, sent) if one.id != attachment.id]
    with store.together():
        _keep(store, library, sent, left)
        store.drop_attachment(attachment.id)


def read_page(store: Store, situation: Situation, page: str, language: str, life: str = "") -> Draft:
    """What stands on a page when nobody sends it along. As :func:`.half_written.read_half`."""
    half, step = read_half(store, situation, page, language, life), step_to_attach(situation.library, page)
    said = situation.statement_of(step) if step else None
    return replace(half, fields=half.fields | {"was": [said.id if said else ""]})


def read_attached(store: Store, situation: Situation, page: str, language: str, life: str) -> Draft:
    """What is attached on a page that has not sent the rest of its form yet. As :func:`read_page`.

    A page that does not say which load of it this is (``life``: empty) goes on with what is half written.
    """
    half = read_page(store, situation, page, language, life)
    if not life:
        return half
    if own := find_own(store, half):
        return replace(own, at=half.at)
    base = mark_values(read_kept(store, situation, page).fields.get(FIELD, []))
    return replace(half, fields={FIELD: half.fields.get(FIELD, [])}, given={FIELD: base}, replaces=None)


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


def _list_on(store: Store, sent: Draft) -> list[Attachment]:
    return [one for one in store.attachments(sent.fields.get(FIELD, [])) if one.page == sent.page]


def _keep(store: Store, library: Library, sent: Draft, ids: list[str]) -> None:
    keep_draft(store, library, replace(sent, fields=sent.fields | {FIELD: ids}))
