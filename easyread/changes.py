"""What somebody changed on a page, and what it means when other tabs changed something since: pure rules.

A page was *given* something in its fields, and says so by marks: short hashes, so that no words are on it
twice (``web/given.py``). What comes back is compared with them, never with what is kept by now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256

from easyread.model import Fields


def mark_values(values: Iterable[str]) -> list[str]:
    """The marks of a field's values, 16 hex digits each; an empty one has none. Their order says nothing."""
    return sorted({_mark(value) for value in values if value})


def list_changed(fields: Fields, given: Fields) -> list[str]:
    """The names of the fields in which somebody changed something. What no page gave was empty before."""
    names = dict.fromkeys((*given, *fields))
    return [name for name in names if mark_values(fields.get(name, ())) != given.get(name, [])]


def merge_fields(now: Fields, fields: Fields, given: Fields, several: Collection[str]) -> Fields:
    """What is kept ``now``, with what somebody changed on a page that was ``given`` something before.

    Of fields that hold ``several`` values each one counts for itself. A field that was emptied was emptied of
    what the page showed, never of what came since.
    """
    merged = dict(now)
    for name in list_changed(fields, given):
        mine, before, there = fields.get(name, []), given.get(name, []), now.get(name, [])
        if name in several:
            stay = [one for one in there if one in mine or _mark(one) not in before]
            merged[name] = stay + [one for one in mine if one not in stay and _mark(one) not in before]
        elif any(mine) or mark_values(there) == before:
            merged[name] = mine
    return merged


def _mark(value: str) -> str:
    return sha256(value.encode()).hexdigest()[:16]
