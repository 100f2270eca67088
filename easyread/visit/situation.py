"""Where the person is now: who is here, what is held back, what has been said, what is done."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from easyread.book.errors import NotKept
from easyread.book.store import Store
from easyread.content import Library
from easyread.content.needed import HOW_HELPING, WHO_IS_HERE
from easyread.journey import find_held, is_private_company
from easyread.model import AnythingSaid, Interpreter, Statement, Step, Visit


def new_id() -> str:
    """A random id: 32 hex digits."""
    return secrets.token_hex(16)


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def today() -> date:
    """The day where this device is, by its clock: anybody may set it. What is over, is in the book."""
    return now().astimezone().date()


@dataclass(frozen=True, slots=True)
class Situation:
    """What every page of an open book needs to know, read once a request."""

    library: Library  # all that can be asked
    visit: Visit
    interpreter: Interpreter | None
    last_interpreter: Interpreter | None  # of this visit, else of the one before: who may be asked about
    held: frozenset[str]
    alone: bool  # nobody is here who could be the worry
    statements: tuple[Statement, ...]  # current ones that may be seen now, oldest first

    @property
    def company(self) -> str:
        """Who is here, for what is half written; while nobody has said, this visit only."""
        return " ".join(self.visit.presence or ()) or self.visit.id

    def statement_of(self, step: Step) -> Statement | None:
        """What was said on this step, if it may be seen now."""
        return next((statement for statement in self.statements if statement.step == step.id), None)

    def may_show(self, said: AnythingSaid) -> bool:
        """May this be on the screen now? A private answer is shown to nobody whom it was not given beside."""
        if said.step in self.held:
            return False
        same_company = self.visit.presence is not None and said.presence == self.visit.presence
        return not said.private or self.alone or same_company


def read_situation(store: Store, library: Library, begun: Visit) -> Situation:
    """Read the situation. A visit that could not be kept when it began is as it ``begun``.

    The book learns which day it is: what is over from today on, stays over.
    """
    with suppress(NotKept):  # to be read only, or a full disk: the next page looks again
        store.note_over(today())
    visit = store.visit(begun.id) or begun
    return _look(store, library, visit, store.visit_before(visit))


def look_from_door(store: Store, library: Library) -> Situation:
    """The situation of a visit that has not begun: nobody has said who is here."""
    return _look(store, library, Visit(id="", at=now()), None)


def _look(store: Store, library: Library, visit: Visit, before: Visit | None) -> Situation:
    interpreter, statements = _find_interpreter(store, visit), store.statements()
    situation = Situation(
        library=library,
        visit=visit,
        interpreter=interpreter,
        last_interpreter=interpreter or _find_interpreter(store, before),
        held=find_held(
            library.steps.values(), visit, interpreter, before, {said.step for said in statements}
        ),
        alone=is_private_company(visit, interpreter),
        statements=(),
    )
    return replace(situation, statements=tuple(filter(situation.may_show, statements)))


def _find_interpreter(store: Store, visit: Visit | None) -> Interpreter | None:
    return store.interpreter(visit.interpreter) if visit and visit.interpreter else None


def _list_done(store: Store, situation: Situation) -> set[str]:
    """What of "share" and "card" these people may know: a yes to a private answer tells that it is there."""
    done = store.list_done()
    if situation.alone or not done:
        return done
    lines: dict[str, Iterator[str]] = {
        "share": (grant.said for grant in store.grants()),
        "card": (line for card in store.cards() for line in card.lines),
    }
    return {name for name in done if _is_any_open(store, situation, lines[name])}


def _is_any_open(store: Store, situation: Situation, ids: Iterator[str]) -> bool:
    """Is one of these neither private nor held back, in whatever version?"""
    said = (store.statement(one) for one in ids)
    return any(one is not None and not one.private and one.step not in situation.held for one in said)


def find_answered(store: Store, situation: Situation) -> frozenset[str]:
    """The ids of all steps that need not be asked again.

    What may not be seen now counts as not said: else the way through would tell that it is there.
    """
    visit = situation.visit
    done = frozenset(said.step for said in situation.statements)
    done |= {step for step, mark in store.step_states().items() if mark == "seen"}
    kinds = _list_done(store, situation) | ({"interpreter"} if visit.interpreter is not None else set())
    if situation.last_interpreter and situation.last_interpreter.ok:
        kinds.add("interpreter-ok")
    done |= {step.id for step in situation.library.steps.values() if step.kind in kinds}
    this_time = {WHO_IS_HERE: visit.presence is not None, HOW_HELPING: visit.helping is not None}
    return done.difference(this_time).union(step for step, known in this_time.items() if known)
