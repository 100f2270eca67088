"""What is half written on a page: may it be seen now, and which of it does the page show?

The one rule for the page, its sound, its pictures and the page that an opening leads to. It is the rule of
what was kept (:meth:`Situation.may_show`): words are shown to nobody beside whom they were not written.
"""

from __future__ import annotations

import secrets

from msgspec.structs import replace

from easyread.book.store import Store
from easyread.changes import mark_values
from easyread.kinds import is_about_now, kind_of
from easyread.model import Draft, Fields, Statement
from easyread.visit.drafts import rebase
from easyread.visit.kept import list_changes, read_kept
from easyread.visit.situation import Situation, now
from easyread.web.draft_fields import find_texts, find_ticks


def may_show(store: Store, situation: Situation, draft: Draft) -> bool:
    """May this be on the screen, or be heard? Only if its page could be, as what was said on it could."""
    code, _, end = draft.page.strip("/").partition("/")[2].partition("/")
    step, about = situation.library.step_by_code(code[:8]), store.statement(code)
    if step and (step.before or step.id in situation.held):
        return False
    if about:
        return about in situation.statements and _may_stand_about(situation, draft, about)
    if step is None:
        return False  # what it is about is gone
    if is_about_now(step) or kind_of(step).keeps != "statement":
        return True
    said = situation.statement_of(step)
    if end and said is None:
        return False  # what follows an answer is not there without it
    private = step.private or "private" in draft.fields or _answers_private(store, draft)
    return _is_seen(situation, draft, private or bool(end and said and said.private), step.id)


def list_drafts(store: Store, situation: Situation, page: str) -> list[Draft]:
    """All that may be seen of a page now, what its page shows first: of this company, then the newest."""
    found = (_take_now(store, situation, draft) for draft in store.drafts(page))
    seen = [draft for draft in found if draft and may_show(store, situation, draft)]
    return sorted(seen, key=lambda draft: (draft.company == situation.company, draft.at), reverse=True)


def _list_of_older(store: Store, situation: Situation, page: str) -> list[Draft]:
    """What is half written about words that others have followed: it has no page any more."""
    about = store.statement(page.split("/")[2]) if page.startswith("/w/") else None
    if about is None or about in situation.statements:
        return []
    return [one for one in store.drafts(page) if _may_stand_about(situation, one, about)]


def _may_stand_about(situation: Situation, draft: Draft, about: Statement) -> bool:
    return situation.may_show(about) and _is_seen(situation, draft, about.private, about.step)


def find_draft(store: Store, situation: Situation, page: str) -> Draft | None:
    """What a page shows in its fields of what is half written on it: nothing that was overtaken since."""
    kept, drafts = read_kept(store, situation, page), list_drafts(store, situation, page)
    return next((draft for draft in drafts if not kept.list_overtaken(draft)), None)


def list_beside(store: Store, situation: Situation, page: str) -> list[Draft]:
    """What stands beside a page's fields: what was half written on it in other tabs, with its changes only.

    What is there in other words already is left out.
    """
    drafts = [*list_drafts(store, situation, page), *_list_of_older(store, situation, page)]
    if not drafts:
        return []
    kept, shown = read_kept(store, situation, page), find_draft(store, situation, page)
    fields = kept.lay_over(shown) if shown else kept.fields
    others = [
        replace(draft, fields={name: draft.fields.get(name, []) for name in list_changes(draft)})
        for draft in drafts
        if shown is None or draft.key != shown.key
    ]
    return [one for one in others if _says_more(one, fields)]


def _says_more(draft: Draft, there: Fields) -> bool:
    """Has it ticks or words that stand nowhere among these fields?"""
    texts = "\n".join(text for _, text in find_texts(draft.page, there))
    ticks = any(value not in there.get(name, []) for name, value in find_ticks(draft.page, draft.fields))
    return ticks or any(text not in texts for _, text in find_texts(draft.page, draft.fields))


def read_half(store: Store, situation: Situation, page: str, language: str, life: str = "") -> Draft:
    """What a page shows of what is half written on it, as it would be sent: to be changed, and kept.

    ``language``: of words that are added. ``life``: of the page where they are; it takes the draft over.
    """
    shown, kept = find_draft(store, situation, page), read_kept(store, situation, page)
    fields = kept.lay_over(shown) if shown else kept.fields
    return Draft(
        page=page,
        company=situation.company,
        life=life or secrets.token_hex(16),
        fields=fields,
        given={name: mark_values(values) for name, values in fields.items()},
        language=language,
        replaces=shown.key if shown else None,
        at=now(),
    )


def _take_now(store: Store, situation: Situation, draft: Draft) -> Draft | None:
    """A draft as it holds in this opening: ticks about who is here hold for one opening of the book only."""
    draft = rebase(store, draft) if draft.place in store.unkept else draft
    step = situation.library.step_of_page(draft.page)
    if step is None:
        return draft
    if "ok" in draft.fields:  # in an older book the quiet answer was half given where interpreters write
        draft = replace(draft, fields={name: values for name, values in draft.fields.items() if name != "ok"})
    begun, asked_of = situation.visit.at, situation.last_interpreter
    if kind_of(step).keeps == "interpreter-ok" and asked_of:
        begun = max(begun, asked_of.at)
    elif not step.each_time:
        return draft
    return None if draft.at < begun else draft


def _is_seen(situation: Situation, draft: Draft, private: bool, step: str) -> bool:
    if step not in situation.library.steps or situation.alone:
        return situation.alone
    before_said = draft.company == situation.visit.id  # of this opening, before anybody said who is here
    visit = situation.visit.id if before_said or draft.at >= situation.visit.at else ""
    were_here = situation.were_here(() if before_said else draft.company.split(), visit)
    return were_here and (not private or draft.company == situation.company)


def _answers_private(store: Store, draft: Draft) -> bool:
    """Was it begun on a page that showed a private answer?"""
    was: Statement | None = store.statement("".join(draft.fields.get("was", ())))
    return was is not None and was.private
