"""The recovery code opens a book once: give it, keep the one that takes its place, choose a new lock.

The book opens, the given code ends and the new one begins at one tap, "I have kept it". Until then nothing of
the book can be reached, the given code still opens it, and the new one does not: a tablet that dies in
between leaves the person with the code they came with.
"""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.book.vault import NotKept, WrongSecret
from easyread.views.opening import enter
from easyread.views.troubles import WRONG
from easyread.visit.situation import now
from easyread.web.i18n import N_
from easyread.web.reachability import reachable
from easyread.web.reauthentication import begin_recovery, end_setup, find_setup
from easyread.web.services import services

pages = Blueprint("recovery", __name__)

STILL_THE_OLD_CODE = (
    N_("Nothing can be kept on this device now."),
    N_("The code that you gave still opens your book."),
    N_("The new code does not. Throw it away."),
)


@pages.get("/forgot")
@reachable("no-book", "book")
def ask_code() -> str:
    """The way in with the recovery code."""
    return render_template("start/forgot.html", trouble="")


@pages.post("/forgot")
@reachable("no-book", "book", "new-lock")
def take_code() -> Response:
    """A right code leads to the page with the new one."""
    code = request.form.get("code", "")
    try:
        opened = services().vault.open_with_code(code)
    except WrongSecret:
        return _refuse()
    begin_recovery(opened.book, code)
    return redirect(url_for(".show_code"), 303)


@pages.get("/forgot/code")
@reachable("no-book", "book", "new-lock")
def show_code() -> Response | str:
    """The new code. Nothing of the book is open yet."""
    begun = find_setup()
    if begun is None or not begun.code:
        return redirect(url_for(".ask_code"), 303)
    return render_template("start/next_code.html", code=begun.code.split("-"))


@pages.post("/forgot/code")
@reachable("no-book", "book", "new-lock")
def keep_code() -> Response:
    """The new code is kept: the used one ends, and the book opens, for a new lock and nothing else."""
    begun = find_setup()
    if begun is None or not begun.code:
        return redirect(url_for(".ask_code"), 303)
    try:
        opened = services().vault.use_code(begun.used, begun.code, now())
    except WrongSecret:  # it was used up meanwhile, in another browser
        end_setup()
        return _refuse()
    except NotKept:
        if not services().vault.is_read_only:
            raise
        return _open_to_read(begun.used)
    services().setups.forget_code(opened.book)
    if not services().vault.has_locks:  # a new lock cannot be made now, so the code alone leads in
        return enter(opened, by_code=True, lock_later=True)
    answer = enter(opened, reach="new-lock", by_code=True)
    if answer.status_code == 303:
        answer.location = url_for("change_lock.begin")
    return answer


def _open_to_read(used: str) -> Response:
    """Where nothing can be written no code can take another's place: the given one opens the book, and stays.

    Not so on a full disk: whoever fills it could else use a code unseen.
    """
    answer = enter(services().vault.open_with_code(used), by_code=True, lock_later=True)
    for line in STILL_THE_OLD_CODE:
        flash(line)
    return answer


def _refuse() -> Response:
    return make_response(render_template("start/forgot.html", trouble=WRONG), 403)
