"""Answers that were given on a page which could not show the one before them: told when alone.

The page of an answer is empty, or shows older words, while somebody is here whom it was not given beside.
What is kept there is the answer from then on for those who are here, as any other, so that nothing tells of
the one that they may not see. It stands aside of that one, which stays the answer. Its person hears of it
until they have looked at both.
"""

from __future__ import annotations

from contextlib import suppress

from msgspec.structs import replace

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.model import Statement
from easyread.visit.situation import Situation

_STEPS = "answered-again"  # the setting: step ids


def set_aside(store: Store, situation: Situation, made: Statement) -> Statement:
    """A new version, set aside of the answer if that is not what its page showed; else as it was made."""
    answer = next((one for one in store.statements() if one.step == made.step), None)
    shown = next((one for one in situation.statements if one.step == made.step), None)
    if situation.alone or shown == answer:
        return replace(made, aside=False)
    return replace(made, aside=True, replaces=shown.id if shown else None)


def note_again(store: Store, step: str) -> None:
    """An answer stands aside of one that its page did not show."""
    steps = (store.setting(_STEPS) or "").split()
    if step not in steps:
        store.set_setting(_STEPS, " ".join([*steps, step]))


def tell_again(store: Store, situation: Situation) -> list[Statement]:
    """The answers to tell of, while nobody is here who could be the worry, until they were looked at."""
    steps = (store.setting(_STEPS) or "").split() if situation.alone else []
    return [said for said in situation.statements if said.step in steps]


def end_telling(store: Store, situation: Situation, step: str) -> None:
    """Both answers of a step are looked at by somebody who is alone."""
    steps = (store.setting(_STEPS) or "").split()
    if situation.alone and step in steps:
        with suppress(NotKept):  # then it is told again
            store.set_setting(_STEPS, " ".join(one for one in steps if one != step))
