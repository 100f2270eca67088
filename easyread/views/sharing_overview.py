"""Who can see what: the picture grid, one statement at a time, and one tap to stop."""

from __future__ import annotations

import msgspec
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.model import Statement
from easyread.pages.consequences import GIVEN_AWAY
from easyread.pages.here import Here
from easyread.pages.sharing_grid import Cell, make_grid
from easyread.pages.statement import show
from easyread.views.addresses import local
from easyread.views.guards import in_book
from easyread.visit.answered_again import set_aside
from easyread.visit.renderings import keep_again
from easyread.visit.sharing_terms import code, find
from easyread.visit.situation import new_id, now
from easyread.web.i18n import N_
from easyread.web.services import services

pages = Blueprint("sharing_overview", __name__)

STOPPABLE = ("yes", "new", "ask")  # what "Stop sharing" ends
STOPPED = N_("You stopped sharing this.")


@pages.post("/s/stop")
@in_book
def stop(here: Here) -> Response:
    """Stop sharing one statement with one reader, whatever it was for. One tap."""
    wanted, _, who = request.form.get("stop", "").partition(" ")
    said = _find_statement(here, wanted)
    reader = find(services().library.sharing.readers, who) or abort(404)
    page = local(request.form.get("here"))
    here.store.withdraw(said.id, reader.id, now())
    flash(STOPPED)
    flash(GIVEN_AWAY)
    return redirect(page, 303)


@pages.get("/s/all")
@in_book
def show_all(here: Here) -> str:
    """The picture grid: statements down, readers across."""
    grid = make_grid(here, here.list_asked())
    return render_template("sharing/all.html", grid=grid)


@pages.get("/s/<id:statement>")
@in_book
def show_statement(here: Here, statement: str) -> str:
    """Who can see this one statement."""
    said = _find_statement(here, statement)
    row = make_grid(here, [said]).rows[0]
    cells = [cell for group in row.cells for cell in group]
    return render_template(
        "sharing/statement.html",
        shown=show(here.store, here.situation, said),
        cells=[(cell, cell.decided in STOPPABLE and _is_last(cell, cells)) for cell in cells],
        code=code,
    )


@pages.post("/s/<id:statement>")
@in_book
def allow_asking(here: Here, statement: str) -> Response:
    """Words that are only for me become words that can be shared: a new version, still shared with nobody."""
    said = _find_statement(here, statement)
    opened = msgspec.structs.replace(said, id=new_id(), private=False)  # said then, beside those of then
    kept = keep_again(here.store, said, set_aside(here.store, here.situation, opened))
    return redirect(url_for("sharing_overview.show_statement", statement=kept.id), 303)


def _find_statement(here: Here, wanted: str) -> Statement:
    """A statement that may be talked about now; held back, taken back and unknown are all not here."""
    return next((said for said in here.list_asked() if said.id == wanted), None) or abort(404)


def _is_last(cell: Cell, cells: list[Cell]) -> bool:
    """One "Stop sharing" for each reader, after their last purpose that is shared."""
    shared = [one for one in cells if one.reader == cell.reader and one.decided in STOPPABLE]
    return shared[-1] == cell
