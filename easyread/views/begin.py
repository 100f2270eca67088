"""A new book: is this a good time, try Exit now, choose a door and a lock, keep the recovery code."""

from __future__ import annotations

from contextlib import suppress
from typing import cast, get_args

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from easyread.book.vault import LockKind, LockTaken, Made, MustWait, NotKept, Opened, weakness
from easyread.model import Step
from easyread.views.start import enter, read_taps, show_wait
from easyread.web.access import needs_book
from easyread.web.beginnings import Beginning
from easyread.web.lines import mark, page_languages
from easyread.web.parts import parts
from easyread.web.path import address
from easyread.web.situation import now
from easyread.web.unlocked import OpenBook

pages = Blueprint("begin", __name__)

TROUBLES = {
    "too-short": mark("That is too short. Choose more."),
    "too-long": mark("That is too long. Choose fewer."),
    "easy-to-guess": mark("Other people could guess that. Choose a different one."),
    "not-the-same": mark("Those were not the same. Try again."),
}


def _steps_before() -> list[Step]:
    return [step for step in parts().library.steps.values() if step.before]


def _beginning() -> Beginning | None:
    return parts().beginnings.find(session.get("beginning"))


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
    parts().beginnings.end(session.get("beginning"))
    session["beginning"] = parts().beginnings.begin()
    return redirect(url_for("begin.choose_door"), 303)


@pages.get("/n/d")
def choose_door() -> Response | str:
    """The same 24 doors that everybody sees."""
    if _beginning() is None:
        return redirect(url_for("begin.good_time"), 303)
    return render_template("start/choose_door.html", doors=parts().library.doors)


@pages.post("/n/d")
def keep_door() -> Response:
    """Remember the door until the book is made."""
    beginning = _beginning()
    door = request.form.get("door", "")
    if beginning is None or door not in {choice.id for choice in parts().library.doors}:
        return redirect(url_for("begin.choose_door"), 303)
    beginning.door = door
    return redirect(url_for("begin.choose_kind"), 303)


@pages.get("/n/k")
def choose_kind() -> Response | str:
    """Pictures, a PIN, or none; and what each protects from."""
    beginning = _beginning()
    if beginning is None or not beginning.door:
        return redirect(url_for("begin.choose_door"), 303)
    return render_template("start/choose_kind.html")


@pages.post("/n/k")
def keep_kind() -> Response | str:
    """Remember the kind of lock; no lock makes the book at once."""
    beginning = _beginning()
    kind = request.form.get("kind", "")
    if beginning is None or not beginning.door or kind not in get_args(LockKind):
        return redirect(url_for("begin.choose_kind"), 303)
    beginning.kind, beginning.secret = cast("LockKind", kind), ""
    return _make(beginning, "none") if kind == "none" else redirect(url_for("begin.choose_lock"), 303)


@pages.get("/n/l")
def choose_lock() -> Response | str:
    """The lock itself, given twice."""
    beginning = _beginning()
    if beginning is None or beginning.kind in (None, "none"):
        return redirect(url_for("begin.choose_kind"), 303)
    return _lock_page(beginning)


@pages.post("/n/l")
def keep_lock() -> Response | str:
    """Take the lock twice; refuse what others would guess first."""
    beginning = _beginning()
    if beginning is None or beginning.kind is None:
        return redirect(url_for("begin.choose_kind"), 303)
    if beginning.kind == "pictures" and "done" not in request.form:
        return _lock_page(beginning, taps=read_taps())
    secret = " ".join(read_taps()) if beginning.kind == "pictures" else request.form.get("pin", "")
    if beginning.secret:
        if secret == beginning.secret:
            return _make(beginning, beginning.kind)
        beginning.secret = ""
        return _lock_page(beginning, trouble=TROUBLES["not-the-same"])
    weak = weakness(beginning.kind, secret, [choice.id for choice in parts().library.doors])
    if weak:
        return _lock_page(beginning, trouble=TROUBLES[weak])
    beginning.secret = secret
    return redirect(url_for("begin.choose_lock"), 303)


def _lock_page(beginning: Beginning, taps: list[str] | None = None, trouble: str = "") -> str:
    doors = parts().library.doors
    return render_template(
        "start/choose_lock.html",
        kind=beginning.kind,
        again=bool(beginning.secret),
        doors=doors,
        taps=[next(choice for choice in doors if choice.id == tap) for tap in taps or ()],
        trouble=trouble,
    )


def _make(beginning: Beginning, kind: LockKind) -> Response | str:
    """Make the book, open it, and show its recovery code."""
    try:
        made = parts().vault.make_book(beginning.door, kind, beginning.secret)
    except LockTaken:  # the same sentence as for a weak lock: it tells nothing about other books
        beginning.secret = ""
        if kind == "none":
            return render_template("start/choose_kind.html", trouble=TROUBLES["easy-to-guess"])
        return _lock_page(beginning, trouble=TROUBLES["easy-to-guess"])
    except MustWait as wait:
        return show_wait(wait.seconds)
    except NotKept:
        return make_response(render_template("problem.html", kind="not-kept", mark=""), 507)
    beginnings = parts().beginnings
    beginnings.end(session.pop("beginning", None))
    beginnings.keep_code(made.book, made.recovery_code)
    _keep_first_settings(made)
    answer = enter(Opened(made.book, made.key))
    answer.location = url_for("begin.show_code")
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
    """The code is not shown again. The new book begins with the first page that is not behind us."""
    parts().beginnings.forget_code(book.book)
    return redirect(address(next(step for step in parts().library.steps.values() if not step.before)), 303)


def _keep_first_settings(made: Made) -> None:
    """The languages chosen at the door. With no more room on the disk, the book begins without them."""
    first, second = page_languages()
    with suppress(NotKept), parts().vault.open_store(Opened(made.book, made.key)) as store:
        store.set_setting("languages", " ".join(filter(None, (first.code, second.code if second else ""))))
        store.set_setting("other", session.get("other", ""))
        for step in _steps_before():
            store.mark(step.id, "seen", now())
