"""My book: change its lock, get a new code, renew it when somebody knows the lock, delete it.

Where harm could follow, the lock is given again first.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.book.vault import BookHandle
from easyread.pages.consequences import WAYS
from easyread.views.company import keep_company
from easyread.views.guards import needs_book, reauthenticated
from easyread.views.sent_page import read_situation
from easyread.views.unlocking import try_lock
from easyread.visit.code_use import read_code_use
from easyread.visit.company import say_who_is_here
from easyread.web.browser_sessions import begin_session
from easyread.web.open_books import COOKIE, OpenBook
from easyread.web.reachability import reachable
from easyread.web.reading import forget_reading, keep_at_doors, reading
from easyread.web.reauthentication import end_permit, permit
from easyread.web.services import services
from easyread.web.setups import Setup

pages = Blueprint("my_book", __name__)

_AFTER_LOCK = {
    "change_lock": "change_lock.choose_door",
    "renew": "change_lock.choose_door",
    "words": "backup.show_words",
    "delete": "my_book.ask_delete",
}


@pages.get("/k")
@needs_book
def show_ways(_: OpenBook) -> str:
    """All that can be done with the whole book."""
    return render_template("keys/ways.html", ways=WAYS)


@pages.post("/k/seen")
@needs_book
def see_code_use(book: OpenBook) -> Response:
    """The person has seen that their recovery code was used."""
    with book.store() as store:
        if read_code_use(store, read_situation(store, book), book.by_code):  # else it has not been told
            store.set_code_use_seen()
    return redirect("/", 303)


@pages.get("/k/<way(change_lock, renew, new_code, copy, words, delete):way>")
@needs_book
def show_way(_: OpenBook, way: str) -> str:
    """What one of them does, before it is done."""
    is_file = way == "copy"
    to = url_for("backup.send_copy") if is_file else url_for(".open_again", way=way)
    return render_template("keys/way.html", way=WAYS[way], to=to, back=url_for(".show_ways"), file=is_file)


@pages.get("/k/<way(change_lock, renew, new_code, words, delete, gone):way>/o")
@needs_book
def open_again(_: OpenBook, way: str) -> str:
    """The lock again: its door first."""
    library = services().library
    back = library.who_is_here.page if way == "gone" else url_for(".show_way", way=way)
    return render_template("keys/door.html", doors=library.doors, back=back)


@pages.post("/k/<way(change_lock, renew, new_code, words, delete, gone):way>/o")
@needs_book
def try_again(book: OpenBook, way: str) -> Response | str:
    """The door, then its lock; then what was asked for."""
    here = url_for(".open_again", way=way)
    opened = try_lock(here, here, book.book)
    if not isinstance(opened, BookHandle):
        return opened
    if way == "new_code":
        return _show_new_code(opened)
    if way == "gone":
        return _keep_who_stays(book)
    permit(book, way)
    return redirect(url_for(_AFTER_LOCK[way], way=way if way in ("change_lock", "renew") else None), 303)


def _keep_who_stays(book: OpenBook) -> Response:
    """Somebody has gone: from now on more may be seen."""
    if not book.staying:
        return redirect(services().library.who_is_here.page, 303)
    with book.store() as store:
        visit = say_who_is_here(read_situation(store, book).visit, book.staying)
        keep_company(book, visit, partial(store.keep_visit, visit))
    book.staying = ()
    book.company += 1
    end_permit(book)
    return redirect("/", 303)


def _show_new_code(opened: BookHandle) -> Response:
    """A new code, unless one is still waiting to be kept. The old one stops when it is."""
    setups = services().setups
    if not setups.find_code(opened.book):
        setups.keep_code(opened.book, services().vault.new_code(opened))
    return redirect(url_for("new_book.show_code"), 303)


@pages.get("/k/d/y")
@reauthenticated("delete")
def ask_delete(_: OpenBook, __: Setup) -> str:
    """Are you sure? And what it does not reach."""
    return render_template("keys/sure.html")


@pages.post("/k/d/y")
@reauthenticated("delete")
def delete(book: OpenBook, _: Setup) -> Response:
    """Delete the book, for good. Its own words that wait in memory go too."""
    if request.form.get("sure") != "yes":
        return redirect(url_for(".show_way", way="delete"), 303)
    services().vault.delete(book.opened())
    end_permit(book)
    services().open_books.lock(request.cookies.get(COOKIE))
    services().open_books.forget_book(book.book)
    services().setups.forget_code(book.book)
    last = reading()
    begin_session()
    keep_at_doors(last)
    answer = make_response(redirect(url_for(".show_gone"), 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.get("/k/g")
@reachable("no-book", "book")
def show_gone() -> str:
    """The book is deleted. The page says nothing of any book: anybody can look at it.

    It is the last one in the languages that the book had.
    """
    told = render_template("keys/gone.html")
    forget_reading()
    return told
