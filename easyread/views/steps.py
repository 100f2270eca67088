"""Show one step, and keep one answer. Every tap that says something is kept before the page moves on."""

from __future__ import annotations

import secrets
from functools import partial

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.content.needed import WHO_IS_HERE
from easyread.kinds import AT_ONCE, is_about_now, kind_of
from easyread.kinds.interpreter import SIGNING
from easyread.languages import ENGLISH
from easyread.model import Step
from easyread.pages.mat import lay_out
from easyread.views.addresses import address, address_before, find_step
from easyread.views.company import keep_company
from easyread.views.guards import needs_book, put_in
from easyread.views.sent_page import keep_page, read_fields, read_page, read_sent, read_situation
from easyread.views.troubles import NOT_KEPT, TOO_LONG, tell_of_tabs
from easyread.visit.answers import Outcome, keep_answer
from easyread.visit.attachments import FIELD
from easyread.visit.company import SomebodyWent, say_who_is_here
from easyread.visit.late_words import list_late
from easyread.visit.situation import Situation
from easyread.visit.way_through import list_path
from easyread.web.forms import Refused, TooLong, Unclear, read_answer
from easyread.web.i18n import N_, page_languages
from easyread.web.open_books import OpenBook
from easyread.web.reauthentication import end_permit
from easyread.web.request_bodies import MOST_OF_A_PHOTO, takes_file
from easyread.web.services import services

pages = Blueprint("steps", __name__)

# What the page that leads to a change asks itself: is this what you mean, and is somebody to be told?
_ASKED_THERE = ("after_answer.read_back", "telling.ask")
UNCLEAR = N_("These answers do not go together. Look at them again.")


@pages.get("/p/<code:code>")
@needs_book
def show(book: OpenBook, code: str) -> Response | str:
    """One step, with what was said or half-said on it before."""
    with book.store() as store:
        situation = read_situation(store, book)
        step = find_step(code, situation)
        if kind_of(step).page:
            return redirect(address(step), 303)
        given: MultiDict[str, str] = MultiDict(read_page(store, situation, request.path))
        return _render(store, step, situation, given, "q" in request.args)


@pages.post("/p/<code:code>")
@takes_file(MOST_OF_A_PHOTO)
@needs_book
def keep(book: OpenBook, code: str) -> Response | str:
    """Keep the answer, then go on to the next page that has none.

    A photo or a sound that was chosen goes onto the page first, and is shown: the browser sends all again.
    """
    if adds := _find_chosen_file(code):
        return redirect(adds, 307)
    with book.store() as store:
        situation = read_situation(store, book)
        step = find_step(code, situation)
        if kind_of(step).page:
            return redirect(address(step), 303)
        given: MultiDict[str, str] = MultiDict(read_fields(request.path, request.form))
        quick = "quick" in request.form
        try:
            return redirect(_keep(store, book, situation, step), 303)
        except Refused:
            abort(404)
        except Unclear:
            return make_response(_render(store, step, situation, given, quick, UNCLEAR), 422)
        except TooLong:
            return make_response(_render(store, step, situation, given, quick, TOO_LONG), 413)
        except NotKept:
            return make_response(_render(store, step, situation, given, quick, NOT_KEPT), 507)


@pages.post("/p/<code:code>/mat")
@needs_book
def put(book: OpenBook, code: str) -> Response:
    """Put one thing under its place, or take one up again: half given until Next. Then the next thing."""
    with book.store() as store:
        step = find_step(code, read_situation(store, book))
    if not kind_of(step).sorts:
        abort(404)
    if not keep_page():
        return put_in()
    quick = "1" if "quick" in request.form else None
    return redirect(url_for(".show", code=code, thing=request.form.get("thing", type=int), q=quick), 303)


def _find_chosen_file(code: str) -> str:
    """What takes the photo or sound that came with the answer; empty: none came."""
    if any(request.files.getlist("photo")):
        return url_for("pictures.add_photo", code=code)
    return url_for("recordings.add_file") if any(request.files.getlist("sound")) else ""


def _keep(store: Store, book: OpenBook, situation: Situation, step: Step) -> str:
    """One answer's way: what was sent, what it is, where it is kept; gives the address to go to next."""
    (changing, page), answer = book.change, read_answer(step, request.form)
    if is_about_now(step):
        end_permit(book)  # whoever gave the lock again did it beside others
        book.staying = ()
    keep_it = partial(keep_answer, store, situation, step, answer, read_sent(request.path))
    try:
        if step.id == WHO_IS_HERE and not answer.later:
            visit = say_who_is_here(situation.visit, answer.choices)
            outcome = keep_company(book, visit, keep_it) or Outcome(True, None)
        else:
            outcome = keep_it()
    except SomebodyWent as went:
        book.staying = went.who
        return url_for("my_book.open_again", way="gone")
    tell_of_tabs(outcome.told)
    book.company += outcome.new_company  # other tabs may show what these people should not see
    return _find_address(outcome, step, answer.quick, page if changing == step.code else "")


def _find_address(outcome: Outcome, step: Step, quick: bool, came_from: str) -> str:
    goes_on = not outcome.page and outcome.step != step
    if came_from and (goes_on or outcome.page in _ASKED_THERE):
        return came_from
    if outcome.step is None:
        return url_for(outcome.page) if outcome.page else "/"
    if not outcome.page:
        return address(outcome.step, quick)
    return url_for(outcome.page, code=outcome.step.code, q="1" if quick else None)


def _find_six(step: Step, given: MultiDict[str, str]) -> int:
    """Which six of the pictures are shown: those asked for, else the first with something chosen."""
    asked = request.args.get("more", type=int)
    if asked is not None and 0 <= asked * AT_ONCE < len(step.choices):
        return asked
    chosen = given.getlist("choice")
    places = (place for place, choice in enumerate(step.choices) if choice.id in chosen)
    return next(places, 0) // AT_ONCE


def _find_more(step: Step, six: int, quick: bool) -> str:
    """Where the next six pictures are, and behind the last ones the first; empty: there are no more."""
    if len(step.choices) <= AT_ONCE or not kind_of(step).shows_choices or kind_of(step).sorts:
        return ""
    following = (six + 1) % -(-len(step.choices) // AT_ONCE)
    return url_for("steps.show", code=step.code, more=following, q="1" if quick else None)


def _find_asked_of(step: Step, situation: Situation) -> str:
    """Which interpreter the quiet question is about."""
    asked_of = situation.last_interpreter if kind_of(step).keeps == "interpreter-ok" else None
    return asked_of.id if asked_of else ""


def _render(  # noqa: PLR0913, PLR0917 - the page, the person's place in it, and what stands on it
    store: Store, step: Step, situation: Situation, given: MultiDict[str, str], quick: bool, trouble: str = ""
) -> str:
    path = list_path(step, situation, quick)
    chapter = services().library.chapter_of(step.id)
    first, _ = page_languages()
    said = situation.statement_of(step)
    interprets = first.code != ENGLISH and "interpreter" in (situation.visit.presence or ())
    attached = store.attachments(ids) if (ids := given.getlist(FIELD)) else []
    six = _find_six(step, given)
    return render_template(
        "step.html",
        step=step,
        kind=kind_of(step),
        given=given,
        six=six,
        more=_find_more(step, six, quick),
        mat=lay_out(step, given, request.args.get("thing", type=int)) if kind_of(step).sorts else None,
        attached=attached,
        spoken=bool(attached or any(given.get(name) for name in ("words", "english", "note"))),
        quick=quick,
        once=secrets.token_hex(16),
        was=said.id if said else _find_asked_of(step, situation),
        kept=said.attached if said else (),
        late=list_late(store, situation, request.path),
        trouble=trouble,
        signing=situation.interpreter is not None and situation.interpreter.kind in SIGNING,
        offer_english=interprets or given.get("english") or given.get("note"),
        back=address_before(step, situation, quick),
        where={
            "title": chapter.title,
            "picture": chapter.picture,
            "place": path.index(step) + 1 if step in path else 1,
            "total": max(len(path), 1),
        },
    )
