"""Steps, answers and who is here -> what comes next, what is done, what is held back.

Pure rules: nothing here knows a request or a file. The rules come from the field study, 1.1 and
section 4: any order, nothing compulsory, and private questions only while nobody is here who could
be the worry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from easyread.kinds import kind_of
from easyread.model import Chapter, Interpreter, Step, Visit

State = Literal["not-started", "started", "done"]

# Only these may be here while a held-back question is asked. Support workers, managers, family,
# partners and friends can each be the worry.
SAFE_COMPANY = frozenset({"nobody", "advocate", "interpreter"})
# "Interpreter" alone says nothing: only these kinds are professionals, and the person must be OK with them.
PROFESSIONAL_INTERPRETERS = frozenset(
    {"registered", "agency", "phone", "video", "bsl", "deaf-relay", "deafblind"}
)
# A question about those who have gone (``Step.after``) -> who may be here while it is asked.
_WHO_MAY_STAY = {"company": frozenset({"nobody"}), "interpreter": frozenset({"nobody", "advocate"})}


class Progress(NamedTuple):
    """How far a chapter is: pages done, pages in all, and the state to show."""

    done: int
    total: int
    state: State


def is_private_company(visit: Visit | None, interpreter: Interpreter | None) -> bool:
    """May held-back questions be asked now? Not while it is unknown who is here."""
    if visit is None or not visit.presence or not SAFE_COMPANY.issuperset(visit.presence):
        return False
    if "interpreter" not in visit.presence:
        return True
    return (
        interpreter is not None
        and interpreter.kind in PROFESSIONAL_INTERPRETERS
        and interpreter.ok == "yes"  # not asked is not known, and not known holds back
    )


def find_held(
    steps: Iterable[Step],
    visit: Visit | None,
    interpreter: Interpreter | None,
    before: Visit | None = None,
    answered: Collection[str] = (),
) -> frozenset[str]:
    """The ids of the steps that are held back now; their answers are held back with them.

    ``before`` is the last visit before this one. ``answered`` are ids of steps: an answer about those who
    have gone stays when nobody has been here since, and so does its page.
    """
    private = is_private_company(visit, interpreter)
    visits = [one for one in (visit, before) if one]
    return frozenset(
        step.id
        for step in steps
        if (step.held and not private)
        or (step.after and not _have_gone(step.after, visits, step.id in answered))
    )


def _have_gone(who: Literal["company", "interpreter"], visits: Sequence[Visit], answered: bool) -> bool:
    """Are they who a question is about not here, and were they: now, the visit before, or at its answer?"""
    now = visits[0].presence if visits else None
    if not now or not _WHO_MAY_STAY[who].issuperset(now):
        return False
    if answered:
        return True
    if who == "interpreter":
        return any(one.interpreter for one in visits)
    return any({*one.met, *(one.presence or ())} - {"nobody"} for one in visits)


def list_pages(steps: Iterable[Step], held: frozenset[str]) -> tuple[Step, ...]:
    """The steps that are pages of the journey now, in order."""
    return tuple(step for step in steps if step.id not in held and not step.before and kind_of(step).listed)


def measure_progress(chapter: Chapter, answered: frozenset[str], held: frozenset[str]) -> Progress:
    """Progress counts only pages that can be seen now, so a held-back page leaves no gap."""
    pages = list_pages(chapter.steps, held)
    done = sum(step.id in answered for step in pages)
    state: State = "done" if done == len(pages) else "started" if done else "not-started"
    return Progress(done, len(pages), state)


def find_first(pages: Sequence[Step], answered: frozenset[str]) -> Step | None:
    """The first page without an answer; ``None`` when all have one."""
    return next((step for step in pages if step.id not in answered), None)


def find_previous(pages: Sequence[Step], current: str) -> Step | None:
    """The page before ``current`` on this path."""
    place = _place(pages, current)
    return pages[place - 1] if place > 0 else None


def find_next(pages: Sequence[Step], current: str, answered: frozenset[str]) -> Step | None:
    """The page to show after ``current``: it only ever leads forward, so an empty answer is no trap.

    The next page without an answer; when all that follow have one, simply the next page, so that a
    person can look through a finished chapter. A page that is asked at each opening does not lead
    through what was answered before: nothing is asked twice.
    """
    ahead = pages[_place(pages, current) + 1 :]
    if unanswered := find_first(ahead, answered):
        return unanswered
    here = next((step for step in pages if step.id == current), None)
    return ahead[0] if ahead and not (here and here.each_time) else None


def _place(pages: Sequence[Step], current: str) -> int:
    return next((place for place, step in enumerate(pages) if step.id == current), -1)
