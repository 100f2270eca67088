"""What others wrote of my words: all can be seen, and the person says of each if it is what they mean."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.additions import list_renderings
from easyread.pages.here import Here
from easyread.pages.my_words import find_statement
from easyread.pages.statement import list_beside, show
from easyread.views.guards import in_book
from easyread.visit.answers import has_own_language
from easyread.visit.attachments import find_voice
from easyread.visit.renderings import keep_read_back

pages = Blueprint("renderings", __name__)

ANSWERS = {"agree": True, "dispute": False, "unsure": None}  # the field that an answer is sent in


@pages.get("/w/<id:statement>/others")
@in_book
def show_all(here: Here, statement: str) -> str:
    """The original, and beside it every rendering: each author's, and those that were replaced."""
    said = find_statement(here, statement) or abort(404)
    beside = list_beside(said, here.list_additions(), older=True)
    return render_template(
        "words/others.html",
        shown=show(here.store, here.situation, said),
        beside=[one for one in reversed(beside) if not one.older],
        older=[one for one in reversed(beside) if one.older],
        can_render=has_own_language(said),
        voice=find_voice(here.store, said),
    )


@pages.post("/w/<id:statement>/others")
@in_book
def say_of_one(here: Here, statement: str) -> Response:
    """The person heard exactly this rendering, and says: that is what I mean, that is not, I do not know."""
    said = find_statement(here, statement) or abort(404)
    sent = {request.form.get(name, ""): agrees for name, agrees in ANSWERS.items()}
    there = list_renderings(said, here.list_additions(), older=True)
    heard = next((one for one in there if one.id in sent), None) or abort(404)
    keep_read_back(here.store, here.situation, heard, agrees=sent[heard.id])
    return redirect(url_for("renderings.show_all", statement=said.id, _anchor=f"r-{heard.id}"), 303)
