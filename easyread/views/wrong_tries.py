"""Somebody tried to open my book: the person has seen it."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from easyread.pages.here import Here
from easyread.views.guards import in_book
from easyread.visit.wrong_tries import set_seen

pages = Blueprint("wrong_tries", __name__)


@pages.post("/t")
@in_book
def set_told(here: Here) -> Response:
    """It is not told again."""
    if here.situation.alone:  # otherwise nobody was told
        set_seen(here.store)
    return redirect("/", 303)
