"""Who can see what, and the card of it: each line once, then one summary, then the card.

For whom, what for, for how long and in which languages stands in each address: ``agreement.py`` asks it. What
the person decided is kept line by line, so that the way can be left and gone on with at any place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast, get_args

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.additions import list_fingerprints, summarize
from easyread.content import SharingWords
from easyread.content.needed import MYSELF
from easyread.model import CardMade, Consent, Statement, Step
from easyread.pages.card_request import add_print, list_allowed
from easyread.pages.consequences import GIVEN_AWAY
from easyread.pages.here import Here
from easyread.pages.provenance import SOMETHING_NEW
from easyread.pages.sharing_lines import Line, list_lines
from easyread.pages.statement import show_each
from easyread.pages.telling import WORDS
from easyread.sharing import list_newer
from easyread.views.addresses import address, begin_change, end_change
from easyread.views.guards import in_book
from easyread.views.sharing_addresses import page_of, page_of_first_open, page_of_summary
from easyread.views.troubles import tell_of_tabs
from easyread.visit.grants import find_answer, is_repeated, make_grant
from easyread.visit.sharing_terms import (
    Agreement,
    code,
    find_agreement,
    find_pair,
)
from easyread.visit.situation import new_id, now
from easyread.visit.telling import keep_not_told
from easyread.web.converters import Codes
from easyread.web.i18n import N_
from easyread.web.services import services

pages = Blueprint("sharing", __name__)

NEW_WORDS = N_("These words are new. Please look at them again.")
LOOK_AGAIN = N_("Look at it again.")
# What each answer means, under the answer itself.
MEANINGS = {
    "yes": (N_("It is what you mean."), N_("It goes on the card.")),
    "ask": (N_("It stays off the card until you say yes."),),
    "no": (N_("They do not see it."),),
    "change": (N_("It is not what you mean."),),
}
_ONE = ("card", "all")  # a line that is opened by itself: from the summary, from the grid
_CARD_ID = frozenset("0123456789abcdef")


# --- each line once: is it what the person means, and may they see it?


@pages.get("/so/<codes(5):about>")
@in_book
def ask(here: Here, about: Codes) -> Response | str:
    """Can they see this? With the exact words; one tap answers and leads on."""
    end_change()
    agreement, lines = _find(here, about[1:])
    line = _find_line(lines, about[0])
    if line is None:  # unknown, held back, taken back, private: there is no page of it
        return redirect(page_of_summary(agreement), 303)
    if not here.store.explained():
        return redirect(url_for("agreement.explain"), 303)
    said, additions = line.said, here.list_additions()
    last = find_answer(here.store, agreement, said)
    asked = [one.said for one in lines if one.has_page]
    place = asked.index(said)
    before = page_of(asked[place - 1], agreement) if place else url_for("agreement.start")
    alone = request.args.get("one", "")
    return render_template(
        "sharing/ask.html",
        agreement=agreement,
        asked=line,
        shown=show_each([said], additions)[0],
        summary=summarize(said, additions),
        last=last,
        newer=list_newer(said, last, additions) if last and line.decided == "new" else [],
        answers=_share_step().choices,
        meanings=MEANINGS,
        only_me=WORDS["only-me-now"],
        myself=agreement.reader.id == MYSELF,
        one=alone,
        where=(place + 1, len(asked)),
        back=_page_after_one(alone, agreement) if alone else before,
    )


@pages.post("/so/<codes(5):about>")
@in_book
def keep(here: Here, about: Codes) -> Response:
    """Keep the answer for exactly what was on the page, then ask about the next line."""
    agreement, lines = _find(here, about[1:])
    line, answer = _find_line(lines, about[0]), request.form.get("answer", "")
    if line is None:
        return redirect(page_of_summary(agreement), 303)
    alone = request.form.get("one", "")
    again = url_for("sharing.ask", about=about, one=alone if alone in _ONE else None)
    if answer == "change":
        begin_change(line.step, again)
        return redirect(address(line.step), 303)
    if answer and answer not in get_args(Consent):
        abort(404)
    if answer and not _keep_answer(here, agreement, line.said, cast("Consent", answer)):
        return redirect(again, 303)
    if not answer and line.said.private and line.is_open:
        keep_not_told(here.store, line.said, "not-now")  # it was asked once more, and is not asked again
    if alone:
        return redirect(_page_after_one(alone, agreement), 303)
    return redirect(page_of_first_open(lines[lines.index(line) + 1 :], agreement), 303)


def _keep_answer(here: Here, agreement: Agreement, said: Statement, answer: Consent) -> bool:
    """Keep one decision; the same one again (a double tap) changes nothing. ``False``: look again first."""
    if not here.store.explained():
        return False
    if request.form.get("statement") != said.id:
        flash(NEW_WORDS)
        return False
    additions = here.list_additions()  # read once: what is compared is what is kept
    if request.form.get("shown") != summarize(said, additions):
        flash(SOMETHING_NEW)
        flash(LOOK_AGAIN)
        return False
    grant = make_grant(agreement, said, answer, list_fingerprints(said, additions))
    before = find_answer(here.store, agreement, said)
    if is_repeated(grant, before):
        return True
    overtaken = request.form.get("last", "") != (before.id if before else "")
    if overtaken and answer == "yes":
        tell_of_tabs("stays")  # what another tab decided since is looked at before anybody sees it
        return False
    with here.store.together():
        if answer == "yes":
            here.store.mark_read_back(said.id, now())
        here.store.keep_grant(grant)
    tell_of_tabs("both" if overtaken else "")
    if before and before.answer == "yes" and answer != "yes":
        flash(GIVEN_AWAY)
    return True


# --- one summary, and the card


@pages.get("/so/<codes(4):plan>")
@in_book
def summary(here: Here, plan: Codes) -> Response | str:
    """What goes on the card; and for the person alone, what does not."""
    end_change()
    agreement, lines = _find(here, plan)
    if not here.store.explained():
        return redirect(url_for("agreement.explain"), 303)
    rows = [(line, _page_to_change(line, agreement)) for line in lines]
    return render_template(
        "sharing/summary.html",
        agreement=agreement,
        on=[row for row in rows if row[0].is_on_card],
        off=[row for row in rows if not row[0].is_on_card],
        card=new_id(),
        languages=url_for("agreement.choose_languages", who=plan[:3], all="yes"),
        back=url_for("agreement.choose_until", who=plan[:2]),
    )


@pages.post("/so/<codes(4):plan>")
@in_book
def make(here: Here, plan: Codes) -> Response:
    """Make the card. What is kept of it: which lines, for whom, why and when, and what is printed of it."""
    agreement, _ = _find(here, plan)
    card = request.form.get("card", "")
    if len(card) != 32 or not _CARD_ID.issuperset(card):
        abort(404)
    if all(one.id != card for one in here.store.cards()):  # a double tap makes one card
        lines = [said.id for said in list_allowed(here, agreement.reader, agreement.purpose)]
        if not lines or sorted(lines) != sorted(request.form.getlist("line")):
            tell_of_tabs("stays")  # another tab put lines on it, or took some off
            return redirect(request.path, 303)
        made = CardMade(
            id=card,
            reader=agreement.reader.id,
            purpose=agreement.purpose.id,
            languages=tuple(language.code for language in agreement.languages),
            lines=tuple(lines),
            visit=here.situation.visit.id,
            presence=here.situation.visit.presence,
            at=now(),
        )
        here.store.keep_card(add_print(here, made))
    return redirect(url_for("saved_cards.show_card", card=card), 303)


# --- helpers


def _words() -> SharingWords:
    return services().library.sharing


def _share_step() -> Step:
    return services().library.only("share")


def _find(here: Here, codes: Codes) -> tuple[Agreement, list[Line]]:
    """What an address is about, and what stands about each line."""
    agreement, pair = find_agreement(_words(), *codes[:3]), find_pair(services().languages.all, codes[3])
    if agreement is None or pair is None:
        abort(404)
    return agreement._replace(languages=pair), list_lines(here, agreement.reader, agreement.purpose)


def _find_line(lines: Iterable[Line], series: str) -> Line | None:
    """The line of an address, if there is a page of it."""
    return next((one for one in lines if code(one.said.series) == series and one.has_page), None)


def _page_after_one(came_from: str, agreement: Agreement) -> str:
    """Where a line leads that was opened by itself."""
    return url_for("sharing_overview.show_all") if came_from == "all" else page_of_summary(agreement)


def _page_to_change(line: Line, agreement: Agreement) -> str:
    """From the summary to one line by itself."""
    if not line.has_page:
        return url_for("sharing_overview.show_statement", statement=line.said.id)
    return page_of(line.said, agreement, "card")
