"""Where the person is now: who is here, what is held back, what has been said, what is done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.journey import find_held, is_private_company
from easyread.model import Draft, Interpreter, Statement, Step, Visit
from easyread.web.parts import parts
from easyread.web.unlocked import OpenBook


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
    said: frozenset[str]  # ids of all steps with a current statement, seen now or not

    def statement_of(self, step: Step) -> Statement | None:
        """What was said on this step, if it may be seen now."""
        return next((statement for statement in self.statements if statement.step == step.id), None)

    def may_show(self, said: Statement) -> bool:
        """May this be on the screen now? A private answer is shown to nobody whom it was not given beside."""
        if said.step in self.held:
            return False
        same_company = self.visit.presence is not None and said.presence == self.visit.presence
        return not said.private or self.alone or same_company

    def may_show_draft(self, step: Step, draft: Draft) -> bool:
        """May half-written words be on the screen? Private ones of another opening only when alone."""
        return not step.private or self.alone or draft.at >= self.visit.at


def read_situation(store: Store, book: OpenBook) -> Situation:
    """Read the situation; the first page after an opening begins the visit."""
    library = parts().library
    visit = store.visit(book.visit)
    if visit is None:
        visit = Visit(id=book.visit, at=now())
        with suppress(NotKept):  # a full disk must not keep anybody from reading their own words
            store.keep_visit(visit)
    interpreter = store.interpreter(visit.interpreter) if visit.interpreter else None
    held = find_held(library.steps.values(), visit, interpreter)
    statements = store.statements()
    situation = Situation(
        visit=visit,
        interpreter=interpreter,
        held=held,
        alone=is_private_company(visit, interpreter),
        statements=(),
        said=frozenset(statement.step for statement in statements),
    )
    return replace(situation, statements=tuple(filter(situation.may_show, statements)))


def find_answered(store: Store, situation: Situation) -> frozenset[str]:
    """The ids of all steps that need not be asked again."""
    visit = situation.visit
    done = situation.said | {step for step, mark in store.marks().items() if mark == "seen"}
    kinds = store.list_done() | ({"interpreter"} if visit.interpreter is not None else set())
    done |= {step.id for step in parts().library.steps.values() if step.kind in kinds}
    this_time = {"who-is-here": visit.presence is not None, "how-helping": visit.helping is not None}
    return done.difference(this_time).union(step for step, known in this_time.items() if known)
