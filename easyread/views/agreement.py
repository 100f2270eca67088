"""What a card is for: for whom, what for, for how long and in which languages, one question a page.

Each is chosen once, and stands in each address after that. What was chosen last comes first.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.content import SharingWords
from easyread.model import Choice
from easyread.pages.here import Here
from easyread.pages.sharing_lines import find_last, is_all_english, list_lines, list_offered
from easyread.views.guards import in_book, needs_book
from easyread.views.sharing_addresses import page_of_first_open
from easyread.visit.answers import keep_seen
from easyread.visit.sharing_terms import Agreement, code, find, fitting_until
from easyread.web.converters import Codes
from easyread.web.i18n import page_languages
from easyread.web.open_books import OpenBook
from easyread.web.services import services

pages = Blueprint("agreement", __name__)


@pages.get("/s")
@in_book
def start(here: Here) -> Response | str:
    """For whom? Before the very first decision: when people may tell without asking."""
    if not here.store.explained():
        return redirect(url_for(".explain"), 303)
    has_cards = bool(here.list_cards())
    if not here.list_asked():
        return render_template("sharing/nothing.html", has_cards=has_cards)
    last = find_last(here)
    ways = [
        (url_for(".choose_purpose", who=code(one.id)), one, again)
        for one, again in _put_first(_words().readers, last.reader if last else "")
    ]
    return render_template("sharing/readers.html", ways=ways, has_cards=has_cards, limits=url_for(".explain"))


@pages.get("/s/<code:who>")
@in_book
def choose_purpose(here: Here, who: str) -> str:
    """What is it for? Without a purpose nothing can be shared."""
    reader = find(_words().readers, who) or abort(404)
    last = find_last(here, reader.id)
    ways = [
        (url_for(".choose_until", who=(who, code(one.id))), one, again)
        for one, again in _put_first(_words().purposes, last.purpose if last else "")
    ]
    return render_template("sharing/purposes.html", reader=reader, ways=ways)


@pages.get("/s/<codes(2):who>")
@in_book
def choose_until(here: Here, who: Codes) -> str:
    """For how long?"""
    reader, purpose = _find_whom(who)
    last = find_last(here, reader.id)
    length = fitting_until(_words().untils, last.until, last.at.astimezone().date()).id if last else ""
    ways = [
        (url_for(".choose_languages", who=(*who, code(one.id))), one, again)
        for one, again in _put_first(_words().untils, length)
    ]
    back = url_for(".choose_purpose", who=who[0])
    return render_template("sharing/untils.html", reader=reader, purpose=purpose, ways=ways, back=back)


@pages.get("/s/<codes(3):who>")
@in_book
def choose_languages(here: Here, who: Codes) -> Response | str:
    """One language or two. Where all is in English nothing is asked, unless somebody wants to choose."""
    reader, purpose = _find_whom(who[:2])
    until = find(_words().untils, who[2]) or abort(404)
    plans = [Agreement(reader, purpose, until, pair) for pair in list_offered(here)]
    if is_all_english(here) and "all" not in request.args:
        return redirect(_page_to_begin(here, plans[0]), 303)
    return render_template(
        "sharing/languages.html",
        reader=reader,
        purpose=purpose,
        ways=[(_page_to_begin(here, plan), plan.languages) for plan in plans],
        back=url_for(".choose_until", who=who[:2]),
    )


@pages.get("/s/first")
@needs_book
def explain(_: OpenBook) -> str:
    """When people may tell others without asking."""
    library = services().library
    remember = library.find_only("remember")
    return render_template("sharing/limits.html", step=library.may_tell, remember=remember)


@pages.post("/s/first")
@in_book
def keep_explained(here: Here) -> Response:
    """It was explained: remember when and with whom, then go on to sharing."""
    step = services().library.may_tell
    keep_seen(here.store, here.situation, step, page_languages()[0].code)
    return redirect(url_for(".start"), 303)


# --- helpers


def _words() -> SharingWords:
    return services().library.sharing


def _put_first(choices: Iterable[Choice], last: str) -> list[tuple[Choice, bool]]:
    """Each choice, and was it the last one? That one comes first."""
    return sorted(((one, one.id == last) for one in choices), key=lambda pair: not pair[1])


def _find_whom(who: Codes) -> tuple[Choice, Choice]:
    """Reader and purpose."""
    return find(_words().readers, who[0]) or abort(404), find(_words().purposes, who[1]) or abort(404)


def _page_to_begin(here: Here, agreement: Agreement) -> str:
    return page_of_first_open(list_lines(here, agreement.reader, agreement.purpose), agreement)
