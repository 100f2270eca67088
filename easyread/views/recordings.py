"""Answer by voice: part after part while it is recorded, or a sound file that the tablet made."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response

from easyread.book.copies import LARGEST
from easyread.crowding import Busy
from easyread.media import BadMedia, Medium, Reason, clean_sound
from easyread.model import Attachment
from easyread.pages.here import Here
from easyread.views.addresses import find_attachment
from easyread.views.guards import in_book, needs_book
from easyread.views.sent_page import page_of, read_sent, read_situation, sent_life
from easyread.visit.attachments import attach, detach, find_older, step_to_attach
from easyread.visit.drafts import keep_draft
from easyread.visit.recordings import LONGEST, Full, Refused, begin, end_recording, keep_part
from easyread.visit.situation import new_id, now
from easyread.web.i18n import N_, page_languages
from easyread.web.open_books import OpenBook
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
NOT_HEARD = N_("There is no sound in that recording.")
MICROPHONE = N_("The microphone may be off.")
TOO_LOUD = N_("That recording is too loud to understand.")
BUSY = N_("This is busy now. Please try again soon.")
TROUBLES: dict[Reason, str] = {"silent": NOT_HEARD, "clipped": TOO_LOUD, "long": TOO_LONG}
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
    sent = read_sent(found.page)
    told: tuple[str, ...] = ()
    with here.store.together():
        if end_recording(here.store, found):
            attach(here.store, services().library, found, sent)
        else:
            told = (NOT_HEARD, STILL_HERE if find_older(here.store, found, sent) else MICROPHONE)
            detach(here.store, services().library, found, sent)
    for each in told:
        flash(each)
    return redirect(f"{_come_back(found.page)}#voice", 303)


@pages.post("/m/v")
@takes_file(LARGEST + OTHER_BYTES)  # far more than is kept: what is too big is told on its page
@needs_book
def add_file(book: OpenBook) -> Response:
    """A sound file in the place of a recording. Whatever it is, the words on the page stay.

    It is decoded before the book is opened: nobody else's request to the book waits for that.
    """
    page = page_of(request.form) or ""
    with book.store() as store:
        _check(Here(store, read_situation(store, book)), page)
    sound = _decode_sound()
    with book.store() as store:
        here = Here(store, read_situation(store, book))
        _check(here, page)
        if isinstance(sound, str):
            keep_draft(store, services().library, read_sent(page))
            flash(sound)
            flash(STILL_HERE)
            return redirect(_come_back(page), 303)
        voice = Attachment(id=new_id(), page=page, kind="voice", type=sound.type, whole=True, at=now())
        with store.together():
            store.begin_attachment(voice, sound.data)
            attach(store, services().library, voice, read_sent(page))
        flash(ADDED)
    return redirect(_come_back(page), 303)


def _check(here: Here, page: str) -> None:
    """Nothing is decoded, and nothing kept, for a page that may not be answered so now."""
    step = step_to_attach(services().library, page)
    if step is None or step.id in here.situation.held:
        abort(404)


def _come_back(page: str) -> str:
    return f"{page}?q=1" if "quick" in request.form else page


def _decode_sound() -> Medium | str:
    """The sound that was sent; what to say when it is none."""
    sent = request.files.get("sound")
    data = sent.read() if sent else b""
    if not data:
        return NO_FILE
    if len(data) > MOST_BYTES:
        return TOO_BIG
    try:
        return clean_sound(data, LONGEST + 1)
    except BadMedia as bad:
        return TROUBLES.get(bad.reason, NOT_SOUND)
    except Busy:
        return BUSY
