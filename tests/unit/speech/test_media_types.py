from __future__ import annotations

from pathlib import Path

import pytest

from easyread.speech.media_types import FILMS, SOUNDS, check_whole, find_type
from tests.unit.speech import files

GOOD = [
    (files.mp3(), "audio/mpeg"),
    (files.tagged_mp3(), "audio/mpeg"),
    (files.wav(), "audio/wav"),
    (files.mp4(b"soun", brand=b"M4A "), "audio/mp4"),
    (files.mp4(b"soun", brand=b"3gp4"), "audio/mp4"),
    (files.mp4(b"vide", b"soun"), "video/mp4"),
    (files.mp4(b"vide"), "video/mp4"),
    (files.webm(), "video/webm"),
]
BROKEN = {
    "nothing": b"",
    "words": b"This is not a sound.",
    "page": b"<html><script>alert(1)</script></html>",
    "frame-without-sound": b"\xff\xfb\x90\x00",
    "tag-without-sound": b"ID3\x03\0\0\0\0\x01\x00" + bytes(128),
    "mp3-cut-short": files.mp3()[:150],
    "wav-without-samples": files.wav()[:44],
    "wav-cut-in-its-head": files.wav()[:20],
    "mp4-without-a-track": files.mp4(),
    "mp4-cut-short": files.mp4(b"soun")[:-100],
    "mp4-that-goes-on-for-ever": files.mp4(b"soun")[:24] + b"\0\0\0\1moov" + bytes(8),
    "webm-cut-short": files.webm()[:100],
}


@pytest.mark.parametrize(("data", "mime"), GOOD)
def test_sound_or_film_is_known_by_what_is_in_it(data: bytes, mime: str, tmp_path: Path) -> None:
    kinds = SOUNDS if mime in SOUNDS else FILMS
    file = tmp_path / "name-without-ending"
    file.write_bytes(data)
    assert (check_whole(data, kinds), find_type(file, kinds)) == (mime, mime)


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_played_is_nothing(data: bytes) -> None:
    assert (check_whole(data, SOUNDS), check_whole(data, FILMS)) == (None, None)


def test_sound_is_no_film() -> None:
    assert check_whole(files.mp4(b"soun"), FILMS) is None
    assert check_whole(files.mp3(), FILMS) is None


def test_missing_file_is_nothing(tmp_path: Path) -> None:
    assert find_type(tmp_path / "none.mp3", SOUNDS) is None
    assert find_type(tmp_path, SOUNDS) is None
