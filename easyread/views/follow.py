"""What follows some answers: own words read back, names for people, the pictures of "may tell" again."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from easyread.model import Person, Statement, Step
from easyread.web.access import needs_book
from easyread.web.answers import new_id
from easyread.web.forms import LONGEST_NAME, clean_words
from easyread.web.path import address, address_after, find_step
from easyread.web.situation import now, read_situation
from easyread.web.unlocked import OpenBook

pages = Blueprint("follow", __name__)


@pages.get("/p/<code>/again")
@needs_book
def replay(book: OpenBook, code: str) -> Response | str:
    """After the teach-back: the pictures once more. It is never called a test."""
    with book.store() as store:
        situation = read_situation(store, book)
    step = find_step(code, situation)
    if step.kind != "remember":
        abort(404)
    return render_template("steps/replay_page.html", step=step, next=address_after(step, situation, False))


@pages.get("/p/<code>/back")
@needs_book
def read_back(book: OpenBook, code: str) -> Response | str:
    """Own words, read back: "Is this what you mean?"."""
    with book.store() as store:
        situation = read_situation(store, book)
    step = find_step(code, situation)
    said = situation.statement_of(step)
    if said is None or not said.words:
        return redirect(address(step), 303)
    return render_template("steps/read_back_page.html", step=step, said=said, quick="q" in request.args)


@pages.post("/p/<code>/back")
@needs_book
def agree(book: OpenBook, code: str) -> Response | str:
    """The person heard their words again and agrees."""
    with book.store() as store:
        situation = read_situation(store, book)
        step = find_step(code, situation)
        said = situation.statement_of(step)
        # Only the words that were on the page were heard: another tab may have kept others since.
        if said and said.id == request.form.get("heard") and request.form.get("agree") == "yes":
            store.mark_read_back(said.id, now())
    return redirect(address_after(step, situation, "quick" in request.form), 303)


@pages.get("/p/<code>/names")
@needs_book
def show_names(book: OpenBook, code: str) -> Response | str:
    """A first name or letters for each person chosen, if wanted."""
    with book.store() as store:
        situation = read_situation(store, book)
        step = find_step(code, situation)
        draft = store.draft(request.path)
        names = {person.role: person.name for person in store.people()}
    chosen = _list_roles(step, situation.statement_of(step))
    if not chosen:
        return redirect(address(step), 303)
    if draft:
        names |= {name.removeprefix("name-"): values[0] for name, values in draft.fields.items() if values}
    shown = [choice for choice in step.choices if choice.id in chosen]
    return render_template(
        "steps/names_page.html", step=step, chosen=shown, names=names, quick="q" in request.args
    )


@pages.post("/p/<code>/names")
@needs_book
def keep_names(book: OpenBook, code: str) -> Response | str:
    """Keep the people and their names."""
    with book.store() as store:
        situation = read_situation(store, book)
        step = find_step(code, situation)
        roles = _list_roles(step, situation.statement_of(step))
        if not roles:  # the people of another step must not go
            return redirect(address(step), 303)
        known = {person.role: person for person in store.people()}
        people = []
        for role in roles:
            before = known.get(role) or Person(id=new_id(), role=role, at=now())
            name = clean_words(request.form.get(f"name-{role}", before.name))[:LONGEST_NAME]
            people.append(Person(id=before.id, role=role, name=name, at=before.at))
        store.keep_people(people)
        store.drop_draft(request.path)
    return redirect(address_after(step, situation, "quick" in request.form), 303)


def _list_roles(step: Step, said: Statement | None) -> list[str]:
    """The people chosen on a "people" step; "nobody" is no person."""
    if step.kind != "people" or said is None:
        return []
    return [choice.id for choice in step.choices if choice.id in said.choices and not choice.alone]
