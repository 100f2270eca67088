"""Answer by voice: part after part while it is recorded, or a sound file that the tablet made."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response

from easyread.book.copies import LARGEST
from easyread.model import Attachment
from easyread.pages.here import Here
from easyread.speech.audio_files import NoSound, read_sound
from easyread.views.addresses import find_attachment
from easyread.views.guards import in_book
from easyread.views.sent_page import page_of, read_sent, sent_life
from easyread.visit.answers import new_id
from easyread.visit.attachments import attach, step_to_attach
from easyread.visit.drafts import keep_draft
from easyread.visit.recordings import LONGEST, Full, Refused, begin, end_recording, keep_part
from easyread.visit.situation import now
from easyread.web.i18n import N_, page_languages
from easyread.web.request_bodies import takes_file
from easyread.web.security import OTHER_BYTES
from easyread.web.services import services

pages = Blueprint("recordings", __name__)

MOST_BYTES = 8 * 2**20  # of a sound file

ADDED = N_("Your recording is on this page now.")
NO_FILE = N_("Choose a recording first.")
NOT_SOUND = N_("That file cannot be played here.")
TOO_BIG = N_("That recording is too big.")
TOO_LONG = N_("That recording is too long. 3 minutes is the most.")
STILL_HERE = N_("What was here before is still here.")


@pages.post("/m/<id:wanted>/<int(max=9999):number>")
@in_book
def take_part(here: Here, wanted: str, number: int) -> Response:
    """About two seconds of a recording, as bare bytes. The page's address comes in a header."""
    try:
        part = begin(wanted, request.headers.get("X-Page", ""))
        language = page_languages()[0].code
        keep_part(here.store, here.situation, part, number, request.get_data(), language, sent_life())
    except Refused:
        abort(400)
    except Full:
        abort(413)
    return Response(status=204, mimetype="text/plain")


@pages.post("/m/<id:wanted>/end")
@in_book
def end(here: Here, wanted: str) -> Response:
    """The recording is over: its parts become one file, and its page comes again with it."""
    found = find_attachment(here, wanted)
    with here.store.together():
        end_recording(here.store, found)
        sent = read_sent(found.page)
        attach(here.store, services().library, found, sent)
    return redirect(f"{_come_back(found.page)}#voice", 303)


@pages.post("/m/v")
@takes_file(LARGEST + OTHER_BYTES)  # far more than is kept: what is too big is told on its page
@in_book
def add_file(here: Here) -> Response:
    """A sound file in the place of a recording. Whatever it is, the words on the page stay."""
    page = page_of(request.form) or ""
    step = step_to_attach(services().library, page)
    if step is None or step.id in here.situation.held:
        abort(404)
    sent = request.files.get("sound")
    if trouble := _add(here, page, sent.read() if sent else b""):
        keep_draft(here.store, services().library, read_sent(page))
        flash(trouble)
        flash(STILL_HERE)
    return redirect(_come_back(page), 303)


def _come_back(page: str) -> str:
    return f"{page}?q=1" if "quick" in request.form else page


def _add(here: Here, page: str, data: bytes) -> str:
    """Put a sound file on its page; what to say when it is none."""
    if not data:
        return NO_FILE
    if len(data) > MOST_BYTES:
        return TOO_BIG
    try:
        sound = read_sound(data)
    except NoSound:
        return NOT_SOUND
    if (sound.seconds or 0) > LONGEST + 1:
        return TOO_LONG
    voice = Attachment(id=new_id(), page=page, kind="voice", type=sound.type, whole=True, at=now())
    with here.store.together():
        here.store.begin_attachment(voice, sound.data)
        attach(here.store, services().library, voice, read_sent(page))
    flash(ADDED)
    return ""
