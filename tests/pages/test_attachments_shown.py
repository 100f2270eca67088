"""A voice, a drawing or a photo: wherever its statement is shown, on a card if granted, and nowhere else."""

from __future__ import annotations

import json
from base64 import b64encode
from html import unescape
from typing import Any

import pytest

from easyread.exports.forms import FORMS
from easyread.model import Attachment, AttachmentKind, Rendering, Statement
from tests.books import AT
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import page_of, said_on, text_of
from tests.pages.test_my_book import give_lock
from tests.unit.card.media import TYPES, make_png

ABOUT = 'my "garden" QXABOUT'
NUMBERS: dict[AttachmentKind, int] = {"voice": 1, "drawing": 2, "photo": 3}


def say_with(
    client: PageClient, step: str, *kinds: AttachmentKind, start: int = 0, **more: object
) -> Statement:
    """Keep an answer without words; each attachment has bytes and an id of its own."""
    ids = []
    with book.book_of(client) as store:
        for kind in kinds:
            number = start + NUMBERS[kind]
            ids.append(f"{number:032x}")
            about = ABOUT if kind == "drawing" else ""
            fields: dict[str, Any] = {"id": ids[-1], "kind": kind, "type": TYPES[kind], "about": about}
            one = Attachment(page=page_of(client, step), whole=True, at=AT, **fields)
            store.begin_attachment(one, data_of(number))
    return book.say(client, step, **{"words": "", "attached": tuple(ids)} | more)


def data_of(number: int) -> bytes:
    return make_png(1000 + number)


def figures_on(client: PageClient, address: str) -> set[str]:
    """The attachments that a page shows; each can be fetched."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    shown = {f"{number:032x}" for number in range(40) if f'src="/m/{number:032x}"' in text_of(answer)}
    for one in shown:
        assert client.get(f"/m/{one}").status_code == 200
    return shown


def test_it_is_shown_wherever_its_statement_is(person: PageClient) -> None:
    said = say_with(person, book.SAFE, "voice", "drawing", "photo")
    book.allow(person, said)
    for address in (
        "/w",
        f"/w/{said.id}/back",
        f"/s/{said.id}",
        book.ask_page(book.SAFE),
        page_of(person, book.SAFE) + "/back",
    ):
        assert figures_on(person, address) == set(said.attached), address
        assert f'alt="{ABOUT}"' in unescape(text_of(person.get(address)))


def test_an_older_photo_stays_with_the_older_words(person: PageClient) -> None:
    old = say_with(person, book.SAFE, "photo")
    new = say_with(person, book.SAFE, "drawing", start=10)
    assert figures_on(person, "/w") == set(new.attached)
    assert figures_on(person, f"/w/{new.id}/old") == {*old.attached, *new.attached}


def test_my_words_say_how_it_was_said(person: PageClient) -> None:
    say_with(person, book.SAFE, "voice", "drawing", "photo")
    text = text_of(person.get("/w"))
    for stamp in ("I said it with my voice.", "I drew it.", "I took a photo."):
        assert stamp in text


def test_an_answer_of_a_photo_alone_is_read_back_and_agreed(person: PageClient) -> None:
    say_with(person, book.SAFE, "photo")
    page = page_of(person, book.SAFE)
    after = person.send(page, choice=[])
    assert after.location == f"{page}/back"
    assert figures_on(person, after.location) == {f"{3:032x}"}
    person.send(after.location, agree="yes")
    said = said_on(person, book.SAFE)
    assert said
    assert said.read_back


@pytest.mark.parametrize("company", ["family", "partner"])
def test_what_may_not_be_shown_now_is_on_no_page(person: PageClient, company: str) -> None:
    private = say_with(person, book.SAFE, "photo", private=True)
    held = say_with(person, book.NOT_THEM, "drawing", choices=("partner",), start=10)
    assert figures_on(person, "/w") == {*private.attached, *held.attached}
    book.be_with(person, company)
    for address in ("/w", "/s/all"):
        assert figures_on(person, address) == set()
        assert ABOUT not in unescape(text_of(person.get(address)))
    assert [person.get(f"/m/{one}").status_code for one in (*private.attached, *held.attached)] == [404, 404]


def test_only_what_was_granted_is_on_a_card_in_any_form(person: PageClient) -> None:
    shared = say_with(person, book.SAFE, "voice", "drawing")
    kept = say_with(person, book.WANT, "photo", start=10)
    book.allow(person, shared)
    book.allow(person, kept, answer="ask")
    card = book.make_card(person, shared, kept)
    assert figures_on(person, card) == set(shared.attached)
    files = {form: book.read_file(person, card, form) for form in FORMS}
    [text], [data], pages = files["text"], files["data"], book.texts_of(person, card)
    assert all("I made a drawing." in printed for printed in files["pdf"])
    assert f"It shows: “{ABOUT}”" in text
    assert "I said this with my voice." in text
    assert not any("I took a photo." in shown for shown in pages)
    assert b64encode(data_of(2)).decode() in data
    assert b64encode(data_of(1)).decode() not in data
    assert b64encode(data_of(13)).decode() not in data


def test_stopping_takes_the_picture_off_an_old_card_in_every_form(person: PageClient) -> None:
    said = say_with(person, book.SAFE, "drawing")
    book.allow(person, said)
    card = book.make_card(person, said)
    with book.book_of(person) as store:
        store.withdraw(said.id, book.READER, said.at)
    for text in book.texts_of(person, card):
        assert "QXABOUT" not in text
        assert said.attached[0] not in text
        assert b64encode(data_of(2)).decode() not in text


def test_what_was_written_down_of_a_voice_is_asked_about_and_stands_on_the_card(person: PageClient) -> None:
    said = say_with(person, book.SAFE, "voice")
    with book.book_of(person) as store:
        fields: dict[str, Any] = {"id": "e" * 32, "statement": said.id, "voice": said.attached[0]}
        store.keep_rendering(Rendering(words="QXHEARD", role="advocate", at=AT, **fields))
    assert "QXHEARD" in text_of(person.get(book.ask_page(book.SAFE)))
    book.allow(person, said)
    for text in book.texts_of(person, book.make_card(person, said)):
        assert "QXHEARD" in text
        assert "Written down by: Advocate." in text


def test_a_shown_card_gives_its_own_pictures_and_no_other(person: PageClient) -> None:
    shared = say_with(person, book.SAFE, "voice", "drawing")
    kept = say_with(person, book.WANT, "photo", start=10)
    book.allow(person, shared)
    card = book.make_card(person, shared)
    show = f"{card}/show"
    assert person.get(f"/m/{kept.attached[0]}").status_code == 200
    assert figures_on(person, show) == set(shared.attached)
    part = person.get(f"/m/{shared.attached[0]}", headers={"Range": "bytes=0-3"})
    assert part.status_code == 206
    for other in (kept.attached[0], "0" * 32):
        refused = person.get(f"/m/{other}")
        assert (refused.status_code, refused.location) == (303, show)
    away = person.post(f"/m/{shared.attached[0]}/away", data=book.fields_of(person.get(show)))
    assert away.location == show
    with book.book_of(person) as store:
        store.withdraw(shared.id, book.READER, shared.at)
    assert person.get(f"/m/{shared.attached[0]}").location == show


def test_the_file_of_all_words_holds_each_picture_and_sound_once(person: PageClient) -> None:
    old = say_with(person, book.SAFE, "voice", "drawing")
    book.say(person, book.SAFE, words="New words.", attached=old.attached)
    text = get_file(person, "html")
    for number, kind in ((1, "audio/mpeg"), (2, "image/png")):
        assert text.count(f"data:{kind};base64,{b64encode(data_of(number)).decode()}") == 1
        assert f'href="#m-{number:032x}"' in text
    assert "/m/" not in text
    listed = json.loads(get_file(person, "json"))["Attachment"]
    assert [one["data"] for one in listed] == [b64encode(data_of(number)).decode() for number in (1, 2)]


def get_file(client: PageClient, kind: str) -> str:
    give_lock(client, "w")
    return text_of(client.get(f"/k/w/{kind}"))
