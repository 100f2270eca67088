"""Sound files whose heads lie: a rate, channels, bits or a length that no recorder writes, endless boxes."""

from __future__ import annotations

import math
import struct

import pytest

from easyread.speech.audio_files import NoSound, read_sound
from easyread.speech.media_types import SOUNDS, check_whole
from tests.unit.speech.test_audio_files import MP3, PCM, WAV, box, make_mp4, make_ogg, make_webm

FIELDS = {  # of a WAV's form: where it is, how it is packed, and what no player makes the same of
    "code": (20, "<H", (0, 2, 85, 0xFFFF)),
    "channels": (22, "<H", (0, 9, 65_535)),
    "rate": (24, "<I", (0, 1, 3_999, 192_001, 2**32 - 1)),
    "bytes a second": (28, "<I", (0, 1, 2**32 - 1)),
    "bytes of a moment": (32, "<H", (0, 1, 65_535)),
    "bits": (34, "<H", (0, 1, 7, 12, 65_535)),
}
WAVS = [(name, value) for name, (_, _, values) in FIELDS.items() for value in values]


def make_wav(channels: int, rate: int, bits: int, code: int = 1) -> bytes:
    """A WAV that agrees with itself."""
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", code, channels, rate, rate * frame % 2**32, frame % 2**16, bits)
    return b"RIFF" + struct.pack("<I", 36 + len(PCM)) + b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"data", PCM)


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data


def is_refused(data: bytes) -> bool:
    """By both that take sounds: a person's own, and a service's recordings."""
    try:
        read_sound(data)
    except NoSound:
        return check_whole(data, SOUNDS) is None or not data.startswith(b"RIFF")
    return False


@pytest.mark.parametrize(("name", "value"), WAVS)
def test_a_wav_with_one_field_that_lies_is_refused(name: str, value: int) -> None:
    place, form, _ = FIELDS[name]
    data = bytearray(WAV)
    struct.pack_into(form, data, place, value)
    assert is_refused(bytes(data))


@pytest.mark.parametrize(
    ("channels", "rate", "bits"), [(65_535, 16_000, 16), (1, 0, 16), (0, 16_000, 16), (1, 16_000, 0)]
)
def test_a_wav_that_lies_in_all_fields_alike_is_refused(channels: int, rate: int, bits: int) -> None:
    assert is_refused(make_wav(channels, rate, bits))


@pytest.mark.parametrize(
    ("channels", "rate", "bits", "code"),
    [(1, 8_000, 8, 1), (2, 44_100, 16, 1), (2, 48_000, 24, 1), (1, 96_000, 32, 3), (1, 8_000, 8, 7),
     (2, 48_000, 16, 0xFFFE)],
)  # fmt: skip
def test_what_recorders_write_is_taken(channels: int, rate: int, bits: int, code: int) -> None:
    sound = read_sound(make_wav(channels, rate, bits, code))
    assert sound.seconds == pytest.approx(len(PCM) / (rate * channels * bits / 8))


LENGTHS = [math.nan, math.inf, -math.inf, -1.0, 0.0]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_webm_whose_length_is_no_length_is_refused(length: float) -> None:
    long = make_webm().replace(struct.pack(">d", 2500), struct.pack(">d", length))
    short = make_webm().replace(b"\x88" + struct.pack(">d", 2500), b"\x84" + struct.pack(">f", length))
    assert [is_refused(long), is_refused(short)] == [True, True]


@pytest.mark.parametrize("channels", [0, 9, 255])
def test_an_ogg_with_channels_that_nobody_has_is_refused(channels: int) -> None:
    opus = make_ogg().replace(b"OpusHead\x01\x01", b"OpusHead\x01" + bytes([channels]))
    vorbis = make_vorbis(channels, 44_100)
    assert [is_refused(opus), is_refused(vorbis)] == [True, True]


@pytest.mark.parametrize("rate", [0, 1, 192_001, 2**32 - 1])
def test_an_ogg_with_a_rate_that_nobody_has_is_refused(rate: int) -> None:
    assert read_sound(make_vorbis(1, 44_100)).seconds == pytest.approx(96_000 / 44_100)
    assert is_refused(make_vorbis(1, rate))


def make_vorbis(channels: int, rate: int) -> bytes:
    first = b"\x01vorbis" + struct.pack("<IBI", 0, channels, rate) + bytes(12)
    return make_ogg().replace(b"OpusHead\x01\x01" + bytes(9), first)


@pytest.mark.parametrize("inside", [b"moov", b"trak", b"mdia"])
def test_boxes_in_boxes_without_an_end_are_refused(inside: bytes) -> None:
    nested = b""
    for _ in range(5_000):
        nested = struct.pack(">I4s", 8 + len(nested), inside) + nested
    assert is_refused(box(b"ftyp", b"M4A ") + box(b"moov", nested) + make_mp4())


def test_a_length_of_boxes_beyond_all_is_a_length_or_refused() -> None:
    for scale, length in [(0, 1), (1, 2**32 - 1), (2**32 - 1, 1), (0, 0)]:
        data = make_mp4().replace(struct.pack(">II", 1000, 90_500), struct.pack(">II", scale, length))
        seconds = read_sound(data).seconds
        assert seconds is None or 0 < seconds < math.inf


@pytest.mark.parametrize("whole", [WAV[:300], MP3[:1200], make_mp4(), make_ogg(), make_webm()[:300]])
def test_every_byte_of_a_head_may_be_any(whole: bytes) -> None:
    for place in range(min(len(whole), 300)):
        for byte in (0x00, 0x7F, 0x80, 0xFF):
            data = whole[:place] + bytes([byte]) + whole[place + 1 :]
            try:
                seconds = read_sound(data).seconds
            except NoSound:
                continue
            assert seconds is None or 0 < seconds < math.inf
