"""Sound files that lie, are damaged, or are made to take all memory or all time: refused, or kept true."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import textwrap
from io import BytesIO
from pathlib import Path

import av
import pytest

from easyread.media import BadMedia, child, clean_recording, clean_sound
from tests.media import make_film, make_sound

FIELDS = {  # of a WAV's form: where it is, how it is packed, and what no player makes the same of
    "code": (20, "<H", (0, 2, 85, 0xFFFF)),
    "channels": (22, "<H", (0, 9, 65_535)),
    "rate": (24, "<I", (0, 1, 3_999, 192_001, 2**32 - 1)),
    "bytes a second": (28, "<I", (0, 1, 2**32 - 1)),
    "bytes of a moment": (32, "<H", (0, 1, 65_535)),
    "bits": (34, "<H", (0, 1, 7, 12, 65_535)),
}
# With these it is no sound at all; what the others say wrong is not needed to play it.
NO_SOUND = {
    ("channels", 0),
    ("rate", 0),
    ("bits", 0),
    ("bits", 65_535),
    ("code", 0),
    ("code", 0xFFFF),
}
WAVS = [(name, value) for name, (_, _, values) in FIELDS.items() for value in values]
LONGEST = 181
PATIENCE = 60  # seconds: what ends earlier was ended by its own limit


def is_refused_or_true(data: bytes) -> bool:
    """What is kept can be opened again, has no lie left in it, and is as long as was said."""
    try:
        kept = clean_sound(data, LONGEST)
    except BadMedia:
        return True
    with av.open(BytesIO(kept.data), "r") as again:
        seconds = sum(frame.samples / frame.sample_rate for frame in again.decode(audio=0))
    return 0 < seconds <= LONGEST and abs(seconds - kept.seconds) < 0.2


@pytest.mark.parametrize(("name", "value"), WAVS)
def test_a_wav_with_one_field_that_lies_is_refused_or_put_right(name: str, value: int) -> None:
    place, form, _ = FIELDS[name]
    data = bytearray(make_sound("wav"))
    struct.pack_into(form, data, place, value)
    if (name, value) in NO_SOUND:
        with pytest.raises(BadMedia):
            clean_sound(bytes(data), LONGEST)
    assert is_refused_or_true(bytes(data))


@pytest.mark.parametrize("container", ["mp4", "ogg", "webm", "wav", "mp3"])
def test_a_sound_with_wrong_bytes_or_an_early_end_is_refused_or_true(container: str) -> None:
    dice = random.Random(container)
    whole = make_sound(container, seconds=0.5)
    for _ in range(10):
        data = bytearray(whole[: dice.choice((len(whole), dice.randrange(1, len(whole))))])
        for _ in range(dice.randrange(12)):
            data[dice.randrange(min(len(data), dice.choice((200, 10**6))))] = dice.randrange(256)
        assert is_refused_or_true(bytes(data))


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


@pytest.mark.parametrize("inside", [b"moov", b"trak", b"mdia"])
def test_boxes_in_boxes_without_an_end_are_refused(inside: bytes) -> None:
    nested = b""
    for _ in range(5_000):
        nested = box(inside, nested)
    with pytest.raises(BadMedia):
        clean_sound(box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", nested), LONGEST)


@pytest.mark.parametrize(
    "data",
    [
        box(b"ftyp", b"M4A \0\0\0\0") + box(b"free", b"") * 1_000_000,
        b"RIFF\xff\xff\xff\xffWAVE" + struct.pack("<4sI", b"LIST", 0) * 1_000_000,
        b"OggS" + bytes(8_000_000),
        b"\xff\xfb" * 4_000_000,
        b"\x1aE\xdf\xa3\x9f\x42\x82\x84webm" + b"\xec\x80" * 4_000_000,
    ],
    ids=["MP4", "WAV", "Ogg", "MP3", "WebM"],
)
def test_a_file_of_nothing_but_empty_parts_is_refused_in_time(data: bytes) -> None:
    with pytest.raises(BadMedia) as told:
        clean_sound(data, LONGEST)
    assert told.value.reason != "large"  # neither the limit of work nor that of time ended it


# What a file could make the libraries do, in the place of decoding it.
DOINGS = {
    "takes all memory": ("bytearray(500 * 2**20)", "large"),
    "takes all time": ("while True: pass", "large"),
    "sleeps": ("time.sleep(99)", "large"),
    "crashes": ("ctypes.string_at(0)", "broken"),
    "ends": ("os._exit(0)", "broken"),
    "raises": ("raise RuntimeError('words')", "broken"),
    "prints": ("os.write(1, b'fine audio/wav 1.0\\n' * 99); raise Refused('broken')", "broken"),
    "writes a file": ("open('left', 'wb').write(b'words' * 99)", "broken"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="the system holds no limits there")
@pytest.mark.parametrize("what", DOINGS)
def test_whatever_a_sound_does_to_its_decoder_it_is_a_bad_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    doing, reason = DOINGS[what]
    code = f"""
        import ctypes, os, runpy, sys, time
        module = runpy.run_path({child.COMMAND[-1]!r})
        Refused = module["Refused"]
        def clean(data, kind, longest):
            {doing}
        module["main"].__globals__.update(clean=clean)
        module["_limits"]["WORK_SECONDS"]["sound"] = 1
        module["main"]()
    """
    monkeypatch.chdir(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "COMMAND", [sys.executable, "-c", textwrap.dedent(code)])
        patch.setattr(child, "SECONDS", {"sound": 3 if what == "sleeps" else PATIENCE})
        with pytest.raises(BadMedia) as told:
            clean_sound(make_sound("wav"), LONGEST)
    assert told.value.reason == reason
    assert not any(file.stat().st_size for file in tmp_path.iterdir())
    assert clean_sound(make_sound("wav"), LONGEST).seconds  # the next one is fine


def test_the_decoder_prints_nothing_and_opens_no_file() -> None:
    for data in (make_sound("mp4")[:-900], b"ID3" + b"ffconcat version 1.0\nfile secret\n" * 9):
        done = subprocess.run(
            [*child.COMMAND, "sound", "181"], input=data, capture_output=True, check=False, timeout=60
        )
        assert (done.stderr, done.returncode) == (b"", 0)
        assert done.stdout in {b"broken", b"unknown"}


def test_a_big_film_fits_into_the_limits() -> None:
    assert clean_recording(make_film("mp4", "libx264", width=1920, height=1080)).type == "video/mp4"
    padded = make_film() + bytes(190_000_000)  # what comes after a film is held too
    assert len(clean_recording(padded).data) < 1_000_000
