"""After a private answer, alone: is somebody to be told? A yes is a grant as any other; a no is kept too."""

from __future__ import annotations

from typing import get_args

from easyread.book.store import Store
from easyread.model import NotTold, Statement, Step, ToldNo
from easyread.sharing import is_new_to_ask, shareable
from easyread.visit.grants import find_answer, is_repeated, make_grant
from easyread.visit.sharing_terms import Agreement
from easyread.visit.situation import Situation, new_id, now

NO: tuple[ToldNo, ...] = get_args(ToldNo)
PRESSURE = "pressure"  # ``Choice.to`` of an answer that shows pressure


def find_page(store: Store, situation: Situation, step: Step, *, answered: bool) -> str:
    """The endpoint of what comes after an answer to this step, before the way goes on. Empty: nothing.

    Only alone. ``answered``: just now, and not only looked at again.
    """
    said = situation.statement_of(step)
    if said is None or not situation.alone:
        return ""
    if answered and shows_pressure(step, said):
        return "telling.offer"
    return "telling.ask" if is_to_be_asked(store, situation, said) else ""


def shows_pressure(step: Step, said: Statement) -> bool:
    """Does the answer say that somebody presses or controls the person?"""
    return any(choice.to == PRESSURE for choice in step.choices if choice.id in said.choices)


def is_to_be_asked(store: Store, situation: Situation, said: Statement) -> bool:
    """Is it private, can somebody be told of it, and has nobody asked yet?"""
    told_of = shareable([said], situation.library.steps, situation.held, situation.alone)
    return bool(told_of) and is_new_to_ask(said, store.not_told(), store.grants())


def tell(store: Store, said: Statement, agreement: Agreement, covers: tuple[str, ...]) -> None:
    """The person's yes, for exactly what stood on the page. The same again (a double tap) changes nothing."""
    grant = make_grant(agreement, said, "yes", covers)
    if not is_repeated(grant, find_answer(store, agreement, said)):
        store.keep_grant(grant)


def keep_not_told(store: Store, said: Statement, answer: ToldNo) -> None:
    """Not now, or never, about exactly this version. The second "not now" counts as no more asking."""
    store.keep_not_told(NotTold(id=new_id(), said=said.id, answer=answer, at=now()))
