"""Which language is this? The person says it with one tap, and their words stay as they are."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.model import Statement
from easyread.own_language import UNKNOWN
from easyread.pages.here import Here
from easyread.pages.language_choice import list_languages
from easyread.pages.my_words import is_held
from easyread.pages.statement import show
from easyread.views.addresses import address
from easyread.views.guards import in_book
from easyread.visit.named_language import name_language
from easyread.web.services import services

pages = Blueprint("which_language", __name__)


@pages.get("/w/<id:statement>/language")
@in_book
def ask(here: Here, statement: str) -> str:
    """The words, and what they may be in."""
    said = _find(here, statement)
    return render_template(
        "words/language.html",
        shown=show(here.store, here.situation, said),
        languages=list_languages(said),
        unknown=UNKNOWN,
        again="again" in request.args,
        back=_find_back(said, "again" in request.args),
    )


@pages.post("/w/<id:statement>/language")
@in_book
def keep(here: Here, statement: str) -> Response:
    """Keep it beside the words, and go back to where they were seen."""
    said, wanted = _find(here, statement), request.form.get("language", "")
    if wanted not in {UNKNOWN, *(language.code for language in list_languages(said))}:
        abort(404)
    name_language(here.store, here.situation, said, wanted)
    return redirect(_find_back(said, "again" in request.form), 303)


def _find(here: Here, wanted: str) -> Statement:
    """Own words, in any version, that may be seen now."""
    said = here.store.statement(wanted)
    return said if said and said.words and not is_held(here, said) else abort(404)


def _find_back(said: Statement, again: bool) -> str:
    """My words; ``again``: the page that reads the words back after they were said."""
    step = services().library.steps.get(said.step)
    return f"{address(step)}/back" if again and step else url_for("my_words.show_all", _anchor=f"s-{said.id}")
