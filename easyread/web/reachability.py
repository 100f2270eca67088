"""Which views answer while a browser may not reach the whole of its open book.

A view answers only when the whole book may be reached, unless it says otherwise with :func:`reachable`. What
it then shows of the book is its own business: the card's page shows that card, and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, get_args

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from easyread.web.open_books import OpenBook, Reach, current

View = TypeVar("View", bound=Callable[..., object])

EVERYWHERE: tuple[Reach, ...] = get_args(Reach)  # for what shows nothing of any book


def reachable(*reaches: Reach) -> Callable[[View], View]:
    """Let a view answer in these states too."""

    def allow(view: View) -> View:
        view.__dict__["reachable"] = frozenset(reaches)
        return view

    return allow


def stay_in_reach() -> Response | None:
    """Before every view: what this browser may not reach now leads to what it may."""
    view = current_app.view_functions.get(request.endpoint or "")
    allowed: frozenset[Reach] = getattr(view, "reachable", frozenset())
    if request.endpoint == "static" or allowed.issuperset(EVERYWHERE):
        return None  # no book is looked up for it
    book = current()
    if book is None or book.whole or book.reach in allowed:
        return None
    return show_only_page(book)


def show_only_page(book: OpenBook) -> Response:
    """To the page of what may be reached."""
    if book.reach == "card":
        return redirect(url_for("card_making.saved_cards.hand_over", card=book.card), 303)
    return redirect(url_for("change_lock.begin"), 303)
