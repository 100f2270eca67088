"""Their words, then English: the interpreter's English stands beside the original, never instead of it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.book.vault import NotKept
from easyread.kinds.interpreter import UNTRAINED
from easyread.languages import ENGLISH
from easyread.model import Statement
from easyread.pages.here import Here
from easyread.pages.my_words import find_statement, is_held
from easyread.pages.provenance import find_kind
from easyread.pages.rendering_choices import list_modes, list_writers
from easyread.pages.statement import show
from easyread.views.guards import in_book
from easyread.views.sent_page import read_page, read_sent
from easyread.views.troubles import NOT_KEPT, TOO_LONG, tell_of_tabs
from easyread.visit.answers import has_own_language
from easyread.visit.drafts import keep_draft
from easyread.visit.late_words import list_late
from easyread.visit.rendering_pages import keep_written
from easyread.visit.renderings import SentRendering
from easyread.web.forms import TooLong
from easyread.web.services import services

pages = Blueprint("interpreter", __name__)


@pages.get("/w/<id:statement>/english")
@in_book
def show_english(here: Here, statement: str) -> str:
    """The original, and what is in English so far."""
    said = find_statement(here, statement)
    if said is None or not has_own_language(said):
        abort(404)
    fields = read_page(here.store, here.situation, request.path)
    return _render(here, said, {name: values[0] for name, values in fields.items() if values})


@pages.post("/w/<id:statement>/english")
@in_book
def keep_english(here: Here, statement: str) -> Response:
    """Keep the English beside the original.

    Also beside words that were changed or taken back a moment ago: what the interpreter wrote is kept.
    """
    said = here.store.statement(statement)
    if said is None or not has_own_language(said):
        abort(404)
    if is_held(here, said):  # somebody came in: nothing is shown, and nothing is lost
        keep_draft(here.store, services().library, read_sent(request.path))
        abort(404)
    try:
        kept, told = keep_written(here.store, here.situation, said, read_sent(request.path), _read)
        tell_of_tabs(told)
    except TooLong:
        return make_response(_render(here, said, request.form, TOO_LONG), 413)
    except NotKept:
        return make_response(_render(here, said, request.form, NOT_KEPT), 507)
    if not kept:
        return redirect(url_for("my_words.show_all", _anchor=f"s-{said.id}"), 303)
    return redirect(url_for("renderings.show_all", statement=said.id), 303)


def _read(fields: Mapping[str, str]) -> SentRendering:
    english, who, note, mode = (fields.get(name, "") for name in ("english", "who", "note", "mode"))
    return SentRendering(english, who, ENGLISH, note, mode)


def _render(here: Here, said: Statement, given: Mapping[str, str], trouble: str = "") -> str:
    interpreter = here.situation.interpreter
    return render_template(
        "words/english.html",
        shown=show(here.store, here.situation, said),
        given=given,
        trouble=trouble,
        late=list_late(here.store, here.situation, request.path),
        kind=find_kind(services().library, interpreter.kind) if interpreter else None,
        who=services().library.find_only("interpreter"),
        untrained=interpreter is not None and interpreter.kind == UNTRAINED,
        writers=list_writers(here.situation, services().library),
        modes=list_modes(),
    )
