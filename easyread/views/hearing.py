"""How it is read to me: how fast, with its words marked, by touch, by a voice of this device."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from easyread.changes import merge_fields
from easyread.model import Fields
from easyread.views.addresses import local
from easyread.web.given import GIVEN, read_given
from easyread.web.hearing import PACES, SWITCHES, Hearing, choose_hearing, find_pace, hearing
from easyread.web.i18n import N_
from easyread.web.reachability import reachable

pages = Blueprint("hearing", __name__)

# One line for each of PACES; each is heard as fast as it says.
LINES = {
    "slow": N_("Read slowly to me"),
    "usual": N_("Read at the usual speed"),
    "quick": N_("Read fast to me"),
}


@pages.get("/v")
@reachable("not-joined", "no-book", "book", "new-lock")
def ask() -> str:
    """Three speeds, and what can be switched on or off."""
    paces = [(place, pace, LINES[pace]) for place, pace in enumerate(PACES, 1)]
    back = local(request.args.get("from"))
    return render_template("hearing.html", paces=paces, chosen=hearing(), back=back)


@pages.post("/v")
@reachable("not-joined", "no-book", "book", "new-lock")
def choose() -> Response:
    """It holds at once; in an open book also at every later opening. What another tab chose since stays."""
    now = hearing()
    there: Fields = {"choice": [now.pace]}
    for field, names in SWITCHES.items():
        there[field] = [name for name in names if getattr(now, name)]
    sent = {field: request.form.getlist(field) for field in there}
    chosen = merge_fields(there, sent, read_given(request.form.get(GIVEN, "")), SWITCHES)
    on = {name: name in chosen[field] for field, names in SWITCHES.items() for name in names}
    choose_hearing(Hearing(pace=find_pace("".join(chosen["choice"])), **on))
    return redirect(local(request.form.get("from")), 303)
