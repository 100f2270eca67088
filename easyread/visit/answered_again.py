"""Answers that were given on a page which could not show the private one before them: told when alone.

The page of a private answer is empty while somebody is here whom it was not given beside. What is kept there
is the answer from then on, as any other, so that nothing tells of the private one. Its person hears of it,
once.
"""

from __future__ import annotations

from contextlib import suppress

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.model import Statement
from easyread.visit.situation import Situation

_STEPS = "answered-again"  # the setting: step ids


def find_hidden(store: Store, situation: Situation, step: str) -> Statement | None:
    """The answer of a step, if it may not be seen now."""
    said = next((one for one in store.statements() if one.step == step), None)
    return said if said and not situation.may_show(said) else None


def note_again(store: Store, step: str) -> None:
    """An answer stands in the place of one that its page did not show."""
    steps = (store.setting(_STEPS) or "").split()
    if step not in steps:
        store.set_setting(_STEPS, " ".join([*steps, step]))


def tell_again(store: Store, situation: Situation) -> list[Statement]:
    """The answers to tell of, while nobody is here who could be the worry. They are told once."""
    steps = (store.setting(_STEPS) or "").split() if situation.alone else []
    if steps:
        with suppress(NotKept):  # then it is told again
            store.set_setting(_STEPS, "")
    return [said for said in situation.statements if said.step in steps]
