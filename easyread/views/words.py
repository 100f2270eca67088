"""My words: see them, hear them, see the older ones, take them back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from easyread.journey import find_first, list_pages
from easyread.views.overview import GIVEN_AWAY
from easyread.web.lines import mark
from easyread.web.mine import describe, find_statement, group_mine, is_held
from easyread.web.opened import Here, in_book
from easyread.web.parts import parts
from easyread.web.path import address
from easyread.web.shown import show
from easyread.web.situation import find_answered, now

pages = Blueprint("words", __name__)

TOOK_BACK = mark("You took it back.")


@pages.get("/w")
@in_book
def show_all(here: Here) -> str:
    """Everything said so far that may be seen now."""
    steps = list_pages(parts().library.steps.values(), here.situation.held)
    first = find_first(steps, find_answered(here.store, here.situation))
    start = address(first) if first else url_for("start.first_page")
    return render_template("words/all.html", groups=group_mine(here), start=start)


@pages.get("/w/<string(length=32):statement>/old")
@in_book
def show_old(here: Here, statement: str) -> str:
    """All versions of one answer, the oldest first."""
    said = find_statement(here, statement) or abort(404)
    versions = list(describe(here, [one for one in here.store.versions(said.step) if not is_held(here, one)]))
    return render_template("words/old.html", versions=versions, now=said)


@pages.get("/w/<string(length=32):statement>/back")
@in_book
def ask_back(here: Here, statement: str) -> str:
    """Do you want to take this back?"""
    said = find_statement(here, statement) or abort(404)
    return render_template("words/back.html", shown=show(here.store, said))


@pages.post("/w/<string(length=32):statement>/back")
@in_book
def take_back(here: Here, statement: str) -> Response:
    """Take it back. It stays among the older words. A second tap changes nothing."""
    said = here.store.statement(statement)
    if said is None or is_held(here, said):
        abort(404)
    if said.taken_back is None:
        if find_statement(here, statement) is None:  # other words have followed these: nothing to take back
            abort(404)
        here.store.take_back(said.id, now())
        flash(TOOK_BACK)
        flash(GIVEN_AWAY)
    return redirect(url_for("words.show_all"), 303)
