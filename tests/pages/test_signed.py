"""What was signed is never told as words that the person wrote."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from easyread.book import cipher, schema
from easyread.book.store import Store
from easyread.model import Statement
from tests.books import AT, keep_as_before, make_statement
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import SAFE, fill, page_of, said_on, text_of

WORDS = "I want to live with my sister."
ASKED = "Whose words are these?"


@pytest.fixture
def signer(open_client: PageClient) -> PageClient:
    """Somebody who signs, beside a BSL interpreter."""
    book.be_with(open_client, "interpreter")
    book.name_interpreter(open_client, "bsl")
    return open_client


def say(client: PageClient, **sent: str) -> Statement:
    client.send(page_of(client, SAFE), words=WORDS, **sent)
    said = said_on(client, SAFE)
    assert said
    return said


def cards_of(client: PageClient, said: Statement) -> list[str]:
    """The card in its forms for people: as data it has no quote marks, but the origin of each text."""
    book.allow(client, said)
    card = book.make_card(client, said)
    assert f'"origin":"{"own" if said.is_exact else "rendering"}"' in "".join(
        client.get(f"{card}/data").get_data(as_text=True).partition(WORDS)[2].split()
    )
    texts = [" ".join(text.split()) for text in book.texts_of(client, card)]
    return [text for text in texts if not text.startswith("{")]


def test_it_is_asked_beside_a_sign_language_interpreter_only(open_client: PageClient) -> None:
    book.be_with(open_client, "interpreter")
    for kind, asked in (("registered", False), ("bsl", True), ("deaf-relay", True), ("deafblind", True)):
        book.name_interpreter(open_client, kind)
        assert (ASKED in text_of(open_client.get(page_of(open_client, SAFE)))) is asked


def test_what_was_signed_stands_as_the_interpreters_english(signer: PageClient) -> None:
    said = say(signer, by="signed")
    assert said.written_by == "bsl"
    assert "I signed it. The words are by:" in text_of(signer.get("/w"))
    for text in cards_of(signer, said):
        assert f"‘{WORDS}’" in text
        assert f"“{WORDS}”" not in text
        assert "Said in signs. English by: BSL interpreter." in text
        assert "Not yet checked with the person." in text


def test_what_nobody_said_is_told_as_not_said(signer: PageClient) -> None:
    said = say(signer)
    assert said.written_by == "not-said"
    told = "Nobody said who wrote this. A sign language interpreter was here."
    assert told in text_of(signer.get("/w"))
    for text in cards_of(signer, said):
        assert told in text
        assert f"“{WORDS}”" not in text


def test_words_that_a_deaf_person_wrote_are_their_own(signer: PageClient) -> None:
    said = say(signer, by="me")
    for text in cards_of(signer, said):
        assert f"“{WORDS}”" in text


def test_it_stays_so_when_something_else_is_changed_without_the_interpreter(signer: PageClient) -> None:
    say(signer, by="signed")
    page = text_of(signer.get(page_of(signer, SAFE)))
    assert 'value="signed" checked' in page
    book.name_interpreter(signer, "registered", "yes")
    signer.send(page_of(signer, SAFE), words=WORDS, private="yes")
    said = said_on(signer, SAFE)
    assert said
    assert (said.private, said.written_by, said.number) == (True, "bsl", 2)


def test_it_stays_so_when_something_else_is_changed_beside_another_one_who_signs(signer: PageClient) -> None:
    say(signer, by="signed")
    book.name_interpreter(signer, "deaf-relay", "yes")
    fields = fill(signer, SAFE, words=WORDS, private="yes")
    assert fields["by"] == ["signed"]
    signer.post(page_of(signer, SAFE), data=fields)
    said = said_on(signer, SAFE)
    assert said
    assert (said.words, said.private, said.written_by) == (WORDS, True, "bsl")


def test_own_words_of_before_stay_own_words_beside_somebody_who_signs(open_client: PageClient) -> None:
    say(open_client)
    book.be_with(open_client, "interpreter")
    book.name_interpreter(open_client, "bsl", "yes")
    open_client.send(page_of(open_client, SAFE), words=WORDS, private="yes")
    said = said_on(open_client, SAFE)
    assert said
    assert (said.words, said.private, said.written_by) == (WORDS, True, "")


def test_another_interpreters_english_can_stand_beside_it(signer: PageClient) -> None:
    said = say(signer, by="signed")
    book.name_interpreter(signer, "registered", "yes")
    other = "I want to stay with my sister."
    signer.send(f"/w/{said.id}/english", english=other, who="interpreter", mode="signed")
    for text in cards_of(signer, said):
        assert text.index(WORDS) < text.index(other)


def test_words_of_an_older_book_beside_a_sign_language_interpreter_are_nobodys_for_sure(
    tmp_path: Path,
) -> None:
    key = bytes(range(32))
    earlier = schema.MIGRATIONS.index(schema._add_who_wrote_the_words)  # noqa: SLF001
    with closing(cipher.create_file(tmp_path / "book.db", key)) as db:
        schema.create_tables(db, schema.MIGRATIONS[:earlier])
        with cipher.writing(db):
            for place, kind in enumerate(("bsl", "registered")):
                row = [place, kind, kind, AT.isoformat()]
                db.execute("insert into interpreter values (?, ?, ?, '', '', '', ?)", row)
        for name in ("bsl", "registered", None):
            said = make_statement(step=name or "none", words=WORDS, interpreter=name)
            keep_as_before(db, "statement", said)
        schema.bring_up_to_date(db)
        found = {one.step: one.written_by for one in Store(db).statements()}
    assert found == {"bsl": "not-said", "registered": "", "none": ""}
