"""The last words of a page: those that are sent with the lock or Exit, and those that come after it.

A page of an open book carries the reference of its opening. Only a page of the opening of now acts; any other
may, for two minutes after the lock, put its words in: what becomes of them is in ``visit/late_words.py``.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace

from flask import current_app, request
from flask.ctx import AppContext

from easyread.book.store import Store
from easyread.book.vault import BookBusy, BookDamaged, BookHandle, BookTooNew, NotKept
from easyread.model import Draft
from easyread.views.sent_page import find_lost, read_draft
from easyread.visit.drafts import has_words, keep_draft
from easyread.web.open_books import OpenBook, current, newest_drafts
from easyread.web.services import services

HEADER = "X-Reference"  # from our script; a form has the field "reference"
PATIENCE = 0.1  # seconds that a lock waits for a book that another request holds
_WHEN_FREE = 600.0  # seconds, for words that nobody waits for: longer than any request takes


def sent_reference() -> str:
    """What the page that sent this request says of its opening; empty: nothing."""
    return request.headers.get(HEADER) or request.form.get("reference", "")


def is_of_now() -> bool:
    """Was this sent by a page of the very opening that this browser has now?"""
    book = current()
    return book is not None and book.is_open and sent_reference() == book.pages


def keep_last(book: OpenBook, *, wait: bool = True) -> bool:
    """Keep what is on the page that locks the book.

    It waits in memory while another request holds the book, and, if it may ``wait``, while there is no room.
    ``False``: there is no room, and nothing was kept. Raises :class:`~easyread.web.open_books.Locked`.
    """
    draft = read_draft(request.form)
    if draft is None or not book.whole:  # a card in somebody's hands, or no new lock yet: no field is kept
        return True
    try:
        with book.store(PATIENCE) as store:
            keep_draft(store, services().library, draft)
    except BookBusy:
        services().open_books.waiting.keep_last(book.reference, draft)
        _keep_when_free(book)
    except (NotKept, BookDamaged, BookTooNew):
        if not wait and find_lost(request.form):
            return False
        services().open_books.waiting.keep_last(book.reference, draft)
    return True


def receive_last(store: Store, opened: BookHandle) -> list[Draft]:
    """Keep the drafts that waited for this book; gives them, the last one last.

    With no room on the disk they wait on, and the store shows them all the same.
    """
    with newest_drafts(store, services().open_books.waiting, opened):
        waited = list(store.unkept.values())
        with suppress(NotKept):
            for draft in waited:
                keep_draft(store, services().library, draft)
    return [draft for draft in waited if any(filter(None, draft.fields.values()))]


def keep_late() -> bool:
    """Let the words of a page wait whose opening is over.

    ``False``: it is too late, there is no room, or its page keeps nothing.
    """
    open_books, draft = services().open_books, read_draft(request.form)
    if draft is None or not has_words(draft.fields):
        return False
    reference = open_books.find_late(sent_reference())
    return reference is not None and open_books.waiting.keep_late(reference, draft)


def _keep_when_free(book: OpenBook) -> None:
    """As soon as the book is free, with a key of its own, then wiped. A kill before that loses them."""
    mine = replace(book, key=bytearray(book.key))
    threading.Thread(target=_keep_waiting, args=(current_app.app_context(), mine), name="last-words").start()


def _keep_waiting(context: AppContext, book: OpenBook) -> None:
    try:
        # Nobody is there to be told, and a trace could quote the words: what was not kept waits on.
        with suppress(Exception), context, book.store(_WHEN_FREE) as store:
            receive_last(store, book.opened())
    finally:
        book.forget_key()
