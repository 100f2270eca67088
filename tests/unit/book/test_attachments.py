"""Voices, drawings and photos in and out of a book."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from easyread.book.errors import NotKept
from easyread.book.store import Store
from easyread.model import Attachment
from tests.books import AT, make_statement

VOICE = Attachment(id="a" * 32, page="/p/0a1b2c3d", kind="voice", type="audio/mpeg", whole=False, at=AT)
PHOTO = msgspec.structs.replace(VOICE, id="b" * 32, kind="photo", type="image/jpeg", whole=True)


def test_parts_are_kept_as_they_come_and_read_in_their_order(store: Store, reopened: Store) -> None:
    store.begin_attachment(VOICE)
    for number, data in ((1, b"two"), (0, b"one"), (2, b"three")):
        store.add_part(VOICE.id, number, data)
    assert reopened.attachment(VOICE.id) == VOICE
    assert reopened.read_attachment(VOICE.id) == b"onetwothree"
    assert reopened.measure_attachment(VOICE.id) == 11


def test_a_part_that_is_sent_twice_is_kept_once(store: Store) -> None:
    store.begin_attachment(VOICE)
    store.add_part(VOICE.id, 0, b"one")
    store.add_part(VOICE.id, 0, b"one")
    assert store.read_attachment(VOICE.id) == b"one"


def test_a_finished_recording_stands_in_the_place_of_its_parts(store: Store, reopened: Store) -> None:
    store.begin_attachment(VOICE)
    store.add_part(VOICE.id, 0, b"one")
    store.add_part(VOICE.id, 1, b"two")
    store.finish_attachment(VOICE.id, "audio/wav", b"whole")
    assert reopened.read_attachment(VOICE.id) == b"whole"
    assert reopened.attachments() == [msgspec.structs.replace(VOICE, type="audio/wav", whole=True)]


def test_a_part_of_no_attachment_is_refused(store: Store) -> None:
    with pytest.raises(NotKept):
        store.add_part("f" * 32, 0, b"one")


def test_a_dropped_attachment_is_gone_with_all_its_bytes(store: Store, file: Path) -> None:
    store.begin_attachment(PHOTO, b"a photo")
    store.drop_attachment(PHOTO.id)
    assert store.attachment(PHOTO.id) is None
    assert store.read_attachment(PHOTO.id) == b""


def test_what_a_statement_holds_stays_among_its_versions(store: Store) -> None:
    store.begin_attachment(PHOTO, b"a photo")
    said = store.keep(make_statement(attached=(PHOTO.id,)))
    store.keep(msgspec.structs.replace(said, id="c" * 32, attached=()))
    store.drop_attachment(PHOTO.id)
    assert store.is_attached(PHOTO.id)
    assert store.read_attachment(PHOTO.id) == b"a photo"
    assert [version.attached for version in store.versions(said.step)] == [(PHOTO.id,), ()]


def test_another_photo_makes_a_new_version(store: Store) -> None:
    said = store.keep(make_statement(attached=(PHOTO.id,)))
    again = store.keep(msgspec.structs.replace(said, id="c" * 32, attached=("d" * 32,)))
    assert again.number == said.number + 1


def test_only_what_is_asked_for_is_listed(store: Store) -> None:
    store.begin_attachment(VOICE)
    store.begin_attachment(PHOTO, b"a photo")
    assert store.attachments([PHOTO.id, "0" * 32]) == [PHOTO]
    assert store.attachments([]) == []
    assert store.attachments() == [VOICE, PHOTO]
