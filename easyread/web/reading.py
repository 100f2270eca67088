"""In which languages the pages are, and how they are read: it comes with a book, and goes with it.

While a book is open, it stands with that opening, in memory, and in the book's settings. So whatever locks
the book takes it off the pages in the same moment, and the doors are as on a device where nobody was.

What is chosen at the doors is the browser's, for who looks for their own door. It goes into the book that
they open, if that has none of its own. It ends with Exit, the lock, the neutral page, or the time until a
lock.
"""

from __future__ import annotations

from contextlib import suppress

from flask import g, session
from msgspec.structs import replace

from easyread.book.clock import seconds_here
from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.model import Reading
from easyread.web.browser_sessions import AT_DOORS, TAPPED
from easyread.web.open_books import current
from easyread.web.reauthentication import find_setup
from easyread.web.services import services


def reading() -> Reading:
    """How this request's person reads."""
    book = current()
    return book.reading if book else reading_at_doors()


def reading_at_doors() -> Reading:
    """What was chosen in this browser while no book was open."""
    chosen: Reading = session.get(AT_DOORS, Reading())
    return chosen


def choose_reading(**chosen: str) -> None:
    """It holds at once: with the book that is open, and in it; at the doors, for this browser."""
    _forget_page()
    book, now = current(), replace(reading(), **chosen)
    if book is None:
        keep_at_doors(now)
        return
    book.reading = now
    if book.whole:
        # With no room on the disk it still holds, until the book is locked.
        with suppress(NotKept), book.store() as store:
            keep_reading(store, **chosen)


def keep_at_doors(chosen: Reading) -> None:
    """It holds in this browser while no book is open in it."""
    session[AT_DOORS], session[TAPPED] = chosen, seconds_here()


def keep_reading(store: Store, **chosen: str) -> None:
    """It comes back each time that this book is opened."""
    with store.together():
        for name, value in chosen.items():
            store.set_setting(name, value)


def open_reading(store: Store, at_doors: Reading) -> Reading:
    """What a book brings; where its person chose nothing, what was chosen at the doors."""
    brought = at_doors
    if languages := store.setting("languages"):
        brought = replace(brought, languages=languages, other=store.setting("other") or "")
    return replace(brought, hearing=store.setting("hearing") or brought.hearing)


def forget_reading() -> None:
    """Whoever comes to the doors next finds them as on a fresh device."""
    session.pop(AT_DOORS, None)
    session.pop(TAPPED, None)
    _forget_page()


def _forget_page() -> None:
    """What was found for the page of this request holds no more."""
    for found in ("page_languages", "seen"):
        g.pop(found, None)


def is_over() -> bool:
    """Was something chosen at the doors, and did nobody tap there for the time until a lock?

    Not while a book is being made, or opened by its code: that takes its own time, and ends by itself.
    """
    if AT_DOORS not in session or current() is not None:
        return False
    last, now = session[TAPPED], seconds_here()
    session[TAPPED] = now
    return now - last > services().open_books.idle and find_setup() is None
