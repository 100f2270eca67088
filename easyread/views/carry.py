"""My book goes with me: a sealed copy, bringing one back, and all words as files to read anywhere."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from easyread.book.vault import BookHere, BookTooNew, NoCopy, Refusal, WrongSecret
from easyread.views.recover import show_next_code
from easyread.views.start import WRONG
from easyread.web.access import needs_book
from easyread.web.everything import gather, write_address, write_everything
from easyread.web.lines import mark
from easyread.web.opened import Here
from easyread.web.parts import parts
from easyread.web.permits import find_permit
from easyread.web.situation import read_situation
from easyread.web.unlocked import OpenBook
from easyread.web.ways import WAYS

pages = Blueprint("carry", __name__)

NO_FILE = (mark("Choose the file of your copy first."),)
# What a copy may answer: the page's code, and what it says.
REFUSED: dict[type[Refusal], tuple[int, tuple[str, ...]]] = {
    WrongSecret: (403, (WRONG,)),
    NoCopy: (400, (mark("That file is not a whole copy."), mark("Nothing is changed."))),
    BookTooNew: (400, (mark("That copy needs a newer version of My words."), mark("Nothing is changed."))),
    BookHere: (
        409,
        (
            mark("Your book is here already."),
            mark("It may be newer than your copy."),
            mark("Nothing is changed."),
            mark("Open your door with your lock or your code."),
        ),
    ),
}


@pages.get("/k/c/file")
@needs_book
def send_copy(book: OpenBook) -> Response:
    """The whole book, sealed."""
    return _send(parts().vault.write_copy(book.opened()), "application/octet-stream", "my-words.book")


@pages.get("/k/b")
def ask_copy() -> str:
    """A copy and its code, to bring a book back."""
    return _show_ask()


@pages.post("/k/b")
def bring_back() -> AnyResponse:
    """Bring a book back from its copy. Then comes what follows every code: a new one, and a new lock."""
    sent = request.files.get("copy")
    data = sent.read() if sent else b""
    if not data:
        return make_response(_show_ask(*NO_FILE), 400)
    code = request.form.get("code", "")
    try:
        opened = parts().vault.read_copy(data, code)
    except (WrongSecret, NoCopy, BookTooNew, BookHere) as refusal:
        status, says = REFUSED[type(refusal)]
        return make_response(_show_ask(*says), status)
    return show_next_code(opened, code)


def _show_ask(*troubles: str) -> str:
    return render_template("keys/bring.html", troubles=troubles)


@pages.get("/k/w/f")
@needs_book
def show_words(book: OpenBook) -> AnyResponse | str:
    """Two files with all words, behind the lock that was given again."""
    if not find_permit(book, "w"):
        return redirect(url_for("keys.show_way", way="w"), 303)
    return render_template("keys/words.html", way=WAYS["w"])


@pages.get("/k/w/<any(html, json):kind>")
@needs_book
def send_words(book: OpenBook, kind: str) -> AnyResponse:
    """Everything, held back or not: these are the person's own words, and the page before says so."""
    if not find_permit(book, "w"):
        return redirect(url_for("keys.show_way", way="w"), 303)
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
