"""A door and its lock, read from their pages: the same pages whatever stands behind that door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, assert_never, cast, get_args

from flask import make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response

from easyread.book.vault import BookHandle, LockKind, MustWait, WrongSecret
from easyread.views.troubles import WRONG
from easyread.web.services import services

MOST_TAPS = 5
_MOST_MINUTES = 90  # a longer wait is told in hours


def try_lock(action: str, back: str, book: str = "") -> BookHandle | Response | str:
    """What a door and its lock open, or the next page to show. ``action`` is where these pages are sent to.

    ``book``: nothing but this one may open.
    """
    door = request.form.get("door", "")
    if door not in {choice.id for choice in services().library.doors}:
        return redirect(back, 303)
    page = _LockPage(door, action, back)
    kind = request.form.get("kind", "")
    if kind not in get_args(LockKind):
        return page.show(way=request.form.get("way", ""))
    taps = read_taps()
    if kind == "pictures" and "done" not in request.form:
        return page.show(taps, way="pictures")
    lock = cast("LockKind", kind)
    try:
        opened = services().vault.open_book(door, lock, read_secret(lock), only=book)
    except WrongSecret:
        if not book:
            services().own_tries.add(session.get("csrf_token"), door)
        return make_response(page.show(trouble=WRONG, way=kind), 403)
    except MustWait as wait:
        return show_wait(wait.seconds)
    return opened


def read_taps() -> list[str]:
    """The pictures tapped so far; "again" starts anew."""
    known = {choice.id for choice in services().library.doors}
    taps = [tap for tap in request.form.getlist("tapped") if tap in known]
    if "again" in request.form:
        return []
    tap = request.form.get("tap", "")
    return [*taps, tap][:MOST_TAPS] if tap in known else taps[:MOST_TAPS]


def read_secret(kind: LockKind) -> str:
    """What was given as a lock of this kind: its pictures, joined by a space, or its PIN."""
    match kind:
        case "pictures":
            return " ".join(read_taps())
        case "pin":
            return request.form.get("pin", "")
        case "none":
            return ""
        case _:
            assert_never(kind)


class _LockPage(NamedTuple):
    """The page of one door's lock."""

    door: str
    action: str
    back: str

    def show(self, taps: Sequence[str] = (), trouble: str = "", way: str = "") -> str:
        doors = services().library.doors
        return render_template(
            "start/lock.html",
            door=next(choice for choice in doors if choice.id == self.door),
            doors=doors,
            taps=[next(choice for choice in doors if choice.id == tap) for tap in taps],
            trouble=trouble,
            way=way,
            action=self.action,
            back=self.back,
        )


def show_wait(seconds: int) -> Response:
    """The page that says how long to wait, in whole minutes or hours."""
    hours = -(-seconds // 3600) if seconds > _MOST_MINUTES * 60 else 0
    page = render_template("start/wait.html", minutes=-(-seconds // 60), hours=hours)
    answer = make_response(page, 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer
