"""Where the person is now: who is here, what is held back, what has been said, what is done."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import msgspec

from easyread.book.store import Store
from easyread.content import Library
from easyread.content.needed import HOW_HELPING, WHO_IS_HERE
from easyread.journey import PROFESSIONAL_INTERPRETERS, find_held, find_worries
from easyread.model import AnythingSaid, CardMade, Interpreter, Statement, Step, Visit


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
    same: frozenset[str]  # ids of interpreters of the same kind as now, and of the openings they were in
    worries: frozenset[str] | None  # who is here and could be the worry; None: nobody has said who is here
    statements: tuple[Statement, ...]  # what counts as said, for those who are here

    @property
    def alone(self) -> bool:
        """Is nobody here who could be the worry?"""
        return self.worries == frozenset()

    @property
    def company(self) -> str:
        """Who is here, for what is half written; while nobody has said, this visit only."""
        return " ".join(self.visit.presence or ()) or self.visit.id

    def statement_of(self, step: Step) -> Statement | None:
        """What was said on this step, if it may be seen now."""
        return next((statement for statement in self.statements if statement.step == step.id), None)

    def may_show(self, said: AnythingSaid) -> bool:
        """May this be on the screen now? Who was not here when it was said does not see it."""
        if said.step in self.held:
            return False
        same_company = self.visit.presence is not None and said.presence == self.visit.presence
        if said.private and not (self.alone or same_company):
            return False
        return self.were_here(said.presence, said.visit, said.interpreter)

    def may_show_readers(self, said: AnythingSaid) -> bool:
        """May it be on the screen who was told of this? Of a private answer not even beside who heard it."""
        return self.may_show(said) and (self.alone or not said.private)

    def were_here(self, presence: Collection[str] | None, visit: str, interpreter: str | None = None) -> bool:
        """Was everybody who is here now, and could be the worry, here then too?

        The one rule for all that is kept with who was here. Nobody knows who was here before anybody said so:
        that counts in its own opening only. So does an interpreter, but for professionals of one kind.
        """
        of_now = bool(visit) and visit == self.visit.id
        if self.worries is None:
            return not presence and of_now
        if not self.worries.issubset(presence or ()):
            return False
        same = of_now and interpreter in {None, self.visit.interpreter}
        return same or "interpreter" not in self.worries or (interpreter or visit) in self.same


def read_situation(store: Store, library: Library, begun: Visit) -> Situation:
    """Read the situation. A visit that could not be kept is as it ``begun``, with who was said to be here."""
    visit = store.visit(begun.id) or begun
    if begun.presence is not None:  # it could not be kept, and holds
        visit = msgspec.structs.replace(visit, presence=begun.presence, met=begun.met)
    return _look(store, library, visit, store.visit_before(visit))


def look_from_door(store: Store, library: Library) -> Situation:
    """The situation of a visit that has not begun: nobody has said who is here."""
    return _look(store, library, Visit(id="", at=now()), None)


def _look(store: Store, library: Library, visit: Visit, before: Visit | None) -> Situation:
    interpreter = _find_interpreter(store, visit)
    worries = find_worries(visit, interpreter)
    versions = store.all_versions() if worries != frozenset() else store.statements()
    answers = find_answers(versions)
    situation = Situation(
        library=library,
        visit=visit,
        interpreter=interpreter,
        last_interpreter=interpreter or _find_interpreter(store, before),
        held=find_held(library.steps.values(), visit, interpreter, before, {said.step for said in answers}),
        same=_find_same(store, interpreter),
        worries=worries,
        statements=(),
    )
    if situation.alone:
        return replace(situation, statements=tuple(filter(situation.may_show, answers)))
    return replace(situation, statements=tuple(_list_heard(situation, versions, answers)))


def _list_heard(
    situation: Situation, versions: Sequence[Statement], answers: Sequence[Statement]
) -> Iterable[Statement]:
    """The answer of each step. Beside others it is as if only that had been said which they may see.

    So the newest of it counts, also where other words have followed it without them: those, and that there
    are any, is not for them to know.
    """
    count, seen = {said.id for said in answers}, dict[str, Statement]()
    for said in filter(situation.may_show, versions):
        if said.step not in seen or seen[said.step].id not in count:
            seen[said.step] = said
    return [said for said in seen.values() if said.taken_back is None]


def find_answers(versions: Sequence[Statement]) -> list[Statement]:
    """The newest version of each step, oldest first, as :meth:`Store.statements` finds them."""
    newest = {said.step: said.id for said in versions if not said.aside}
    return [said for said in versions if newest.get(said.step) == said.id and said.taken_back is None]


def _find_interpreter(store: Store, visit: Visit | None) -> Interpreter | None:
    return store.interpreter(visit.interpreter) if visit and visit.interpreter else None


def _find_same(store: Store, who: Interpreter | None) -> frozenset[str]:
    if who is None or who.kind not in PROFESSIONAL_INTERPRETERS:
        return frozenset()
    same = {one.id for one in store.interpreters() if (one.kind, one.language) == (who.kind, who.language)}
    return frozenset(same | {visit.id for visit in store.visits() if visit.interpreter in same})


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


def list_cards(store: Store, situation: Situation) -> list[CardMade]:
    """The cards that may be known of now, oldest first: beside others, those made beside them."""
    return [one for one in store.cards() if situation.were_here(one.presence, one.visit)]


def _list_done(store: Store, situation: Situation) -> set[str]:
    """As :meth:`Store.list_done`, of what these people may know: an OK for a private answer is not theirs."""
    if situation.alone:
        return store.list_done()
    seen = {said.id for said in situation.statements if not said.private}
    share = {"share"} if any(grant.said in seen for grant in store.grants()) else set()
    return share | ({"card"} if list_cards(store, situation) else set())
