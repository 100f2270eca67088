"""My words: see them, hear them, see the older ones, take them back."""

from __future__ import annotations

import msgspec
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from easyread.journey import find_first, list_pages
from easyread.pages.consequences import GIVEN_AWAY
from easyread.pages.here import Here
from easyread.pages.my_words import describe, find_statement, group_mine, is_held, list_versions
from easyread.pages.statement import show
from easyread.views.addresses import address
from easyread.views.guards import in_book
from easyread.visit.answered_again import end_telling
from easyread.visit.renderings import keep_again
from easyread.visit.situation import find_answered, new_id, now
from easyread.web.i18n import N_
from easyread.web.services import services

pages = Blueprint("my_words", __name__)

TOOK_BACK = N_("You took it back.")
USED = N_("These are my words now.")


@pages.get("/w")
@in_book
def show_all(here: Here) -> str:
    """Everything said so far that may be seen now."""
    steps = list_pages(services().library.steps.values(), here.situation.held)
    first = find_first(steps, find_answered(here.store, here.situation))
    start = address(first) if first else url_for("doors.first_page")
    return render_template("words/all.html", groups=group_mine(here), start=start)


@pages.get("/w/<id:statement>/old")
@in_book
def show_old(here: Here, statement: str) -> str:
    """All versions of one answer, the oldest first."""
    said = find_statement(here, statement) or abort(404)
    versions = list(describe(here, list_versions(here, said)))
    end_telling(here.store, here.situation, said.step)
    return render_template("words/old.html", versions=versions, now=said, alone=here.situation.alone)


@pages.post("/w/<id:statement>/use")
@in_book
def use(here: Here, statement: str) -> Response:
    """An answer that stands aside becomes the answer, as it was said then: that is said alone."""
    said = here.store.statement(statement)
    if said is None or not said.aside or said.taken_back or is_held(here, said) or not here.situation.alone:
        abort(404)
    kept = keep_again(here.store, said, msgspec.structs.replace(said, id=new_id(), aside=False))
    flash(USED)
    return redirect(url_for("my_words.show_old", statement=kept.id), 303)


@pages.get("/w/<id:statement>/back")
@in_book
def ask_back(here: Here, statement: str) -> str:
    """Do you want to take this back?"""
    said = find_statement(here, statement) or abort(404)
    return render_template("words/back.html", shown=show(here.store, here.situation, said))


@pages.post("/w/<id:statement>/back")
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
    return redirect(url_for("my_words.show_all"), 303)
