"""Choosing a door and a lock, for a new book and for one that is there: the same questions and refusals."""

from __future__ import annotations

from typing import cast, get_args

from flask import render_template, request
from werkzeug.wrappers import Response

from easyread.book.vault import LockKind, weakness
from easyread.views.unlocking import read_secret, read_taps
from easyread.web.i18n import N_
from easyread.web.services import services
from easyread.web.setups import Setup

TROUBLES = {
    "too-short": N_("That is too short. Choose more."),
    "too-long": N_("That is too long. Choose fewer."),
    "easy-to-guess": N_("Other people could guess that. Choose a different one."),
    "not-the-same": N_("Those were not the same. Try again."),
}


def take_door(setup: Setup) -> bool:
    """Remember the door that was tapped. ``False``: it is none."""
    door = request.form.get("door", "")
    if door not in {choice.id for choice in services().library.doors}:
        return False
    setup.door = door
    return True


def take_kind(setup: Setup) -> bool:
    """Remember the kind of lock. ``False``: it is none, or no door is chosen yet."""
    kind = request.form.get("kind", "")
    if not setup.door or kind not in get_args(LockKind):
        return False
    setup.kind, setup.secret = cast("LockKind", kind), ""
    return True


def show_door(back: str) -> str:
    """The same 24 doors that everybody sees. ``back``: the page before."""
    return render_template("start/choose_door.html", doors=services().library.doors, back=back)


def show_kind(back: str, trouble: str = "") -> str:
    """Pictures, a PIN, or none; and what each protects from."""
    return render_template("start/choose_kind.html", back=back, trouble=trouble)


def show_lock(setup: Setup, back: str, taps: list[str] | None = None, trouble: str = "") -> str:
    """The lock itself: once, then again."""
    doors = services().library.doors
    return render_template(
        "start/choose_lock.html",
        kind=setup.kind,
        again=bool(setup.secret),
        doors=doors,
        taps=[next(choice for choice in doors if choice.id == tap) for tap in taps or ()],
        trouble=trouble,
        back=back,
    )


def take_lock(setup: Setup, back: str) -> str | bool:
    """Take the lock that was given; refuse what others would guess first.

    ``True``: it was given twice the same. ``False``: it is to be given once more. Else the page to show.
    """
    if setup.kind is None:
        return False
    if setup.kind == "pictures" and "done" not in request.form:
        return show_lock(setup, back, taps=read_taps())
    secret = read_secret(setup.kind)
    if setup.secret:
        if secret == setup.secret:
            return True
        setup.secret = ""
        return show_lock(setup, back, trouble=TROUBLES["not-the-same"])
    weak = weakness(setup.kind, secret, [choice.id for choice in services().library.doors])
    if weak:
        return show_lock(setup, back, trouble=TROUBLES[weak])
    setup.secret = secret
    return False


def refuse_lock(setup: Setup, kind_page: str, door_page: str) -> Response | str:
    """This lock is taken: the same sentence as for a weak one, which tells nothing about other books."""
    setup.secret = ""
    if setup.kind == "none":
        return show_kind(door_page, TROUBLES["easy-to-guess"])
    return show_lock(setup, kind_page, trouble=TROUBLES["easy-to-guess"])
