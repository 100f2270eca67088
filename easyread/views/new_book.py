"""A new book: is this a good time, try Exit now, choose a door and a lock, keep the recovery code."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from easyread.book.vault import BookHandle, LockTaken, Made, MustWait, NoLocksNow, NotKept
from easyread.content.needed import LATER, NOT_SURE
from easyread.views.addresses import address
from easyread.views.guards import needs_book
from easyread.views.lock_choice import (
    refuse_lock,
    show_door,
    show_kind,
    show_lock,
    take_door,
    take_kind,
    take_lock,
)
from easyread.views.opening import enter
from easyread.views.unlocking import show_wait
from easyread.visit.situation import now
from easyread.web.hearing import for_anybody
from easyread.web.i18n import page_languages
from easyread.web.open_books import OpenBook
from easyread.web.reachability import reachable
from easyread.web.reading import keep_reading, reading
from easyread.web.reauthentication import begin_setup, find_setup
from easyread.web.services import services
from easyread.web.setups import Setup

pages = Blueprint("new_book", __name__)

_NEW = "new"  # in the session: this book was made just now


@pages.get("/n")
@reachable("no-book", "book")
def good_time() -> str:
    """The first question, before anything sensitive is on the screen."""
    return render_template("start/before.html", step=services().library.good_time)


@pages.post("/n")
@reachable("no-book", "book")
def after_good_time() -> Response | str:
    """Yes goes on; "later" goes to the neutral page; "not sure" gives a few plain tips. Nothing is kept."""
    choice = request.form.get("choice")
    if choice == LATER:
        return redirect(url_for("every_page.rest"), 303)
    if choice == NOT_SURE:
        return render_template("start/safer.html")
    return redirect(url_for("new_book.exit_practice"), 303)


@pages.get("/n/x")
@reachable("no-book", "book")
def exit_practice() -> str:
    """What Exit now does and what it does not hide, before it is needed."""
    return render_template("start/before.html", step=services().library.exit_practice)


@pages.post("/n/x")
@reachable("no-book", "book")
def start_setup() -> Response:
    """Begin to set up a book, in memory only. What was begun before in this browser is forgotten."""
    begin_setup()
    return redirect(url_for("new_book.choose_door"), 303)


@pages.get("/n/d")
@reachable("no-book", "book")
def choose_door() -> Response | str:
    """The same 24 doors that everybody sees."""
    if find_setup() is None:
        return redirect(url_for("new_book.good_time"), 303)
    return show_door(url_for("new_book.exit_practice"))


@pages.post("/n/d")
@reachable("no-book", "book")
def keep_door() -> Response:
    """Remember the door until the book is made."""
    setup = find_setup()
    taken = setup is not None and take_door(setup)
    return redirect(url_for("new_book.choose_kind" if taken else "new_book.choose_door"), 303)


@pages.get("/n/k")
@reachable("no-book", "book")
def choose_kind() -> Response | str:
    """Pictures, a PIN, or none; and what each protects from."""
    setup = find_setup()
    if setup is None or not setup.door:
        return redirect(url_for("new_book.choose_door"), 303)
    return show_kind(url_for("new_book.choose_door"))


@pages.post("/n/k")
@reachable("no-book", "book")
def keep_kind() -> Response | str:
    """Remember the kind of lock; no lock makes the book at once."""
    setup = find_setup()
    if setup is None or not take_kind(setup):
        return redirect(url_for("new_book.choose_kind"), 303)
    return _make(setup) if setup.kind == "none" else redirect(url_for("new_book.choose_lock"), 303)


@pages.get("/n/l")
@reachable("no-book", "book")
def choose_lock() -> Response | str:
    """The lock itself, given twice."""
    setup = find_setup()
    if setup is None or setup.kind in (None, "none"):
        return redirect(url_for("new_book.choose_kind"), 303)
    return show_lock(setup, url_for("new_book.choose_kind"))


@pages.post("/n/l")
@reachable("no-book", "book")
def keep_lock() -> Response | str:
    """Take the lock twice; refuse what others would guess first."""
    setup = find_setup()
    if setup is None or setup.kind is None:
        return redirect(url_for("new_book.choose_kind"), 303)
    taken = take_lock(setup, url_for("new_book.choose_kind"))
    if isinstance(taken, str):
        return taken
    return _make(setup) if taken else redirect(url_for("new_book.choose_lock"), 303)


def _make(setup: Setup) -> Response | str:
    """Make the book, open it, and show its recovery code."""
    try:
        made = services().vault.make_book(setup.door, setup.kind or "none", setup.secret)
    except LockTaken:
        return refuse_lock(setup, url_for("new_book.choose_kind"), url_for("new_book.choose_door"))
    except MustWait as wait:
        return show_wait(wait.seconds)
    except NoLocksNow:  # it has a page of its own
        raise
    except NotKept:
        return make_response(render_template("problem.html", kind="not-kept", mark=""), 507)
    services().setups.keep_code(made.book, made.recovery_code)
    _keep_first_settings(made)
    answer = enter(BookHandle(made.book, made.key), setup.door)
    answer.location = url_for("new_book.show_code")
    session[_NEW] = True
    return answer


@pages.get("/n/c")
@needs_book
def show_code(book: OpenBook) -> Response | str:
    """The recovery code, until the person has kept it. It is never in an address, a cookie or a file."""
    code = services().setups.find_code(book.book)
    return render_template("start/code.html", code=code.split("-")) if code else redirect("/", 303)


@pages.post("/n/c")
@needs_book
def code_is_kept(book: OpenBook) -> Response:
    """The code is not shown again, and older ones end. A new book begins with its first page."""
    if services().setups.find_code(book.book):
        services().vault.end_old_codes(book.opened())
        services().setups.forget_code(book.book)
    first = next(step for step in services().library.steps.values() if not step.before)
    return redirect(address(first) if session.pop(_NEW, False) else "/", 303)


def _keep_first_settings(made: Made) -> None:
    """What was chosen at the door. With no more room on the disk, the book begins without it."""
    first, second = page_languages()
    chosen = for_anybody(reading())
    opening = services().vault.open_store(BookHandle(made.book, made.key))
    with suppress(NotKept), opening as store, store.together():
        languages = " ".join(language.code for language in (first, second) if language)
        keep_reading(store, languages=languages, other=chosen.other, hearing=chosen.hearing)
        for step in (services().library.good_time, services().library.exit_practice):
            store.mark(step.id, "seen", now())
