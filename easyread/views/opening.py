"""A book opens in this browser: a new opening of its own, and what waited for it is kept."""

from __future__ import annotations

from contextlib import suppress

from flask import flash, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response

from easyread.book.store import Store
from easyread.book.vault import BookDamaged, BookHandle, BookTooNew, NotKept
from easyread.views.addresses import address
from easyread.views.last_words import receive_last
from easyread.visit.half_written import may_show
from easyread.visit.idle_time import read_idle
from easyread.visit.late_words import receive_late
from easyread.visit.situation import look_from_door
from easyread.visit.wrong_tries import note_wrong_tries
from easyread.web.browser_sessions import OF_BOOK, begin_session
from easyread.web.hearing import for_anybody
from easyread.web.i18n import N_
from easyread.web.open_books import COOKIE, Reach, begin_visit
from easyread.web.reading import open_reading, reading_at_doors
from easyread.web.reauthentication import end_setup
from easyread.web.services import services


def enter(
    opened: BookHandle,
    door: str = "",
    *,
    reach: Reach = "book",
    by_code: bool = False,
    lock_later: bool = False,
) -> Response:
    """Open a book for this browser: a new token, its languages, and the words that waited for it.

    ``door``: the one that was opened. The others: as in :class:`OpenBook`. What was open in this browser
    before is locked, and its forms are no forms of this book.
    """
    open_books = services().open_books
    own_tries = services().own_tries.take(session.get("csrf_token"), door)
    open_books.lock(request.cookies.get(COOKIE))
    at_doors = for_anybody(reading_at_doors())
    _begin_session(opened.book)
    try:
        with services().vault.open_store(opened) as store:
            brought = open_reading(store, at_doors)
            note_wrong_tries(store, services().vault, door, own_tries)
            visit = begin_visit()
            with suppress(NotKept):  # a full disk must not keep anybody from reading their own words
                store.keep_visit(visit)
            idle = read_idle(store)
            to = _keep_waiting(store, opened)
    except (BookDamaged, BookTooNew) as trouble:
        kind = "too-new" if isinstance(trouble, BookTooNew) else "damaged"
        return make_response(render_template("problem.html", kind=kind, mark=""), 503)
    token = open_books.open(
        opened, idle, visit=visit, reading=brought, reach=reach, by_code=by_code, lock_later=lock_later
    )
    answer = redirect(to, 303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict", path="/")
    return answer


def _begin_session(book: str) -> None:
    """Nothing of the last session stays.

    Its form token goes too: pages of before are known by the opening that they name, and a token that stayed
    would tell the next person whose tablet this was.
    """
    end_setup()
    begin_session()
    session[OF_BOOK] = book


def _keep_waiting(store: Store, opened: BookHandle) -> str:
    """Keep the words that waited for this book, and say where to go: to the last page's, if it may be seen.

    Only words that were sent with the lock lead there. What came after it may be anybody's.
    """
    library = services().library
    who_is_here = address(library.who_is_here)
    receive_late(store, library, services().open_books.waiting, opened)
    waited = receive_last(store, opened)
    if not waited:
        return who_is_here
    if not store.unkept:  # else there is no room: they wait on
        flash(N_("Your words are kept."))
    seen = may_show(store, look_from_door(store, library), waited[-1])
    return waited[-1].page if seen else who_is_here
