"""The interpreter's English stands beside the original words; nothing that was written is lost."""

from __future__ import annotations

import pytest

from easyread.book.vault import NotKept
from easyread.model import Rendering, Statement
from easyread.web.forms import LONGEST_WORDS
from tests.client import PageClient
from tests.pages import sharing_book as book

ORIGINAL = "Chcę zostać w domu."
ENGLISH = "\n  I want to stay at home. <i> \u202bא\u202c 👍🏿\n"


@pytest.fixture
def said(open_client: PageClient) -> Statement:
    """Words in Polish, said alone."""
    book.be_with(open_client, "nobody")
    return book.say(open_client, book.WANT, words=ORIGINAL, language="pl")


def page_of(said: Statement) -> str:
    return f"/w/{said.id}/english"


def renderings(client: PageClient) -> list[Rendering]:
    with book.book_of(client) as store:
        return store.renderings()


def test_the_page_shows_the_words_in_their_language_and_the_brief(
    open_client: PageClient, said: Statement
) -> None:
    page = open_client.get(page_of(said)).get_data(as_text=True)
    assert f'<blockquote lang="pl" dir="ltr">{ORIGINAL}</blockquote>' in page
    for text in (
        "Say I, not she or he.",
        "Add nothing. Leave nothing out.",
        "Not sure of a word? Write it in the note.",
        "Who put it into English?",
    ):
        assert text in page
    assert " checked" not in page


def test_the_english_is_kept_exactly_beside_the_original(open_client: PageClient, said: Statement) -> None:
    book.name_interpreter(open_client, "registered")
    answer = open_client.send(
        page_of(said), english=ENGLISH, note="Dom: house or home.", who="interpreter", mode="spoken"
    )
    assert answer.location == f"/w/{said.id}/others"
    [made] = renderings(open_client)
    assert (made.statement, made.words, made.role) == (said.id, ENGLISH, "registered")
    assert (made.note, made.mode, made.source) == ("Dom: house or home.", "spoken", "pl")
    with book.book_of(open_client) as store:
        assert store.versions(said.step) == [said]


def test_it_can_be_kept_when_nobody_said_who_interprets(open_client: PageClient, said: Statement) -> None:
    step = book.library_of(open_client).steps["interpreter"]
    assert f'value="/p/{step.code}"' in open_client.get(page_of(said)).get_data(as_text=True)
    open_client.send(page_of(said), english=ENGLISH)
    assert [made.role for made in renderings(open_client)] == ["not-said"]
    assert "Nobody said who put it into other words." in open_client.get("/w").get_data(as_text=True)


def test_family_or_friend_stands_with_a_plain_warning(open_client: PageClient, said: Statement) -> None:
    book.name_interpreter(open_client, "family-friend")
    help_lines = book.library_of(open_client).steps["interpreter"].help
    page = open_client.get(page_of(said)).get_data(as_text=True)
    assert help_lines
    assert all(text in page for text in help_lines)
    open_client.send(page_of(said), english=ENGLISH, who="interpreter")
    assert "Family and friends are not trained interpreters." in open_client.get("/w").get_data(as_text=True)


def test_a_double_tap_keeps_one(open_client: PageClient, said: Statement) -> None:
    sent = {**book.fields_of(open_client.get(page_of(said))), "english": ENGLISH}
    assert [open_client.post(page_of(said), data=sent).status_code for _ in range(2)] == [303, 303]
    assert len(renderings(open_client)) == 1


def test_changed_english_is_kept_beside_the_older(open_client: PageClient, said: Statement) -> None:
    book.name_interpreter(open_client, "registered")
    open_client.send(page_of(said), english="I want home.", who="interpreter")
    page = open_client.get(page_of(said)).get_data(as_text=True)
    assert "I want home.</textarea>" in page
    open_client.send(page_of(said), english="I want to stay home.", who="interpreter")
    first, second = renderings(open_client)
    assert (first.words, second.words) == ("I want home.", "I want to stay home.")
    assert second.replaces == first.id
    older = open_client.get(f"/w/{said.id}/others").get_data(as_text=True).partition("Changed later")[2]
    assert "I want home." in older
    shown = open_client.get("/w").get_data(as_text=True)
    assert "I want to stay home." in shown
    assert "I want home." not in shown


def test_half_written_english_survives_a_language_switch(open_client: PageClient, said: Statement) -> None:
    fields = {"english": ENGLISH, "note": "Dom?", "who": "me", "language": "ur"}
    assert open_client.send(page_of(said), "/language", **fields).location == page_of(said)
    page = open_client.get(page_of(said)).get_data(as_text=True)
    assert 'lang="ur"' in page
    assert ">\n\n  I want to stay at home. &lt;i&gt; \u202bא\u202c 👍🏿\n</textarea>" in page
    assert "Dom?</textarea>" in page
    assert 'value="me" checked' in page
    assert renderings(open_client) == []
    open_client.send(page_of(said), english=ENGLISH)
    assert "Dom?" not in open_client.get(page_of(said)).get_data(as_text=True)


def test_a_note_without_english_is_not_lost(open_client: PageClient, said: Statement) -> None:
    open_client.send(page_of(said), english="  ", note="Dom: house or home.")
    assert renderings(open_client) == []
    assert "Dom: house or home.</textarea>" in open_client.get(page_of(said)).get_data(as_text=True)


@pytest.mark.parametrize("field", ["english", "note"])
def test_too_long_words_stay_on_the_page(open_client: PageClient, said: Statement, field: str) -> None:
    long = "a" * 49_999 + "Ω"
    answer = open_client.send(page_of(said), **{"english": "Home.", field: long})
    assert answer.status_code == 413
    page = answer.get_data(as_text=True)
    assert "That is too long to keep in one go." in page
    assert long + "</textarea>" in page
    assert renderings(open_client) == []


def test_the_longest_words_are_kept(open_client: PageClient, said: Statement) -> None:
    long = "a" * LONGEST_WORDS
    open_client.send(page_of(said), english=long)
    assert [made.words for made in renderings(open_client)] == [long]


def test_words_that_could_not_be_kept_stay_on_the_page(
    open_client: PageClient, said: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise NotKept

    monkeypatch.setattr("easyread.book.store.Store.keep_rendering", refuse)
    answer = open_client.send(page_of(said), english="I want home.", note="Dom?", who="me")
    assert answer.status_code == 507
    page = answer.get_data(as_text=True)
    assert "Your words are not kept yet." in page
    assert "I want home.</textarea>" in page
    assert "Dom?</textarea>" in page
    assert 'value="me" checked' in page


def test_english_words_and_pictures_need_no_interpreter(open_client: PageClient, said: Statement) -> None:
    english = book.say(open_client, book.SAFE)
    chosen = book.say(open_client, "safe-today", choices=("safe",), words="", language="pl")
    page = open_client.get("/w").get_data(as_text=True)
    assert page_of(said) in page
    for other in (english, chosen):
        assert page_of(other) not in page
        assert open_client.get(page_of(other)).status_code == 404
        assert open_client.send("/w", page_of(other), english=ENGLISH).status_code == 404
    assert renderings(open_client) == []


def test_english_for_words_that_were_changed_meanwhile_stands_beside_those(
    open_client: PageClient, said: Statement
) -> None:
    sent = {**book.fields_of(open_client.get(page_of(said))), "english": "I want home."}
    newer = book.say(open_client, book.WANT, words="Nie wiem.", language="pl")
    assert open_client.post(page_of(said), data=sent).status_code == 303
    assert "I want home." not in open_client.get("/w").get_data(as_text=True)
    assert "I want home." in open_client.get(f"/w/{newer.id}/old").get_data(as_text=True)


def test_english_sent_after_somebody_came_in_shows_nothing_and_is_not_lost(open_client: PageClient) -> None:
    book.be_with(open_client, "nobody")
    held = book.say(open_client, book.NOT_THEM, words=ORIGINAL, language="pl")
    sent = {**book.fields_of(open_client.get(page_of(held))), "english": "Not him, QXENGLISH."}
    book.be_with(open_client, "partner")
    answer = open_client.post(page_of(held), data=sent)
    assert answer.status_code == 404
    assert "QXENGLISH" not in answer.get_data(as_text=True)
    assert renderings(open_client) == []
    book.be_with(open_client, "nobody")
    assert "QXENGLISH" in open_client.get(page_of(held)).get_data(as_text=True)


def test_an_unknown_statement_keeps_nothing(open_client: PageClient, said: Statement) -> None:
    page = f"/w/{'0' * 32}/english"
    assert open_client.get(page).status_code == 404
    assert open_client.send("/w", page, english=ENGLISH).status_code == 404
    with book.book_of(open_client) as store:
        assert (store.renderings(), store.drafts()) == ([], [])
