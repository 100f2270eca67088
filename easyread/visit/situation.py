"""Where the person is now: who is here, what is held back, what has been said, what is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from easyread.book.store import Store
from easyread.content.needed import HOW_HELPING, WHO_IS_HERE
from easyread.journey import find_held, is_private_company
from easyread.model import AnythingSaid, Interpreter, Statement, Step, Visit
from easyread.web.services import services


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Situation:
    """What every page of an open book needs to know, read once a request."""

    visit: Visit
    interpreter: Interpreter | None
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


def read_situation(store: Store, begun: Visit) -> Situation:
    """Read the situation. A visit that could not be kept when it began is as it ``begun``."""
    visit = store.visit(begun.id) or begun
    interpreter = store.interpreter(visit.interpreter) if visit.interpreter else None
    return _look(store, visit, interpreter)


def look_from_door(store: Store) -> Situation:
    """The situation of a visit that has not begun: nobody has said who is here."""
    return _look(store, Visit(id="", at=now()), None)


def _look(store: Store, visit: Visit, interpreter: Interpreter | None) -> Situation:
    situation = Situation(
        visit=visit,
        interpreter=interpreter,
        held=find_held(services().library.steps.values(), visit, interpreter),
        alone=is_private_company(visit, interpreter),
        statements=(),
    )
    return replace(situation, statements=tuple(filter(situation.may_show, store.statements())))


def find_answered(store: Store, situation: Situation) -> frozenset[str]:
    """The ids of all steps that need not be asked again.

    What may not be seen now counts as not said: else the way through would tell that it is there.
    """
    visit = situation.visit
    done = frozenset(said.step for said in situation.statements)
    done |= {step for step, mark in store.step_states().items() if mark == "seen"}
    kinds = store.list_done() | ({"interpreter"} if visit.interpreter is not None else set())
    done |= {step.id for step in services().library.steps.values() if step.kind in kinds}
    this_time = {WHO_IS_HERE: visit.presence is not None, HOW_HELPING: visit.helping is not None}
    return done.difference(this_time).union(step for step, known in this_time.items() if known)
