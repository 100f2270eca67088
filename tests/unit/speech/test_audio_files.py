"""A sound file that somebody brings: known by its content, without what else it tells."""

from __future__ import annotations

import struct

import pytest

from easyread.speech.audio_files import NoSound, read_sound
from easyread.speech.encode import make_clip, make_wav

PCM = b"\x10\x20" * 32_000  # two seconds
STREET = b"12 Station Road"


def box(name: bytes, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return struct.pack(">I4s", 8 + len(content), name) + content


def make_mp4(kind: bytes = b"soun") -> bytes:
    handler = box(b"hdlr", bytes(8), kind, bytes(12))
    header = box(b"mvhd", bytes(12), struct.pack(">II", 1000, 90_500), bytes(80))
    movie = box(b"moov", header, box(b"trak", box(b"mdia", handler)), box(b"udta", STREET))
    return box(b"ftyp", b"M4A \0\0\0\0") + movie + box(b"mdat", b"sound") + box(b"meta", STREET)


def make_ogg(samples: int = 96_000) -> bytes:
    first = b"OggS" + bytes(22) + b"\x01\x13" + b"OpusHead\x01\x01" + bytes(9)
    return first + b"OggS\0\4" + struct.pack("<q", samples) + bytes(20)


def make_webm(codec: bytes = b"A_OPUS") -> bytes:
    head = b"\x1aE\xdf\xa3\x9f" + b"\x42\x82\x84webm"
    return head + b"\x44\x89\x88" + struct.pack(">d", 2500) + b"\x86" + codec + bytes(500)


MP3 = make_clip(PCM, 16_000, []).data
WAV = make_wav(PCM, 16_000)
TAGGED_WAV = WAV[:12] + b"LIST" + struct.pack("<I", len(STREET) + 1) + STREET + b"\0" + WAV[12:]
TAGGED_MP3 = b"ID3\x04\0\0\0\0\0" + bytes([len(STREET)]) + STREET + MP3 + b"TAG" + STREET.ljust(125, b"\0")


@pytest.mark.parametrize(
    ("data", "kind", "seconds"),
    [
        (WAV, "audio/wav", 2.0),
        (MP3, "audio/mpeg", 2.1),
        (make_mp4(), "audio/mp4", 90.5),
        (make_ogg(), "audio/ogg", 2.0),
        (make_webm(), "audio/webm", 2.5),
        (TAGGED_WAV, "audio/wav", 2.0),
        (TAGGED_MP3, "audio/mpeg", 2.1),
    ],
)
def test_a_sound_is_known_by_its_content(data: bytes, kind: str, seconds: float) -> None:
    sound = read_sound(data)
    assert sound.type == kind
    assert sound.seconds == pytest.approx(seconds, abs=0.11)
    assert STREET not in sound.data


def test_the_sound_itself_stays_as_it_is() -> None:
    assert read_sound(TAGGED_WAV).data == WAV
    assert read_sound(MP3).data == MP3
    assert MP3.startswith(read_sound(TAGGED_MP3).data[:-1])
    assert len(read_sound(make_mp4()).data) == len(make_mp4())
    assert b"sound" in read_sound(make_mp4()).data


def test_a_length_that_is_not_told_is_not_known() -> None:
    assert read_sound(make_ogg(-1)).seconds is None
    assert read_sound(make_webm().replace(b"\x44\x89\x88", b"\xec\x81\x01")).seconds is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"words, no sound",
        b"\xff\xd8\xff\xe0" + bytes(3000),
        make_mp4(b"vide"),
        make_webm(b"V_VP8 A_OPUS"),
        WAV[:20],
        WAV[:44],
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + bytes(16) + b"data\4\0\0\0" + bytes(4),
        MP3[:200],
        b"OggS",
        b"ID3",
        box(b"ftyp", b"M4A ") + struct.pack(">I4s", 0, b"moov") + struct.pack(">I4s", 9, b"mvhd") + b"\0",
    ],
)
def test_what_is_no_sound_is_refused(data: bytes) -> None:
    with pytest.raises(NoSound):
        read_sound(data)


EMPTY_BOX, EMPTY_CHUNK = box(b"free"), struct.pack("<4sI", b"LIST", 0)


@pytest.mark.parametrize(
    ("head", "part", "rest"),
    [(make_mp4()[:16], EMPTY_BOX, make_mp4()[16:]), (WAV[:12], EMPTY_CHUNK, WAV[12:])],
)
def test_a_file_of_nothing_but_empty_parts_keeps_nobody_waiting(
    head: bytes, part: bytes, rest: bytes
) -> None:
    """20 MB of them took nine seconds, in which the server answered slowly."""
    assert read_sound(head + part * 15_000 + rest).seconds
    with pytest.raises(NoSound):
        read_sound(head + part * 25_000 + rest)


@pytest.mark.parametrize("whole", [WAV[:400], MP3[:3000], make_mp4(), make_ogg(), make_webm()])
def test_a_file_that_is_cut_anywhere_is_a_sound_or_refused(whole: bytes) -> None:
    for end in range(0, len(whole), 3):
        try:
            assert read_sound(whole[:end]).type.startswith("audio/")
        except NoSound:
            continue
