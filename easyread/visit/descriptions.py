"""What somebody writes about a photo or a drawing: half-written with the page, kept with the answer.

The page's form carries it in the field ``about-`` and the picture's id. What was kept with an answer stays
as it was: other words about the same picture make a new picture, so that an OK for the old one does not
hold for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from easyread.book.store import Store
from easyread.model import Fields
from easyread.visit.situation import now
from easyread.web.forms import ABOUT

LONGEST = 300  # characters, as the page's field says


def drop_unchanged(store: Store, fields: Fields) -> Fields:
    """The fields of a page without words about pictures that say nothing new, or are about none there."""
    names = [name for name in fields if name.startswith(ABOUT)]
    if not names:
        return fields
    there = {ABOUT + one.id: one.about for one in store.attachments(fields.get("attached", []))}
    same = {name for name in names if name not in there or _shorten("".join(fields[name])) == there[name]}
    return {name: values for name, values in fields.items() if name not in same}


def keep_abouts(store: Store, ids: Sequence[str], about: Mapping[str, str]) -> tuple[str, ...]:
    """Keep what was sent ``about`` these (id -> words); gives the ids to keep with the answer."""
    return tuple(_keep_about(store, one, about.get(one)) for one in ids)


def _keep_about(store: Store, wanted: str, sent: str | None) -> str:
    before = store.attachment(wanted)
    if before is None or sent is None or _shorten(sent) == before.about:
        return wanted
    if not store.is_attached(wanted):
        store.describe_attachment(wanted, _shorten(sent))
        return wanted
    # The same words about the same picture have the same id: a double tap makes one.
    again = hashlib.sha256(f"{wanted} {_shorten(sent)}".encode()).hexdigest()[:32]
    if store.attachment(again) is None:
        copy = msgspec.structs.replace(before, id=again, about=_shorten(sent), at=now())
        store.begin_attachment(copy, store.read_attachment(wanted))
    return again


def _shorten(text: str) -> str:
    text = text[:LONGEST]
    return text if text.strip() else ""
