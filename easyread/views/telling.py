"""After a private answer, alone: a kind page where it shows pressure, then "Do you want to tell someone?".

In company these addresses are as those of nothing. They name a step by its code, and no answer.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.additions import list_fingerprints, summarize
from easyread.content.needed import ADVOCATE, MYSELF, SOCIAL_WORKER, TIME_ALONE
from easyread.model import Choice, Statement, Step
from easyread.pages.here import Here
from easyread.pages.statement import show
from easyread.pages.telling import WORDS
from easyread.sharing import find_told
from easyread.views.addresses import address, address_after, find_step
from easyread.views.guards import in_book
from easyread.visit.answers import keep_seen
from easyread.visit.sharing_terms import code as code_of
from easyread.visit.sharing_terms import find, find_agreement
from easyread.visit.situation import today
from easyread.visit.telling import NO, is_to_be_asked, keep_not_told, shows_pressure, tell
from easyread.web.converters import Codes
from easyread.web.i18n import N_, page_languages
from easyread.web.services import services

pages = Blueprint("telling", __name__)

NEW_WORDS = N_("These words are new. Please look at them again.")


@pages.get("/p/<code:code>/more")
@in_book
def offer(here: Here, code: str) -> str:
    """After an answer that shows pressure: time alone, an advocate, help now, nothing."""
    step = find_step(code, here.situation)
    said = here.situation.statement_of(step)
    if not here.situation.alone or said is None or not shows_pressure(step, said):
        abort(404)
    asks = is_to_be_asked(here.store, here.situation, said)
    steps = services().library.steps
    return render_template(
        "telling/offer.html",
        words=WORDS,
        step=step,
        time_alone=address(steps[TIME_ALONE]),
        advocate=address(steps[ADVOCATE]),
        on=_read_way(),
        following=_page("ask", code) if asks else _find_end(here, step),
    )


@pages.get("/p/<code:code>/then")
@in_book
def ask(here: Here, code: str) -> str:
    """Do you want to tell someone?"""
    step, said = _find(here, code)
    worker = next(one for one in _list_readers() if one.id == SOCIAL_WORKER)
    first = "" if here.store.explained() else _page("explain", code)
    return render_template(
        "telling/ask.html",
        words=WORDS,
        step=step,
        said=said,
        told=_list_told(here, said),
        trust=first or _page("choose_reader", code),
        worker=first or _address_of_reader(code, worker),
        on=_read_way(),
        back=_find_end(here, step) if "w" in request.args else address(step, "q" in request.args),
    )


@pages.post("/p/<code:code>/then")
@in_book
def keep_no(here: Here, code: str) -> Response:
    """Not now, or never."""
    step, said = _find(here, code)
    answer = next((one for one in NO if one == request.form.get("answer")), None) or abort(404)
    if request.form.get("statement") != said.id:
        return _look_again()
    # "Not now" of a double tap, or from My words, is not the second time: that one is for sharing to ask.
    if answer == "never" or is_to_be_asked(here.store, here.situation, said):
        keep_not_told(here.store, said, answer)
    return redirect(_find_end(here, step), 303)


@pages.get("/p/<code:code>/then/first")
@in_book
def explain(here: Here, code: str) -> str:
    """Before the very first yes: when people may tell others without asking."""
    _find(here, code)
    back = _page("ask", code)
    return render_template("sharing/limits.html", step=services().library.may_tell, remember=None, back=back)


@pages.post("/p/<code:code>/then/first")
@in_book
def keep_explained(here: Here, code: str) -> Response:
    """It was explained: on to who is told."""
    _find(here, code)
    keep_seen(here.store, here.situation, services().library.may_tell, page_languages()[0].code)
    return redirect(_page("choose_reader", code), 303)


@pages.get("/p/<code:code>/then/one")
@in_book
def choose_reader(here: Here, code: str) -> str:
    """Who is the person I trust?"""
    step, said = _find(here, code)
    told = _list_told(here, said)
    ways = [(_address_of_reader(code, one), one, one in told) for one in _list_readers()]
    back = _page("ask", code)
    return render_template(
        "telling/readers.html", words=WORDS, step=step, told=told, ways=ways, on=_read_way(), back=back
    )


@pages.get("/p/<code:code>/then/<code:who>")
@in_book
def choose_purpose(here: Here, code: str, who: str) -> str:
    """What is it for?"""
    _find(here, code)
    reader = find(_list_readers(), who) or abort(404)
    ways = [
        (_page("choose_until", code, who=(who, code_of(one.id))), one, False)
        for one in services().library.sharing.purposes
    ]
    back = _page("choose_reader", code)
    return render_template(
        "telling/purposes.html", words=WORDS, reader=reader, ways=ways, on=_read_way(), back=back
    )


@pages.get("/p/<code:code>/then/<codes(2):who>")
@in_book
def choose_until(here: Here, code: str, who: Codes) -> str:
    """For how long? With exactly what is told: this is the page that the yes is given on."""
    _, said = _find(here, code)
    reader, purpose = _find_whom(who)
    return render_template(
        "telling/untils.html",
        words=WORDS,
        reader=reader,
        purpose=purpose,
        shown=show(here.store, here.situation, said),
        summary=summarize(said, here.list_additions()),
        untils=[(code_of(one.id), one) for one in services().library.sharing.untils],
        on=_read_way(),
        back=_page("choose_purpose", code, who=who[0]),
    )


@pages.post("/p/<code:code>/then/<codes(2):who>")
@in_book
def keep_yes(here: Here, code: str, who: Codes) -> Response:
    """Keep the yes, for exactly what was on the page."""
    _, said = _find(here, code)
    reader, purpose = who
    agreement = find_agreement(services().library.sharing, reader, purpose, request.form.get("until", ""))
    if agreement is None or agreement.reader.id == MYSELF:
        abort(404)
    if not here.store.explained():
        return redirect(_page("explain", code), 303)
    additions = here.list_additions()  # read once: what is compared is what is kept
    if request.form.get("shown") != summarize(said, additions):
        return _look_again()
    tell(here.store, said, agreement, list_fingerprints(said, additions))
    return redirect(_page("show_told", code, who=who), 303)


@pages.get("/p/<code:code>/done/<codes(2):who>")
@in_book
def show_told(here: Here, code: str, who: Codes) -> Response | str:
    """Who will see it, on a card. Then on with the way."""
    step, said = _find(here, code)
    reader, purpose = _find_whom(who)
    told = _list_told(here, said)
    if reader not in told:
        return redirect(_page("ask", code), 303)
    return render_template(
        "telling/told.html",
        words=WORDS,
        step=step,
        told=told,
        card=url_for("agreement.choose_until", who=who),
        following=_find_end(here, step),
        reader=reader,
        purpose=purpose,
        back=_page("ask", code),
    )


# --- helpers


def _find(here: Here, code: str) -> tuple[Step, Statement]:
    """The private answer of an address. Without one, and in company, there is no such page (404)."""
    step = find_step(code, here.situation)
    said = next((one for one in here.list_asked() if one.step == step.id and one.private), None)
    return step, said or abort(404)


def _find_whom(who: Codes) -> tuple[Choice, Choice]:
    reader = find(_list_readers(), who[0])
    purpose = find(services().library.sharing.purposes, who[1])
    if reader is None or purpose is None:
        abort(404)
    return reader, purpose


def _list_readers() -> list[Choice]:
    return [one for one in services().library.sharing.readers if one.id != MYSELF]


def _list_told(here: Here, said: Statement) -> list[Choice]:
    told = {reader for reader, _ in find_told(said, here.store.grants(), today(), here.list_additions())}
    return [one for one in _list_readers() if one.id in told]


def _address_of_reader(code: str, reader: Choice) -> str:
    return _page("choose_purpose", code, who=code_of(reader.id))


def _read_way() -> dict[str, str]:
    """What these pages go on to, for their addresses: "q": the five-minute path; "w": My words."""
    return {name: "1" for name in ("q", "w") if name in request.args}


def _page(name: str, code: str, **values: Codes | str) -> str:
    """Another of these pages, about the same answer, that goes on to the same."""
    return url_for(f"telling.{name}", code=code, **values, **_read_way())  # type: ignore[arg-type]


def _find_end(here: Here, step: Step) -> str:
    """Where it goes on after these pages."""
    if "w" in request.args:
        return url_for("my_words.show_all")
    return address_after(step, here.store, here.situation, "q" in request.args)


def _look_again() -> Response:
    """Another tab changed the answer meanwhile: nothing is kept for what was not on the page."""
    flash(NEW_WORDS)
    return redirect(url_for(str(request.endpoint), **(request.view_args or {}) | _read_way()), 303)
