"""What follows some answers: own words read back, names for people, the pictures of "may tell" again."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from easyread.kinds import kind_of
from easyread.model import Person, Statement, Step
from easyread.pages.here import Here
from easyread.pages.statement import show
from easyread.views.addresses import address, address_after, find_step
from easyread.views.guards import in_book
from easyread.views.sent_page import drop_sent, find_draft, read_fields
from easyread.visit.answers import new_id
from easyread.visit.situation import now
from easyread.web.forms import LONGEST_NAME, clean_words

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
    return redirect(address_after(step, here.store, here.situation, "quick" in request.form), 303)


@pages.get("/p/<code:code>/names")
@in_book
def show_names(here: Here, code: str) -> Response | str:
    """A first name or letters for each person chosen, if wanted."""
    step = find_step(code, here.situation)
    draft = find_draft(here.store, here.situation, request.path)
    names = {person.role: person.name for person in here.store.people()}
    chosen = _list_roles(step, here.situation.statement_of(step))
    if not chosen:
        return redirect(address(step), 303)
    if draft:
        names |= {name.removeprefix("name-"): values[0] for name, values in draft.fields.items() if values}
    shown = [choice for choice in step.choices if choice.id in chosen]
    return render_template(
        "steps/names_page.html", step=step, chosen=shown, names=names, quick="q" in request.args
    )


@pages.post("/p/<code:code>/names")
@in_book
def keep_names(here: Here, code: str) -> Response | str:
    """Keep the people and their names."""
    step = find_step(code, here.situation)
    roles = _list_roles(step, here.situation.statement_of(step))
    if not roles:  # the people of another step must not go
        return redirect(address(step), 303)
    known = {person.role: person for person in here.store.people()}
    people = []
    for role in roles:
        before = known.get(role) or Person(id=new_id(), role=role, at=now())
        name = clean_words(request.form.get(f"name-{role}", before.name))[:LONGEST_NAME]
        people.append(Person(id=before.id, role=role, name=name, at=before.at))
    with here.store.together():
        here.store.keep_people(people)
        drop_sent(here.store, request.path, read_fields(request.path, request.form))
    return redirect(address_after(step, here.store, here.situation, "quick" in request.form), 303)


def _list_roles(step: Step, said: Statement | None) -> list[str]:
    """The people chosen on a step that names people."""
    return [choice.id for choice in kind_of(step).list_people(step, said.choices if said else ())]
