"""A card that was made: what was on it then, for the person alone; and what of it can be given now.

Whatever others get of it, on a screen, on paper or as a file, is built again from what is allowed now.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    render_template,
)
from werkzeug.wrappers import Response as AnyResponse

from easyread.card import Card
from easyread.exports.forms import FORMS
from easyread.exports.pdf import CardNotMade
from easyread.model import CardMade
from easyread.pages.card_request import Plan, plan_of, rebuild
from easyread.pages.here import Here
from easyread.pages.made_card import list_seen, look_back
from easyread.views.guards import in_book
from easyread.web.open_books import current
from easyread.web.reachability import reachable
from easyread.web.services import services

pages = Blueprint("saved_cards", __name__)


@pages.get("/c/made")
@in_book
def list_made(here: Here) -> str:
    """The cards made before: for whom, why, when. One of which nothing may be seen now is not there."""
    cards = [card for card in reversed(here.list_cards()) if list_seen(here, card)]
    made = [(card, plan) for card in cards if (plan := plan_of(card))]
    return render_template("cards/made.html", made=made)


@pages.get("/c/<id:card>")
@in_book
def show_card(here: Here, card: str) -> str:
    """The card as it can be given now, with what can be done with it."""
    made, plan, built = _build(here, card)
    return render_template("cards/card.html", made=made, plan=plan, card=built)


@pages.get("/c/<id:card>/then")
@in_book
def look_then(here: Here, card: str) -> str:
    """What was on the card then, and what of that is not so any more. Nothing can be done with it."""
    made, plan = _find(here, card)
    then = look_back(here, made, plan)
    return render_template("cards/then.html", made=made, plan=plan, card=then.card, then=then)


@pages.get("/c/<id:card>/show")
@reachable("book", "card")
@in_book
def hand_over(here: Here, card: str) -> str:
    """The card alone, for somebody else's eyes. From here on there is nothing else, whatever is asked for."""
    book = current()
    made, _, built = _build(here, book.card or card if book else card)
    if book:
        services().open_books.hand_over(book, made.id)
    return render_template("cards/show.html", card=built, handed_over=True)


@pages.get("/c/<id:card>/keep")
@in_book
def keep_card(here: Here, card: str) -> str:
    """The card as a file, with a warning first."""
    made, plan, _ = _build(here, card)
    return render_template("cards/keep.html", made=made, plan=plan, forms=FORMS)


@pages.get(f"/c/<id:card>/<any({', '.join(FORMS)}):form>")
@in_book
def send_file(here: Here, card: str, form: str) -> AnyResponse:
    """The card as a file of one form; where it cannot be made, the other ways to keep it."""
    try:
        data = FORMS[form].write(_build(here, card)[2], services().pictures)
    except CardNotMade:
        return make_response(render_template("cards/no_pages.html", card=card, text=FORMS["text"]), 503)
    answer = Response(data, mimetype=FORMS[form].type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{FORMS[form].file}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _build(here: Here, wanted: str) -> tuple[CardMade, Plan, Card]:
    """A card of this book as it may be seen now."""
    made, plan = _find(here, wanted)
    return made, plan, rebuild(here, made, plan)


def _find(here: Here, wanted: str) -> tuple[CardMade, Plan]:
    """A card of this book; any other, and one of which nothing may be seen now, is not here."""
    made = next((one for one in here.list_cards() if one.id == wanted), None) or abort(404)
    if not list_seen(here, made):
        abort(404)
    return made, plan_of(made) or abort(404)
