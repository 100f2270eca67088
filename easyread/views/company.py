"""Who is here, for this opening of the book: what may be seen hangs on it, also where nothing can be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from easyread.book.errors import NotKept
from easyread.model import Visit
from easyread.web.open_books import OpenBook

T = TypeVar("T")


def keep_company(book: OpenBook, visit: Visit, keep: Callable[[], T]) -> T | None:
    """Give what ``keep`` gives, which keeps in the book who is here; ``None``: the book could not be written.

    Then ``visit`` holds in memory, until the book is locked.
    """
    try:
        kept = keep()
    except NotKept:
        book.visit = visit
        return None
    book.visit = replace(book.visit, presence=None)  # from now on the book says it
    return kept
