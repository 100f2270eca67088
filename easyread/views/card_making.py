"""Make a card: for whom, which lines, "is this what you mean?". Then show it, print it, keep it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.model import CardMade, Choice, Fields, Statement
from easyread.pages.card_request import (
    Plan,
    add_print,
    find_newer,
    find_plan,
    list_allowed,
    list_pairs,
    pair_code,
    show_allowed,
)
from easyread.pages.here import Here
from easyread.views.guards import in_book
from easyread.views.sent_page import make_draft, read_sent
from easyread.views.troubles import tell_of_tabs
from easyread.visit.drafts import keep_draft, merge_ticks
from easyread.visit.sharing_terms import code, find
from easyread.visit.situation import new_id, now
from easyread.web.converters import Codes
from easyread.web.i18n import page_languages
from easyread.web.services import services

pages = Blueprint("card_making", __name__)


# --- for whom, what for, in which languages: one question a page


@pages.get("/c")
@in_book
def start(here: Here) -> str:
    """For whom is the card?"""
    readers, purposes = services().library.sharing.readers, services().library.sharing.purposes
    ready = {one.id for one in readers if any(list_allowed(here, one, purpose) for purpose in purposes)}
    ways = [
        (url_for("card_making.choose_purpose", who=code(one.id)), one, one.id in ready) for one in readers
    ]
    return render_template("cards/readers.html", ways=ways, has_cards=bool(here.list_cards()))


@pages.get("/c/<code:who>")
@in_book
def choose_purpose(here: Here, who: str) -> str:
    """What is it for?"""
    reader = find(services().library.sharing.readers, who) or abort(404)
    purposes = services().library.sharing.purposes
    ready = {one.id for one in purposes if list_allowed(here, reader, one)}
    to = [url_for("card_making.choose_languages", who=(who, code(one.id))) for one in purposes]
    ways = [(page, one, one.id in ready) for page, one in zip(to, purposes, strict=True)]
    return render_template("cards/purposes.html", reader=reader, ways=ways)


@pages.get("/c/<codes(2):who>")
@in_book
def choose_languages(here: Here, who: Codes) -> str:
    """One language or two. With nothing to put on a card yet: the way to sharing."""
    reader = find(services().library.sharing.readers, who[0]) or abort(404)
    purpose = find(services().library.sharing.purposes, who[1]) or abort(404)
    if not list_allowed(here, reader, purpose):
        return _show_nothing(reader=reader, purpose=purpose, who=who)
    mine, _ = page_languages()
    pairs = sorted(list_pairs(), key=lambda pair: pair[0] != mine)  # their own language comes first
    ways = [(url_for("card_making.choose_lines", plan=(*who, pair_code(pair))), pair) for pair in pairs]
    back = url_for("card_making.choose_purpose", who=who[0])
    return render_template("cards/languages.html", reader=reader, purpose=purpose, ways=ways, back=back)


# --- which lines, and is each one right?


@pages.get("/c/<codes(3):plan>/lines")
@in_book
def choose_lines(here: Here, plan: Codes) -> str:
    """The lines that this reader may see, all ticked; what they may not see is not there."""
    chosen = _find(plan)
    allowed = list_allowed(here, chosen.reader, chosen.purpose)
    if not allowed:
        return _show_nothing(reader=chosen.reader, purpose=chosen.purpose, who=plan[:2])
    fields = _read_now(here, request.path)
    offered, ticked = set(fields.get("offered", ())), set(fields.get("pick", ()))
    ticks = [said.id in ticked or said.id not in offered for said in allowed]
    back = url_for("card_making.choose_languages", who=plan[:2])
    return render_template(
        "cards/lines.html",
        plan=chosen,
        lines=list(zip(show_allowed(here, allowed, chosen), ticks, strict=True)),
        newer=find_newer(here, allowed, chosen),
        back=back,
        told="none" in request.args,
    )


@pages.post("/c/<codes(3):plan>/lines")
@in_book
def keep_lines(here: Here, plan: Codes) -> Response:
    """Keep which lines were picked, and check them one by one."""
    sent, to = read_sent(request.path), url_for("card_making.check", plan=plan)
    picked = _find_ids(here, _find(plan), merge_ticks(here.store, sent).get("pick", []))
    before = _read_now(here, to)
    sure = [one for one in before.get("sure", []) if one in _ids(picked)]
    fields = {"pick": _ids(picked), "sure": sure, "card": before.get("card") or [new_id()]}
    with here.store.together():
        keep_draft(here.store, services().library, sent)
        if picked:
            _keep_now(here, to, fields)
    return redirect(to if picked else url_for("card_making.choose_lines", plan=plan, none="yes"), 303)


@pages.get("/c/<codes(3):plan>/check")
@in_book
def check(here: Here, plan: Codes) -> Response | str:
    """Is this what you mean? One line a page; after the last one, the card can be made."""
    chosen = _find(plan)
    fields = _read_now(here, request.path)
    allowed = list_allowed(here, chosen.reader, chosen.purpose)
    picked = [said for said in allowed if said.id in fields.get("pick", ())]
    if not picked or not fields.get("card"):
        return redirect(url_for("card_making.choose_lines", plan=plan), 303)
    sure = [said for said in picked if said.id in fields.get("sure", ())]
    line = next((said for said in picked if said not in sure), None)
    return render_template(
        "cards/check.html" if line else "cards/ready.html",
        plan=chosen,
        picked=picked,
        sure=sure,
        card=fields["card"][0],
        shown=show_allowed(here, [line], chosen)[0] if line else None,
        lines=show_allowed(here, picked, chosen),
        answers=_answers(),
        back=url_for("card_making.choose_lines", plan=plan),
    )


@pages.post("/c/<codes(3):plan>/check")
@in_book
def keep_check(here: Here, plan: Codes) -> Response:
    """Yes, change it, or take it off: one line at a time."""
    chosen = _find(plan)
    now_there = merge_ticks(here.store, read_sent(request.path))
    picked = _find_ids(here, chosen, now_there.get("pick", []))
    sure = _find_ids(here, chosen, now_there.get("sure", []))
    line = next((said for said in picked if said.id == request.form.get("line")), None)
    answer = request.form.get("answer")
    agreed = line if answer == "yes" and line not in sure else None
    if agreed:
        sure.append(agreed)
    elif answer == "take-off" and line:
        picked.remove(line)
    fields = {"pick": _ids(picked), "sure": _ids(sure), "card": now_there.get("card", [])[:1]}
    with here.store.together():
        if agreed:
            here.store.mark_read_back(agreed.id, now())
        _keep_now(here, request.path, fields)
    if answer == "change" and line:
        step = services().library.steps[line.step]
        return redirect(url_for("steps.show", code=step.code), 303)
    return redirect(request.path, 303)


@pages.post("/c/<codes(3):plan>/make")
@in_book
def make(here: Here, plan: Codes) -> Response:
    """Make the card. What is kept of it: which lines, for whom, why and when, and what is printed of it."""
    chosen = _find(plan)
    lines = _find_ids(here, chosen, request.form.getlist("pick"))
    sure = _find_ids(here, chosen, request.form.getlist("sure"))
    card, to = request.form.get("card", ""), url_for("card_making.check", plan=plan)
    if len(card) != 32 or not set(card) <= set("0123456789abcdef"):
        abort(404)
    if (now_there := _read_now(here, to)) and _ids(lines) != now_there.get("pick"):
        tell_of_tabs("stays")  # another tab put lines on it, or took some off
        return redirect(to, 303)
    if not lines or any(said not in sure for said in lines):
        return redirect(to, 303)
    with here.store.together():
        if all(one.id != card for one in here.store.cards()):  # a double tap makes one card
            made = CardMade(
                id=card,
                reader=chosen.reader.id,
                purpose=chosen.purpose.id,
                languages=tuple(language.code for language in chosen.languages),
                lines=tuple(_ids(lines)),
                visit=here.situation.visit.id,
                presence=here.situation.visit.presence,
                at=now(),
            )
            here.store.keep_card(add_print(here, made))
        here.store.drop_draft(url_for("card_making.check", plan=plan))
        here.store.drop_draft(url_for("card_making.choose_lines", plan=plan))
    return redirect(url_for("saved_cards.show_card", card=card), 303)


# --- helpers


def _find(plan: Codes) -> Plan:
    return find_plan(*plan) or abort(404)


def _show_nothing(**about: object) -> str:
    return render_template("cards/nothing.html", **about)


def _answers() -> dict[str, Choice]:
    """Yes, change it, take it off: with the pictures and words of the content."""
    step = services().library.only("card")
    return {choice.id: choice for choice in step.choices}


def _ids(statements: list[Statement]) -> list[str]:
    return [said.id for said in statements]


def _read_now(here: Here, page: str) -> Fields:
    """What was ticked on a page so far, in whatever tab."""
    draft = here.store.draft(page)
    return draft.fields if draft else {}


def _keep_now(here: Here, page: str, fields: Fields) -> None:
    here.store.keep_draft(make_draft(page, fields))


def _find_ids(here: Here, plan: Plan, ids: Sequence[str]) -> list[Statement]:
    """The statements of these ids, as far as this reader may see them now.

    What was allowed when the page was made may be gone since: it is left out. What was never in this
    book is refused.
    """
    if any(here.store.statement(one) is None for one in ids):
        abort(404)
    return [said for said in list_allowed(here, plan.reader, plan.purpose) if said.id in ids]
