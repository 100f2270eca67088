"""Answer by voice: parts that come while somebody speaks, and sound files that the tablet made."""

from __future__ import annotations

import io
import secrets
import struct
import wave
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from easyread.model import Draft
from easyread.speech import encode
from easyread.visit.recordings import LONGEST, SAMPLES
from easyread.web.security import HEADERS
from tests import media
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import SAFE, WHO_NOT, fill, new_client, page_of, said_on, text_of, words_on

PART = b"\x10\x20" * (2 * SAMPLES)  # two seconds
ID = "a" * 32


def token_of(client: PageClient) -> str:
    return book.fields_of(client.get(page_of(client, SAFE)))["csrf_token"][0]


def send_part(client: PageClient, number: object, data: bytes = PART, **changes: str) -> TestResponse:
    """One part, as the page sends it."""
    given = {"id": ID, "page": page_of(client, SAFE), **changes}
    token = changes["token"] if "token" in changes else token_of(client)
    headers = {"X-CSRFToken": token, "X-Page": given["page"], "X-Life": changes.get("life", "")}
    kind = "application/octet-stream"
    return client.post(f"/m/{given['id']}/{number}", data=data, headers=headers, content_type=kind)


def end(client: PageClient, id_: str = ID, **fields: object) -> TestResponse:
    """The recording is over: the page's form goes along, with the recording in it."""
    sent = fill(client, SAFE, **{"attached": id_, **fields})
    return client.post(f"/m/{id_}/end", data=sent)


def voices_of(client: PageClient) -> list[tuple[str, str, bool]]:
    with book.book_of(client) as store:
        return [(one.id, one.type, one.whole) for one in store.attachments()]


def add_file(client: PageClient, data: bytes | None, **fields: object) -> TestResponse:
    """A sound file, chosen on the page and sent with all that is on it."""
    sent = fill(client, SAFE, **fields)
    if data is not None:
        sent["sound"] = FileStorage(io.BytesIO(data), "My voice at 12 Station Road.m4a")
    boundary, body = encode_multipart(sent)  # in memory: the client would make a file of a big one
    return client.post("/m/v", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def make_wav(seconds: float, samples: int = 8000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(samples)
        out.writeframes(b"\x10\x20" * int(samples * seconds))
    return file.getvalue()


# --- parts ---


def test_parts_become_one_sound_on_the_page(alone: PageClient) -> None:
    for number in range(3):
        assert send_part(alone, number).status_code == 204
    answer = end(alone, words="Half a thought", quick="yes")
    assert (answer.status_code, answer.location) == (303, f"{page_of(alone, SAFE)}?q=1#voice")
    assert words_on(alone.get(page_of(alone, SAFE))) == "Half a thought"
    assert voices_of(alone) == [(ID, "audio/mpeg", True)]
    heard = alone.get(f"/m/{ID}")
    assert heard.mimetype == "audio/mpeg"
    assert len(heard.data) == pytest.approx(6 * 4000, rel=0.1)  # 32 kilobits a second
    assert f'src="/m/{ID}"' in text_of(alone.get(page_of(alone, SAFE)))


def test_what_came_before_a_crash_is_heard_when_the_page_is_opened_again(alone: PageClient) -> None:
    send_part(alone, 0)
    send_part(alone, 1, PART[:1000])
    page = text_of(alone.get(page_of(alone, SAFE)))
    assert f'src="/m/{ID}"' in page
    assert "The recording stopped too early." in page
    with wave.open(io.BytesIO(alone.get(f"/m/{ID}").data)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (SAMPLES, 1, 2)
        assert sound.readframes(10**7) == PART + PART[:1000]


def test_a_recording_that_was_cut_short_can_be_kept_as_it_is(alone: PageClient) -> None:
    send_part(alone, 0)
    alone.send(page_of(alone, SAFE))
    said = said_on(alone, SAFE)
    assert said
    assert said.attached == (ID,)
    assert voices_of(alone) == [(ID, "audio/mpeg", True)]


def test_words_on_the_page_stay_beside_a_recording(alone: PageClient) -> None:
    alone.post("/draft", data=fill(alone, SAFE, words="Half a thought"))
    send_part(alone, 0)
    assert words_on(alone.get(page_of(alone, SAFE))) == "Half a thought"


def test_a_draft_that_did_not_know_of_the_recording_does_not_lose_it(alone: PageClient) -> None:
    before = fill(alone, SAFE, words="Half a thought")
    (life,) = book.fields_of(alone.get(page_of(alone, SAFE)))["life"]
    before["life"] = life
    send_part(alone, 0, life=life)
    alone.post("/draft", data=before)
    send_part(alone, 1, life=life)
    page = alone.get(page_of(alone, SAFE))
    assert f'src="/m/{ID}"' in text_of(page)
    assert words_on(page) == "Half a thought"


def test_doing_it_again_leaves_one_recording(alone: PageClient) -> None:
    send_part(alone, 0)
    end(alone)
    send_part(alone, 0, id="b" * 32)
    assert voices_of(alone) == [("b" * 32, "audio/wav", False)]
    end(alone, "b" * 32, attached=[ID, "b" * 32])  # the page still knows the one before
    assert voices_of(alone) == [("b" * 32, "audio/mpeg", True)]


def test_an_answer_that_was_kept_keeps_its_recording_when_another_is_made(alone: PageClient) -> None:
    send_part(alone, 0)
    alone.send(page_of(alone, SAFE))
    send_part(alone, 0, id="b" * 32)
    alone.send(page_of(alone, SAFE))
    said = said_on(alone, SAFE)
    assert said
    assert said.attached == ("b" * 32,)
    with book.book_of(alone) as store:
        assert [version.attached for version in store.versions(SAFE)] == [(ID,), ("b" * 32,)]
    assert alone.get(f"/m/{ID}").status_code == 200


def test_a_recording_ends_after_three_minutes(alone: PageClient) -> None:
    for number in range(LONGEST // 2):
        assert send_part(alone, number).status_code == 204
    assert send_part(alone, LONGEST // 2, b"\1\2").status_code == 413
    with book.book_of(alone) as store:
        assert store.measure_attachment(ID) == LONGEST * SAMPLES * 2


@pytest.mark.parametrize("data", [b"", b"\1\2\3"], ids=["empty", "half a sample"])
def test_a_part_that_is_no_sound_is_refused(alone: PageClient, data: bytes) -> None:
    assert send_part(alone, 0, data).status_code == 400
    assert voices_of(alone) == []


def test_a_part_is_two_seconds_at_most(alone: PageClient) -> None:
    assert send_part(alone, 0, PART + PART).status_code == 413
    assert voices_of(alone) == []


def test_nothing_can_be_added_to_a_recording_that_is_over(alone: PageClient) -> None:
    send_part(alone, 0)
    end(alone)
    before = alone.get(f"/m/{ID}").data
    assert send_part(alone, 1).status_code == 400
    assert end(alone).status_code == 303
    assert alone.get(f"/m/{ID}").data == before


def test_parts_for_other_places_are_refused(alone: PageClient) -> None:
    pages = ({"page": "/p/00000000"}, {"page": "/w"}, {"page": ""})
    for one in ({"id": "../../x" + "a" * 25}, {"id": "A" * 32}, *pages):
        assert send_part(alone, 0, PART, **one).status_code in {400, 404}
    assert send_part(alone, 10_000).status_code == 404
    assert send_part(alone, 0, token="").status_code == 400
    assert end(alone).status_code == 404
    send_part(alone, 0)
    assert send_part(alone, 1, page=page_of(alone, "want")).status_code == 400
    with book.book_of(alone) as store:
        assert store.read_attachment(ID) == PART


def test_no_part_reaches_a_page_that_is_held_back(alone: PageClient) -> None:
    held, token = page_of(alone, WHO_NOT), token_of(alone)
    book.be_with(alone, "family")
    assert send_part(alone, 0, page=held, token=token).status_code == 400
    assert voices_of(alone) == []


def test_a_recording_does_not_bring_hidden_words_onto_the_page(alone: PageClient) -> None:
    """A private page's half-written words of another day stay hidden while somebody is here."""
    page, before = page_of(alone, SAFE), datetime(2020, 1, 1, tzinfo=UTC)
    fields = {"words": ["HIDDEN"], "private": ["yes"]}
    with book.book_of(alone) as store:
        store.keep_draft(Draft(page=page, fields=fields, language="en-GB", at=before))
    book.be_with(alone, "family")
    send_part(alone, 0, page=page)
    assert "HIDDEN" not in text_of(alone.get(page))


def test_after_the_lock_no_part_is_taken(alone: PageClient) -> None:
    send_part(alone, 0)
    token = token_of(alone)
    page = page_of(alone, SAFE)
    alone.application.extensions["easyread"].open_books.lock_all()
    assert send_part(alone, 1, token=token, page=page).status_code in {302, 303}
    with book.book_of(alone) as store:
        assert store.read_attachment(ID) == PART


def test_another_book_has_no_such_recording(alone: PageClient) -> None:
    send_part(alone, 0)
    assert new_client(alone.application).get(f"/m/{ID}").status_code == 303


def test_without_the_encoder_a_recording_is_wav(alone: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "_lame", lambda: None)
    send_part(alone, 0)
    end(alone)
    assert voices_of(alone) == [(ID, "audio/wav", True)]
    assert alone.get(f"/m/{ID}").data[44:] == PART


# --- a sound file ---


def test_a_sound_file_stands_on_the_page_and_is_kept(alone: PageClient) -> None:
    answer = add_file(alone, make_wav(2), words="Beside it.")
    assert answer.location == page_of(alone, SAFE)
    page = alone.get(page_of(alone, SAFE))
    assert "Your recording is on this page now." in text_of(page)
    assert words_on(page) == "Beside it."
    alone.send(page_of(alone, SAFE), words="Beside it.")
    said = said_on(alone, SAFE)
    assert said
    assert len(said.attached) == 1
    assert alone.get(f"/m/{said.attached[0]}").data == make_wav(2)


def test_a_sound_file_takes_the_place_of_a_recording(alone: PageClient) -> None:
    send_part(alone, 0)
    add_file(alone, make_wav(2))
    [(id_, kind, whole)] = voices_of(alone)
    assert (id_ != ID, kind, whole) == (True, "audio/wav", True)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "Choose a recording first."),
        (b"", "Choose a recording first."),
        (b"ID3 these are words, no sound. " * 90, "That file cannot be played here."),
        (b"\xff\xd8\xff\xe0" + secrets.token_bytes(5000), "That file cannot be played here."),
        (make_wav(1)[:50], "That file cannot be played here."),
        (make_wav(900, 4000), "That recording is too long. 3 minutes is the most."),
        (b"RIFF" + bytes(9 * 2**20), "That recording is too big."),
    ],
    ids=["no file", "empty", "words", "picture", "half", "a quarter of an hour", "nine megabytes"],
)
def test_what_is_no_recording_is_told_and_nothing_is_lost(
    alone: PageClient, data: bytes | None, says: str
) -> None:
    send_part(alone, 0)
    if says.startswith("That file") and data and data.startswith(b"RIFF"):
        data = struct.pack("<4sI4s", b"RIFF", 4, b"WAVE")
    answer = add_file(alone, data, words="Said before.")
    assert answer.status_code == 303
    page = alone.get(answer.location)
    assert says in text_of(page)
    assert words_on(page) == "Said before."
    assert f'src="/m/{ID}"' in text_of(page)


CASES = Path(__file__).parents[1] / "cases"
DOES_NOT_PLAY: dict[str, tuple[Any, str]] = {
    "ALAC": ((CASES / "alac-memo.m4a").read_bytes, "That file cannot be played here."),
    "AC-3": (lambda: media.make_sound("mp4", "ac3"), "That file cannot be played here."),
    "a film": (lambda: media.make_film("mp4", "libx264"), "That file cannot be played here."),
    "silence": (lambda: media.make_sound("mp4", shape=media.silence), "There is no sound in that recording."),
    "silent WebM": (
        lambda: media.make_sound("webm", shape=media.silence),
        "There is no sound in that recording.",
    ),
    "cut off": (lambda: media.make_sound("ogg", shape=media.clipped), "too loud to understand"),
    "length not told": (
        lambda: media.forget_length(media.make_sound("webm", seconds=190, rate=8000)),
        "That recording is too long.",
    ),
}


@pytest.mark.parametrize("name", DOES_NOT_PLAY)
def test_what_does_not_play_or_says_nothing_replaces_no_recording(alone: PageClient, name: str) -> None:
    add_file(alone, media.make_sound("mp3"))
    [before] = voices_of(alone)
    make, says = DOES_NOT_PLAY[name]
    page = alone.get(add_file(alone, make(), words="Said beside it.").location)
    assert says in text_of(page)
    assert "What was here before is still here." in text_of(page)
    assert words_on(page) == "Said beside it."
    assert voices_of(alone) == [before]


@pytest.mark.parametrize("container", ["mp4", "ogg", "webm", "wav", "mp3"])
def test_a_sound_file_tells_no_street(alone: PageClient, container: str) -> None:
    add_file(alone, media.make_sound(container, tags=True))
    [(id_, _, _)] = voices_of(alone)
    assert media.STREET.encode() not in alone.get(f"/m/{id_}").data


# --- nothing was heard ---

SILENT = bytes(len(PART))


def test_a_recording_of_nothing_is_told_and_the_one_before_stays(alone: PageClient) -> None:
    send_part(alone, 0)
    end(alone)
    [before] = voices_of(alone)
    for number in range(2):
        assert send_part(alone, number, SILENT, id="b" * 32).status_code == 204
    assert before in voices_of(alone)
    page = alone.get(end(alone, "b" * 32, attached=[ID, "b" * 32], words="Beside it.").location)
    assert "There is no sound in that recording." in text_of(page)
    assert "What was here before is still here." in text_of(page)
    assert words_on(page) == "Beside it."
    assert voices_of(alone) == [before]
    alone.send(page_of(alone, SAFE), words="Beside it.")
    assert (said := said_on(alone, SAFE))
    assert said.attached == (ID,)


def test_with_nothing_before_it_the_microphone_is_named(alone: PageClient) -> None:
    send_part(alone, 0, SILENT)
    page = text_of(alone.get(end(alone).location))
    assert "There is no sound in that recording." in page
    assert "The microphone may be off." in page
    assert voices_of(alone) == []


def test_a_voice_that_begins_late_takes_the_place_when_it_is_heard(alone: PageClient) -> None:
    send_part(alone, 0)
    end(alone)
    send_part(alone, 0, SILENT, id="b" * 32)
    assert [one[0] for one in voices_of(alone)] == [ID, "b" * 32]
    send_part(alone, 1, id="b" * 32)
    assert [one[0] for one in voices_of(alone)] == ["b" * 32]


def test_silence_that_a_lock_cut_short_replaces_nothing(alone: PageClient) -> None:
    send_part(alone, 0)
    alone.send(page_of(alone, SAFE))
    send_part(alone, 0, SILENT, id="b" * 32)
    alone.send(page_of(alone, SAFE), attached=[ID, "b" * 32])
    assert (said := said_on(alone, SAFE))
    assert said.attached == (ID,)


def test_a_whisper_is_kept(alone: PageClient) -> None:
    send_part(alone, 0, media.make_pcm(media.whisper, 2, SAMPLES))
    end(alone)
    assert voices_of(alone) == [(ID, "audio/mpeg", True)]


def test_a_sound_file_comes_to_no_page_that_is_held_back(alone: PageClient) -> None:
    sent = fill(alone, WHO_NOT, sound=(io.BytesIO(make_wav(1)), "a.wav"))
    book.be_with(alone, "family")
    assert alone.post("/m/v", data=sent, content_type="multipart/form-data").status_code == 404
    assert voices_of(alone) == []


def test_the_microphone_is_for_our_own_pages_and_nothing_else_is(alone: PageClient) -> None:
    assert "microphone=(self)" in HEADERS["Permissions-Policy"]
    assert alone.get("/").headers["Permissions-Policy"] == "microphone=(self), camera=(), geolocation=()"


def test_a_page_without_own_words_has_no_recorder(alone: PageClient) -> None:
    assert "record.js" in text_of(alone.get(page_of(alone, SAFE)))
    assert "record.js" not in text_of(alone.get(page_of(alone, "who-is-here")))
