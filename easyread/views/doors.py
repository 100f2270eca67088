"""The door, the lock, and my page. Nothing here says whether a door has a book behind it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple, assert_never, cast, get_args

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from easyread.book.store import OlderCopy, Store
from easyread.book.vault import BookDamaged, BookHandle, BookTooNew, LockKind, MustWait, NotKept, WrongSecret
from easyread.journey import find_first, list_pages, measure_progress
from easyread.model import Step
from easyread.views.addresses import address
from easyread.views.guards import needs_book
from easyread.views.last_words import receive_last
from easyread.views.sent_page import read_situation
from easyread.visit.answered_again import tell_again
from easyread.visit.half_written import may_show
from easyread.visit.idle_time import read_idle
from easyread.visit.late_words import receive_late, tell_late
from easyread.visit.situation import Situation, find_answered, look_from_door
from easyread.visit.wrong_tries import note_wrong_tries, read_wrong_tries
from easyread.web.browser_sessions import OF_BOOK, begin_session
from easyread.web.hearing import hearing_at_door, open_hearing
from easyread.web.i18n import N_, choose_languages
from easyread.web.open_books import COOKIE, OpenBook, Reach, begin_visit, current
from easyread.web.reachability import reachable
from easyread.web.reauthentication import end_recovery, end_setup
from easyread.web.services import services

pages = Blueprint("doors", __name__)

WRONG = N_("That did not open it. Try again.")
MOST_TAPS = 5
_MOST_MINUTES = 90  # a longer wait is told in hours


@pages.get("/")
@reachable("no-book", "book")
def first_page() -> Response | str:
    """My page when a book is open, else the doors."""
    book = current()
    if book is None:
        services().vault.keep_time()
        end_recovery()
        return render_template("start/door.html", doors=services().library.doors)
    if services().setups.find_code(book.book):
        return redirect(url_for("new_book.show_code"), 303)
    return _my_page(book)


def _my_page(book: OpenBook) -> str:
    library = services().library
    with book.store() as store:
        receive_last(store, book.opened())
        receive_late(store, book.opened())
        situation = read_situation(store, book)
        answered = find_answered(store, situation)
        late = tell_late(store, situation)
        again = tell_again(store, situation)
        name = situation.statement_of(library.own_name)
        older = _read_older_copy(store)
        code_used = read_code_use(store, situation, book)
        tried = read_wrong_tries(store, situation)
    pages_now = list_pages(library.steps.values(), situation.held)
    following = find_first(pages_now, answered)
    chapters = [
        (chapter, _first_page(chapter.steps, situation.held, answered), progress)
        for chapter in library.chapters
        if (progress := measure_progress(chapter, answered, situation.held)).total
    ]
    return render_template(
        "start/my_page.html",
        name=name.words if name else "",
        older=older,
        code_used=code_used,
        tried=tried,
        late=late,
        again=again,
        today=library.only("today"),
        chapters=chapters,
        go_on=address(following) if following else None,
        has_words=bool(situation.statements),
    )


def _read_older_copy(store: Store) -> OlderCopy | None:
    """What is to be told about this copy. It is told once: the person goes on with it, it is their book."""
    older = store.older_copy()
    if older:
        with suppress(NotKept):  # then it is told again
            store.set_told()
    return older


def read_code_use(store: Store, situation: Situation, book: OpenBook) -> datetime | None:
    """When the recovery code was used, if it may be told now: to who opened by a lock, and with nobody here
    who could be the worry.
    """
    asked = situation.visit.presence is not None
    return store.code_use() if asked and not situation.held and not book.by_code else None


def _first_page(steps: tuple[Step, ...], held: frozenset[str], answered: frozenset[str]) -> str:
    path = list_pages(steps, held)
    return address(find_first(path, answered) or path[0])


@pages.get("/q")
@needs_book
def quick(book: OpenBook) -> Response:
    """The five-minute path, from its first page without an answer."""
    with book.store() as store:
        situation = read_situation(store, book)
        answered = find_answered(store, situation)
    path = list_pages((step for step in services().library.steps.values() if step.quick), situation.held)
    following = find_first(path, answered)
    return redirect(address(following, True) if following else "/", 303)


@pages.post("/open")
@reachable("no-book", "book", "new-lock")
def open_book() -> Response | str:
    """A door, then its lock: the same pages for every door."""
    opened = try_lock(url_for("doors.open_book"), "/")
    return enter(opened, request.form["door"]) if isinstance(opened, BookHandle) else opened


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
    _begin_session(opened.book)
    try:
        with services().vault.open_store(opened) as store:
            first, _, second = (store.setting("languages") or "").partition(" ")
            if first:
                choose_languages(first, second or None)
                session["other"] = store.setting("other") or ""
            open_hearing(store)
            note_wrong_tries(store, services().vault, door, own_tries)
            visit = begin_visit()
            with suppress(NotKept):  # a full disk must not keep anybody from reading their own words
                store.keep_visit(visit)
            idle = read_idle(store)
            to = _keep_waiting(store, opened)
    except (BookDamaged, BookTooNew) as trouble:
        kind = "too-new" if isinstance(trouble, BookTooNew) else "damaged"
        return make_response(render_template("problem.html", kind=kind, mark=""), 503)
    token = open_books.open(opened, idle, visit=visit, reach=reach, by_code=by_code, lock_later=lock_later)
    answer = redirect(to, 303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict", path="/")
    return answer


def _begin_session(book: str) -> None:
    """Nothing of the last session stays but what was chosen at the door: languages, how it is read.

    Its form token goes too: pages of before are known by the opening that they name, and a token that stayed
    would tell the next person whose tablet this was.
    """
    hearing = hearing_at_door()
    end_setup()
    begin_session("languages", "other")
    session.update(hearing)
    session[OF_BOOK] = book


def _keep_waiting(store: Store, opened: BookHandle) -> str:
    """Keep the words that waited for this book, and say where to go: to the last page's, if it may be seen.

    Only words that were sent with the lock lead there. What came after it may be anybody's.
    """
    who_is_here = address(services().library.who_is_here)
    receive_late(store, opened)
    waited = receive_last(store, opened)
    if not waited:
        return who_is_here
    if not store.unkept:  # else there is no room: they wait on
        flash(N_("Your words are kept."))
    return waited[-1].page if may_show(store, look_from_door(store), waited[-1]) else who_is_here
