"""A card that was made: see it, show it, print it, keep it. It is built again from what is allowed now."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from easyread.card import Card
from easyread.cards.data import write_data
from easyread.cards.pdf import CardNotMade, write_pdf
from easyread.cards.text import write_text
from easyread.model import CardMade
from easyread.web.opened import Here, in_book
from easyread.web.parts import parts
from easyread.web.plans import Plan, list_allowed, list_on_card, plan_of, rebuild
from easyread.web.situation import read_situation
from easyread.web.unlocked import OpenBook, current

pages = Blueprint("made", __name__)

# While a card is in somebody's hands, nothing else of the book can be reached.
SHOWN = "shown"
STILL_REACHABLE = frozenset(
    {
        "static",
        "cards.made.hand_over",
        "anywhere.go",
        "anywhere.languages",
        "anywhere.choose_language",
        "anywhere.switch_language",
        "anywhere.leave",
        "anywhere.lock",
        "anywhere.rest",
        "idle.still_here",
        "listen.hear_line",
        "listen.hear_words",
        "listen.show_signed",
    }
)


@pages.before_app_request
def stay_on_card() -> AnyResponse | None:
    """After "Show", only that card can be seen until the person opens their book again."""
    if SHOWN not in session or request.endpoint in STILL_REACHABLE:
        return None
    book = current()
    if book is None:  # locked since then: the doors are the way on
        del session[SHOWN]
        return None
    if request.endpoint == "attached.send" and _is_on_card(book, (request.view_args or {})["wanted"]):
        return None
    return redirect(url_for("cards.made.hand_over", card=session[SHOWN]), 303)


def _is_on_card(book: OpenBook, attachment: str) -> bool:
    """Is it a drawing, a photo or a voice of the card that is shown?"""
    with book.store() as store:
        here = Here(store, read_situation(store, book))
        made, plan = _find(here, session[SHOWN])
        return any(attachment in said.attached for said in list_on_card(here, made, plan))


@pages.get("/c/made")
@in_book
def list_made(here: Here) -> str:
    """The cards made before: for whom, why, when, and how many lines may still be seen."""
    made = []
    for card in reversed(here.store.cards()):
        if plan := plan_of(card):
            allowed = {said.id for said in list_allowed(here, plan.reader, plan.purpose)}
            made.append((card, plan, len(allowed.intersection(card.lines))))
    return render_template("cards/made.html", made=made)


@pages.get("/c/<string(length=32):card>")
@in_book
def show_card(here: Here, card: str) -> str:
    """The card as a page, with what can be done with it."""
    made, plan, built = _build(here, card)
    languages = _list_languages(built)
    return render_template("cards/card.html", made=made, plan=plan, card=built, languages=languages)


@pages.get("/c/<string(length=32):card>/show")
@in_book
def hand_over(here: Here, card: str) -> str:
    """The card alone, for somebody else's eyes."""
    made, _, built = _build(here, card)
    session[SHOWN] = made.id
    languages = _list_languages(built)
    return render_template("cards/show.html", card=built, languages=languages, handed_over=True)


@pages.get("/c/<string(length=32):card>/keep")
@in_book
def keep_card(here: Here, card: str) -> str:
    """The card as a file, with a warning first."""
    made, plan, _ = _build(here, card)
    return render_template("cards/keep.html", made=made, plan=plan)


@pages.get("/c/<string(length=32):card>/pdf")
@in_book
def send_pdf(here: Here, card: str) -> AnyResponse:
    """The card as A4 pages; where these cannot be made, the other ways to keep it."""
    try:
        pages_to_print = write_pdf(_build(here, card)[2], parts().pictures)
    except CardNotMade:
        return make_response(render_template("cards/no_pages.html", card=card), 503)
    return _send(pages_to_print, "application/pdf", "my-words.pdf")


@pages.get("/c/<string(length=32):card>/text")
@in_book
def send_text(here: Here, card: str) -> Response:
    """The card as plain text."""
    return _send(write_text(_build(here, card)[2]), "text/plain", "my-words.txt")


@pages.get("/c/<string(length=32):card>/data")
@in_book
def send_data(here: Here, card: str) -> Response:
    """The card as JSON."""
    return _send(write_data(_build(here, card)[2]), "application/json", "my-words.json")


def _build(here: Here, wanted: str) -> tuple[CardMade, Plan, Card]:
    """A card of this book as it may be seen now."""
    made, plan = _find(here, wanted)
    return made, plan, rebuild(here, made, plan)


def _find(here: Here, wanted: str) -> tuple[CardMade, Plan]:
    """A card of this book; any other is not here."""
    made = next((one for one in here.store.cards() if one.id == wanted), None) or abort(404)
    return made, plan_of(made) or abort(404)


def _list_languages(card: Card) -> list[str]:
    """The languages of all words on the card, for their fonts."""
    own = [line.original.language for line in card.lines if line.original]
    beside = [text.language for line in card.lines for text in line.all_texts]
    return sorted({*card.languages, *own, *beside})


def _send(data: str | bytes, kind: str, name: str) -> Response:
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
