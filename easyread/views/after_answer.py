"""What follows some answers: own words read back, names for people, the pictures of "may tell" again."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from easyread.kinds import kind_of
from easyread.model import Statement, Step
from easyread.pages.here import Here
from easyread.pages.statement import show
from easyread.views.addresses import address, address_after, address_after_answer, find_step
from easyread.views.guards import in_book
from easyread.views.sent_page import read_page, read_sent
from easyread.views.troubles import tell_of_tabs
from easyread.visit.late_words import list_late
from easyread.visit.names import keep_names
from easyread.visit.situation import now
from easyread.web.services import services

pages = Blueprint("after_answer", __name__)


@pages.get("/p/<code:code>/again")
@in_book
def replay(here: Here, code: str) -> Response | str:
    """After the teach-back: the pictures once more. It is never called a test."""
    step = find_step(code, here.situation)
    if kind_of(step).keeps != "remembered":
        abort(404)
    return render_template(
        "steps/replay_page.html", step=step, next=address_after(step, here.store, here.situation, False)
    )


@pages.get("/p/<code:code>/back")
@in_book
def read_back(here: Here, code: str) -> Response | str:
    """Own words, read back, and what was said without writing, once more: "Is this what you mean?"."""
    step = find_step(code, here.situation)
    said = here.situation.statement_of(step)
    if said is None or not (said.words or said.attached):
        return redirect(address(step), 303)
    shown = show(here.store, said)
    return render_template("steps/read_back_page.html", step=step, shown=shown, quick="q" in request.args)


@pages.post("/p/<code:code>/back")
@in_book
def agree(here: Here, code: str) -> Response | str:
    """The person heard their words again and agrees."""
    step = find_step(code, here.situation)
    said = here.situation.statement_of(step)
    # Only the words that were on the page were heard: another tab may have kept others since.
    if said and said.id == request.form.get("heard") and request.form.get("agree") == "yes":
        here.store.mark_read_back(said.id, now())
    return redirect(address_after_answer(step, here, "quick" in request.form), 303)


@pages.get("/p/<code:code>/on")
@in_book
def show_ways(here: Here, code: str) -> str:
    """After the quiet question: the same ways on, whatever was answered."""
    step = find_step(code, here.situation)
    library = services().library
    interpreter = library.find_only("interpreter")
    if kind_of(step).keeps != "interpreter-ok" or interpreter is None:
        abort(404)
    leads = {"go-on": address_after(step, here.store, here.situation, False), "another": address(interpreter)}
    ways = [(point, leads.get(point.id)) for point in step.points]  # without an address: leave
    question = library.only("today").question  # who comes in sees what any day asks
    return render_template("steps/ways_page.html", step=step, question=question, ways=ways)


@pages.get("/p/<code:code>/names")
@in_book
def show_names(here: Here, code: str) -> Response | str:
    """A first name or letters for each person chosen, if wanted."""
    step = find_step(code, here.situation)
    chosen = _list_roles(step, here.situation.statement_of(step))
    if not chosen:
        return redirect(address(step), 303)
    return render_template(
        "steps/names_page.html",
        step=step,
        chosen=[choice for choice in step.choices if choice.id in chosen],
        names=read_page(here.store, here.situation, request.path),
        late=list_late(here.store, here.situation, request.path),
        quick="q" in request.args,
    )


@pages.post("/p/<code:code>/names")
@in_book
def send_names(here: Here, code: str) -> Response | str:
    """Keep the people and their names."""
    step = find_step(code, here.situation)
    roles = _list_roles(step, here.situation.statement_of(step))
    told = keep_names(here.store, here.situation, read_sent(request.path), roles)
    tell_of_tabs(told)
    if not roles:
        return redirect(address(step), 303)
    return redirect(address_after_answer(step, here, "quick" in request.form), 303)


def _list_roles(step: Step, said: Statement | None) -> list[str]:
    """The people chosen on a step that names people."""
    return [choice.id for choice in kind_of(step).list_people(step, said.choices if said else ())]
