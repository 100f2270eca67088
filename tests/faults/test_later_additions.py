"""What is added beside shared words rides on no old OK: no card shows it until it was asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec
import pytest

from easyread.exports.forms import FORMS
from easyread.model import Attachment, Statement
from easyread.visit.sharing_terms import code
from tests.books import AT
from tests.card_forms import SLOW
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import page_of, text_of
from tests.unit.card.media import TYPES, make_png

HELPS, OLD, NEW = "who-helps", "QXOLD", "QXNEW"
SOMETHING_NEW = "There is something new in this one."
BEFORE = "You said this before."


class Kind(NamedTuple):
    """Something that can be added beside words on a page of its own."""

    say: Callable[[PageClient], Statement]
    add: Callable[[PageClient, Statement, str], object]  # a marker, through the page


def say_people(client: PageClient) -> Statement:
    return book.say(client, HELPS, words="", choices=("friend",))


def add_name(client: PageClient, _: Statement, marker: str) -> None:
    client.send(page_of(client, HELPS) + "/names", **{"name-friend": marker})


def say_polish(client: PageClient) -> Statement:
    return book.say(client, book.WANT, words="Chcę do domu.", language="pl")


def add_english(client: PageClient, said: Statement, marker: str) -> None:
    client.send(f"/w/{said.id}/english", english=marker, who="me")


def say_aloud(client: PageClient) -> Statement:
    voice = Attachment(
        id="a" * 32, page=page_of(client, book.SAFE), kind="voice", type=TYPES["voice"], whole=True, at=AT
    )
    with book.book_of(client) as store:
        store.begin_attachment(voice, b"VOICE")
    return book.say(client, book.SAFE, words="", attached=(voice.id,))


def add_transcript(client: PageClient, said: Statement, marker: str) -> None:
    client.send(f"/w/{said.id}/said", words=marker, who="me", script="en-GB")


KINDS = {
    "name": Kind(say_people, add_name),
    "english": Kind(say_polish, add_english),
    "transcript": Kind(say_aloud, add_transcript),
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def ask_page(said: Statement) -> str:
    return book.ask_page(said.step)


def share(client: PageClient, kind: Kind, *markers: str) -> Statement:
    """Words with these additions, and a yes that was given on the page."""
    said = kind.say(client)
    for marker in markers:
        kind.add(client, said, marker)
    client.send(ask_page(said), answer="yes")
    return said


def read_files(client: PageClient, card: str) -> list[str]:
    """The words in each quick form of a card."""
    return [text for form in FORMS if form not in SLOW for text in book.read_file(client, card, form)]


def is_on_card(client: PageClient, card: str, marker: str) -> set[bool]:
    """Is it in each form of the card? Its last page is the one to hand over."""
    return {marker in text for text in book.texts_of(client, card)}


@every_kind
@pytest.mark.parametrize("old", [(), (OLD,)], ids=["added", "changed"])
def test_what_is_added_later_is_in_no_form_of_a_card_made_before_or_after(
    person: PageClient, kind: Kind, old: tuple[str, ...]
) -> None:
    said = share(person, kind, *old)
    card = book.make_card(person, said)
    before = read_files(person, card)
    assert {OLD in text for text in before} == {bool(old)}
    kind.add(person, said, NEW)
    later = book.make_card(person, said)
    pages = [text_of(person.get(page)) for page in (book.summary_page(), card, later)]
    for shown in [*pages, *read_files(person, card), *read_files(person, later)]:
        assert NEW not in shown
        assert OLD not in shown, "what was replaced is out of date"
    if not old:
        assert read_files(person, card) == before
    assert is_on_card(person, card, NEW) == {False}


@every_kind
@pytest.mark.parametrize("old", [(), (OLD,)], ids=["added", "changed"])
def test_it_is_asked_about_again_and_after_a_yes_it_is_in_every_form(
    person: PageClient, kind: Kind, old: tuple[str, ...]
) -> None:
    said = share(person, kind, *old)
    card = book.make_card(person, said)
    kind.add(person, said, NEW)
    asked = text_of(person.get(ask_page(said)))
    assert NEW in asked
    assert asked.count('class="is-newer"') == 1
    person.send(ask_page(said), answer="yes")
    assert SOMETHING_NEW not in text_of(person.get(f"/s/{said.id}"))
    assert "This is new." not in text_of(person.get(ask_page(said)))
    assert is_on_card(person, card, NEW) == {True}


@every_kind
def test_the_pages_of_sharing_say_that_something_is_new(person: PageClient, kind: Kind) -> None:
    said = share(person, kind)
    pages = ("/w", f"/s/{said.id}", ask_page(said))
    assert not [page for page in pages if SOMETHING_NEW in text_of(person.get(page))]
    kind.add(person, said, NEW)
    assert [page for page in pages if SOMETHING_NEW in text_of(person.get(page))] == list(pages)
    assert "Something new" in text_of(person.get("/s/all"))
    assert "Stop sharing" in text_of(person.get(f"/s/{said.id}"))
    lines = text_of(person.get(book.summary_page()))
    assert ("Something new" in lines, f"{ask_page(said)}?one=card" in lines) == (True, True)
    begin = f"/s/{code(book.READER)}{code(book.PURPOSE)}{code('stop')}"
    languages = text_of(person.get(f"{begin}?all=yes"))
    assert ask_page(said) in languages
    assert BEFORE not in text_of(person.get(ask_page(said)))


@every_kind
def test_going_on_without_an_answer_leaves_the_old_yes_as_it_is(person: PageClient, kind: Kind) -> None:
    said = share(person, kind)
    with book.book_of(person) as store:
        before = store.grants()
    kind.add(person, said, NEW)
    assert person.send(ask_page(said)).location == book.summary_page()
    with book.book_of(person) as store:
        assert store.grants() == before
    assert SOMETHING_NEW in text_of(person.get(f"/s/{said.id}"))


@every_kind
def test_a_yes_from_a_page_that_did_not_show_it_keeps_nothing_and_asks_to_look_again(
    person: PageClient, kind: Kind
) -> None:
    said = kind.say(person)
    fields = book.fields_of(person.get(ask_page(said)))
    kind.add(person, said, NEW)
    again = person.post(ask_page(said), data={**fields, "answer": "yes"}, follow_redirects=True)
    assert SOMETHING_NEW in text_of(again)
    assert "Look at it again." in text_of(again)
    assert NEW in text_of(again)
    for forged in ("", "0" * 32):
        person.post(ask_page(said), data={**fields, "answer": "yes", "shown": forged})
    with book.book_of(person) as store:
        assert store.grants() == []


@every_kind
def test_a_yes_from_before_this_was_kept_covers_the_words_only(person: PageClient, kind: Kind) -> None:
    said = share(person, kind, OLD)
    with book.book_of(person) as store:
        (grant,) = store.grants()
        store.keep_grant(msgspec.structs.replace(grant, id="c" * 32, covers=()))
    assert SOMETHING_NEW in text_of(person.get(f"/s/{said.id}"))
    assert is_on_card(person, book.make_card(person, said), OLD) == {False}


def test_a_name_that_is_taken_away_is_gone_and_nothing_is_asked(person: PageClient) -> None:
    said = share(person, KINDS["name"], OLD)
    add_name(person, said, "")
    assert SOMETHING_NEW not in text_of(person.get(f"/s/{said.id}"))
    assert is_on_card(person, book.make_card(person, said), OLD) == {False}


def test_words_about_a_picture_make_a_new_answer_that_is_asked_about_from_the_start(
    person: PageClient,
) -> None:
    page = page_of(person, book.SAFE)
    drawing = Attachment(id="b" * 32, page=page, kind="drawing", type="image/png", whole=True, at=AT)
    with book.book_of(person) as store:
        store.begin_attachment(drawing, make_png(1001))
    said = book.say(person, book.SAFE, words="", attached=(drawing.id,))
    person.send(ask_page(said), answer="yes")
    card = book.make_card(person, said)
    person.send(page, **{"attached": drawing.id, f"about-{drawing.id}": NEW})
    assert NEW in text_of(person.get(ask_page(said)))
    assert BEFORE not in text_of(person.get(ask_page(said)))
    assert is_on_card(person, card, NEW) == {False}


def test_a_recording_that_was_kept_takes_no_more_sound(person: PageClient) -> None:
    said = share(person, KINDS["transcript"])
    headers = {"X-Page": page_of(person, book.SAFE), "Content-Type": "application/octet-stream"}
    token = book.fields_of(person.get("/"))["csrf_token"][0]
    headers["X-CSRFToken"] = token
    sent = person.post(f"/m/{said.attached[0]}/0", data=b"\0\0" * 800, headers=headers)
    assert sent.status_code == 400
    with book.book_of(person) as store:
        assert store.read_attachment(said.attached[0]) == b"VOICE"
