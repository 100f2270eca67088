"""The page that sent this request, and the one that answers it: what their form says of half-given answers.

The HTTP half of ``visit/drafts.py`` and ``visit/half_written.py``: here a form becomes fields and a draft.
"""

from __future__ import annotations

import re

from flask import g, request
from werkzeug.datastructures import MultiDict

from easyread.book.store import Store
from easyread.model import Draft, Fields
from easyread.visit import drafts, half_written, situation
from easyread.visit.drafts import has_words, keep_draft
from easyread.visit.situation import Situation, now
from easyread.web.draft_fields import (
    COMPANY,
    SHOWN,
    find_form,
    find_texts,
    is_written_in,
    read_declared,
)
from easyread.web.i18n import page_languages
from easyread.web.open_books import OpenBook, current
from easyread.web.services import services

_MAY_BE_PRIVATE = re.compile(r"/[pw]/.*")
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
    keep_draft(store, services().library, make_draft(page, fields))


def drop_sent(store: Store, page: str, fields: Fields) -> None:
    """As :func:`.drafts.drop_sent`, for what was sent just now."""
    drafts.drop_sent(store, make_draft(page, fields))


def read_draft(sent: MultiDict[str, str]) -> Draft | None:
    """What is half given in a form; ``None`` for a page that keeps no drafts."""
    page = page_of(sent)
    return make_draft(page, read_fields(page, sent)) if page else None


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
    """As :func:`.situation.read_situation`; the form of the page then says beside whom it was shown."""
    found = situation.read_situation(store, services().library, book.visit)
    g.company = " ".join(found.visit.presence or ())
    return found


def find_draft(store: Store, situation: Situation, page: str) -> Draft | None:
    """As :func:`.half_written.find_draft`; on that very page, the form will say so."""
    draft = half_written.find_draft(store, situation, page)
    if page == request.path:
        g.shown_draft = draft
    return draft


def list_plumbing() -> list[tuple[str, str]]:
    """What a page's form says of drafts, as (field name, value): beside whom it was shown, and which draft.

    A page that comes again with what was sent says what was sent.
    """
    if "company" not in g:
        return []
    if request.method == "POST":
        return [(name, value) for name in (COMPANY, SHOWN) for value in request.form.getlist(name)[:1]]
    draft: Draft | None = g.get("shown_draft")
    return [(COMPANY, g.company), *([(SHOWN, draft.company)] if draft else [])]
