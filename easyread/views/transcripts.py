"""What I said with my voice, written down by me or by somebody else: beside the voice, never instead."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.book.vault import NotKept
from easyread.model import Attachment, Rendering, Statement
from easyread.own_language import find_language
from easyread.pages.here import Here
from easyread.pages.my_words import find_statement, is_held
from easyread.pages.provenance import NOT_SAID
from easyread.pages.statement import show
from easyread.pages.transcripts import NOT_YET, READ, list_scripts, list_writers, list_written
from easyread.views.guards import in_book
from easyread.views.sent_page import drop_sent, find_draft, keep_fields, read_fields
from easyread.views.troubles import NOT_KEPT, TOO_LONG
from easyread.visit.answers import new_id
from easyread.visit.attachments import find_voice
from easyread.visit.situation import now
from easyread.web.forms import LONGEST_WORDS, TooLong, clean_words
from easyread.web.i18n import page_languages
from easyread.web.services import services

pages = Blueprint("transcripts", __name__)


@pages.get("/w/<id:statement>/said")
@in_book
def show_page(here: Here, statement: str) -> str:
    """The voice, and what is written down of it so far."""
    said = find_statement(here, statement) or abort(404)
    voice = find_voice(here.store, said) or abort(404)
    if draft := find_draft(here.store, here.situation, request.path):
        given = {name: values[0] for name, values in draft.fields.items() if values}
    else:
        given = _give_back(here, said)
    return _render(here, said, voice, given)


@pages.post("/w/<id:statement>/said")
@in_book
def keep(here: Here, statement: str) -> Response:
    """Keep the words beside the voice. Also beside one that was changed or taken back a moment ago."""
    said = here.store.statement(statement) or abort(404)
    voice = find_voice(here.store, said) or abort(404)
    if is_held(here, said):  # somebody came in: nothing is shown, and nothing is lost
        keep_fields(here.store, request.path, read_fields(request.path, request.form))
        abort(404)
    try:
        _keep(here, said, voice)
    except TooLong:
        return make_response(_render(here, said, voice, request.form, TOO_LONG), 413)
    except NotKept:
        return make_response(_render(here, said, voice, request.form, NOT_KEPT), 507)
    return redirect(url_for("my_words.show_all", _anchor=f"s-{said.id}"), 303)


def _keep(here: Here, said: Statement, voice: Attachment) -> None:
    words = clean_words(request.form.get("words", ""))
    if len(words) > LONGEST_WORDS:
        raise TooLong
    if not words.strip():  # nothing to stand beside the voice: what was ticked stays a draft
        keep_fields(here.store, request.path, read_fields(request.path, request.form))
        return
    made = Rendering(
        id=new_id(),
        statement=said.id,
        voice=voice.id,
        language=find_language(words, _find_script(here, said)).code,
        words=words,
        role=_find_role(here),
        read_back=request.form.get("read") == READ,
        at=now(),
    )
    there = [_says(one.rendering) for one in list_written(here.store, said)]
    with here.store.together():
        if _says(made) not in there:  # the same again is a double tap
            here.store.keep_rendering(made)
        drop_sent(here.store, request.path, read_fields(request.path, request.form))


def _find_script(here: Here, said: Statement) -> str:
    codes = [one.code for one in list_scripts(here.store, said, page_languages())]
    wanted = request.form.get("script", "")
    return wanted if wanted in codes else codes[0]


def _find_role(here: Here) -> str:
    """Who wrote it; of an interpreter the kind, where it is known."""
    who, interpreter = request.form.get("who", ""), here.situation.interpreter
    if who == "interpreter" and interpreter:
        return interpreter.kind
    return who if who in {one.id for one in list_writers(here.situation, services().library)} else NOT_SAID


def _says(rendering: Rendering) -> tuple[str, str, str, bool]:
    return rendering.words, rendering.language, rendering.role, rendering.read_back


def _give_back(here: Here, said: Statement) -> dict[str, str]:
    """What was written last."""
    written = [one.rendering for one in list_written(here.store, said)]
    if not written:
        return {}
    last = max(written, key=lambda one: one.at)
    kinds = {here.situation.interpreter.kind: "interpreter"} if here.situation.interpreter else {}
    return {
        "words": last.words,
        "script": last.language,
        "who": kinds.get(last.role, last.role),
        "read": READ if last.read_back else NOT_YET,
    }


def _render(
    here: Here, said: Statement, voice: Attachment, given: Mapping[str, str], trouble: str = ""
) -> str:
    return render_template(
        "words/said.html",
        shown=show(here.store, said),
        voice=voice,
        given=given,
        trouble=trouble,
        writers=list_writers(here.situation, services().library),
        scripts=list_scripts(here.store, said, page_languages()),
        read=READ,
        not_yet=NOT_YET,
    )
