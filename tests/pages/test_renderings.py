"""What others wrote of my words: whose it is, and what I say of it."""

from __future__ import annotations

import pytest

from easyread.model import ReadBack, Rendering, Statement
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import text_of

ORIGINAL, ENGLISH = "Nie chcę iść do domu.", "I do not want to go home."


@pytest.fixture
def said(open_client: PageClient) -> Statement:
    """Words in Polish, said beside an interpreter."""
    book.be_with(open_client, "interpreter")
    return book.say(open_client, book.WANT, words=ORIGINAL, language="pl")


def page_of(said: Statement) -> str:
    return f"/w/{said.id}/others"


def put(client: PageClient, said: Statement, english: str = ENGLISH, **more: str) -> Rendering:
    client.send(f"/w/{said.id}/english", english=english, **{"who": "interpreter"} | more)
    return renderings(client)[-1]


def renderings(client: PageClient) -> list[Rendering]:
    with book.book_of(client) as store:
        return store.renderings()


def reads(client: PageClient) -> list[ReadBack]:
    with book.book_of(client) as store:
        return store.read_backs()


def test_what_a_relative_wrote_never_becomes_the_words_of_the_next_interpreter(
    open_client: PageClient, said: Statement
) -> None:
    book.name_interpreter(open_client, "family-friend")
    put(open_client, said)
    book.name_interpreter(open_client, "registered")
    page = open_client.get(f"/w/{said.id}/english")
    assert f"{ENGLISH}</textarea>" not in text_of(page)
    open_client.post(f"/w/{said.id}/english", data=book.fields_of(page))
    assert [one.role for one in renderings(open_client)] == ["family-friend"]
    put(open_client, said, "I want to stay here.")
    book.be_with(open_client, "nobody")
    both = text_of(open_client.get(page_of(said)))
    for text in (ENGLISH, "I want to stay here.", "Family or friend", "Registered interpreter"):
        assert text in both
    assert [one.replaces for one in renderings(open_client)] == [None, None]


def test_edited_english_has_not_been_read_back(open_client: PageClient, said: Statement) -> None:
    book.name_interpreter(open_client, "registered")
    first = put(open_client, said)
    open_client.send(page_of(said), agree=first.id)
    assert "Read back to me, and I agreed:" in text_of(open_client.get("/w"))
    second = put(open_client, said, ENGLISH.replace("not ", ""))
    assert (second.replaces, second.words) == (first.id, "I do want to go home.")
    shown = text_of(open_client.get("/w"))
    assert "Nobody has read this back to me." in shown
    assert "Read back to me, and I agreed:" not in shown


def test_words_that_their_author_goes_back_to_count_again(open_client: PageClient, said: Statement) -> None:
    book.name_interpreter(open_client, "registered")
    put(open_client, said)
    other = put(open_client, said, "I will not go home.")
    again = put(open_client, said)
    assert (again.words, again.replaces) == (ENGLISH, other.id)
    shown = text_of(open_client.get("/w"))
    assert ENGLISH in shown
    assert other.words not in shown


def test_who_nobody_named_is_not_said_and_nothing_comes_back_into_their_box(
    open_client: PageClient, said: Statement
) -> None:
    put(open_client, said, who="")
    [made] = renderings(open_client)
    assert (made.role, made.interpreter) == ("not-said", None)
    assert "Nobody said who put it into other words." in text_of(open_client.get(page_of(said)))
    assert f"{ENGLISH}</textarea>" not in text_of(open_client.get(f"/w/{said.id}/english"))


def test_a_person_who_wrote_the_english_is_said_to_have(open_client: PageClient, said: Statement) -> None:
    assert put(open_client, said, who="me").role == "me"
    part = text_of(open_client.get(page_of(said)))
    assert "Put into other words by:" in part


def test_somebody_who_is_not_here_cannot_have_written_it(open_client: PageClient, said: Statement) -> None:
    assert put(open_client, said, who="social-worker").role == "not-said"


def test_i_can_say_that_is_not_what_i_mean_and_change_my_mind(
    open_client: PageClient, said: Statement
) -> None:
    made = put(open_client, said, who="")
    open_client.send(page_of(said), dispute=made.id)
    open_client.send(page_of(said), dispute=made.id)
    assert "I said: That is not what I mean." in text_of(open_client.get("/w"))
    open_client.send(page_of(said), agree=made.id)
    assert [(one.agrees, one.presence) for one in reads(open_client)] == [
        (False, ("interpreter",)),
        (True, ("interpreter",)),
    ]
    assert "I said: That is not what I mean." not in text_of(open_client.get("/w"))


def test_only_what_stands_beside_these_words_can_be_agreed_with(
    open_client: PageClient, said: Statement
) -> None:
    other = book.say(open_client, book.SAFE, words="Dom.", language="pl")
    made = put(open_client, other, "Home.", who="")
    for sent in ({"agree": made.id}, {"agree": "0" * 32}, {}):
        page = book.fields_of(open_client.get(page_of(said))) | sent
        assert open_client.post(page_of(said), data=page).status_code == 404
    assert reads(open_client) == []


def test_who_was_here_is_kept_with_the_english_and_not_taken_from_later(
    open_client: PageClient, said: Statement
) -> None:
    put(open_client, said, who="")
    book.be_with(open_client, "advocate")
    assert [one.presence for one in renderings(open_client)] == [("interpreter",)]
    part = text_of(open_client.get(page_of(said)))
    assert "With me:" in part
    assert "Advocate" not in part


def test_words_that_become_shareable_keep_their_english_its_author_and_what_i_said(
    open_client: PageClient,
) -> None:
    book.be_with(open_client, "advocate")
    private = book.say(open_client, book.WANT, words=ORIGINAL, language="pl", private=True)
    first = put(open_client, private, who="me")
    second = put(open_client, private, "No, home.", who="me")
    open_client.send(page_of(private), agree=second.id)
    open_client.send(f"/s/{private.id}")
    with book.book_of(open_client) as store:
        [now] = [one for one in store.statements() if one.step == book.WANT]
        mine = [one for one in store.renderings() if one.statement == now.id]
        assert (now.at, now.private) == (private.at, False)
    assert [(one.words, one.role) for one in mine] == [(first.words, "me"), (second.words, "me")]
    assert mine[1].replaces == mine[0].id
    assert [one.rendering for one in reads(open_client)] == [second.id, mine[1].id]


def test_a_note_stands_with_its_line_apart_from_the_words_in_every_file(
    open_client: PageClient, said: Statement
) -> None:
    put(open_client, said, who="", note="Dom: QXNOTE house or home.", mode="spoken")
    book.allow(open_client, said)
    for text in book.texts_of(open_client, book.make_card(open_client, said)):
        words = " ".join(text.split())
        assert words.index("do not want to go home") < words.index("A note by who wrote this:")
        assert "QXNOTE" in words
        assert "From words aloud." in words
        assert "by: not said" in words


def test_i_do_not_know_is_an_answer_and_takes_a_yes_back(open_client: PageClient, said: Statement) -> None:
    put(open_client, said)
    for answer, told in (("agree", True), ("unsure", False), ("dispute", None), ("unsure", False)):
        open_client.send(page_of(said), **{answer: renderings(open_client)[0].id})
        book.allow(open_client, said)
        card = " ".join(book.read_file(open_client, book.make_card(open_client, said), "text"))
        assert ("Read back to the person. They agreed." in card) is (told is True), answer
        assert (ENGLISH in card) is (told is not None), answer
    assert "I said: I do not know if I mean this." in text_of(open_client.get(page_of(said)))


def test_what_somebody_else_wrote_has_a_listen_of_its_own(open_client: PageClient, said: Statement) -> None:
    put(open_client, said)
    part = text_of(open_client.get(page_of(said))).partition('class="in-english"')[2].partition("<ul")[0]
    assert '<button type="submit" class="tool small listen" data-listen' in part
