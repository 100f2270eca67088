"""That a lock was given again: remembered in memory, for one way and one book, for half an hour at most."""

from __future__ import annotations

from flask import session

from easyread.web.beginnings import Beginning
from easyread.web.parts import parts
from easyread.web.unlocked import OpenBook

_CHANGING = "changing"  # in the session: a random token


def permit(book: OpenBook, way: str) -> None:
    """From now on this may be done with this book; what was permitted before is not any more."""
    end_permit()
    session[_CHANGING] = parts().beginnings.begin(way, book.book)


def find_permit(book: OpenBook, way: str) -> Beginning | None:
    """What is under way with this book, if its lock was given again for it."""
    begun = parts().beginnings.find(session.get(_CHANGING))
    return begun if begun and (begun.book, begun.way) == (book.book, way) else None


def end_permit() -> None:
    """It was done."""
    parts().beginnings.end(session.pop(_CHANGING, None))
