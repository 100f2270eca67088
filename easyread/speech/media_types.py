"""What a file of sound or film is, by what is in it. A name or a browser's word for it counts for nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from easyread.small_files import Unreadable, read_start
from easyread.speech.audio_files import NoSound, read_sound

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
_HANDLER = re.compile(rb"hdlr.{8}(vide|soun)", re.DOTALL)
_KILOBITS = {  # a frame's bit rate by its version (3: MPEG-1) and the four bits of its header
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_FRAMES = 3  # so many, one after the other, are no accident


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
        "audio/mpeg": _has_frames,
        "audio/wav": _has_samples,
        "audio/mp4": lambda data: _boxes_hold(data, b"soun"),
        "video/mp4": lambda data: _boxes_hold(data, b"vide"),
        "video/webm": lambda data: len(data) > 1_000,
    }
    return mime if mime and holds[mime](data) else None


def _begins_as(head: bytes, kinds: Mapping[str, str]) -> str | None:
    found = next((name for name, sign in _HEADS if sign.match(head)), None)
    return next((mime for mime in kinds if mime.split("/")[1] == found), None)


def _has_frames(data: bytes) -> bool:
    """Does an MP3 hold whole frames, after its tag if it has one?"""
    place = 0
    if data[:3] == b"ID3" and len(data) > 10:
        place = 10 + sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    for _ in range(_FRAMES):
        size = _measure_frame(data[place : place + 4])
        place += size
        if not size or place > len(data):
            return False
    return True


def _measure_frame(head: bytes) -> int:
    """The bytes of a frame of MPEG layer III; 0: this is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, hertz = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or hertz == 3:
        return 0
    kilobits = _KILOBITS[3 if version == 3 else 2][rate]
    samples = 144_000 if version == 3 else 72_000
    return samples * kilobits // _HERTZ[version][hertz] + (head[2] >> 1 & 1)


def _has_samples(data: bytes) -> bool:
    try:
        return read_sound(data).type == "audio/wav"
    except NoSound:
        return False


def _boxes_hold(data: bytes, handler: bytes) -> bool:
    """Is it whole boxes up to its end, with a track of this kind in them?"""
    place, moov = 0, b""
    while place + 8 <= len(data):
        size = int.from_bytes(data[place : place + 4])
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16])
        if data[place + 4 : place + 8] == b"moov":
            moov = data[place : place + size]
        place += max(size, 8) if size else len(data) - place  # 0: up to the end
    return place == len(data) and handler in _HANDLER.findall(moov)
