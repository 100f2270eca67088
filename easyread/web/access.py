"""Pages that need an open book. Without one, words that were sent are kept or given back, never dropped."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from easyread.web.drafts import keep_page, read_fields
from easyread.web.unlocked import OpenBook, current

P = ParamSpec("P")
Answer = Response | str


def not_kept(code: int = 409) -> Response:
    """Words that could not be kept anywhere go back onto the page, with one plain sentence."""
    words = [value for values in read_fields(request.form).values() for value in values if value.strip()]
    return make_response(render_template("not_kept.html", words=words), code)


def needs_book(view: Callable[Concatenate[OpenBook, P], Answer]) -> Callable[P, Answer]:
    """Give the view the open book; when it is locked, hold the words that came and show the doors."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Answer:
        book = current()
        if book is not None:
            return view(book, *args, **kwargs)
        if request.method == "POST" and not keep_page():
            return not_kept()
        return redirect("/", 303)

    return guarded
