"""A voice, a drawing or a photo: seen where its words may be seen, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from easyread.model import Attachment, Draft
from tests.books import AT
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import SAFE, page_of, said_on

PHOTO = "b" * 32
DATA = b"\xff\xd8\xff a photo"


@pytest.fixture
def with_photo(open_client: PageClient) -> PageClient:
    """A photo on the page, not yet kept as an answer."""
    book.be_with(open_client, "nobody")
    page = page_of(open_client, SAFE)
    with book.book_of(open_client) as store:
        store.begin_attachment(
            Attachment(id=PHOTO, page=page, kind="photo", type="image/jpeg", whole=True, at=AT), DATA
        )
        fields = {"attached": [PHOTO]}
        store.keep_draft(Draft(page=page, fields=fields, language="en-GB", at=datetime.now(UTC)))
    return open_client


def test_a_photo_on_a_page_can_be_seen_and_is_kept_nowhere_else(with_photo: PageClient) -> None:
    answer = with_photo.get(f"/m/{PHOTO}")
    assert answer.data == DATA
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_player_gets_the_part_that_it_asks_for(with_photo: PageClient) -> None:
    answer = with_photo.get(f"/m/{PHOTO}", headers={"Range": "bytes=3-8"})
    assert answer.status_code == 206
    assert answer.data == DATA[3:9]


def test_an_answer_of_a_photo_alone_is_kept(with_photo: PageClient) -> None:
    with_photo.send(page_of(with_photo, SAFE), attached=PHOTO)
    said = said_on(with_photo, SAFE)
    assert said
    assert said.attached == (PHOTO,)
    assert with_photo.get(f"/m/{PHOTO}").status_code == 200


def test_an_attachment_of_another_page_is_not_taken(with_photo: PageClient) -> None:
    with_photo.send(page_of(with_photo, "want"), words="My card.", attached=PHOTO)
    said = said_on(with_photo, "want")
    assert said
    assert said.attached == ()


def test_a_photo_of_a_private_answer_is_seen_in_that_company_only(with_photo: PageClient) -> None:
    with_photo.send(page_of(with_photo, SAFE), attached=PHOTO, private="yes")
    book.be_with(with_photo, "family")
    assert with_photo.get(f"/m/{PHOTO}").status_code == 404
    book.be_with(with_photo, "nobody")
    assert with_photo.get(f"/m/{PHOTO}").status_code == 200


def test_what_is_taken_away_is_gone(with_photo: PageClient) -> None:
    page = page_of(with_photo, SAFE)
    answer = with_photo.send(page, f"/m/{PHOTO}/away", attached=PHOTO, words="It stays.")
    assert answer.location == page
    assert with_photo.get(f"/m/{PHOTO}").status_code == 404
    with book.book_of(with_photo) as store:
        assert store.attachment(PHOTO) is None
        assert [draft.fields["words"] for draft in store.drafts()] == [["It stays."]]


def test_unknown_attachments_are_not_here(with_photo: PageClient) -> None:
    assert with_photo.get(f"/m/{'0' * 32}").status_code == 404


def test_the_page_shows_it_and_sends_it_along(with_photo: PageClient) -> None:
    page = page_of(with_photo, SAFE)
    with_photo.send(page)  # as a browser does: with the fields that the page holds
    said = said_on(with_photo, SAFE)
    assert said
    assert said.attached == (PHOTO,)
    assert f'src="/m/{PHOTO}"' in with_photo.get(page).get_data(as_text=True)
