"""Answer by a photo, or by a drawing made on a page of its own."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from easyread.crowding import Busy
from easyread.model import Attachment, Draft, Step
from easyread.pages.here import Here
from easyread.photos import LARGEST, BadPicture, Reason, clean_drawing, clean_photo
from easyread.views.addresses import address, find_step
from easyread.views.guards import in_book, needs_book
from easyread.views.sent_page import page_of, read_sent, read_situation, sent_life
from easyread.visit.attachments import FIELD, attach, detach, may_show, read_page, step_to_attach
from easyread.visit.drafts import keep_draft
from easyread.visit.situation import new_id, now
from easyread.web.forms import ABOUT
from easyread.web.i18n import N_, page_languages
from easyread.web.open_books import OpenBook
from easyread.web.request_bodies import MOST_OF_A_PHOTO, takes_file
from easyread.web.services import services

pages = Blueprint("pictures", __name__)

NOTHING_LOST = N_("Nothing you said is lost.")
Trouble = Reason | Literal["none", "busy"]
TROUBLES: dict[Trouble, str] = {
    "busy": N_("This is busy now. Please try again soon."),
    "none": N_("Choose a photo first."),
    "unknown": N_("That file is not a photo we can use."),
    "broken": N_("A part of that photo is missing."),
    "large": N_("That photo is too big. Try a smaller one."),
}


@pages.post("/m/p/<code:code>")
@takes_file(MOST_OF_A_PHOTO)
@needs_book
def add_photo(book: OpenBook, code: str) -> AnyResponse:
    """A photo onto its page. Whatever is wrong with it, what stands on the page is kept.

    It is decoded before the book is opened: nobody else's request to the book waits for that.
    """
    _look(book, code)
    photo = _decode_photo()
    with book.store() as store:
        here = Here(store, read_situation(store, book))
        step = _find(here, code)
        page, there = address(step), address(step, "quick" in request.form)
        sent = _read_sent(here, page)
        if isinstance(photo, str):
            return _refuse(here, there, sent, photo)
        with store.together():
            attach(store, services().library, _keep_new(here, page, "photo", "image/jpeg", photo), sent)
    return redirect(there + "#pictures", 303)


def _look(book: OpenBook, code: str) -> None:
    """Nothing is decoded for a page that may not be answered so now."""
    with book.store() as store:
        _find(Here(store, read_situation(store, book)), code)


def _decode_photo() -> bytes | Trouble:
    data = next((file.read() for file in request.files.getlist("photo") if file), b"")
    try:
        return clean_photo(data) if data else "none"
    except BadPicture as bad:
        return bad.reason
    except Busy:
        return "busy"


@pages.get("/m/d/<code:code>")
@in_book
def show_drawing(here: Here, code: str) -> str:
    """A page to draw on. A drawing that was begun is there to go on with."""
    step = _find(here, code)
    before = _find_drawing(here, _read_page(here, address(step)))
    return render_template(
        "steps/draw_page.html",
        step=step,
        before=before,
        there=address(step, "q" in request.args),
        quick="q" in request.args,
        tools=services().library.drawing,
    )


@pages.post("/m/d/<code:code>")
@takes_file(LARGEST)
@needs_book
def keep_drawing(book: OpenBook, code: str) -> AnyResponse:
    """Keep the sheet as it is now (the bytes of a PNG) in the place of the one before. Decoded as above.

    An empty sheet takes the drawing off its page.
    """
    _look(book, code)
    try:
        data = clean_drawing(request.get_data())
    except BadPicture:
        abort(400)
    with book.store() as store:
        _keep_sheet(Here(store, read_situation(store, book)), code, data)
    return Response(status=204, mimetype="text/plain")


def _keep_sheet(here: Here, code: str, data: bytes) -> None:
    page = address(_find(here, code))
    sent = _read_page(here, page)
    before = _find_drawing(here, sent)
    if not data:
        if before:
            detach(here.store, services().library, before, sent)
    elif before and not here.store.is_attached(before.id):
        here.store.finish_attachment(before.id, "image/png", data)
    else:
        about = sent.fields.get(ABOUT + before.id, [before.about])[0] if before else ""
        with here.store.together():
            new = _keep_new(here, page, "drawing", "image/png", data, about)
            attach(here.store, services().library, new, sent)


def _find(here: Here, code: str) -> Step:
    """The step of an address, if it can be answered by a picture now."""
    step = find_step(code, here.situation)
    return step if step_to_attach(services().library, address(step)) else abort(404)


def _read_page(here: Here, page: str) -> Draft:
    return read_page(here.store, here.situation, page, page_languages()[0].code, sent_life())


def _read_sent(here: Here, page: str) -> Draft:
    """What stands on the step's page: sent along by it, else as it was left for the page to draw on."""
    if page_of(request.form) == page:
        return read_sent(page)
    return _read_page(here, page)


def _keep_new(  # noqa: PLR0913, PLR0917  # what a new attachment is made of
    here: Here, page: str, kind: Literal["photo", "drawing"], type_: str, data: bytes, about: str = ""
) -> Attachment:
    new = Attachment(id=new_id(), page=page, kind=kind, type=type_, whole=True, about=about, at=now())
    here.store.begin_attachment(new, data)
    return new


def _refuse(here: Here, there: str, sent: Draft, reason: Trouble) -> AnyResponse:
    keep_draft(here.store, services().library, sent)
    flash(TROUBLES[reason])
    flash(NOTHING_LOST)
    return redirect(there, 303)


def _find_drawing(here: Here, sent: Draft) -> Attachment | None:
    """The drawing on a page, if it may be seen now."""
    there = [one for one in here.store.attachments(sent.fields.get(FIELD, [])) if one.kind == "drawing"]
    return next((one for one in there if may_show(here.store, here.situation, one)), None)
