"""How fast the book locks when nobody taps, and "I am still here"."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from easyread.views.guards import answers_old_pages, needs_book
from easyread.views.last_words import is_of_now
from easyread.views.sent_page import is_changed
from easyread.visit.idle_time import MINUTES, keep_idle
from easyread.web.i18n import N_
from easyread.web.open_books import OpenBook, current
from easyread.web.reachability import reachable
from easyread.web.services import services

pages = Blueprint("idle", __name__)

# One line for each of MINUTES: no sentence is put together from translated pieces.
LINES = {
    1: N_("1 minute"),
    3: N_("3 minutes"),
    5: N_("5 minutes"),
    10: N_("10 minutes"),
    20: N_("20 minutes"),
}


@pages.get("/o")
@needs_book
def ask(book: OpenBook) -> str:
    """Five times to choose from."""
    return render_template("idle.html", lines=LINES, chosen=book.idle / 60)


@pages.post("/o")
@needs_book
def choose(book: OpenBook) -> AnyResponse:
    """Keep the choice. It holds at once, and at every later opening."""
    wanted = request.form.get("choice", "") if is_changed("choice") else ""  # else another tab's choice stays
    minutes = next((each for each in MINUTES if str(each) == wanted), None)
    if minutes is not None:
        with book.store() as store:
            keep_idle(store, minutes)
        book.idle = minutes * 60.0
    return redirect(url_for("doors.first_page"), 303)


@pages.post("/here")
@reachable("no-book", "book", "new-lock", "card")
@answers_old_pages
def still_here() -> Response:
    """Somebody tapped; or, as a beat, only: how long until the lock? In whole seconds.

    0: it is locked, or another opening than that of the page is open in this browser now.
    """
    book = current()
    left = services().open_books.seconds_left(book) if book and is_of_now() else 0
    return Response(str(max(0, int(left))), mimetype="text/plain")
