"""My book goes with me: a sealed copy, bringing one back, and all words as files to read anywhere."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from easyread.book.copies import LARGEST
from easyread.book.vault import BookHere, BookTooNew, NoCopy, Refusal, WrongSecret
from easyread.pages.consequences import WAYS
from easyread.pages.here import Here
from easyread.pages.own_copy import gather, write_address, write_everything
from easyread.views.guards import needs_book, reauthenticated
from easyread.views.sent_page import read_situation
from easyread.views.troubles import WRONG
from easyread.web.i18n import N_
from easyread.web.open_books import OpenBook
from easyread.web.reachability import reachable
from easyread.web.reauthentication import begin_recovery
from easyread.web.request_bodies import takes_file
from easyread.web.security import OTHER_BYTES
from easyread.web.services import services
from easyread.web.setups import Setup

pages = Blueprint("backup", __name__)

NO_FILE = (N_("Choose the file of your copy first."),)
# What a copy may answer: the page's code, and what it says.
REFUSED: dict[type[Refusal], tuple[int, tuple[str, ...]]] = {
    WrongSecret: (403, (WRONG,)),
    NoCopy: (400, (N_("That file is not a whole copy."), N_("Nothing is changed."))),
    BookTooNew: (400, (N_("That copy needs a newer version of My words."), N_("Nothing is changed."))),
    BookHere: (
        409,
        (
            N_("Your book is here already."),
            N_("It may be newer than your copy."),
            N_("Nothing is changed."),
            N_("Open your door with your lock or your code."),
        ),
    ),
}


@pages.get("/k/c/file")
@needs_book
def send_copy(book: OpenBook) -> Response:
    """The whole book, sealed."""
    return _send(services().vault.write_copy(book.opened()), "application/octet-stream", "my-words.book")


@pages.get("/k/b")
@reachable("no-book", "book")
def ask_copy() -> str:
    """A copy and its code, to bring a book back."""
    return _show_ask()


@pages.post("/k/b")
@takes_file(LARGEST + OTHER_BYTES)
@reachable("no-book", "book")
def bring_back() -> AnyResponse:
    """Bring a book back from its copy. Then comes what follows every code: a new one, and a new lock."""
    sent = request.files.get("copy")
    data = sent.read() if sent else b""
    if not data:
        return make_response(_show_ask(*NO_FILE), 400)
    code = request.form.get("code", "")
    try:
        opened = services().vault.read_copy(data, code)
    except (WrongSecret, NoCopy, BookTooNew, BookHere) as refusal:
        status, says = REFUSED[type(refusal)]
        return make_response(_show_ask(*says), status)
    begin_recovery(opened.book, code)
    return redirect(url_for("recovery.show_code"), 303)


def _show_ask(*troubles: str) -> str:
    return render_template("keys/bring.html", troubles=troubles)


@pages.get("/k/w/f")
@reauthenticated("words")
def show_words(_: OpenBook, __: Setup) -> str:
    """Two files with all words, behind the lock that was given again."""
    return render_template("keys/words.html", way=WAYS["words"])


@pages.get("/k/w/<any(html, json):kind>")
@reauthenticated("words")
def send_words(book: OpenBook, _: Setup, kind: str) -> AnyResponse:
    """Everything, held back or not: these are the person's own words, and the page before says so."""
    with book.store() as store:
        if kind == "json":
            return _send(write_everything(store), "application/json", "my-words.json")
        everything = gather(Here(store, read_situation(store, book)))
        page = render_template(
            "keys/saved.html", everything=everything, address_of=partial(write_address, store)
        )
        return _send(page, "text/html", "my-words.html")


def _send(data: str | bytes, kind: str, name: str) -> Response:
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
