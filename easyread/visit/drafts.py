"""Half-given answers: every way off a page keeps what is on it.

The one form of a page travels with every button, so the language switch, a break, Exit and the
lock all arrive here with the fields that the person has filled in (read by ``views/sent_page.py``).

A form says beside whom its page was shown, and which draft it showed. So what is kept takes the place of that
draft and of its company's, and of no other: a page that did not show something says nothing about it.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from easyread.book.store import Store
from easyread.languages import Language
from easyread.model import Draft, Fields, Statement, Step
from easyread.visit.descriptions import PREFIX, drop_unchanged
from easyread.visit.draft_fields import COMPANY, SHOWN, find_form
from easyread.visit.situation import now
from easyread.visit.step_pages import step_of_page
from easyread.web.forms import give_back
from easyread.web.i18n import page_languages
from easyread.web.open_books import current
from easyread.web.services import services

_MAY_BE_PRIVATE = re.compile(r"/[pw]/.*")
_COMPANY = re.compile(r"[a-z0-9 -]{1,200}")


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


def make_draft(page: str, fields: Fields) -> Draft:
    """What is half given on a page now. ``fields`` say beside whom, and which draft the page showed."""
    given = {name: values for name, values in fields.items() if name not in (COMPANY, SHOWN)}
    language, about_me = page_languages()[0].code, _MAY_BE_PRIVATE.fullmatch(page)
    if not about_me:  # a page of sharing or of the card: it has one draft
        return Draft(page=page, fields=given, language=language, at=now())
    company, book = next(iter(fields.get(COMPANY, ())), ""), current()
    if not _COMPANY.fullmatch(company):
        company = book.visit.id if book else ""
    shown = next(iter(fields.get(SHOWN, ())), None)
    return Draft(page=page, company=company, fields=given, language=language, replaces=shown, at=now())


def keep_fields(store: Store, page: str, fields: Fields) -> None:
    """Keep the draft of one page, as it was sent just now."""
    keep_draft(store, make_draft(page, fields))


def keep_draft(store: Store, draft: Draft) -> None:
    """Keep the draft of one page, in the place of its company's and of the one that the page showed.

    These are dropped when the page holds only what was kept before. A page that was emptied is a draft too:
    else the old words would come back. ``draft.language``: of the page, for words that are new.
    """
    before, fields = _find_before(store, draft), drop_unchanged(store, draft.fields)
    if says_nothing_new(store, draft.page, fields):
        _drop_before(store, draft)
    elif [one.fields for one in before] != [fields] or draft.place in store.unkept:
        language = find_language(store, draft.page, fields.get("words", [""])[0], draft.language)
        store.keep_draft(replace(draft, fields=fields, language=language.code))


def drop_sent(store: Store, page: str, fields: Fields) -> None:
    """What a page sent is kept as it should be: what was half written of it is no draft any more."""
    _drop_before(store, make_draft(page, fields))


def _find_before(store: Store, draft: Draft) -> list[Draft]:
    return [one for one in store.drafts(draft.page) if one.company in (draft.company, draft.replaces)]


def _drop_before(store: Store, draft: Draft) -> None:
    for one in _find_before(store, draft):
        store.drop_draft(one.page, one.company)


def find_language(store: Store, page: str, words: str, new: str = "") -> Language:
    """The language of own words: that of the page they were first written on, while they still stand.

    ``new``: the language of words that are new, when it is not that of this page.
    """
    _, said = _find_said(store, page)
    earlier = [(one.fields.get("words", [""])[0], one.language) for one in store.drafts(page)]
    earlier += [(said.words, said.language)] if said else []
    known = services().languages.all
    return next(
        (known[code] for old, code in earlier if old.strip() and old in words and code in known),
        known.get(new) or page_languages()[0],
    )


def says_nothing_new(store: Store, page: str, fields: Fields) -> bool:
    """Does a page hold only what was kept before, of all that it showed?"""
    step, said = _find_said(store, page)
    given = _without_gaps(fields)
    if step is None:
        return not any(fields.values())
    if any(name.startswith(PREFIX) for name in fields):
        return False
    if "was" in fields and said and fields["was"] != [said.id]:  # it showed another version, or none
        if not given:
            return True  # an empty page from before there was an answer says nothing about it
        said = store.statement("".join(fields["was"]))
    return given == _without_gaps(dict(give_back(None, said, step).lists()))


def _without_gaps(fields: Fields) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in fields.items() if name != "was" and any(values)}


def _find_said(store: Store, page: str) -> tuple[Step | None, Statement | None]:
    step = step_of_page(services().library, page)
    return step, next((said for said in store.statements() if step and said.step == step.id), None)
