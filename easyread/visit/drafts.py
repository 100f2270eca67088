"""Half-given answers: every way off a page keeps what is on it.

The one form of a page travels with every button, so the language switch, a break, Exit and the
lock all arrive here with the fields that the person has filled in.

A form says beside whom its page was shown, and which draft it showed. So what is kept takes the place of that
draft and of its company's, and of no other: a page that did not show something says nothing about it.
"""

from __future__ import annotations

import re

from flask import request
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from easyread.book.store import Store
from easyread.languages import Language
from easyread.model import Draft, Statement, Step
from easyread.visit.descriptions import PREFIX, drop_unchanged
from easyread.visit.situation import now
from easyread.web.forms import clean_words, give_back
from easyread.web.i18n import page_languages
from easyread.web.open_books import Fields, current
from easyread.web.services import services

COMPANY = "company"  # the field for who was here, as choice ids; empty: nobody had said
SHOWN = "half"  # the field for Draft.company of the draft that the page showed; not there: it showed none

# What a page sends beside the person's answer.
_PLUMBING = {
    "csrf_token", "here", "from", "once", "to", "next", "skip", "language", "quick", "statement", "field",
    "change", "agree", "heard", "photo", "sound", "reference",
}  # fmt: skip
# What opens a book is never shown again and never kept.
_SECRETS = {"pin", "code", "door", "kind", "way", "tapped", "tap", "again", "done", "spoken", "copy"}
# Ids of ours among the answers: kept, but no words to give back.
_IDS = {
    "was", "choice", "private", "ok", "two", "answer", "purpose", "until", "offered", "pick", "sure", "card",
    "line", "stop", "read", "attached", "who", "script", "shown", COMPANY, SHOWN,
}  # fmt: skip
# The pages that show what is half written on them, and no others: elsewhere it would never be seen.
_OF_WORDS = re.compile(r"/p/[0-9a-f]{8}(/names)?|/w/[0-9a-f]{32}/(english|said)")
_OF_TICKS = re.compile(r"/so/[0-9a-f]{32}|/c/[0-9a-f]{24}/(lines|check)")
_STEP_PAGE = re.compile(r"/p/([0-9a-f]{8})")
_MAY_BE_PRIVATE = re.compile(r"/[pw]/.*")
_COMPANY = re.compile(r"[a-z0-9 -]{1,200}")


def read_fields(sent: MultiDict[str, str]) -> Fields:
    """The person's own part of a form: field name -> values, cleaned. How long is bounded by the request."""
    return {
        name: [clean_words(value) for value in values]
        for name, values in sent.lists()
        if name not in _PLUMBING | _SECRETS and len(name) <= 60
    }


def has_words(fields: Fields) -> bool:
    """Would something be lost if these fields were dropped?"""
    return any(
        value.strip()
        for name, values in fields.items()
        if name not in ("was", COMPANY, SHOWN)
        for value in values
    )


def find_texts(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """What the person wrote in a form, as (field name, words): no ticks, nothing that opens a book."""
    return [
        (name, value)
        for name, values in read_fields(sent).items()
        if name not in _IDS and not name.startswith("sort-")
        for value in values
        if value.strip()
    ]


def find_ticks(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """All the rest of the person's own part of a form: what goes along unseen."""
    texts = {name for name, _ in find_texts(sent)}
    return [
        (name, value) for name, values in read_fields(sent).items() if name not in texts for value in values
    ]


def page_of(sent: MultiDict[str, str]) -> str | None:
    """The page that a form was shown on; ``None`` for pages that keep no drafts."""
    here = sent.get("here", "")
    return here if _OF_WORDS.fullmatch(here) or _OF_TICKS.fullmatch(here) else None


def may_come_late(page: str) -> bool:
    """May this page put words in after the lock? Ticks about sharing and cards nobody sends for another."""
    return _OF_WORDS.fullmatch(page) is not None


def find_lost(sent: MultiDict[str, str]) -> bool:
    """Would something be lost if this form were dropped?"""
    return bool(find_texts(sent)) or (page_of(sent) is not None and has_words(read_fields(sent)))


def read_draft(sent: MultiDict[str, str]) -> Draft | None:
    """What is half given in a form; ``None`` for a page that keeps no drafts."""
    page = page_of(sent)
    if page is None:
        return None
    return make_draft(page, read_fields(sent))


def make_draft(page: str, fields: Fields) -> Draft:
    """What is half given on a page now. ``fields`` say beside whom, and which draft the page showed."""
    given = {name: values for name, values in fields.items() if name not in (COMPANY, SHOWN)}
    language, about_me = page_languages()[0].code, _MAY_BE_PRIVATE.fullmatch(page)
    if not about_me:  # a page of sharing or of the card: it has one draft
        return Draft(page=page, fields=given, language=language, at=now())
    company, book = "".join(fields.get(COMPANY, ())), current()
    if not _COMPANY.fullmatch(company):
        company = book.visit.id if book else ""
    shown = next(iter(fields.get(SHOWN, ())), None)
    return Draft(page=page, company=company, fields=given, language=language, replaces=shown, at=now())


def keep_page() -> bool:
    """Keep what is on the page that sent this request. ``False``: it could not be kept anywhere."""
    book, draft = current(), read_draft(request.form)
    if book is None or draft is None:
        return not find_lost(request.form)
    if not book.whole:
        return True  # a card in somebody's hands, or no new lock yet: no field is kept
    with book.store() as store:
        keep_draft(store, draft)
    return True


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
    found = _STEP_PAGE.fullmatch(page)
    step = services().library.step_by_code(found[1]) if found else None
    return step, next((said for said in store.statements() if step and said.step == step.id), None)
