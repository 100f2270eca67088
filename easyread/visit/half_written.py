"""What is half written on a page: may it be seen now, and which of it does the page show?

The one rule for the page, its sound, its pictures and the page that an opening leads to. It is the rule of
what was kept (:meth:`Situation.may_show`): private words are shown to nobody beside whom they were not
written.
"""

from __future__ import annotations

from easyread.book.store import Store
from easyread.model import Draft, Statement
from easyread.visit.situation import Situation, now


def may_show(store: Store, situation: Situation, draft: Draft) -> bool:
    """May this be on the screen, or be heard? Only if its page could be, as what was said on it could."""
    kind, _, rest = draft.page.strip("/").partition("/")
    code, _, end = rest.partition("/")
    step, about = situation.library.step_by_code(code[:8]), store.statement(code)
    if step and (step.before or step.id in situation.held):
        return False
    if about:
        return about in situation.statements and _is_seen(situation, draft, about.private, about.step)
    if step is None:  # a page of the card is about none; else what it is about is gone
        return kind == "c"
    if kind != "p":
        return True
    said = situation.statement_of(step)
    if end and said is None:
        return False  # what follows an answer is not there without it
    private = step.private or "private" in draft.fields or _answers_private(store, draft)
    return _is_seen(situation, draft, private or bool(end and said and said.private), step.id)


def list_drafts(store: Store, situation: Situation, page: str) -> list[Draft]:
    """All that may be seen of a page now, what its page shows first: of this company, then the newest."""
    seen = [draft for draft in store.drafts(page) if may_show(store, situation, draft)]
    return sorted(seen, key=lambda draft: (draft.company == situation.company, draft.at), reverse=True)


def find_draft(store: Store, situation: Situation, page: str) -> Draft | None:
    """What a page shows of what is half written on it."""
    return next(iter(list_drafts(store, situation, page)), None)


def read_half(store: Store, situation: Situation, page: str, language: str) -> Draft:
    """What a page shows of what is half written on it, as it would be sent: to be changed, and kept.

    ``language``: of words that are added.
    """
    shown = find_draft(store, situation, page)
    return Draft(
        page=page,
        company=situation.company,
        fields=dict(shown.fields) if shown else {},
        language=language,
        replaces=shown.company if shown else None,
        at=now(),
    )


def _is_seen(situation: Situation, draft: Draft, private: bool, step: str) -> bool:
    if step not in situation.library.steps:
        return situation.alone
    return not private or situation.alone or draft.company == situation.company


def _answers_private(store: Store, draft: Draft) -> bool:
    """Was it begun on a page that showed a private answer?"""
    was: Statement | None = store.statement("".join(draft.fields.get("was", ())))
    return was is not None and was.private
