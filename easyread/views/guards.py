"""Pages that need an open book. Words never come back onto a page unless their very book is open here.

Without it, words that were sent wait sealed to their own book, or came too late; and the page says which.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import current_app, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from easyread.pages.here import Here
from easyread.views.addresses import page_before_lock
from easyread.views.last_words import HEADER, is_of_now, keep_late, sent_reference
from easyread.views.sent_page import find_lost, find_sent_texts, page_of, read_fields, read_situation
from easyread.web.draft_fields import find_ticks
from easyread.web.open_books import Locked, OpenBook, current
from easyread.web.reachability import View, find_states, reachable
from easyread.web.reauthentication import find_permit
from easyread.web.setups import Setup

P = ParamSpec("P")
Answer = Response | str


def answers_old_pages(view: View) -> View:
    """This view looks at the page's opening itself: Exit leaves from every page; a page asks if it is old."""
    view.__dict__["answers_old_pages"] = True
    return view


def refuse_old_page() -> Response | None:
    """Before each request: a page whose opening is over does nothing more but put its words in."""
    view = current_app.view_functions.get(request.endpoint or "")
    sent = sent_reference() if request.method == "POST" and not hasattr(view, "answers_old_pages") else ""
    book = current() if sent else None
    if not sent or (book and book.pages == sent):
        return None
    if book is None and not find_lost(request.form):
        return None  # each view knows what to do without a book
    return put_in()


def put_in() -> Response:
    """What a page sent that is of no open book now: its words wait, or came too late. They are not shown."""
    by_script, lost = HEADER in request.headers, find_lost(request.form)
    kept = lost and keep_late()
    if by_script:
        return Response(status=204 if kept or not lost else 410, mimetype="text/plain")
    if not lost:
        return redirect("/", 303)
    return make_response(render_template("late/sent.html", kept=kept, shown_on=""), 202 if kept else 410)


def refuse_token() -> Response:
    """The form's token is not of this session: the cookie was lost, or the program was started again."""
    if not find_lost(request.form):
        if request.endpoint == "idle.still_here":
            return Response("0", mimetype="text/plain")  # as for each page whose opening is over
        if request.endpoint == "every_page.lock" and current() is None:
            return put_in()  # another tab was first: it is locked
    if is_of_now():
        return give_back(409, "again")
    return put_in() if find_lost(request.form) else _tell("again", 400)


def no_room() -> Response:
    """The disk is full or read only: the words stay on the page, and every way off it tries again."""
    return give_back(507, "not-kept")


def give_back(status: int, kind: str, *, locks: bool = False) -> Response:
    """The page with the words that it sent, when it is a page of the open book; else the problem's own page.

    ``locks``: it asked for the lock.
    """
    texts = find_sent_texts(request.form)
    if not texts or not is_of_now():
        return _tell(kind, status if texts else {409: 400}.get(status, status))
    page = page_of(request.form) or ""
    g.setdefault("company", "")  # it says of itself what was sent
    ticks = find_ticks(page, read_fields(page, request.form))
    return make_response(
        render_template("not_kept.html", texts=texts, ticks=ticks, locks=locks, shown_on=page), status
    )


def _tell(kind: str, status: int) -> Response:
    return make_response(render_template("problem.html", kind=kind, mark=""), status)


def no_locks() -> Response:
    """No lock opens on this device now, at any door; recovery codes do."""
    return make_response(render_template("problem.html", kind="no-locks", mark=""), 503)


def show_doors() -> Response:
    """The book is locked: the words that came wait for it; else the doors."""
    g.open_book = None
    return put_in() if request.method == "POST" else redirect("/", 303)


def stay_at_doors() -> Response | None:
    """Before each request, and last: without an open book, the doors, unless the view is reached so."""
    if request.endpoint is None or "no-book" in find_states(request.endpoint) or current():
        return None
    return show_doors()


def needs_book(view: Callable[Concatenate[OpenBook, P], Answer]) -> Callable[P, Answer]:
    """Give the view the open book. It is reached with the whole book, unless it says so itself."""

    @reachable("book")
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Answer:
        book = current()
        if book is None:
            raise Locked
        return view(book, *args, **kwargs)

    return guarded


def in_book(view: Callable[Concatenate[Here, P], Answer]) -> Callable[P, Answer]:
    """Give a view the open book, with its store for the whole request. Reached as with :func:`needs_book`."""

    @needs_book
    @wraps(view)
    def open_first(book: OpenBook, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        with book.store() as store:
            return view(Here(store, read_situation(store, book)), *args, **kwargs)

    return open_first


def reauthenticated(
    way: str = "",
) -> Callable[[Callable[Concatenate[OpenBook, Setup, P], Answer]], Callable[P, Answer]]:
    """Give a view the open book and what is under way with it: its lock was given again for that.

    ``way``: for what; empty: for what the address says. Without it: to the page that tells what it does.
    """

    def guard(view: Callable[Concatenate[OpenBook, Setup, P], Answer]) -> Callable[P, Answer]:
        @needs_book
        @wraps(view)
        def guarded(book: OpenBook, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
            wanted = way or str((request.view_args or {})["way"])
            begun = find_permit(book, wanted)
            if begun is None:
                return redirect(page_before_lock(wanted), 303)
            return view(book, begun, *args, **kwargs)

        return guarded

    return guard
