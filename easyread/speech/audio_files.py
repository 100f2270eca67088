"""The one parser of sound files: what a file is, by its content; how long; and without what else it tells.

A file's tags can hold a place or a name (phones title a recording by the street), so the tags of WAV, MP3
and MP4 do not come along. Formats: RFC 3533 (Ogg), RFC 8794 (WebM), ISO 14496-12 (MP4), ISO 11172-3 (MP3).

It runs in the server, so a hostile file must do no harm: nothing is decoded, no size in a file makes room for
anything, and :data:`_MOST_PARTS` bounds the work. Why no library: docs/decisions/dependencies.md.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

Part = TypeVar("Part")

_MOST_PARTS = 20_000  # chunks of a WAV, boxes of an MP4: a browser's recorder makes two or so a second


class NoSound(Exception):
    """These bytes are no sound that browsers play. Fixed text only."""


class Sound(NamedTuple):
    """A sound file: its media type, its bytes without tags, its length where that can be known."""

    type: str
    data: bytes
    seconds: float | None


def read_sound(data: bytes) -> Sound:
    """What these bytes are. Raises :class:`NoSound`."""
    try:
        for read in (_read_wav, _read_mp4, _read_ogg, _read_webm, _read_mp3):
            if sound := read(data):
                return _check_length(sound)
    except (struct.error, IndexError):  # it ends before it should
        raise NoSound from None
    raise NoSound


def _check_length(sound: Sound) -> Sound:
    """Not a number, below nothing, and without an end are no lengths. Raises NoSound."""
    if sound.seconds is not None and not 0 < sound.seconds < math.inf:
        raise NoSound
    return sound


def _at_most(parts: Iterator[Part]) -> Iterator[Part]:
    """Each part; NoSound when there are more than any recorder makes."""
    for number, part in enumerate(parts):
        if number == _MOST_PARTS:
            raise NoSound
        yield part


# What recorders make and browsers play; a head with anything else was not written by one.
_MOST_CHANNELS = 8
_PER_SECOND = range(4_000, 192_001)  # samples of one channel
# The bits of a sample, by the code of a WAV's format: bare, float, A-law, mu-law, extended (RFC 2361).
_BITS_OF = {1: (8, 16, 24, 32), 3: (32, 64), 6: (8,), 7: (8,), 0xFFFE: (8, 16, 24, 32, 64)}


def _read_wav(data: bytes) -> Sound | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    chunks: dict[bytes, bytes] = {}
    for name, begin, size in _at_most(_chunks(data)):
        chunks.setdefault(name, data[begin : begin + size])
    frame, rate = _read_form(chunks.get(b"fmt ", b""))
    samples = chunks.get(b"data", b"")
    if len(samples) < frame:
        return None
    kept = b"".join(
        name + struct.pack("<I", len(chunks[name])) + chunks[name] + b"\0" * (len(chunks[name]) % 2)
        for name in (b"fmt ", b"fact", b"data")
        if name in chunks
    )
    whole = b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WAVE" + kept
    return Sound("audio/wav", whole, len(samples) / frame / rate)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk of a WAV: its name, where its content begins, and its bytes."""
    place = 12
    while place + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        yield name, place + 8, size
        place += 8 + size + size % 2


def _read_form(form: bytes) -> tuple[int, int]:
    """The bytes of one moment in all channels, and how many moments a second has. Raises NoSound.

    A head that contradicts itself is refused: each player would make something else of it.
    """
    code, channels, rate, per_second, frame, bits = struct.unpack_from("<HHIIHH", form)
    if bits not in _BITS_OF.get(code, ()) or frame != channels * bits // 8 or per_second != rate * frame:
        raise NoSound
    _check_voice(channels, rate)
    return frame, rate


def _check_voice(channels: int, rate: int) -> None:
    """Is it a sound that anything records? Raises NoSound."""
    if not (1 <= channels <= _MOST_CHANNELS and rate in _PER_SECOND):
        raise NoSound


# --- MP4 and M4A: boxes in boxes ---

_INSIDE = {b"moov", b"trak", b"mdia"}  # each in the one before
_TELLING = {b"udta", b"meta", b"uuid"}


def _read_mp4(data: bytes) -> Sound | None:
    if data[4:8] != b"ftyp":
        return None
    clean, kinds, seconds = bytearray(data), set[bytes](), None
    for name, place, begin, end in _at_most(_boxes(data, 0, len(data))):
        if name in _TELLING:  # of the same size, so that nothing behind it moves
            clean[place + 4 : place + 8] = b"free"
            clean[begin:end] = bytes(end - begin)
        elif name == b"hdlr":
            kinds.add(data[begin + 8 : begin + 12])
        elif name == b"mvhd":
            form, after = (">IQ", 20) if data[begin] else (">II", 12)  # version 1 has longer times
            scale, length = struct.unpack_from(form, data, begin + after)
            seconds = length / scale if length and scale else None
    return Sound("audio/mp4", bytes(clean), seconds) if b"soun" in kinds and b"vide" not in kinds else None


def list_tracks(data: bytes) -> set[bytes]:
    """What the tracks of an MP4 hold: ``b"soun"``, ``b"vide"``. Empty: it is none, or was cut short."""
    try:
        boxes = list(_at_most(_boxes(data, 0, len(data), whole=True)))
    except (NoSound, struct.error):
        return set()
    return {data[begin + 8 : begin + 12] for name, _, begin, _ in boxes if name == b"hdlr"}


def _boxes(
    data: bytes, place: int, end: int, depth: int = 0, *, whole: bool = False
) -> Iterator[tuple[bytes, int, int, int]]:
    """Each box: its name, where it begins, and where its content begins and ends. Raises NoSound.

    ``whole``: also if the outer ones do not end where the file does.
    """
    if depth > len(_INSIDE):
        raise NoSound
    while place + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, place)
        begin = place + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, begin)
            begin += 8
        last = end if size == 0 else min(place + size, end)
        if whole and place + size > end:
            raise NoSound
        if last < begin:
            break
        yield name, place, begin, last
        if name in _INSIDE:
            yield from _boxes(data, begin, last, depth + 1)
        place = last
    if whole and place != end:
        raise NoSound


# --- Ogg and WebM ---


def _read_ogg(data: bytes) -> Sound | None:
    if data[:4] != b"OggS":
        return None
    first = data[27 + data[26] :][:40]
    if first.startswith(b"OpusHead"):
        channels, rate = first[9], 48_000
    elif first.startswith(b"\x01vorbis"):
        channels, rate = struct.unpack_from("<BI", first, 11)
    else:
        return None
    _check_voice(channels, rate)
    (samples,) = struct.unpack_from("<q", data, data.rfind(b"OggS") + 6)
    return Sound("audio/ogg", data, samples / rate if samples > 0 else None)


def _read_webm(data: bytes) -> Sound | None:
    head = data[:65_536]
    if not head.startswith(b"\x1aE\xdf\xa3") or b"webm" not in head[:64]:
        return None
    if not re.search(rb"A_(OPUS|VORBIS)", head) or re.search(rb"V_(VP8|VP9|AV1)", head):
        return None
    length = re.search(rb"\x44\x89(\x84.{4}|\x88.{8})", head, re.DOTALL)
    if length is None:  # a browser's recorder leaves it out
        return Sound("audio/webm", data, None)
    (thousandths,) = struct.unpack(">f" if length[1][0] == 0x84 else ">d", length[1][1:])
    return Sound("audio/webm", data, thousandths / 1000)


# --- MP3: frame after frame ---

_BITS = (  # thousands of bits a second: MPEG 1, then MPEG 2 and 2.5
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_RATES = (44_100, 48_000, 32_000)
_FEWEST = 3  # frames in a row: two bytes alone prove nothing


def _read_mp3(data: bytes) -> Sound | None:
    place = begin = _skip_tag(data)
    frames, seconds = 0, 0.0
    while frame := _read_frame(data[place : place + 4]):
        size, lasts = frame
        if place + size > len(data):
            break
        place, frames, seconds = place + size, frames + 1, seconds + lasts
    return Sound("audio/mpeg", data[begin:place], seconds) if frames >= _FEWEST else None


def _skip_tag(data: bytes) -> int:
    """Where the first frame is, behind an ID3 tag (its size has seven bits in each byte)."""
    if data[:3] != b"ID3":
        return 0
    return 10 + sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=False))


def _read_frame(head: bytes) -> tuple[int, float] | None:
    """The size in bytes and the length in seconds of a layer III frame."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bits in (0, 15) or rate == 3:
        return None
    new = version != 3
    per_second = _RATES[rate] >> (0 if version == 3 else 1 if version == 2 else 2)
    samples = 576 if new else 1152
    size = samples // 8 * _BITS[new][bits] * 1000 // per_second + (head[2] >> 1 & 1)
    return size, samples / per_second
