"""Can they see this? Nothing is shared until the person says so, for one reader and one thing said."""

from __future__ import annotations

from typing import cast, get_args

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from easyread.additions import Additions, list_fingerprints, summarize
from easyread.content.needed import MYSELF
from easyread.model import AnythingSaid, Choice, Consent, Fields, Grant, Statement, Step
from easyread.pages.consequences import GIVEN_AWAY
from easyread.pages.here import Here
from easyread.pages.provenance import SOMETHING_NEW
from easyread.pages.statement import show_each
from easyread.sharing import decision, is_over, list_newer, live_grant
from easyread.views.addresses import page_of_sharing
from easyread.views.guards import in_book, needs_book
from easyread.views.sent_page import read_sent
from easyread.views.troubles import tell_of_tabs
from easyread.visit.answers import keep_seen
from easyread.visit.drafts import merge
from easyread.visit.kept import Kept
from easyread.visit.sharing_terms import Agreement, code, find, find_agreement, last_day
from easyread.visit.situation import new_id, now, today
from easyread.web.converters import Codes
from easyread.web.i18n import N_, page_languages
from easyread.web.open_books import OpenBook
from easyread.web.services import services

pages = Blueprint("sharing", __name__)

NEW_WORDS = N_("These words are new. Please look at them again.")
LOOK_AGAIN = N_("Look at it again.")
# What each answer means, under the answer itself.
MEANINGS = {
    "yes": N_("It can go on a card for them."),
    "ask": N_("It stays off the card until you say yes."),
    "no": N_("They do not see it."),
    "undecided": N_("It stays private for now."),
}


# --- for whom, what for, for how long: one question a page


@pages.get("/s")
@in_book
def start(here: Here) -> Response | str:
    """For whom? Before the very first decision: when people may tell without asking."""
    if not here.store.explained():
        return redirect(url_for("sharing.explain"), 303)
    if not here.list_asked():
        return render_template("sharing/nothing.html")
    asked = {said.id for said in here.list_asked()}
    grants = [one for one in here.store.grants() if one.said in asked]
    said_yes = [one for one in grants if one.answer == "yes" and not one.withdrawn]
    agreed = {one.reader for one in said_yes if not is_over(one, today())}
    readers = [(code(one.id), one) for one in _readers()]
    ways = [(url_for("sharing.choose_purpose", who=who), one, one.id in agreed) for who, one in readers]
    return render_template("sharing/readers.html", ways=ways, limits=url_for("sharing.explain"))


@pages.get("/s/<code:who>")
@needs_book
def choose_purpose(_: OpenBook, who: str) -> str:
    """What is it for? Without a purpose nothing can be shared."""
    reader = find(_readers(), who) or abort(404)
    purposes = services().library.sharing.purposes
    ways = [(url_for("sharing.choose_until", who=(who, code(one.id))), one, False) for one in purposes]
    return render_template("sharing/purposes.html", reader=reader, ways=ways)


@pages.get("/s/<codes(2):who>")
@in_book
def choose_until(here: Here, who: Codes) -> Response | str:
    """For how long? Then the first statement that this reader was not asked about."""
    reader = find(_readers(), who[0]) or abort(404)
    purpose = find(services().library.sharing.purposes, who[1]) or abort(404)
    asked = _list_open(here, reader, purpose) or _list_pages(here)
    if not asked:
        return redirect(url_for("sharing_overview.show_all"), 303)
    untils = services().library.sharing.untils
    ways = [(page_of_sharing(asked[0], Agreement(reader, purpose, until)), until, False) for until in untils]
    back = url_for("sharing.choose_purpose", who=who[0])
    return render_template("sharing/untils.html", reader=reader, purpose=purpose, ways=ways, back=back)


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
    return redirect(url_for("sharing.start"), 303)


# --- one thing said, one reader


@pages.get("/so/<codes(4):about>")
@in_book
def ask(here: Here, about: Codes) -> Response | str:
    """Can they see this? With the exact words, nothing ticked until the person has answered."""
    agreement, said = _find(here, about)
    if not here.store.explained():
        return redirect(url_for("sharing.explain"), 303)
    if said.private:
        return redirect(url_for("sharing_overview.show_statement", statement=said.id), 303)
    additions, about_it = here.list_additions(), (agreement.reader.id, agreement.purpose.id, today())
    last = live_grant(here.store.grants(), said.id, *about_it)
    newer = list_newer(said, last, additions) if last and last.answer == "yes" else []
    summary = summarize(said, additions)
    now_there = _read_kept(here, agreement, said, additions) | _read_draft(here, summary)
    given = {name: values[0] for name, values in now_there.items() if values}
    asked = _list_pages(here)
    place = asked.index(said)
    before = page_of_sharing(asked[place - 1], agreement)
    return render_template(
        "sharing/ask.html",
        agreement=agreement,
        shown=show_each([said], additions)[0],
        summary=summary,
        newer=newer,
        last=last,
        chosen=given.get("answer", ""),
        purpose=given.get("purpose", agreement.purpose.id),
        until=given.get("until", agreement.until.id),
        answers=_share_step().choices,
        meanings=MEANINGS,
        myself=agreement.reader.id == MYSELF,
        where=(place + 1, len(asked)),
        back=before if place else url_for("sharing.start"),
    )


@pages.post("/so/<codes(4):about>")
@in_book
def keep(here: Here, about: Codes) -> Response:
    """Keep the answer for exactly what was on the page, then ask about the next words."""
    agreement, said = _find(here, about)
    if said.private or not here.store.explained():
        return redirect(request.path, 303)
    if request.form.get("statement") != said.id:
        flash(NEW_WORDS)
        return redirect(request.path, 303)
    additions = here.list_additions()  # read once: what is compared is what is kept
    if request.form.get("shown") != summarize(said, additions):
        flash(SOMETHING_NEW)
        flash(LOOK_AGAIN)
        return redirect(request.path, 303)
    kept = Kept(_read_kept(here, agreement, said, additions) | _read_draft(here, request.form["shown"]))
    merged = merge(here.store, here.situation, read_sent(request.path), kept)
    if merged.told == "stays":
        tell_of_tabs(merged.told)
        return redirect(request.path, 303)  # what the page showed as the answer is none any more
    agreement, answer = _read_changes(agreement, merged.fields), "".join(merged.fields.get("answer", []))
    if answer and answer not in get_args(Consent):
        abort(404)
    with here.store.together():
        if answer:
            _keep_answer(here, agreement, said, cast("Consent", answer), list_fingerprints(said, additions))
        here.store.drop_draft(request.path)
    tell_of_tabs(merged.told)
    asked = here.list_asked()
    after = asked[asked.index(said) + 1 :]
    following = [one for one in _list_open(here, agreement.reader, agreement.purpose) if one in after]
    if not following:
        return redirect(url_for("sharing_overview.show_all"), 303)
    return redirect(page_of_sharing(following[0], agreement), 303)


# --- helpers


def _readers() -> tuple[Choice, ...]:
    return services().library.sharing.readers


def _share_step() -> Step:
    return services().library.only("share")


def _list_pages(here: Here) -> list[Statement]:
    """What there is a page of asking for, which the counter counts: what is private has none."""
    return [said for said in here.list_asked() if not said.private]


def _list_open(here: Here, reader: Choice, purpose: Choice) -> list[Statement]:
    """Those that are not decided yet, or have something new. Private ones are not asked about."""
    may = (here.store.grants(), reader.id, purpose.id, today(), here.list_additions())
    return [said for said in here.list_asked() if decision(said, *may) in ("undecided", "new")]


def _read_kept(here: Here, agreement: Agreement, said: Statement, additions: Additions) -> Fields:
    """What was decided, as the fields of its page. Something new beside the words: nothing is ticked."""
    last = live_grant(here.store.grants(), said.id, agreement.reader.id, agreement.purpose.id, today())
    newer = last and last.answer == "yes" and list_newer(said, last, additions)
    answer: list[str] = [last.answer] if last and not newer else []
    return {"answer": answer, "purpose": [agreement.purpose.id], "until": [agreement.until.id]}


def _read_draft(here: Here, summary: str) -> Fields:
    """What was half answered, if the page still shows the same: a tick is no tick for what came since."""
    draft = here.store.draft(request.path)
    return draft.fields if draft and draft.fields.get("shown") == [summary] else {}


def _find(here: Here, about: Codes) -> tuple[Agreement, Statement]:
    """What an address is about. Unknown, held back, taken back: all the same page that is not here."""
    series, *of_agreement = about
    agreement = find_agreement(services().library.sharing, *of_agreement)
    said = next((one for one in here.list_asked() if code(one.series) == series), None)
    if agreement is None or said is None:
        abort(404)
    return agreement, said


def _read_changes(agreement: Agreement, fields: Fields) -> Agreement:
    """What for and how long can be changed on the page itself."""
    words = services().library.sharing
    purposes = {one.id: one for one in words.purposes}
    untils = {one.id: one for one in words.untils}
    purpose = purposes.get("".join(fields["purpose"]) or agreement.purpose.id) or abort(404)
    until = untils.get("".join(fields["until"]) or agreement.until.id) or abort(404)
    return Agreement(agreement.reader, purpose, until)


def _keep_answer(
    here: Here, agreement: Agreement, said: AnythingSaid, answer: Consent, covers: tuple[str, ...]
) -> None:
    """Keep one decision; the same one again (a double tap) changes nothing."""
    reader, purpose, until = agreement
    until_day = last_day(until.id, today()) if answer in ("yes", "ask") else None
    before = live_grant(here.store.grants(), said.id, reader.id, purpose.id, today())
    if before and (before.answer, before.until, before.covers) == (answer, until_day, covers):
        return
    here.store.keep_grant(
        Grant(
            id=new_id(),
            said=said.id,
            reader=reader.id,
            purpose=purpose.id,
            answer=answer,
            covers=covers,
            until=until_day,
            at=now(),
        )
    )
    if before and before.answer == "yes" and answer != "yes":
        flash(GIVEN_AWAY)
