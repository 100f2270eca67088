"""The page that sent this request, and the one that answers it: what their form says of half-given answers.

The HTTP half of ``visit/drafts.py`` and ``visit/half_written.py``: here a form becomes fields and a draft.
"""

from __future__ import annotations

import re
import secrets
from contextlib import suppress

from flask import g, request
from werkzeug.datastructures import MultiDict

from easyread.book.errors import NotKept
from easyread.book.store import Store
from easyread.changes import mark_values
from easyread.model import Draft, Fields
from easyread.visit import half_written, situation
from easyread.visit.drafts import has_words, keep_draft
from easyread.visit.kept import read_kept
from easyread.visit.situation import Situation, now, today
from easyread.web.draft_fields import (
    COMPANY,
    SHOWN,
    find_form,
    find_texts,
    is_written_in,
    read_declared,
)
from easyread.web.given import GIVEN, LIFE, read_given, read_life, write_given
from easyread.web.i18n import OF_PAGE, page_languages
from easyread.web.open_books import OpenBook, current
from easyread.web.services import services

_COMPANY = re.compile(r"[a-z0-9 -]{1,200}")

# --- what was sent


def page_of(sent: MultiDict[str, str]) -> str | None:
    """The page that a form was shown on; ``None`` for pages that keep no drafts."""
    here = sent.get("here", "")
    return here if find_form(here) else None


def read_fields(page: str, sent: MultiDict[str, str]) -> Fields:
    """The person's own part of a page's form: what the page declares."""
    return read_declared(page, dict(sent.lists()))


def make_draft(page: str, fields: Fields) -> Draft:
    """What is half given on a page now. ``fields`` say beside whom, and which draft the page showed."""
    company, shown = (next(iter(fields.get(name, ())), None) for name in (COMPANY, SHOWN))
    book = current()
    if not company or not _COMPANY.fullmatch(company):
        company = book.visit.id if book else ""
    return Draft(
        page=page,
        company=company,
        life=sent_life(),
        fields={name: values for name, values in fields.items() if name not in (COMPANY, SHOWN)},
        given=read_given(request.form.get(GIVEN, "")),
        language=_find_language(),
        replaces=shown,
        at=now(),
    )


def _find_language() -> str:
    """The language of the page that was sent: another tab may have changed it since, or the lock ended it."""
    said = request.form.get(OF_PAGE, "").partition(" ")[0]
    return said if said in services().languages.all else page_languages()[0].code


def sent_life() -> str:
    """Which load of a page sent this request; empty: it does not say."""
    return read_life(request.headers.get("X-Life") or request.form.get(LIFE, ""))


def read_sent(page: str) -> Draft:
    """What this request's form says is half given on ``page``."""
    return make_draft(page, read_fields(page, request.form))


def read_draft(sent: MultiDict[str, str]) -> Draft | None:
    """What is half given in a form; ``None`` for a page that keeps no drafts."""
    page = page_of(sent)
    return make_draft(page, read_fields(page, sent)) if page else None


def is_changed(name: str) -> bool:
    """Did somebody change this field of the page that sent this, since the page was loaded?"""
    given = read_given(request.form.get(GIVEN, ""))
    return name not in given or mark_values(request.form.getlist(name)) != given[name]


def find_sent_texts(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """What the person wrote on the page that sent this, as (field name, words)."""
    page = page_of(sent) or ""
    return find_texts(page, read_fields(page, sent))


def find_lost(sent: MultiDict[str, str]) -> bool:
    """Would something be lost if this form were dropped? Also if it is of no page that keeps drafts."""
    page = page_of(sent)
    written = any(value.strip() for name, value in sent.items(multi=True) if is_written_in(name))
    return written or (page is not None and has_words(read_fields(page, sent)))


def keep_page() -> bool:
    """Keep what is on the page that sent this request. ``False``: it could not be kept anywhere."""
    book, draft = current(), read_draft(request.form)
    if book is None or draft is None:
        return not find_lost(request.form)
    if not book.whole:
        return True  # a card in somebody's hands, or no new lock yet: no field is kept
    with book.store() as store:
        keep_draft(store, services().library, draft)
    return True


# --- what the page that answers says of itself


def read_situation(store: Store, book: OpenBook) -> Situation:
    """As :func:`.situation.read_situation`; the form of the page then says beside whom it was shown.

    The book learns which day it is: what is over from today on, stays over.
    """
    if book.noted_day != (day := today()):
        with suppress(NotKept):  # to be read only, or a full disk: the next page looks again
            store.note_over(day)
            book.noted_day = day
    found = situation.read_situation(store, services().library, book.visit)
    g.company = " ".join(found.visit.presence or ())
    return found


def read_page(store: Store, situation: Situation, page: str) -> Fields:
    """What stands in the fields of a page: what is half written on it, over what is kept.

    On that very page, the form will say which draft it shows.
    """
    draft, kept = half_written.find_draft(store, situation, page), read_kept(store, situation, page)
    if page == request.path:
        g.shown_draft = draft
    return kept.lay_over(draft) if draft else kept.fields


def list_plumbing(form: str) -> list[tuple[str, str]]:
    """What a page's form says of itself, as (field name, value). ``form``: its HTML.

    What it gives; and for drafts beside whom it was shown, which draft, and which load of the page it is.

    A page that comes again with what was sent says what was sent.
    """
    in_book = "company" in g
    if in_book and request.method == "POST":
        names = (COMPANY, SHOWN, LIFE, GIVEN)
        return [(name, value) for name in names for value in request.form.getlist(name)[:1]]
    given = write_given(request.path, form)
    said = [(GIVEN, given)] if given else []
    if not in_book:
        return said
    draft: Draft | None = g.get("shown_draft")
    shown = [(SHOWN, draft.key)] if draft else []
    return [(COMPANY, g.company), *shown, (LIFE, secrets.token_hex(16)), *said]
