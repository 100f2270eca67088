"""What a file of sound or film is, by what is in it. A name or a browser's word for it counts for nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from easyread.small_files import Unreadable, read_start
from easyread.speech.audio_files import NoSound, list_tracks, read_sound

# MIME type -> the ending of its file's name.
SOUNDS = MappingProxyType({"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/wav": ".wav"})
FILMS = MappingProxyType({"video/mp4": ".mp4", "video/webm": ".webm"})
MOST_SOUND, MOST_FILM = 20_000_000, 200_000_000  # bytes of one line, which is a few seconds
_HEADS = (
    ("mpeg", re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")),
    ("wav", re.compile(rb"RIFF....WAVE", re.DOTALL)),
    ("mp4", re.compile(rb"....ftyp", re.DOTALL)),
    ("webm", re.compile(rb"\x1a\x45\xdf\xa3.{0,40}webm", re.DOTALL)),
)


def most_of(kinds: Mapping[str, str]) -> int:
    """Bytes that a file of these kinds has at most."""
    return MOST_SOUND if kinds is SOUNDS else MOST_FILM


def find_type(file: Path, kinds: Mapping[str, str]) -> str | None:
    """The one of ``kinds`` that a file begins as; ``None`` for anything else, too long, or no file."""
    try:
        return _begins_as(read_start(file, 64), kinds) if file.stat().st_size <= most_of(kinds) else None
    except (OSError, Unreadable):
        return None


def check_whole(data: bytes, kinds: Mapping[str, str]) -> str | None:
    """The one of ``kinds`` that ``data`` is, as far as one can tell without playing it."""
    mime = _begins_as(data[:64], kinds)
    holds: dict[str, Callable[[bytes], bool]] = {
        "audio/mp4": lambda data: b"soun" in list_tracks(data),
        "video/mp4": lambda data: b"vide" in list_tracks(data),
        "video/webm": lambda data: len(data) > 1_000,
    }
    return mime if mime and holds.get(mime, _is_sound)(data) else None


def _begins_as(head: bytes, kinds: Mapping[str, str]) -> str | None:
    found = next((name for name, sign in _HEADS if sign.match(head)), None)
    return next((mime for mime in kinds if mime.split("/")[1] == found), None)


def _is_sound(data: bytes) -> bool:
    try:
        read_sound(data)
    except NoSound:
        return False
    return True
