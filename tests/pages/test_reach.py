"""What may be reached with a card in somebody's hands, and before a new lock is chosen: these and no more."""

from __future__ import annotations

from functools import partial, wraps
from typing import cast

import pytest
from flask import Flask, Response, request

from easyread.lan.certificate import own_certificate
from easyread.lan.entry import JOINED, Entry
from easyread.lan.joining import Joining
from easyread.lan.pages import install
from easyread.settings import Paths
from easyread.web.open_books import Reach
from easyread.web.reachability import check_views
from easyread.web.setups import Setups
from tests.client import PageClient, come_by
from tests.pages import sharing_book as book
from tests.pages.crawl import Addresses, rules_of
from tests.pages.step_pages import SAFE, count_kept, new_client, opened_in, page_of, text_of

ANYWHERE = {
    "every_page.go", "every_page.switch_language", "every_page.languages", "every_page.choose_language",
    "every_page.lock", "every_page.leave", "every_page.rest", "idle.still_here",
    "listen.hear_line", "listen.hear_number", "listen.hear_shown", "listen.show_signed",
}  # fmt: skip
REACHED: dict[Reach, set[str]] = {
    "card": ANYWHERE | {"saved_cards.hand_over", "attachments.send"},
    "new-lock": ANYWHERE
    | {
        "every_page.take_break", "every_page.help_now", "hearing.ask", "hearing.choose", "doors.open_book",
        "recovery.take_code", "recovery.show_code", "recovery.keep_code",
        "change_lock.begin", "change_lock.choose_door", "change_lock.keep_door", "change_lock.choose_kind",
        "change_lock.keep_kind", "change_lock.choose_lock", "change_lock.keep_lock",
    },
}  # fmt: skip


OF_THE_ROOM = {"lan.join", "lan.use_code"}
WITHOUT_BOOK = ANYWHERE | {
    "doors.first_page", "doors.open_book", "every_page.keep_draft", "every_page.take_break",
    "every_page.help_now", "hearing.ask", "hearing.choose", "listen.hear_words",
    "new_book.good_time", "new_book.after_good_time", "new_book.exit_practice", "new_book.start_setup",
    "new_book.choose_door", "new_book.keep_door", "new_book.choose_kind", "new_book.keep_kind",
    "new_book.choose_lock", "new_book.keep_lock",
    "recovery.ask_code", "recovery.take_code", "recovery.show_code", "recovery.keep_code",
    "backup.ask_copy", "backup.bring_back", "my_book.show_gone",
    "lan.host", "lan.invite", "lan.send_away", "lan.square", "lan.trust", *OF_THE_ROOM,
}  # fmt: skip
SAID: dict[str, set[str]] = {
    **{str(reach): pages for reach, pages in REACHED.items()},
    "no-book": WITHOUT_BOOK,
    "joined": WITHOUT_BOOK,
    "not-joined": ANYWHERE - {"every_page.lock", "idle.still_here"}
    | {"hearing.ask", "hearing.choose"}
    | OF_THE_ROOM,
}


@pytest.mark.parametrize("reach", REACHED)
def test_a_view_that_does_not_say_so_does_not_answer(
    app: Flask, open_client: PageClient, reach: Reach
) -> None:
    real = Addresses(open_client)
    found = opened_in(open_client)
    assert found
    found.reach, found.card = reach, "c" * 32
    only = f"/c/{'c' * 32}/show" if reach == "card" else "/k/f"
    refused = set()
    for rule in rules_of(app):
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        if rule.endpoint not in REACHED[reach]:
            answer = open_client.open(real.find(rule), method=method)
            assert (answer.status_code, answer.location) == (303, only), rule.endpoint
            refused.add(rule.endpoint)
    assert REACHED[reach] == {rule.endpoint for rule in rules_of(app)} - refused
    assert len(refused) > 60


@pytest.mark.parametrize("state", ["no-book", "book", "new-lock", "card", "not-joined", "joined"])
def test_in_each_state_exactly_those_pages_are_reached_that_say_so(
    app: Flask, open_client: PageClient, paths: Paths, state: str
) -> None:
    entry = Entry(app, "localhost", 443, Joining())
    install(app, entry, own_certificate(paths.instance / "lan"))
    real, client = Addresses(open_client), open_client
    if state not in ("book", "new-lock", "card"):
        client = new_client(app)
    elif found := opened_in(open_client):
        found.reach = cast("Reach", state)
    if state in ("not-joined", "joined"):
        come_by(client, entry)
    if state == "joined":
        reference = entry.joining.join(entry.joining.invite().token) or ""
        client.set_cookie(JOINED, reference)
    every = {rule.endpoint for rule in rules_of(app)}
    assert len(every) > 90
    assert _list_reached(app, client, real) == SAID.get(state, every)


def _list_reached(app: Flask, client: PageClient, real: Addresses) -> set[str]:
    """The endpoints that answer. In the place of each view stands one that only notes that it was reached."""
    reached = set[str]()
    app.config["WTF_CSRF_ENABLED"] = False  # a form without its token gets no further than its look at it

    def note(*_: object, **__: object) -> Response:
        reached.add(str(request.endpoint))
        return Response("", mimetype="text/plain")

    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = wraps(view)(partial(note))
    for rule in rules_of(app):
        client.open(real.find(rule), method="GET" if "GET" in (rule.methods or ()) else "POST")
    return reached


def test_a_view_that_says_nothing_of_its_reach_stops_the_start(app: Flask) -> None:
    check_views(app)
    app.view_functions["new.page"] = lambda: ""
    with pytest.raises(RuntimeError, match=r"new\.page"):
        check_views(app)


@pytest.fixture
def holder(open_client: PageClient) -> PageClient:
    """Somebody who holds the tablet with a card of a book on it; the book has another card too."""
    book.be_with(open_client, "nobody")
    return open_client


def test_the_address_of_another_card_shows_the_one_in_hand(holder: PageClient) -> None:
    cards = []
    for step, words in ((book.WANT, "QXFIRST"), (book.SAFE, "QXSECOND")):
        said = book.say(holder, step, words=words)
        book.allow(holder, said)
        cards.append(book.make_card(holder, said))
    assert "QXFIRST" in text_of(holder.get(f"{cards[0]}/show"))
    other = text_of(holder.get(f"{cards[1]}/show"))
    assert "QXFIRST" in other
    assert "QXSECOND" not in other


def test_in_somebodys_hands_the_language_changes_and_nothing_is_written(holder: PageClient) -> None:
    said = book.say(holder, book.WANT, words="QXFIRST")
    book.allow(holder, said)
    show = f"{book.make_card(holder, said)}/show"
    holder.post("/draft", data={**book.fields_of(holder.get(page_of(holder, SAFE))), "words": "Mine."})
    with book.book_of(holder) as store:
        before = store.revision(), store.drafts(), store.setting("languages")
    fields = book.fields_of(holder.get(show))
    typed = {**fields, "here": page_of(holder, SAFE), "words": "Not mine."}
    holder.post("/language", data={**typed, "language": "ur"})
    assert '<html lang="ur"' in text_of(holder.get(show))
    for to in ("/go", "/draft", page_of(holder, SAFE), "/l", "/v"):
        holder.post(to, data={**typed, "to": "/", "language": "pl"})
    holder.post("/lock", data=typed)
    with book.book_of(holder) as store:
        assert (store.revision(), store.drafts(), store.setting("languages")) == before


def test_words_cannot_be_heard_by_their_id_while_a_card_is_in_hand(holder: PageClient) -> None:
    said = book.say(holder, book.WANT)
    book.allow(holder, said)
    show = f"{book.make_card(holder, said)}/show"
    fields = book.fields_of(holder.get(show))
    for sent in ({"statement": said.id}, {"field": "words", "words": "Anything."}):
        assert holder.post("/listen/mine", data={**fields, **sent}).location == show
    assert holder.get(f"/listen/mine/{said.id}").location == show


def test_what_the_lock_was_given_for_ends_when_the_card_is_handed_over(holder: PageClient) -> None:
    found = opened_in(holder)
    assert found
    found.permit = Setups().permit("delete", found.book)
    said = book.say(holder, book.WANT)
    book.allow(holder, said)
    holder.get(f"{book.make_card(holder, said)}/show")
    left = opened_in(holder)
    assert left is found
    assert (left.permit, left.whole) == (None, False)
    assert count_kept(holder)["statements"] == 1
