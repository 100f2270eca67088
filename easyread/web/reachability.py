"""When a page may be seen. It stands on its view, by a decorator; a view without one fails at the start.

A browser is in one state at each moment. Most views stand behind ``@needs_book``, ``@in_book`` or
``@reauthenticated`` (``views/guards.py``): they are reached with the whole book open, the last of them after
its lock was given again. All others say with :func:`reachable` in
which states. What a view then shows of the book is its own business: the card's page shows that card, and no
other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar, get_args

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from easyread.web.open_books import OpenBook, current

View = TypeVar("View", bound=Callable[..., object])

# A tablet in the room that has not joined (lan/entry.py). For all others: whether a book is open, and what of
# it may be reached, as ``open_books.Reach`` has it.
State = Literal["not-joined", "no-book", "book", "new-lock", "card"]
EVERYWHERE: tuple[State, ...] = get_args(State)  # for what shows nothing of any book
_OF_ANY_BOOK = frozenset(EVERYWHERE) - {"not-joined"}


def reachable(*states: State) -> Callable[[View], View]:
    """Let a view answer in these states, and in no other."""

    def allow(view: View) -> View:
        view.__dict__["reachable"] = frozenset(states)
        return view

    return allow


def find_states(endpoint: str | None) -> frozenset[State]:
    """The states in which an endpoint answers: none that it does not say, and none for no page of ours."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "reachable", frozenset())


def check_views(app: Flask) -> None:
    """Every endpoint says when it may be seen. Raises :class:`RuntimeError` that names one that does not."""
    for endpoint, view in app.view_functions.items():
        if not getattr(view, "reachable", None):
            raise RuntimeError(f"{endpoint} does not say when it may be seen (easyread/web/reachability.py)")


def stay_in_reach() -> Response | None:
    """Before every view: what this browser may not reach now leads to what it may."""
    states = find_states(request.endpoint)
    if states >= _OF_ANY_BOOK:
        return None  # no book is looked up for it
    book = current()
    if book is None or book.reach in states or (book.whole and request.endpoint is None):
        return None  # without a book: views/guards.py, behind the look at the form's token
    return show_only_page(book)


def show_only_page(book: OpenBook) -> Response:
    """To the page of what may be reached."""
    if book.reach == "card":
        return redirect(url_for("saved_cards.hand_over", card=book.card), 303)
    return redirect(url_for("change_lock.begin") if book.reach == "new-lock" else "/", 303)
