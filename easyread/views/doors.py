"""The doors, and my page. Nothing here says whether a door has a book behind it."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.book.store import OlderCopy, Store
from easyread.book.vault import BookHandle, NotKept
from easyread.journey import find_first, list_pages, measure_progress
from easyread.model import Step
from easyread.views.addresses import address, end_change
from easyread.views.guards import needs_book
from easyread.views.last_words import receive_last
from easyread.views.opening import enter
from easyread.views.sent_page import read_situation
from easyread.views.unlocking import try_lock
from easyread.visit.answered_again import tell_again
from easyread.visit.code_use import read_code_use
from easyread.visit.late_words import have_no_page, receive_late, tell_late
from easyread.visit.situation import find_answered
from easyread.visit.wrong_tries import read_wrong_tries
from easyread.web.open_books import OpenBook, current
from easyread.web.reachability import reachable
from easyread.web.reauthentication import end_recovery
from easyread.web.services import services

pages = Blueprint("doors", __name__)


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
    end_change()
    return _my_page(book)


def _my_page(book: OpenBook) -> str:
    library = services().library
    with book.store() as store:
        receive_last(store, book.opened())
        receive_late(store, library, book.waiting, book.opened())
        situation = read_situation(store, book)
        answered = find_answered(store, situation)
        late, beside = tell_late(store, situation), have_no_page(store, situation)
        again = tell_again(store, situation)
        name = situation.statement_of(library.own_name)
        older = _read_older_copy(store)
        code_used = read_code_use(store, situation, book.by_code)
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
        name=name if name and name.words else None,
        older=older,
        code_used=code_used,
        tried=tried,
        late=late,
        beside=beside,
        again=again,
        today=library.only("today"),
        chapters=chapters,
        card_chapter=library.chapter_of(library.only("card").id),
        go_on=address(following) if following else None,
    )


def _read_older_copy(store: Store) -> OlderCopy | None:
    """What is to be told about this copy. It is told once: the person goes on with it, it is their book."""
    older = store.older_copy()
    if older:
        with suppress(NotKept):  # then it is told again
            store.set_told()
    return older


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
