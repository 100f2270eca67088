"""A new book: is this a good time, try Exit now, choose a door and a lock, keep the recovery code."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from easyread.book.vault import LockTaken, Made, MustWait, NoLocksNow, NotKept, Opened
from easyread.model import Step
from easyread.views.choosing import (
    refuse_lock,
    show_door,
    show_kind,
    show_lock,
    take_door,
    take_kind,
    take_lock,
)
from easyread.views.start import enter, show_wait
from easyread.web.access import needs_book
from easyread.web.beginnings import Beginning
from easyread.web.hearing import hearing_at_door
from easyread.web.lines import page_languages
from easyread.web.parts import parts
from easyread.web.path import address
from easyread.web.permits import begin_setup, find_setup
from easyread.web.situation import now
from easyread.web.unlocked import OpenBook

pages = Blueprint("begin", __name__)

_NEW = "new"  # in the session: this book was made just now


def _steps_before() -> list[Step]:
    return [step for step in parts().library.steps.values() if step.before]


@pages.get("/n")
def good_time() -> str:
    """The first question, before anything sensitive is on the screen."""
    return render_template("start/before.html", step=_steps_before()[0], place=0)


@pages.post("/n")
def after_good_time() -> Response | str:
    """Yes goes on; "later" goes to the neutral page; "not sure" gives a few plain tips. Nothing is kept."""
    choice = request.form.get("choice")
    if choice == "later":
        return redirect(url_for("anywhere.rest"), 303)
    if choice == "not-sure":
        return render_template("start/safer.html")
    return redirect(url_for("begin.exit_practice"), 303)


@pages.get("/n/x")
def exit_practice() -> str:
    """What Exit now does and what it does not hide, before it is needed."""
    return render_template("start/before.html", step=_steps_before()[1], place=1)


@pages.post("/n/x")
def start_setup() -> Response:
    """Begin to set up a book, in memory only. What was begun before in this browser is forgotten."""
    begin_setup()
    return redirect(url_for("begin.choose_door"), 303)


@pages.get("/n/d")
def choose_door() -> Response | str:
    """The same 24 doors that everybody sees."""
    if find_setup() is None:
        return redirect(url_for("begin.good_time"), 303)
    return show_door(url_for("begin.exit_practice"))


@pages.post("/n/d")
def keep_door() -> Response:
    """Remember the door until the book is made."""
    beginning = find_setup()
    taken = beginning is not None and take_door(beginning)
    return redirect(url_for("begin.choose_kind" if taken else "begin.choose_door"), 303)


@pages.get("/n/k")
def choose_kind() -> Response | str:
    """Pictures, a PIN, or none; and what each protects from."""
    beginning = find_setup()
    if beginning is None or not beginning.door:
        return redirect(url_for("begin.choose_door"), 303)
    return show_kind(url_for("begin.choose_door"))


@pages.post("/n/k")
def keep_kind() -> Response | str:
    """Remember the kind of lock; no lock makes the book at once."""
    beginning = find_setup()
    if beginning is None or not take_kind(beginning):
        return redirect(url_for("begin.choose_kind"), 303)
    return _make(beginning) if beginning.kind == "none" else redirect(url_for("begin.choose_lock"), 303)


@pages.get("/n/l")
def choose_lock() -> Response | str:
    """The lock itself, given twice."""
    beginning = find_setup()
    if beginning is None or beginning.kind in (None, "none"):
        return redirect(url_for("begin.choose_kind"), 303)
    return show_lock(beginning, url_for("begin.choose_kind"))


@pages.post("/n/l")
def keep_lock() -> Response | str:
    """Take the lock twice; refuse what others would guess first."""
    beginning = find_setup()
    if beginning is None or beginning.kind is None:
        return redirect(url_for("begin.choose_kind"), 303)
    taken = take_lock(beginning, url_for("begin.choose_kind"))
    if isinstance(taken, str):
        return taken
    return _make(beginning) if taken else redirect(url_for("begin.choose_lock"), 303)


def _make(beginning: Beginning) -> Response | str:
    """Make the book, open it, and show its recovery code."""
    try:
        made = parts().vault.make_book(beginning.door, beginning.kind or "none", beginning.secret)
    except LockTaken:
        return refuse_lock(beginning, url_for("begin.choose_kind"), url_for("begin.choose_door"))
    except MustWait as wait:
        return show_wait(wait.seconds)
    except NoLocksNow:  # it has a page of its own
        raise
    except NotKept:
        return make_response(render_template("problem.html", kind="not-kept", mark=""), 507)
    parts().beginnings.keep_code(made.book, made.recovery_code)
    _keep_first_settings(made)
    answer = enter(Opened(made.book, made.key), beginning.door)
    answer.location = url_for("begin.show_code")
    session[_NEW] = True
    return answer


@pages.get("/n/c")
@needs_book
def show_code(book: OpenBook) -> Response | str:
    """The recovery code, until the person has kept it. It is never in an address, a cookie or a file."""
    code = parts().beginnings.find_code(book.book)
    return render_template("start/code.html", code=code.split("-")) if code else redirect("/", 303)


@pages.post("/n/c")
@needs_book
def code_is_kept(book: OpenBook) -> Response:
    """The code is not shown again, and older ones end. A new book begins with its first page."""
    if parts().beginnings.find_code(book.book):
        parts().vault.end_old_codes(book.opened())
        parts().beginnings.forget_code(book.book)
    first = next(step for step in parts().library.steps.values() if not step.before)
    return redirect(address(first) if session.pop(_NEW, False) else "/", 303)


def _keep_first_settings(made: Made) -> None:
    """What was chosen at the door. With no more room on the disk, the book begins without it."""
    first, second = page_languages()
    with suppress(NotKept), parts().vault.open_store(Opened(made.book, made.key)) as store:
        store.set_setting("languages", " ".join(filter(None, (first.code, second.code if second else ""))))
        store.set_setting("other", session.get("other", ""))
        for name, chosen in hearing_at_door().items():
            store.set_setting(name, chosen)
        for step in _steps_before():
            store.mark(step.id, "seen", now())
