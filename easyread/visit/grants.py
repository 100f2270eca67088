"""The person's answer for one reader and purpose, for exactly what stood on the page -> a grant."""

from __future__ import annotations

from easyread.book.store import Store
from easyread.model import AnythingSaid, Consent, Grant
from easyread.sharing import live_grant
from easyread.visit.sharing_terms import Agreement, last_day
from easyread.visit.situation import new_id, now, today


def find_answer(store: Store, agreement: Agreement, said: AnythingSaid) -> Grant | None:
    """The answer that holds now."""
    return live_grant(store.grants(), said.id, agreement.reader.id, agreement.purpose.id, today())


def make_grant(agreement: Agreement, said: AnythingSaid, answer: Consent, covers: tuple[str, ...]) -> Grant:
    """A grant from now on. ``covers``: the fingerprints of what stood beside it."""
    return Grant(
        id=new_id(),
        said=said.id,
        reader=agreement.reader.id,
        purpose=agreement.purpose.id,
        answer=answer,
        covers=covers,
        until=last_day(agreement.until.id, today()) if answer in ("yes", "ask") else None,
        at=now(),
    )


def is_repeated(grant: Grant, before: Grant | None) -> bool:
    """Does it say what was said before (a double tap)? Then there is nothing to keep."""
    return before is not None and (before.answer, before.until, before.covers) == (
        grant.answer,
        grant.until,
        grant.covers,
    )
