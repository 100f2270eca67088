"""What I said with my voice, written down by me or by somebody else: beside the voice, never instead."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.book.vault import NotKept
from easyread.model import Attachment, Statement
from easyread.pages.here import Here
from easyread.pages.my_words import find_statement, is_held
from easyread.pages.rendering_choices import list_scripts, list_writers
from easyread.pages.statement import show
from easyread.views.guards import in_book
from easyread.views.sent_page import read_page, read_sent
from easyread.views.troubles import NOT_KEPT, TOO_LONG, tell_of_tabs
from easyread.visit.attachments import find_voice
from easyread.visit.drafts import keep_draft
from easyread.visit.late_words import list_late
from easyread.visit.rendering_pages import keep_written
from easyread.visit.renderings import SentRendering
from easyread.web.forms import TooLong
from easyread.web.i18n import page_languages
from easyread.web.services import services

pages = Blueprint("transcripts", __name__)


@pages.get("/w/<id:statement>/said")
@in_book
def show_page(here: Here, statement: str) -> str:
    """The voice, and what is written down of it so far."""
    said = find_statement(here, statement) or abort(404)
    voice = find_voice(here.store, said) or abort(404)
    fields = read_page(here.store, here.situation, request.path)
    return _render(here, said, voice, {name: values[0] for name, values in fields.items() if values})


@pages.post("/w/<id:statement>/said")
@in_book
def keep(here: Here, statement: str) -> Response:
    """Keep the words beside the voice. Also beside one that was changed or taken back a moment ago."""
    said = here.store.statement(statement) or abort(404)
    voice = find_voice(here.store, said) or abort(404)
    if is_held(here, said):  # somebody came in: nothing is shown, and nothing is lost
        keep_draft(here.store, services().library, read_sent(request.path))
        abort(404)

    def read(fields: Mapping[str, str]) -> SentRendering:
        script = _find_script(here, said, fields.get("script", ""))
        return SentRendering(fields.get("words", ""), fields.get("who", ""), script, voice=voice.id)

    try:
        _, told = keep_written(here.store, here.situation, said, read_sent(request.path), read)
        tell_of_tabs(told)
    except TooLong:
        return make_response(_render(here, said, voice, request.form, TOO_LONG), 413)
    except NotKept:
        return make_response(_render(here, said, voice, request.form, NOT_KEPT), 507)
    return redirect(url_for("renderings.show_all", statement=said.id), 303)


def _find_script(here: Here, said: Statement, wanted: str) -> str:
    codes = [one.code for one in list_scripts(here.store, said, page_languages())]
    return wanted if wanted in codes else codes[0]


def _render(
    here: Here, said: Statement, voice: Attachment, given: Mapping[str, str], trouble: str = ""
) -> str:
    return render_template(
        "words/said.html",
        shown=show(here.store, here.situation, said),
        voice=voice,
        given=given,
        trouble=trouble,
        late=list_late(here.store, here.situation, request.path),
        writers=list_writers(here.situation, services().library),
        scripts=list_scripts(here.store, said, page_languages()),
    )
