"""A book gets a new lock: by wish, because somebody knows the old one, or after its code was used."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from easyread.book.vault import BookHandle, LockTaken, MustWait, NotKept
from easyread.pages.consequences import AFTER_CODE
from easyread.views.addresses import page_before_lock
from easyread.views.guards import needs_book, reauthenticated
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
from easyread.visit.wrong_tries import note_wrong_tries
from easyread.web.i18n import N_
from easyread.web.open_books import OpenBook
from easyread.web.reachability import reachable
from easyread.web.reauthentication import end_permit, find_permit, permit
from easyread.web.services import services
from easyread.web.setups import Setup

pages = Blueprint("change_lock", __name__)

CHANGED = N_("Your lock is changed.")
NOT_NOW = (
    N_("You cannot choose a new lock now."),
    N_("You can do it later, in My book."),
    N_("Your new code opens your book until then."),
)
_WAYS = "<way(change_lock, renew, after_code):way>"


@pages.get("/k/f")
@reachable("book", "new-lock")
@needs_book
def begin(book: OpenBook) -> str:
    """The code has opened the book: what comes now."""
    if not find_permit(book, "after_code"):
        if book.whole and not book.lock_later:
            abort(404)
        permit(book, "after_code")
    to = url_for(".choose_door", way="after_code")
    return render_template("keys/way.html", way=AFTER_CODE, to=to, back="")


@pages.get(f"/k/{_WAYS}/d")
@reachable("book", "new-lock")
@reauthenticated()
def choose_door(_: OpenBook, __: Setup, way: str) -> str:
    """The door of the new lock."""
    return show_door(page_before_lock(way))


@pages.post(f"/k/{_WAYS}/d")
@reachable("book", "new-lock")
@reauthenticated()
def keep_door(_: OpenBook, begun: Setup, way: str) -> Response:
    """Remember the door."""
    return redirect(url_for(".choose_kind" if take_door(begun) else ".choose_door", way=way), 303)


@pages.get(f"/k/{_WAYS}/k")
@reachable("book", "new-lock")
@reauthenticated()
def choose_kind(_: OpenBook, begun: Setup, way: str) -> Response | str:
    """The kind of the new lock."""
    if not begun.door:
        return redirect(url_for(".choose_door", way=way), 303)
    return show_kind(url_for(".choose_door", way=way))


@pages.post(f"/k/{_WAYS}/k")
@reachable("book", "new-lock")
@reauthenticated()
def keep_kind(book: OpenBook, begun: Setup, way: str) -> Response | str:
    """Remember the kind; no lock changes the book at once."""
    if not take_kind(begun):
        return redirect(url_for(".choose_kind", way=way), 303)
    return _change(book, begun) if begun.kind == "none" else redirect(url_for(".choose_lock", way=way), 303)


@pages.get(f"/k/{_WAYS}/s")
@reachable("book", "new-lock")
@reauthenticated()
def choose_lock(_: OpenBook, begun: Setup, way: str) -> Response | str:
    """The new lock, given twice."""
    if begun.kind in (None, "none"):
        return redirect(url_for(".choose_kind", way=way), 303)
    return show_lock(begun, url_for(".choose_kind", way=way))


@pages.post(f"/k/{_WAYS}/s")
@reachable("book", "new-lock")
@reauthenticated()
def keep_lock(book: OpenBook, begun: Setup, way: str) -> Response | str:
    """Take the new lock twice, and change the book."""
    if begun.kind is None:
        return redirect(url_for(".choose_kind", way=way), 303)
    taken = take_lock(begun, url_for(".choose_kind", way=way))
    if isinstance(taken, str):
        return taken
    return _change(book, begun) if taken else redirect(url_for(".choose_lock", way=way), 303)


def _change(book: OpenBook, begun: Setup) -> Response | str:
    """Give the book its new lock; after "someone knows" a new key too. After a code it opens whole."""
    try:
        if begun.way == "renew":
            return _renew(book, begun)
        services().vault.change_lock(book.opened(), begun.door, begun.kind or "none", begun.secret)
    except LockTaken:
        kind_page, door_page = (url_for(to, way=begun.way) for to in (".choose_kind", ".choose_door"))
        return refuse_lock(begun, kind_page, door_page)
    except (MustWait, NotKept) as refusal:
        if not book.whole:
            return _open_without_lock(book)
        if isinstance(refusal, MustWait):
            return show_wait(refusal.seconds)
        raise
    with suppress(NotKept), book.store() as store:
        note_wrong_tries(store, services().vault, begun.door)
    end_permit(book)
    if book.whole:
        book.lock_later = False
        to = redirect(url_for("my_book.show_ways"), 303)
    else:
        to = enter(book.opened(), begun.door, by_code=True)
    flash(CHANGED)
    return to


def _open_without_lock(book: OpenBook) -> Response:
    """A code was given, and no lock can be chosen now: the whole book opens, and what opened it stays."""
    to = enter(book.opened(), by_code=True, lock_later=True)
    for line in NOT_NOW:
        flash(line)
    return to


def _renew(book: OpenBook, begun: Setup) -> Response:
    made = services().vault.renew(book.opened(), begun.door, begun.kind or "none", begun.secret)
    services().setups.keep_code(made.book, made.recovery_code)
    end_permit(book)
    answer = enter(BookHandle(made.book, made.key), begun.door)
    answer.location = url_for("new_book.show_code")
    return answer
