"""What a voice says, written down: beside it, with who wrote it and when, never instead."""

from __future__ import annotations

import pytest

from easyread.model import Rendering, Statement
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import SAFE, page_of, said_on, text_of, words_on
from tests.pages.test_recordings import add_file, make_wav

WORDS = "I want to stay in my own flat."


@pytest.fixture
def spoken(open_client: PageClient) -> PageClient:
    """An answer of a voice alone, kept with an advocate beside the person."""
    book.be_with(open_client, "advocate")
    add_file(open_client, make_wav(2))
    open_client.send(page_of(open_client, SAFE))
    return open_client


def statement_of(client: PageClient) -> Statement:
    said = said_on(client, SAFE)
    assert said
    return said


def page(client: PageClient) -> str:
    return f"/w/{statement_of(client).id}/said"


def written_in(client: PageClient) -> list[Rendering]:
    with book.book_of(client) as store:
        return store.renderings()


def test_the_advocate_writes_down_what_was_said(spoken: PageClient) -> None:
    before = statement_of(spoken)
    answer = spoken.send(page(spoken), words=WORDS, who="advocate")
    assert answer.location == f"/w/{before.id}/others"
    [written] = written_in(spoken)
    assert (written.words, written.role, written.voice, written.language) == (
        WORDS, "advocate", before.attached[0], "en-GB",
    )  # fmt: skip
    assert statement_of(spoken) == before
    shown = text_of(spoken.get("/w"))
    for line in (WORDS, "Written down from my voice:", "Written down by:", "Advocate", "Nobody has read"):
        assert line in shown


def test_the_page_offers_the_person_and_those_who_are_here(spoken: PageClient) -> None:
    shown = text_of(spoken.get(page(spoken)))
    assert 'value="me"' in shown
    assert 'value="advocate"' in shown
    assert 'name="who" value="family"' not in shown
    spoken.send(page(spoken), words=WORDS, who="family")
    assert [one.role for one in written_in(spoken)] == ["not-said"]
    assert "Nobody said who wrote it down." in text_of(spoken.get("/w"))


def test_an_interpreter_is_kept_as_the_kind_that_they_are(spoken: PageClient) -> None:
    book.be_with(spoken, "interpreter")
    book.name_interpreter(spoken, "registered", "yes")
    spoken.send(page(spoken), words=WORDS, who="interpreter")
    assert [one.role for one in written_in(spoken)] == ["registered"]
    assert "Registered interpreter" in text_of(spoken.get("/w"))


def test_written_words_are_changed_beside_the_older_ones(spoken: PageClient) -> None:
    for words in (WORDS, WORDS, WORDS + " Alone."):
        spoken.send(page(spoken), words=words, who="me")
    assert [one.words for one in written_in(spoken)] == [WORDS, WORDS + " Alone."]
    assert [one.replaces for one in written_in(spoken)] == [None, written_in(spoken)[0].id]
    assert words_on(spoken.get(page(spoken))) == ""  # who sits here next is nobody that the app knows


def test_each_language_has_its_own_words(spoken: PageClient) -> None:
    spoken.send("/l", language="pl", two="yes")
    spoken.send(page(spoken), words=WORDS, who="me", script="en-GB")
    spoken.send(page(spoken), words="Chcę zostać w domu.", who="me", script="pl")
    spoken.send(page(spoken), words="Trzeci.", who="me", script="xx")
    shown = text_of(spoken.get("/w"))
    assert "Trzeci." in shown
    assert "Chcę zostać w domu." in shown
    assert [one.language for one in written_in(spoken)] == ["en-GB", "pl", "en-GB"]


def test_words_stay_with_the_voice_when_the_answer_changes(spoken: PageClient) -> None:
    spoken.send(page(spoken), words=WORDS, who="me")
    before = statement_of(spoken)
    spoken.send(page_of(spoken, SAFE), words="And more.")
    assert statement_of(spoken).id != before.id
    assert WORDS in text_of(spoken.get("/w"))


def test_words_of_a_voice_are_no_english_of_other_words(spoken: PageClient) -> None:
    spoken.send(page_of(spoken, SAFE), words="Więcej.")
    spoken.send(page(spoken), words=WORDS, who="me")
    assert "In English:" not in text_of(spoken.get("/w"))


def test_half_written_words_and_an_empty_page_lose_nothing(spoken: PageClient) -> None:
    spoken.send(page(spoken), "/draft", words="Half a", who="me")
    assert words_on(spoken.get(page(spoken))) == "Half a"
    spoken.send(page(spoken), words="")
    assert written_in(spoken) == []


def test_too_much_to_write_stays_on_the_page(spoken: PageClient) -> None:
    answer = spoken.send(page(spoken), words="word " * 5000, who="me")
    assert answer.status_code == 413
    assert written_in(spoken) == []
    assert "word word" in text_of(answer)


def test_a_private_answer_is_not_written_down_in_other_company(spoken: PageClient) -> None:
    spoken.send(page_of(spoken, SAFE), private="yes")
    here = page(spoken)
    sent = {**book.fields_of(spoken.get(here)), "words": WORDS, "who": "me"}
    book.be_with(spoken, "family")
    assert spoken.get(here).status_code == 404
    assert spoken.post(here, data=sent).status_code == 404
    assert written_in(spoken) == []
    book.be_with(spoken, "advocate")
    assert words_on(spoken.get(here)) == WORDS


def test_words_of_a_voice_stand_once_when_it_becomes_shareable(spoken: PageClient) -> None:
    spoken.send(page_of(spoken, SAFE), private="yes")
    spoken.send(page(spoken), words=WORDS, who="me")
    before = text_of(spoken.get("/w")).count(WORDS)
    spoken.send(f"/s/{statement_of(spoken).id}")
    assert not statement_of(spoken).private
    assert [one.words for one in written_in(spoken)] == [WORDS]
    assert text_of(spoken.get("/w")).count(WORDS) == before > 0


def test_an_answer_without_a_voice_has_no_such_page(open_client: PageClient) -> None:
    said = book.say(open_client, SAFE)
    assert open_client.get(f"/w/{said.id}/said").status_code == 404
    assert "Write down what I said" not in text_of(open_client.get("/w"))


def test_the_step_leads_there_once_the_voice_is_kept(spoken: PageClient) -> None:
    assert page(spoken) in text_of(spoken.get(page_of(spoken, SAFE)))


def test_the_language_of_the_writing_is_not_told_as_that_of_the_voice(spoken: PageClient) -> None:
    spoken.send(page(spoken), words="I want my key.", who="me", script="en-GB")
    shown = text_of(spoken.get("/w")).partition('class="rendering"')[2]
    title, _, after = shown.partition('class="in-english"')
    assert "Written down from my voice:" in title
    assert '<bdi lang="en-GB">' not in title
    assert '<bdi lang="en-GB">' in after.partition("The writing is in:")[2].partition("</li>")[0]
