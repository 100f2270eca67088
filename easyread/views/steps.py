"""Show one step, and keep one answer. Every tap that says something is kept before the page moves on."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.journey import find_after, find_next, find_previous, list_pages
from easyread.languages import ENGLISH
from easyread.model import Explained, Person, Step
from easyread.web.answers import keep_answer
from easyread.web.drafts import keep_fields, keep_page, page_of, read_fields
from easyread.web.forms import Answer, Refused, TooLong, clean_words, give_back, read_answer, LONGEST_NAME
from easyread.web.lines import mark, page_languages
from easyread.web.parts import parts
from easyread.web.situation import Situation, now, read_situation
from easyread.web.unlocked import OpenBook, current
from easyread.views.anywhere import not_kept

pages = Blueprint("steps", __name__)

TOO_LONG = mark("That is too long to keep in one go. Make it shorter, or use 2 pages.")
NOT_KEPT = mark("Your words are not kept yet.")
ELSEWHERE = {"share": "sharing.start", "card": "cards.start", "today": "start.first_page"}


def _find(code: str, situation: Situation) -> Step:
    """The step of an address. Unknown and held back are the same: not here."""
    step = parts().library.step_by_code(code)
    if step is None or step.before or step.id in situation.held:
        abort(404)
    return step


def _path(step: Step, situation: Situation, quick: bool) -> tuple[Step, ...]:
    """The pages that this page stands among: its chapter, or the five-minute path."""
    library = parts().library
    steps = [one for one in library.steps.values() if one.quick] if quick else library.chapter_of(step.id).steps
    return list_pages(steps, situation.held)


def address(step: Step, quick: bool = False) -> str:
    """Where a step is; the steps of sharing and the card have pages of their own."""
    if step.kind in ELSEWHERE:
        return url_for(ELSEWHERE[step.kind])
    return url_for("steps.show", code=step.code, q="1" if quick else None)


@pages.get("/p/<code>")
def show(code: str) -> Response | str:
    """One step, with what was said or half-said on it before."""
    book = current()
    if book is None:
        return redirect("/", 303)
    with book.store() as store:
        situation = read_situation(store, book)
        step = _find(code, situation)
        if step.kind in ELSEWHERE:
            return redirect(url_for(ELSEWHERE[step.kind]), 303)
        draft = store.draft(request.path)
        given = give_back(draft.fields if draft else None, situation.statement_of(step), step)
        if not draft:
            _give_back_visit(given, step, situation, store)
    return _render(step, situation, given, "q" in request.args)


@pages.post("/p/<code>")
def keep(code: str) -> Response | str:
    """Keep the answer, then go on to the next page that has none."""
    book = current()
    if book is None:
        return redirect("/", 303) if keep_page() else not_kept()
    quick = "quick" in request.form
    situation = None
    try:
        with book.store() as store:
            situation = read_situation(store, book)
            step = _find(code, situation)
            answer = read_answer(step, request.form)
            return redirect(_keep(store, book, situation, step, answer, quick), 303)
    except Refused:
        abort(404)
    except TooLong:
        return make_response(_render(step, situation, request.form, quick, TOO_LONG), 413)
    except NotKept:
        if situation is None:
            return not_kept()
        return make_response(_render(step, situation, request.form, quick, NOT_KEPT), 507)


def _keep(store: Store, book: OpenBook, situation: Situation, step: Step, answer: Answer, quick: bool) -> str:
    """Keep one answer and say where to go next."""
    skipped = request.form.get("skip")
    if skipped in ("later", "skip"):
        keep_fields(store, request.path, read_fields(request.form))
        if skipped == "later":
            store.mark(step.id, "later", now())
        return _onward(step, read_situation(store, book), quick)
    kept = keep_answer(store, situation, step, answer, request.form)
    if answer.skip:
        keep_fields(store, request.path, read_fields(request.form))
    else:
        store.drop_draft(request.path)
    for choice in step.choices:
        if choice.id in answer.choices and choice.to:
            return url_for("anywhere.help_now", next=step.code) if choice.to == "help" else "/"
    if step.kind == "people" and kept and kept.choices:
        return url_for("steps.show_names", code=step.code, q="1" if quick else None)
    if step.kind == "remember" and not answer.skip:
        return url_for("steps.replay", code=step.code)
    if step.kind == "words" and kept and kept.words and kept.read_back is None:
        return url_for("steps.read_back", code=step.code, q="1" if quick else None)
    return _onward(step, read_situation(store, book), quick)


def _onward(step: Step, situation: Situation, quick: bool) -> str:
    """The next page without an answer on this path; from the end, my page."""
    path = _path(step, situation, quick)
    following = find_after(path, step.id)
    if following is not None and following.id in situation.answered:
        following = find_next(path, step.id, situation.answered)
    return address(following, quick) if following else "/"


def _render(step: Step, situation: Situation, given: MultiDict[str, str], quick: bool, trouble: str = "") -> str:
    path = _path(step, situation, quick)
    before = find_previous(path, step.id)
    chapter = parts().library.chapter_of(step.id)
    first, _ = page_languages()
    return render_template(
        "step.html",
        step=step,
        given=given,
        quick=quick,
        once=secrets.token_hex(16),
        trouble=trouble,
        offer_english=first.code != ENGLISH and "interpreter" in (situation.visit.presence or ()),
        back=address(before, quick) if before else "/",
        where={
            "title": chapter.title,
            "picture": chapter.picture,
            "place": [one.id for one in path].index(step.id) + 1 if step in path else 1,
            "total": max(len(path), 1),
        },
    )


def _give_back_visit(given: MultiDict[str, str], step: Step, situation: Situation, store: Store) -> None:
    """Answers about this visit are not statements: they stand on the visit itself."""
    visit, interpreter = situation.visit, situation.interpreter
    if step.id == "who-is-here":
        given.setlist("choice", list(visit.presence or ()))
    elif step.id == "how-helping":
        given.setlist("choice", list(visit.helping or ()))
    elif step.kind == "interpreter" and interpreter:
        given.update(choice=interpreter.kind, tongue=interpreter.language, dialect=interpreter.dialect)
        given.update(ok=interpreter.ok)
    elif step.kind == "remember" and (explained := store.explained()):
        given.setlist("choice", list(explained[-1].remembered))


@pages.get("/p/<code>/again")
def replay(code: str) -> Response | str:
    """After the teach-back: the pictures once more. It is never called a test."""
    book = current()
    if book is None:
        return redirect("/", 303)
    with book.store() as store:
        situation = read_situation(store, book)
        step = _find(code, situation)
    if step.kind != "remember":
        abort(404)
    return render_template("steps/replay_page.html", step=step, next=_onward(step, situation, False))


@pages.get("/p/<code>/back")
def read_back(code: str) -> Response | str:
    """Own words, read back: "Is this what you mean?"."""
    book = current()
    if book is None:
        return redirect("/", 303)
    with book.store() as store:
        situation = read_situation(store, book)
        step = _find(code, situation)
    said = situation.statement_of(step)
    if said is None or not said.words:
        return redirect(address(step), 303)
    return render_template("steps/read_back_page.html", step=step, said=said, quick="q" in request.args)


@pages.post("/p/<code>/back")
def agree(code: str) -> Response | str:
    """The person heard their words again and agrees."""
    book = current()
    if book is None:
        return redirect("/", 303)
    with book.store() as store:
        situation = read_situation(store, book)
        step = _find(code, situation)
        if (said := situation.statement_of(step)) and request.form.get("agree") == "yes":
            store.mark_read_back(said.id, now())
    return redirect(_onward(step, situation, "quick" in request.form), 303)


@pages.get("/p/<code>/names")
def show_names(code: str) -> Response | str:
    """A first name or letters for each person chosen, if wanted."""
    book = current()
    if book is None:
        return redirect("/", 303)
    with book.store() as store:
        situation = read_situation(store, book)
        step = _find(code, situation)
        said, draft = situation.statement_of(step), store.draft(request.path)
        names = {person.role: person.name for person in store.people()}
    if step.kind != "people" or said is None or not said.choices:
        return redirect(address(step), 303)
    if draft:
        names = {name.removeprefix("name-"): values[0] for name, values in draft.fields.items() if values}
    chosen = [choice for choice in step.choices if choice.id in said.choices and not choice.alone]
    return render_template(
        "steps/names_page.html", step=step, chosen=chosen, names=names, quick="q" in request.args
    )


@pages.post("/p/<code>/names")
def keep_names(code: str) -> Response | str:
    """Keep the people and their names."""
    book = current()
    if book is None:
        return redirect("/", 303) if keep_page() else not_kept()
    with book.store() as store:
        situation = read_situation(store, book)
        step = _find(code, situation)
        said = situation.statement_of(step)
        known = {person.role: person for person in store.people()}
        people = []
        for role in said.choices if said else ():
            name = clean_words(request.form.get(f"name-{role}", ""))[:LONGEST_NAME]
            at = known[role].at if role in known else now()
            people.append(Person(id=known[role].id if role in known else secrets.token_hex(16), role=role, name=name, at=at))
        store.keep_people(people)
        store.drop_draft(request.path)
    return redirect(_onward(step, situation, "quick" in request.form), 303)
