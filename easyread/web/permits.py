"""What is under way, in memory and for half an hour at most: a set-up, and what the lock was given again for.

A set-up belongs to the browser, because it has no book yet. That a lock was given again belongs to the
opening of that book, and ends with it.
"""

from __future__ import annotations

from flask import session

from easyread.web.beginnings import Beginning
from easyread.web.parts import parts
from easyread.web.sessions import CHOSEN_AT_DOOR, begin_session
from easyread.web.unlocked import OpenBook

_SETUP = "beginning"  # in the session: a random token


def begin_setup(used: str = "", code: str = "") -> None:
    """Begin to set up a new book, or to open one by its code; what was begun before is forgotten."""
    end_setup()
    begin_session(*CHOSEN_AT_DOOR, "csrf_token")
    session[_SETUP] = parts().beginnings.begin(used=used, code=code)


def find_setup() -> Beginning | None:
    """What this browser is setting up."""
    return parts().beginnings.find(session.get(_SETUP))


def end_setup() -> None:
    """It was done, or left."""
    parts().beginnings.end(session.pop(_SETUP, None))


def permit(book: OpenBook, way: str) -> None:
    """From now on this may be done with this book; what was permitted before is not any more."""
    end_permit(book)
    book.permit = parts().beginnings.begin(way, book.book)


def find_permit(book: OpenBook, way: str) -> Beginning | None:
    """What is under way with this book, if its lock was given again for it."""
    begun = parts().beginnings.find(book.permit)
    return begun if begun and (begun.book, begun.way) == (book.book, way) else None


def end_permit(book: OpenBook) -> None:
    """It was done."""
    parts().beginnings.end(book.permit)
    book.permit = ""
