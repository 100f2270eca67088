"""Words that came after the lock: see them, add them to what is written, or take them away."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.pages.here import Here
from easyread.views.guards import in_book
from easyread.views.sent_page import page_of, read_draft, read_sent
from easyread.visit.drafts import keep_draft
from easyread.visit.late_words import Late, drop_late, list_late, use_late
from easyread.web.services import services

pages = Blueprint("late_words", __name__)


@pages.get("/a")
@in_book
def show(here: Here) -> Response | str:
    """All of them that may be seen now."""
    late = list_late(here.store, here.situation)
    return render_template("late/all.html", late=late) if late else redirect("/", 303)


@pages.post("/a/<id:wanted>/use")
@in_book
def use(here: Here, wanted: str) -> Response:
    """Add them to what is written on their page, and go there; without such a page they stay (404)."""
    late = _find(here, wanted)
    if not late.has_place:
        abort(404)
    page = late.words.page
    sent = read_sent(page) if page_of(request.form) == page else None
    use_late(here.store, here.situation, late, sent)
    return redirect(page + ("?q=1" if "quick" in request.form else ""), 303)


@pages.post("/a/<id:wanted>/away")
@in_book
def take_away(here: Here, wanted: str) -> Response:
    """Delete them, and stay: what is on the page is kept."""
    late, page, draft = _find(here, wanted), page_of(request.form), read_draft(request.form)
    with here.store.together():
        if draft:
            keep_draft(here.store, services().library, draft)
        drop_late(here.store, late)
    quick = "?q=1" if page and "quick" in request.form else ""
    return redirect((page or url_for(".show")) + quick, 303)


def _find(here: Here, wanted: str) -> Late:
    """Unknown, and not to be seen now, are the same: not here (404)."""
    late = list_late(here.store, here.situation)
    return next((one for one in late if one.words.id == wanted), None) or abort(404)
