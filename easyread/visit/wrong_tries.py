"""Somebody tried to open my book: what its person is told, and when.

Tries are counted by door, under a name that does not tell it (``book/backoff.py``). Up to which of them this
book knows is a setting in the book itself. Tries with recovery codes are not told: a code names no book.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import NamedTuple

import msgspec

from easyread.book.store import Store
from easyread.book.tries import WrongTries
from easyread.book.vault import NotKept, Vault
from easyread.visit.situation import Situation

_SETTING = "wrong-tries"
_MOST_DAYS = 4  # told one by one; what was before is told together


class _Known(msgspec.Struct, frozen=True):
    """The door of this book's lock, by its name for counting, and how far its count is known."""

    door: str = ""
    since: str = ""
    total: int = 0
    days: dict[date, int] = {}  # not seen by the person yet
    earlier: int = 0  # as ``days``; on which day is not known any more


class Told(NamedTuple):
    """Wrong tries by day, the newest first; and how many were before those."""

    days: list[tuple[date, int]]
    earlier: int


def note_wrong_tries(store: Store, vault: Vault, door: str, own_tries: int = 0) -> None:
    """At an opening, or with a new lock: note what was tried at this book's door since the last time.

    ``door``: the one of its lock now; empty: not known, as after a recovery code. ``own_tries``: so many of
    the newest were the person's own.
    """
    known = _read(store)
    new, earlier = _find_new(vault.wrong_tries(known.door), known, own_tries) if known.door else ({}, 0)
    days = {day: known.days.get(day, 0) + new.get(day, 0) for day in {**known.days, **new}}
    named = vault.name_door(door) if door else known.door
    counted = vault.wrong_tries(named)
    noted = _Known(named, counted.since, counted.total, days, known.earlier + earlier)
    if noted != known:
        with suppress(NotKept):  # then it is noted at the next opening
            _write(store, noted)


def read_wrong_tries(store: Store, situation: Situation) -> Told | None:
    """What is to be told now: nothing while somebody is here, or may be, who could have tried."""
    known = _read(store)
    if not situation.alone or not (known.days or known.earlier):
        return None
    newest = sorted(known.days.items(), reverse=True)
    return Told(newest[:_MOST_DAYS], known.earlier + sum(tries for _, tries in newest[_MOST_DAYS:]))


def set_seen(store: Store) -> None:
    """The person has seen what was told. Raises :class:`NotKept`."""
    known = _read(store)
    if known.days or known.earlier:
        _write(store, msgspec.structs.replace(known, days={}, earlier=0))


def _find_new(counted: WrongTries, known: _Known, own_tries: int) -> tuple[dict[date, int], int]:
    """Tries that this book does not know of, by day, and how many of them were too long ago for that.

    A file of tries that was lost begins at nothing again: then all that is counted is new.
    """
    left = counted.total - (known.total if counted.since == known.since else 0) - own_tries
    new: dict[date, int] = {}
    for day in sorted(counted.days, reverse=True):
        passed_over = min(own_tries, counted.days[day])
        own_tries -= passed_over
        if (tries := min(counted.days[day] - passed_over, left)) > 0:
            new[day] = tries
            left -= tries
    return new, max(0, left)


def _read(store: Store) -> _Known:
    kept = store.setting(_SETTING)
    return msgspec.json.decode(kept, type=_Known) if kept else _Known()


def _write(store: Store, known: _Known) -> None:
    store.set_setting(_SETTING, msgspec.json.encode(known).decode())
