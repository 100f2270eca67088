"""Pages that need an open book. Without one, words that were sent are kept or given back, never dropped."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from easyread.web.drafts import find_texts, keep_page, page_of
from easyread.web.unlocked import OpenBook, current

P = ParamSpec("P")
Answer = Response | str


def not_kept() -> Response:
    """Words that cannot be kept anywhere go back onto the page, with one plain sentence.

    It may be another person's book that is open now, so nothing on this page can be kept from it.
    """
    texts = find_texts(request.form)
    if not texts:
        return make_response(render_template("problem.html", kind="again", mark=""), 400)
    return make_response(render_template("not_kept.html", texts=texts, shown_on=""), 409)


def no_room() -> Response:
    """The disk is full or read only: the words stay on the page, and every way off it tries again."""
    texts = find_texts(request.form)
    if not texts:
        return make_response(render_template("problem.html", kind="not-kept", mark=""), 507)
    page = page_of(request.form) or ""
    return make_response(render_template("not_kept.html", texts=texts, shown_on=page), 507)


def no_locks() -> Response:
    """No lock opens on this device now, at any door; recovery codes do."""
    return make_response(render_template("problem.html", kind="no-locks", mark=""), 503)


def show_doors() -> Response:
    """The book is locked: hold the words that came, and show the doors."""
    g.open_book = None
    if request.method == "POST" and not keep_page():
        return not_kept()
    return redirect("/", 303)


def needs_book(view: Callable[Concatenate[OpenBook, P], Answer]) -> Callable[P, Answer]:
    """Give the view the open book; without one, the doors."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Answer:
        book = current()
        return show_doors() if book is None else view(book, *args, **kwargs)

    return guarded
