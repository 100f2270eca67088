"""Half-given answers: every way off a page keeps what is on it.

The one form of a page travels with every button, so the language switch, a break, Exit and the
lock all arrive here with the fields that the person has filled in.
"""

from __future__ import annotations

import re

from flask import request
from werkzeug.datastructures import MultiDict

from easyread.book.store import Store
from easyread.model import Draft
from easyread.web.forms import LONGEST_WORDS, clean_words
from easyread.web.lines import page_languages
from easyread.web.parts import parts
from easyread.web.situation import now
from easyread.web.unlocked import COOKIE, Fields, current

# What a page sends beside the person's answer.
_PLUMBING = {
    "csrf_token",
    "here",
    "once",
    "to",
    "next",
    "skip",
    "language",
    "quick",
    "statement",
    "field",
    "change",
}
_PAGE = re.compile(r"/[a-z]{1,2}/[0-9a-f]{8,32}(/[a-z]{1,8})?")


def read_fields(sent: MultiDict[str, str]) -> Fields:
    """The person's own part of a form: field name -> values, cleaned and cut at the stated limit."""
    return {
        name: [clean_words(value)[:LONGEST_WORDS] for value in values]
        for name, values in sent.lists()
        if name not in _PLUMBING and len(name) <= 60
    }


def has_words(fields: Fields) -> bool:
    """Would something be lost if these fields were dropped?"""
    return any(value.strip() for values in fields.values() for value in values)


def page_of(sent: MultiDict[str, str]) -> str | None:
    """The page that a form was shown on; ``None`` for pages that keep no drafts."""
    here = sent.get("here", "")
    return here if _PAGE.fullmatch(here) else None


def keep_page() -> bool:
    """Keep what is on the page that sent this request. ``False``: it could not be kept anywhere."""
    page, fields = page_of(request.form), read_fields(request.form)
    if page is None:
        return True
    book = current()
    if book is None:
        return not has_words(fields) or parts().unlocked.hold_words(request.cookies.get(COOKIE), page, fields)
    with book.store() as store:
        keep_fields(store, page, fields)
    return True


def keep_fields(store: Store, page: str, fields: Fields) -> None:
    """Keep (or, when there is nothing in it, drop) the draft of one page."""
    if has_words(fields):
        store.keep_draft(Draft(page=page, fields=fields, language=page_languages()[0].code, at=now()))
    else:
        store.drop_draft(page)
