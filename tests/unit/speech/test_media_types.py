from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from easyread.speech.media_types import FILMS, SOUNDS, find_type
from tests.media import make_film, make_sound
from tests.unit.speech import files

GOOD: dict[str, tuple[Any, str]] = {
    "MP3": (files.mp3, "audio/mpeg"),
    "MP3 with a tag": (files.tagged_mp3, "audio/mpeg"),
    "WAV": (files.wav, "audio/wav"),
    "AAC": (lambda: make_sound("mp4"), "audio/mp4"),
    "H.264": (lambda: make_film("mp4", "libx264"), "video/mp4"),
    "VP8": (make_film, "video/webm"),
}


@pytest.mark.parametrize("name", GOOD)
def test_sound_or_film_is_known_by_how_it_begins(name: str, tmp_path: Path) -> None:
    make, mime = GOOD[name]
    file = tmp_path / "name-without-ending"
    file.write_bytes(make())
    assert find_type(file, SOUNDS if mime in SOUNDS else FILMS) == mime


@pytest.mark.parametrize("data", [b"", b"This is not a sound.", b"<html><script>alert(1)</script></html>"])
def test_what_begins_as_neither_is_nothing(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "line.mp3"
    file.write_bytes(data)
    assert (find_type(file, SOUNDS), find_type(file, FILMS)) == (None, None)


def test_missing_file_is_nothing(tmp_path: Path) -> None:
    assert find_type(tmp_path / "none.mp3", SOUNDS) is None
    assert find_type(tmp_path, SOUNDS) is None
