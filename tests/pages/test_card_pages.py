"""From "who is it for?" to a card in somebody's hand: only what is allowed, and only while it is."""

from __future__ import annotations

import json
import mimetypes
import re
from datetime import timedelta

import msgspec
import pytest

from easyread.exports.data import CardData
from easyread.exports.forms import FORMS
from easyread.exports.pdf import CardNotMade
from easyread.visit.situation import today
from tests.client import PageClient
from tests.pages import sharing_book as book

EXACT = "  قہوہ \n چپ "


def _pick(person: PageClient, plan: str, **changes: object) -> str:
    """Send the page of lines as it stands, but for ``changes``; gives the next page."""
    fields = book.fields_of(person.get(f"{plan}/lines"))
    return str(person.post(f"{plan}/lines", data={**fields, **changes}).location)


def _answer(person: PageClient, page: str, answer: str) -> str:
    return str(person.post(page, data={**book.fields_of(person.get(page)), "answer": answer}).location)


def test_the_whole_way_makes_a_card_with_the_exact_words(person: PageClient) -> None:
    want, safe = book.say(person, book.WANT), book.say(person, book.SAFE, words=EXACT)
    book.allow(person, want)
    book.allow(person, safe)
    plan = book.plan_page()
    check = _pick(person, plan)
    for _ in (want, safe):
        assert check == f"{plan}/check"
        check = _answer(person, check, "yes")
    ready = person.get(check)
    card = person.post(f"{plan}/make", data=book.fields_of(ready)).location
    sections = json.loads(person.get(f"{card}/data").get_data())["sections"]
    then = person.get(f"{card}/then").get_data(as_text=True)
    assert book.WORDS in then
    assert "paper-mark" not in then
    assert all(book.WORDS in text for text in book.texts_of(person, card))
    texts = [text["words"] for section in sections for line in section["lines"] for text in line["texts"]]
    assert EXACT in texts
    with book.book_of(person) as store:
        assert all(said.read_back for said in store.statements())
        (made,) = store.cards()
        assert store.drafts() == []
    assert set(made.lines) == {want.id, safe.id}


def test_with_nothing_allowed_there_is_a_kind_page_that_leads_to_sharing(person: PageClient) -> None:
    book.say(person, book.WANT)
    plan = book.plan_page()
    for page in (plan[:-8], f"{plan}/lines"):
        text = person.get(page).get_data(as_text=True)
        assert "There is nothing for this card yet." in text
        assert f"/s/{plan[3:19]}" in text
        assert book.WORDS not in text


def test_only_lines_with_a_yes_are_offered_all_ticked(person: PageClient) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want)
    book.allow(person, book.say(person, book.SAFE, words="ask first"), answer="ask")
    book.allow(person, book.say(person, "safe-when", words="for the police"), reader="police")
    secret = book.say(person, book.WORRY, choices=("hurts",), words="private", private=True)
    book.allow(person, secret, reader="police")
    offered = person.get(f"{book.plan_page()}/lines")
    assert book.fields_of(offered)["pick"] == [want.id]
    for words in ("ask first", "for the police", "private"):
        assert f">{words}<" not in offered.get_data(as_text=True)


def test_a_forged_line_is_left_out_and_never_shown(person: PageClient) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want)
    secret = book.say(person, book.WORRY, choices=("hurts",), words="SECRETMARK", private=True)
    plan = book.plan_page()
    fields = book.fields_of(person.get(f"{plan}/lines"))
    person.post(f"{plan}/lines", data={**fields, "pick": [want.id, secret.id]})
    check = person.get(f"{plan}/check")
    assert "SECRETMARK" not in check.get_data(as_text=True)
    forged = {**book.fields_of(check), "pick": [want.id, secret.id], "sure": [want.id, secret.id]}
    forged["line"] = [secret.id]
    person.post(f"{plan}/check", data={**forged, "answer": "yes"})
    assert "SECRETMARK" not in person.get(f"{plan}/check").get_data(as_text=True)
    card = person.post(f"{plan}/make", data=forged).location
    assert not any("SECRETMARK" in text for text in book.texts_of(person, card))
    with book.book_of(person) as store:
        assert store.cards()[0].lines == (want.id,)
        assert next(said for said in store.statements() if said.id == secret.id).read_back is None


def test_a_line_of_another_book_is_the_same_as_an_unknown_page(person: PageClient) -> None:
    book.allow(person, book.say(person, book.WANT))
    plan = book.plan_page()
    fields = book.fields_of(person.get(f"{plan}/lines"))
    for step in ("lines", "check", "make"):
        foreign = {**fields, "pick": ["f" * 32], "sure": ["f" * 32], "card": ["a" * 32]}
        assert person.post(f"{plan}/{step}", data=foreign).status_code == 404
    for form in ("", "/show", "/keep", *(f"/{name}" for name in FORMS)):
        assert person.get(f"/c/{'0' * 32}{form}").status_code == 404
    with book.book_of(person) as store:
        assert store.cards() == []


def test_a_card_is_not_made_before_every_line_is_agreed(person: PageClient) -> None:
    book.allow(person, book.say(person, book.WANT))
    plan = book.plan_page()
    _pick(person, plan)
    early = person.post(f"{plan}/make", data=book.fields_of(person.get(f"{plan}/check")))
    assert early.location == f"{plan}/check"
    with book.book_of(person) as store:
        assert store.cards() == []


def test_a_double_tap_makes_one_card(person: PageClient) -> None:
    book.allow(person, book.say(person, book.WANT))
    plan = book.plan_page()
    ready = book.fields_of(person.get(_answer(person, _pick(person, plan), "yes")))
    first, second = (person.post(f"{plan}/make", data=ready).location for _ in range(2))
    assert first == second
    with book.book_of(person) as store:
        assert len(store.cards()) == 1


def test_take_it_off_leaves_the_line_out_and_change_it_leads_to_the_question(person: PageClient) -> None:
    want, safe = book.say(person, book.WANT), book.say(person, book.SAFE, words="leave me out")
    book.allow(person, want)
    book.allow(person, safe)
    check = _pick(person, book.plan_page())
    assert "leave me out" in person.get(check).get_data(as_text=True)
    check = _answer(person, check, "take-off")
    assert "leave me out" not in person.get(check).get_data(as_text=True)
    assert _answer(person, check, "change") == f"/p/{book.library_of(person).steps[book.WANT].code}"


def test_no_line_picked_asks_again_kindly(person: PageClient) -> None:
    book.allow(person, book.say(person, book.WANT))
    plan = book.plan_page()
    again = person.get(_pick(person, plan, pick=[]))
    assert "Choose one or more for your card." in again.get_data(as_text=True)
    assert "pick" not in book.fields_of(again)


def test_the_language_switch_keeps_what_was_picked_and_agreed(person: PageClient) -> None:
    want, safe = book.say(person, book.WANT), book.say(person, book.SAFE)
    book.allow(person, want)
    book.allow(person, safe)
    plan = book.plan_page()
    fields = book.fields_of(person.get(f"{plan}/lines"))
    person.post("/language", data={**fields, "pick": [want.id], "language": "pl"})
    assert book.fields_of(person.get(f"{plan}/lines"))["pick"] == [want.id]
    check = _answer(person, _pick(person, plan, pick=[want.id, safe.id]), "yes")
    before = book.fields_of(person.get(check))
    person.post("/language", data={**before, "language": "en-GB"})
    after = book.fields_of(person.get(check))
    assert (after["pick"], after["sure"], after["card"]) == (before["pick"], before["sure"], before["card"])


def test_words_no_longer_shared_are_gone_from_an_old_card_in_every_form(person: PageClient) -> None:
    want, safe = book.say(person, book.WANT), book.say(person, book.SAFE, words="I stay here.")
    book.allow(person, want)
    book.allow(person, safe)
    card = book.make_card(person, want, safe)
    assert all(book.WORDS in text for text in book.texts_of(person, card))
    person.send(f"{card}/show", "/lock")
    person.open_book(person.opened)
    book.be_with(person, "nobody")
    with book.book_of(person) as store:
        store.withdraw(want.id, book.READER, want.at)
    for text in book.texts_of(person, card):
        assert book.WORDS not in text
        assert "I stay here." in text


@pytest.mark.parametrize("change", ["until", "new words", "taken back", "private"])
def test_an_ok_that_is_over_takes_the_line_off_an_old_card(person: PageClient, change: str) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want, until=today() - timedelta(days=1) if change == "until" else None)
    if change == "new words":
        book.say(person, book.WANT, words="Other words.")
    elif change == "private":
        book.say(person, book.WANT, private=True)
    elif change == "taken back":
        with book.book_of(person) as store:
            store.take_back(want.id, want.at)
    for text in book.texts_of(person, book.make_card(person, want)):
        assert book.WORDS not in text
        assert "Other words." not in text


def test_what_is_held_back_now_is_gone_from_an_old_card_and_not_counted(person: PageClient) -> None:
    held = book.say(person, book.NOT_THEM, choices=("partner",), words="HELDMARK")
    want = book.say(person, book.WANT, presence=("partner",))
    book.allow(person, held)
    book.allow(person, want)
    card = book.make_card(person, held, want, presence=("partner",))
    assert "HELDMARK" in person.get(f"{card}/text").get_data(as_text=True)
    book.be_with(person, "partner")
    for text in book.texts_of(person, card):
        assert "HELDMARK" not in text
        assert book.WORDS in text


def test_files_have_neutral_names_right_types_and_are_not_stored(person: PageClient) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want)
    card = book.make_card(person, want)
    for name, form in FORMS.items():
        answer = person.get(f"{card}/{name}")
        assert answer.mimetype == form.type
        assert mimetypes.guess_type(form.file) == (form.type, None)
        assert re.fullmatch(r'attachment; filename="my-words\.[a-z]+"', answer.headers["Content-Disposition"])
        assert answer.headers["Cache-Control"] == "no-store"
    assert person.get(f"{card}/pdf").get_data().startswith(b"%PDF-")
    data = msgspec.json.decode(person.get(f"{card}/data").get_data(), type=CardData)
    assert (data.schema, data.reader, data.made_on) == ("my-words-card/4", book.READER, today())
    assert "Other people may open what you save here." in person.get(f"{card}/keep").get_data(as_text=True)


def test_a_shown_card_is_all_that_can_be_reached_until_the_book_is_opened_again(person: PageClient) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want)
    card = book.make_card(person, want)
    shown = person.get(f"{card}/show")
    assert "Give it back" in shown.get_data(as_text=True)
    assert "Have a break" not in shown.get_data(as_text=True)
    for address in ("/", "/s", "/s/all", "/c", card, f"{card}/pdf", "/break"):
        assert person.get(address).location == f"{card}/show"
    assert person.post("/here", data=book.fields_of(shown)).text.isdecimal()  # the time to the lock
    assert person.post("/go", data={**book.fields_of(shown), "to": "/s"}).location == "/s"
    person.post("/lock", data=book.fields_of(shown))
    assert person.get(f"{card}/show").location == "/"
    person.open_book(person.opened)
    assert person.get("/s").status_code == 200


def test_a_book_that_locked_itself_while_a_card_was_shown_opens_as_always(person: PageClient) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want)
    card = book.make_card(person, want)
    person.get(f"{card}/show")
    person.application.extensions["easyread"].open_books.lock_all()
    assert person.get("/").status_code == 200
    person.open_book(person.opened)
    assert person.get("/s").status_code == 200


def test_two_languages_stand_side_by_side_on_the_card(person: PageClient) -> None:
    said = book.say(person, book.WANT, words="میرا گھر", language="ur", direction="rtl")
    book.allow(person, said)
    plan = book.plan_page("ur en-GB")
    assert f"{plan}/lines" in person.get(plan[:-8]).get_data(as_text=True)
    check = _answer(person, _pick(person, plan), "yes")
    card = person.post(f"{plan}/make", data=book.fields_of(person.get(check))).location
    page = person.get(card).get_data(as_text=True)
    assert f'lang="ur" dir="rtl">\u201c{said.words}\u201d</blockquote>' in page
    assert "Not in English yet. Ask an interpreter. Do not guess." in page


@pytest.mark.parametrize(("language", "first"), [("en-GB", ["en-GB"]), ("ur", ["ur", "en-GB"])])
def test_their_own_language_is_offered_first(person: PageClient, language: str, first: list[str]) -> None:
    book.allow(person, book.say(person, book.WANT))
    person.send("/l", language=language)
    page = person.get(book.plan_page("ur en-GB")[:-8]).get_data(as_text=True)
    way = page.split('<ul class="choices">', 1)[1].split("</li>", 1)[0]
    assert re.findall(r'class="tongue" lang="([^"]+)"', way) == first


def test_pages_that_cannot_be_made_lead_to_the_other_ways(
    person: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    want = book.say(person, book.WANT)
    book.allow(person, want)
    card = book.make_card(person, want)

    def refuse(*_: object) -> bytes:
        raise CardNotMade

    monkeypatch.setitem(FORMS, "pdf", FORMS["pdf"]._replace(write=refuse))
    answer = person.get(f"{card}/pdf")
    assert answer.status_code == 503
    assert f"{card}/text" in answer.get_data(as_text=True)
