"""A photo or a drawing as an answer: cleaned, kept in the book only, and no words lost whatever is sent."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from easyread.model import Attachment
from easyread.web.security import OTHER_BYTES
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, SAFE, WHO_NOT, page_of, said_on, step_of, text_of, words_on
from tests.pictures import (
    PLACE,
    make_bomb,
    make_empty_sheet,
    make_full_photo,
    make_huge_jpeg,
    make_photo,
    open_picture,
)
from tests.unit.photos.test_photos import list_parts

NAME = "IMG_20260401_QXNAME.jpg"
WORDS = "I wrote this first."
MOST = 12 * 2**20


@pytest.fixture
def client(open_client: PageClient) -> PageClient:
    book.be_with(open_client, "nobody")
    return open_client


def add(
    client: PageClient, data: bytes, *, name: str = NAME, kind: str = "image/jpeg", **fields: Any
) -> TestResponse:
    """Send a photo from the page of own words, as its button does."""
    page = page_of(client, SAFE)
    sent = {**book.fields_of(client.get(page)), "words": WORDS, **fields}
    sent["photo"] = FileStorage(BytesIO(data), name, content_type=kind)
    border, body = encode_multipart(sent)  # in memory: the client's own way makes a file of big ones
    kind = f'multipart/form-data; boundary="{border}"'
    return client.post(f"/m/p/{step_of(client, SAFE).code}", data=body, content_type=kind)


def draw(client: PageClient, data: bytes) -> TestResponse:
    """Send a sheet as the script of its page does."""
    step = step_of(client, SAFE)
    token = book.fields_of(client.get(f"/m/d/{step.code}"))["csrf_token"]
    headers = {"X-CSRFToken": token}
    return client.post(f"/m/d/{step.code}", data=data, headers=headers, content_type="image/png")


def kept_in(client: PageClient) -> list[tuple[Attachment, bytes]]:
    with book.book_of(client) as store:
        return [(one, store.read_attachment(one.id)) for one in store.attachments()]


def say(client: PageClient, **fields: Any) -> None:
    """Send the page of own words with all that stands on it."""
    page = page_of(client, SAFE)
    shown = client.get(page)
    client.post(page, data={**book.fields_of(shown), "words": words_on(shown), **fields})


def test_a_photo_is_on_its_page_with_the_words_that_stood_there(client: PageClient) -> None:
    answer = add(client, make_photo())
    assert answer.status_code == 303
    assert answer.location == page_of(client, SAFE) + "#pictures"
    page = client.get(page_of(client, SAFE))
    assert words_on(page) == WORDS
    ((photo, data),) = kept_in(client)
    assert f'src="/m/{photo.id}" alt="My photo"' in text_of(page)
    assert client.get(f"/m/{photo.id}").data == data
    say(client)
    said = said_on(client, SAFE)
    assert said
    assert (said.words, said.attached) == (WORDS, (photo.id,))


def test_nothing_a_camera_wrote_beside_the_picture_is_kept(client: PageClient, tmp_path: Path) -> None:
    add(client, make_full_photo())
    ((photo, data),) = kept_in(client)
    assert (photo.kind, photo.type) == ("photo", "image/jpeg")
    assert PLACE not in data
    assert not list_parts(data) & {0xE1, 0xE2, 0xED, 0xFE}  # EXIF and XMP, profile, Photoshop, comment
    assert not open_picture(data).getexif()


def test_a_photo_is_kept_upright_and_small(client: PageClient) -> None:
    add(client, make_photo((4000, 3000), turn=6))
    assert open_picture(kept_in(client)[0][1]).size == (1200, 1600)


def test_the_file_s_name_is_nowhere(client: PageClient, tmp_path: Path) -> None:
    add(client, make_photo())
    add(client, b"no photo")
    assert "QXNAME" not in text_of(client.get(page_of(client, SAFE)))
    with book.book_of(client) as store:
        assert "QXNAME" not in repr(store.everything())
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not [file for file in files if b"QXNAME" in file.read_bytes()]


BAD = {
    "no file": (b"", "Choose a photo first."),
    "words": (b"no photo at all", "not a photo we can use"),
    "gif": (b"GIF89a\x01\x00\x01\x00\x80\x00\x00<script>", "not a photo we can use"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a photo we can use"),
    "html": (b"<!doctype html><script>alert(1)</script>", "not a photo we can use"),
    "truncated": (make_photo()[:-300], "A part of that photo is missing."),
    "100 megapixels": (make_huge_jpeg(), "too big"),
    "bomb": (make_bomb(), "too big"),
    "13 MB": (make_photo() + b"\0" * 13 * 2**20, "too big"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_answered_in_plain_words_and_no_word_is_lost(client: PageClient, name: str) -> None:
    data, sentence = BAD[name]
    answer = add(client, data)
    assert answer.location == page_of(client, SAFE)
    page = client.get(answer.location)
    assert sentence in text_of(page)
    assert "Nothing you said is lost." in text_of(page)
    assert words_on(page) == WORDS
    assert kept_in(client) == []


def test_a_file_far_beyond_the_limit_is_refused_unread(client: PageClient) -> None:
    assert add(client, b"\0" * 33 * 2**20).status_code == 413


def test_a_photo_with_the_wrong_name_and_type_is_known_by_its_content(client: PageClient) -> None:
    add(client, make_photo(kind="PNG"), name="words.txt", kind="text/html")
    ((photo, data),) = kept_in(client)
    assert photo.type == "image/jpeg"
    assert open_picture(data).format == "JPEG"


def test_another_photo_takes_the_place_of_the_first(client: PageClient) -> None:
    add(client, make_photo((40, 30)))
    add(client, make_photo((60, 50)), attached=kept_in(client)[0][0].id)
    ((_, data),) = kept_in(client)
    assert open_picture(data).size == (60, 50)


@pytest.mark.parametrize("path", ["/m/p/", "/m/d/"])
def test_a_page_that_is_held_back_takes_no_picture(client: PageClient, path: str) -> None:
    token = book.fields_of(client.get("/"))["csrf_token"]
    book.be_with(client, "partner")
    where = path + step_of(client, WHO_NOT).code
    assert client.get(where).status_code in (404, 405)
    assert client.post(where, data={"csrf_token": token}).status_code == 404


def test_words_about_a_photo_are_its_text_alternative(client: PageClient) -> None:
    add(client, make_photo())
    name = f"about-{kept_in(client)[0][0].id}"
    client.send(page_of(client, SAFE), "/draft", **{name: "My "})
    assert ">\nMy </textarea>" in text_of(client.get(page_of(client, SAFE)))
    say(client, **{name: f"My door {MARKER}"})
    ((photo, _),) = kept_in(client)
    assert photo.about == f"My door {MARKER}"
    assert f'alt="My door {MARKER}"' in text_of(client.get(page_of(client, SAFE)))


def test_other_words_about_a_kept_photo_are_a_new_version_with_a_photo_of_its_own(client: PageClient) -> None:
    add(client, make_photo())
    ((first, data),) = kept_in(client)
    say(client, **{f"about-{first.id}": "My door"})
    again = {f"about-{first.id}": "Our door"}
    say(client, **again)
    say(client, attached=first.id, **again)  # the same page sent twice
    with book.book_of(client) as store:
        versions = store.versions(SAFE)
        shown = [[one.about for one in store.attachments(said.attached)] for said in versions]
        assert shown == [["My door"], ["Our door"]]
        assert store.read_attachment(versions[1].attached[0]) == data


def test_a_drawing_is_kept_on_its_page_and_found_again(client: PageClient) -> None:
    client.send(page_of(client, SAFE), "/draft", words=WORDS)
    assert draw(client, make_photo((1200, 900), "PNG")).status_code == 204
    ((drawing, data),) = kept_in(client)
    assert (drawing.kind, drawing.type, open_picture(data).format) == ("drawing", "image/png", "PNG")
    assert PLACE not in data
    page = client.get(page_of(client, SAFE))
    assert words_on(page) == WORDS
    assert f'src="/m/{drawing.id}" alt="My drawing"' in text_of(page)
    assert f"/m/{drawing.id}" in text_of(client.get(f"/m/d/{step_of(client, SAFE).code}"))


def test_a_drawing_full_of_lines_is_kept(client: PageClient) -> None:
    sheet = BytesIO()
    Image.effect_noise((600, 450), 90).convert("RGB").save(sheet, "PNG")
    assert len(sheet.getvalue()) > OTHER_BYTES
    assert draw(client, sheet.getvalue()).status_code == 204
    assert len(kept_in(client)) == 1


def test_a_drawing_that_goes_on_takes_the_place_of_what_was_there(client: PageClient) -> None:
    draw(client, make_photo((40, 30), "PNG"))
    draw(client, make_photo((60, 50), "PNG"))
    ((_, data),) = kept_in(client)
    assert open_picture(data).size == (60, 50)


def test_a_drawing_in_a_kept_answer_stays_as_it_was(client: PageClient) -> None:
    draw(client, make_photo((40, 30), "PNG"))
    say(client, **{f"about-{kept_in(client)[0][0].id}": "My house"})
    draw(client, make_photo((60, 50), "PNG"))
    sizes = [open_picture(data).size for _, data in kept_in(client)]
    assert sizes == [(40, 30), (60, 50)]
    assert [one.about for one, _ in kept_in(client)] == ["My house", "My house"]


def test_an_emptied_drawing_is_gone(client: PageClient) -> None:
    draw(client, make_photo((40, 30), "PNG"))
    assert draw(client, make_empty_sheet()).status_code == 204
    assert kept_in(client) == []
    assert draw(client, make_empty_sheet()).status_code == 204
    assert kept_in(client) == []


@pytest.mark.parametrize("data", [b"", b"no picture", make_bomb()], ids=["nothing", "words", "bomb"])
def test_a_bad_drawing_leaves_the_one_before(client: PageClient, data: bytes) -> None:
    draw(client, make_photo((40, 30), "PNG"))
    assert draw(client, data).status_code == 400
    assert len(kept_in(client)) == 1


def test_a_photo_from_the_page_to_draw_on_leaves_the_step_s_words(client: PageClient) -> None:
    client.send(page_of(client, SAFE), "/draft", words=WORDS)
    code = step_of(client, SAFE).code
    client.send(f"/m/d/{code}", f"/m/p/{code}", photo=(BytesIO(make_photo()), NAME, "image/jpeg"))
    page = client.get(page_of(client, SAFE))
    assert words_on(page) == WORDS
    assert 'alt="My photo"' in text_of(page)
