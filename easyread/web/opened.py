"""The open book of a request, as the pages of sharing and of the card get it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec

from werkzeug.wrappers import Response

from easyread.additions import Additions
from easyread.book.store import Store
from easyread.model import Statement
from easyread.sharing import shareable
from easyread.web.access import needs_book
from easyread.web.parts import parts
from easyread.web.shown import read_additions
from easyread.web.situation import Situation, read_situation
from easyread.web.unlocked import OpenBook

P = ParamSpec("P")


class Here(NamedTuple):
    """The book that is open, for one request, and where the person is in it."""

    store: Store
    situation: Situation

    def list_asked(self) -> list[Statement]:
        """What sharing is about, in the order of the journey; nothing that is held back now."""
        return shareable(self.situation.statements, parts().library.steps, self.situation.held)

    def list_additions(self) -> Additions:
        """What stands beside everything said."""
        return read_additions(self.store)


def in_book(view: Callable[Concatenate[Here, P], Response | str]) -> Callable[P, Response | str]:
    """Give a view the open book, with its store for the whole request."""

    @needs_book
    @wraps(view)
    def open_first(book: OpenBook, /, *args: P.args, **kwargs: P.kwargs) -> Response | str:
        with book.store() as store:
            return view(Here(store, read_situation(store, book)), *args, **kwargs)

    return open_first
