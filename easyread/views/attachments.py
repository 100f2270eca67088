"""A voice, a drawing or a photo: see or hear it, and take it off its page."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, redirect, send_file
from werkzeug.wrappers import Response

from easyread.pages.card_request import is_on_card
from easyread.pages.here import Here
from easyread.views.addresses import find_attachment
from easyread.views.guards import in_book
from easyread.views.sent_page import read_sent
from easyread.visit.attachments import detach
from easyread.visit.recordings import read_bytes
from easyread.web.open_books import current
from easyread.web.reachability import reachable, show_only_page
from easyread.web.services import services

pages = Blueprint("attachments", __name__)


@pages.get("/m/<id:wanted>")
@reachable("book", "card")
@in_book
def send(here: Here, wanted: str) -> Response:
    """Its bytes, whole or in parts, from memory only; in somebody's hands, what is on their card."""
    book = current()
    if book and book.reach == "card" and not is_on_card(here, book.card, wanted):
        return show_only_page(book)
    found = find_attachment(here, wanted)
    answer = send_file(
        BytesIO(read_bytes(here.store, found)), mimetype=found.type, etag=False, conditional=True
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/m/<id:wanted>/away")
@in_book
def take_away(here: Here, wanted: str) -> Response:
    """Off its page, and gone unless an earlier version holds it."""
    found = find_attachment(here, wanted)
    sent = read_sent(found.page)
    detach(here.store, services().library, found, sent)
    return redirect(found.page, 303)
