"""Half-given answers: every way off a page keeps what is on it.

The one form of a page travels with every button, so the language switch, a break, Exit and the
lock all arrive here with the fields that the person has filled in (read by ``views/sent_page.py``).

A form says beside whom its page was shown, and which draft it showed. So what is kept takes the place of that
draft and of its company's, and of no other: a page that did not show something says nothing about it.
"""

from __future__ import annotations

from msgspec.structs import replace

from easyread import own_language
from easyread.book.store import Store
from easyread.content import Library
from easyread.languages import Language
from easyread.model import Draft, Fields, Statement, Step
from easyread.visit.descriptions import drop_unchanged
from easyread.web.draft_fields import COMPANY, SHOWN, find_form
from easyread.web.forms import ABOUT


def has_words(fields: Fields) -> bool:
    """Would something be lost if these fields were dropped?"""
    return any(
        value.strip()
        for name, values in fields.items()
        if name not in ("was", COMPANY, SHOWN)
        for value in values
    )


def may_come_late(page: str) -> bool:
    """May this page put words in after the lock? Ticks about sharing and cards nobody sends for another."""
    form = find_form(page)
    return form is not None and form.words is not None


def keep_draft(store: Store, library: Library, draft: Draft) -> None:
    """Keep the draft of one page, in the place of its company's and of the one that the page showed.

    These are dropped when the page holds only what was kept before. A page that was emptied is a draft too:
    else the old words would come back. ``draft.language``: of the page, for words that are new.
    """
    before, fields = _find_before(store, draft), drop_unchanged(store, draft.fields)
    if says_nothing_new(store, library, draft.page, fields):
        drop_sent(store, draft)
    elif [one.fields for one in before] != [fields] or draft.place in store.unkept:
        language = find_language(store, library, draft, fields.get("words", [""])[0])
        store.keep_draft(replace(draft, fields=fields, language=language.code))


def drop_sent(store: Store, sent: Draft) -> None:
    """What a page sent is kept as it should be: what was half written of it is no draft any more."""
    for one in _find_before(store, sent):
        store.drop_draft(one.page, one.company)


def _find_before(store: Store, draft: Draft) -> list[Draft]:
    return [one for one in store.drafts(draft.page) if one.company in (draft.company, draft.replaces)]


def find_language(store: Store, library: Library, draft: Draft, words: str) -> Language:
    """The language of own words: by their letters, and by the page they were first written on.

    That page counts while half of the words still stand, so that what somebody said of their language is not
    lost with a slip that is corrected; it is so also where a service does not offer that language any more.
    The draft's is that of new words.
    """
    _, said = _find_said(store, library, draft.page)
    earlier = [(one.fields.get("words", [""])[0], one.language) for one in store.drafts(draft.page)]
    earlier += [(said.words, said.language)] if said else []
    page = next((code for old, code in earlier if _still_stands(old, words)), draft.language)
    return own_language.find_language(words, page)


def _still_stands(old: str, words: str) -> bool:
    before = set(old.split())
    half = 2 * len(before.intersection(words.split())) >= len(before) > 0
    return old == words or half or bool(before and old in words)


def says_nothing_new(store: Store, library: Library, page: str, fields: Fields) -> bool:
    """Does a page hold only what was kept before, of all that it showed?"""
    step, said = _find_said(store, library, page)
    given = _without_gaps(fields)
    if step is None:
        return not any(fields.values())
    if any(name.startswith(ABOUT) for name in fields):
        return False
    if "was" in fields and said and fields["was"] != [said.id]:  # it showed another version, or none
        if not given:
            return True  # an empty page from before there was an answer says nothing about it
        said = store.statement("".join(fields["was"]))
    return given == _without_gaps(give_back(None, said, step))


def give_back(draft: Fields | None, statement: Statement | None, step: Step) -> Fields:
    """The fields to show on a step's page: those of the draft if there is one, else what was said before."""
    if draft is not None:
        return draft
    if statement is None:
        return {"private": ["yes"]} if step.private else {}
    fields = {f"sort-{choice}": [point] for choice, point in statement.sorted.items()}
    fields |= {
        "choice": list(statement.choices),
        "words": [statement.words],
        "attached": list(statement.attached),
    }
    return fields | {"private": ["yes"]} if statement.private else fields


def _without_gaps(fields: Fields) -> dict[str, list[str]]:
    """What is given, where the order of several means nothing: of other fields it may be what was given."""
    return {
        name: sorted(values) if name in {"choice", "attached"} else values
        for name, values in fields.items()
        if name != "was" and any(values)
    }


def _find_said(store: Store, library: Library, page: str) -> tuple[Step | None, Statement | None]:
    step = library.step_of_page(page)
    return step, next((said for said in store.statements() if step and said.step == step.id), None)
