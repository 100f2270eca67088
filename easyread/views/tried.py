"""Somebody tried to open my book: the person has seen it."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from easyread.web.opened import Here, in_book
from easyread.web.wrongtries import set_seen

pages = Blueprint("tried", __name__)


@pages.post("/t")
@in_book
def set_told(here: Here) -> Response:
    """It is not told again."""
    if here.situation.alone:  # otherwise nobody was told
        set_seen(here.store)
    return redirect("/", 303)
