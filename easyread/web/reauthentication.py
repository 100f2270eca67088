"""What is under way, in memory and for half an hour at most: a set-up, and what the lock was given again for.

A set-up belongs to the browser, because it has no book yet. That a lock was given again belongs to the
opening of that book, and ends with it.
"""

from __future__ import annotations

from flask import session

from easyread.book.vault import make_code
from easyread.web.browser_sessions import AT_DOORS, OF_BOOK, TAPPED, begin_session
from easyread.web.open_books import OpenBook
from easyread.web.services import services
from easyread.web.setups import Setup

_SETUP = "setup"  # in the session: a random token


def begin_setup() -> None:
    """Begin to set up a new book; what was begun before is forgotten."""
    _begin_anew()
    session[_SETUP] = services().setups.begin()


def begin_recovery(book: str, used: str) -> None:
    """Begin to open a book by the code ``used``, which was right: a new one is to take its place.

    What was begun before is forgotten.
    """
    _begin_anew()
    code = make_code()
    session[_SETUP], session[OF_BOOK] = services().setups.begin(book, used, code), book


def _begin_anew() -> None:
    end_setup()
    begin_session(AT_DOORS, TAPPED, "csrf_token")


def find_setup() -> Setup | None:
    """What this browser is setting up."""
    return services().setups.find(session.get(_SETUP))


def end_recovery() -> None:
    """Whoever gave a right code went to the doors: nobody after them may open the book by a tap."""
    if (begun := find_setup()) and begun.used:
        end_setup()


def end_setup() -> None:
    """It was done, or left."""
    services().setups.end(session.pop(_SETUP, None))


def permit(book: OpenBook, way: str) -> None:
    """From now on this may be done with this book; what was permitted before is not any more."""
    book.permit = services().setups.permit(way, book.book)


def find_permit(book: OpenBook, way: str) -> Setup | None:
    """What is under way with this book, if its lock was given again for this."""
    begun = book.permit
    if begun is None or begun.way != way or services().setups.is_over(begun):
        return None
    return begun


def end_permit(book: OpenBook) -> None:
    """It was done."""
    book.permit = None
