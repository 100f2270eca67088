"""What is kept of a page now, as its form would send it; and a page's own changes laid over that.

One rule for all pages that keep something, whatever other tabs did since they were loaded: what nobody
changed on a page says nothing, and what somebody changed is kept.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from easyread.book.store import Store
from easyread.changes import list_changed, mark_values, merge_fields
from easyread.content.needed import HOW_HELPING, MYSELF, WHO_IS_HERE
from easyread.kinds import kind_of
from easyread.model import Draft, Fields, Rendering, Statement, Step
from easyread.visit.renderings import INTERPRETER, NOT_SAID, find_own, is_of, list_seen
from easyread.visit.situation import Situation

SEVERAL = frozenset({"attached"})  # fields that hold several values on every page
NO_WORDS = frozenset({"was"})  # a page says by these what it showed
SIGNED = "signed"  # whose the words are, as a form sends it: this, or MYSELF
_BY = {MYSELF: MYSELF, NOT_SAID: ""}
_ABOUT_STATEMENT = re.compile("/w/([0-9a-f]{32})/(english|said)")


class Kept(NamedTuple):
    """What is kept of a page.

    ``several``: the fields of which each value counts for itself. ``alone``: choices that stand beside no
    other.
    """

    fields: Fields
    several: frozenset[str] = SEVERAL
    alone: frozenset[str] = frozenset()

    def lay_over(self, draft: Draft) -> Fields:
        """What is kept, with what was changed on the page that the draft is of."""
        merged = merge_fields(self.fields, draft.fields, draft.given, self.several)
        chosen = merged.get("choice", [])
        if len(chosen) > 1 and self.alone.intersection(chosen):  # two tabs contradict: the newest counts
            merged["choice"] = draft.fields.get("choice", [])
        return merged

    def list_overtaken(self, draft: Draft) -> list[str]:
        """The fields of a draft that were changed elsewhere, to something else, since its page was loaded."""
        return [
            name
            for name in list_changes(draft)
            if name not in self.several
            and self._moved(name, draft)
            and mark_values(self.fields.get(name, [])) != mark_values(draft.fields.get(name, []))
        ]

    def is_older(self, draft: Draft) -> bool:
        """Did the draft's page show something else than what is kept now?"""
        return any(self._moved(name, draft) for name in draft.given if name in self.fields)

    def _moved(self, name: str, draft: Draft) -> bool:
        return mark_values(self.fields.get(name, [])) != draft.given.get(name, [])


def list_changes(draft: Draft) -> list[str]:
    """The fields that somebody changed, since what was kept when their page was loaded."""
    return [name for name in list_changed(draft.fields, draft.given) if name not in NO_WORDS]


def read_kept(store: Store, situation: Situation, page: str) -> Kept:
    """What is kept of a page, as it may be seen now."""
    if step := situation.library.step_of_page(page):
        return _read_step(store, situation, step)
    if step := situation.library.step_of_page(page.removesuffix("/names")):
        return Kept({f"name-{one.role}": [one.name] for one in store.people()})
    if about := _ABOUT_STATEMENT.fullmatch(page):
        said, end = store.statement(about[1]), about[2]
        voices = said.attached if said and end == "said" else (None,)
        seen = list_seen(situation, store.renderings(), store.read_backs())
        there = [one for one in seen if said and any(is_of(one, said, each) for each in voices)]
        return Kept(_give_back_rendering(situation, find_own(situation, there), end))
    return Kept({})


def give_back(statement: Statement | None, step: Step) -> Fields:
    """A statement as the fields of its step's page."""
    if statement is None:
        return {"private": ["yes"]} if step.private else {}
    fields = {f"sort-{choice}": [point] for choice, point in statement.sorted.items()}
    fields |= {
        "choice": list(statement.choices),
        "words": [statement.words],
        "attached": list(statement.attached),
    }
    if statement.written_by:
        fields["by"] = [_BY.get(statement.written_by, SIGNED)]
    return fields | {"private": ["yes"]} if statement.private else fields


def _read_step(store: Store, situation: Situation, step: Step) -> Kept:
    """What was said; of answers about this visit, which are no statements, what stands on the visit."""
    kind, visit, who = kind_of(step), situation.visit, situation.interpreter
    fields = give_back(situation.statement_of(step), step)
    if step.id == WHO_IS_HERE:
        fields["choice"] = list(visit.presence or ())
    elif step.id == HOW_HELPING:
        fields["choice"] = list(visit.helping or ())
    elif kind.keeps == "interpreter" and who:  # the quiet answer about them is shown nowhere
        fields |= {"choice": [who.kind], "tongue": [who.language], "dialect": [who.dialect]}
    elif kind.keeps == "remembered" and (explained := store.explained()):
        fields["choice"] = list(explained[-1].remembered)
    several = SEVERAL | {"choice"} if kind.many else SEVERAL
    return Kept(fields, several, frozenset(choice.id for choice in step.choices if choice.alone))


def _give_back_rendering(situation: Situation, own: Rendering | None, end: str) -> Fields:
    """The words of who interprets in this visit, and them as who writes: nobody else's words and no tick."""
    who = {"who": [INTERPRETER]} if situation.interpreter else {}
    if own is None:
        return who
    if end == "english":
        return who | {"english": [own.words], "note": [own.note], "mode": [own.mode]}
    return who | {"words": [own.words], "script": [own.language]}
