"""A private answer is on the screen only in the company that it was given in, or alone."""

from __future__ import annotations

import pytest

from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, SAFE, page_of, said_on, text_of, words_on


@pytest.fixture
def worried(open_client: PageClient) -> PageClient:
    """Alone, the person wrote what worries them: it is private by default."""
    book.be_with(open_client, "nobody")
    open_client.send(page_of(open_client, SAFE), words=MARKER, private="yes")
    return open_client


def _places(client: PageClient) -> list[str]:
    said = said_on(client, SAFE)
    assert said is not None
    return [page_of(client, SAFE), "/w", f"/w/{said.id}/old", f"/w/{said.id}/back", "/s/all"]


def test_alone_a_private_answer_is_there(worried: PageClient) -> None:
    assert words_on(worried.get(page_of(worried, SAFE))) == MARKER
    assert MARKER in text_of(worried.get("/w"))


@pytest.mark.parametrize("who", ["partner", "support-worker", "family"])
def test_with_others_it_is_on_no_page_and_in_no_sound(worried: PageClient, who: str) -> None:
    places = _places(worried)
    book.be_with(worried, who)
    assert not [place for place in places if MARKER in text_of(worried.get(place))]
    said = said_on(worried, SAFE)
    assert said is not None
    assert worried.get(f"/listen/mine/{said.id}").status_code == 404


def test_what_is_said_beside_somebody_stays_in_their_sight(open_client: PageClient) -> None:
    book.be_with(open_client, "support-worker")
    open_client.send(page_of(open_client, SAFE), words=MARKER, private="yes")
    assert words_on(open_client.get(page_of(open_client, SAFE))) == MARKER
    book.be_with(open_client, "partner")
    assert words_on(open_client.get(page_of(open_client, SAFE))) != MARKER


def test_half_written_private_words_of_another_opening_show_only_alone(worried: PageClient) -> None:
    worried.send(page_of(worried, SAFE), to="/draft", words="half " + MARKER, private="yes")
    worried.open_book(worried.opened)
    for who, shown in (("partner", False), ("nobody", True)):
        book.be_with(worried, who)
        assert (MARKER in (words_on(worried.get(page_of(worried, SAFE))) or "")) is shown
        heard = worried.get("/listen/draft", query_string={"page": page_of(worried, SAFE), "field": "words"})
        assert (heard.status_code == 200) is shown


def test_an_answer_given_beside_others_does_not_undo_the_private_one(worried: PageClient) -> None:
    book.be_with(worried, "partner")
    worried.send(page_of(worried, SAFE), next="yes")
    book.be_with(worried, "nobody")
    assert words_on(worried.get(page_of(worried, SAFE))) == MARKER
