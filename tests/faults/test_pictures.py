"""Pictures made to take all memory or all time, to crash what reads them, or to make it talk."""

from __future__ import annotations

import random
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from easyread.photos import LARGEST, BadPicture, child, clean_drawing, clean_photo, decoder, limits
from tests.pictures import (
    add_chunk,
    make_animation,
    make_noise,
    make_photo,
    make_png,
    open_picture,
)

# The biggest that is taken of each kind. A flat one takes as much memory as any other.
WORST: dict[str, Callable[[], bytes]] = {
    "JPEG": lambda: make_photo((8000, 8000), subsampling=0),
    "JPEG that gets no smaller": lambda: make_noise((3199, 3199), "JPEG", "CMYK", quality=40),
    "JPEG as a line": lambda: make_photo((20_000, 3200)),
    "progressive JPEG": lambda: make_noise((4000, 4000), "JPEG", "CMYK", progressive=True, quality=20),
    "progressive JPEG as a line": lambda: make_noise(
        (20_000, 800), "JPEG", "CMYK", progressive=True, quality=20
    ),
    "PNG, 16 bit, see-through, interlaced": lambda: make_png(6000, 4000, 16, 6, interlaced=True),
    "PNG, 16 bit, grey": lambda: make_png(6000, 4000, 16, 0),
    "PNG, 16 bit": lambda: make_png(6000, 4000, 16, 2),
    "PNG, palette": lambda: make_png(6000, 4000, 8, 3),
    "PNG, one bit": lambda: make_png(6000, 4000, 1, 0, interlaced=True),
    "PNG as a line": lambda: make_png(20_000, 1200, 8, 6, interlaced=True),
    "WebP": lambda: make_noise((3264, 2448), "WEBP", quality=50, method=0),
    "WebP without loss": lambda: make_noise((3264, 2448), "WEBP", "RGBA", lossless=True, quality=0, method=0),
    "WebP that moves": lambda: make_animation((3264, 2448)),
}


@pytest.mark.parametrize("kind", WORST)
def test_the_worst_picture_of_each_kind_fits_into_the_limit_of_memory(kind: str) -> None:
    data = WORST[kind]()
    full = data + bytes(LARGEST - len(data))  # what comes after a picture is held too
    assert max(open_picture(clean_photo(full)).size) == 1600


def test_the_limit_of_memory_leaves_the_server_room_within_200_mb() -> None:
    """The system holds this limit, of addresses; what is used is measured in docs/decisions/photos.md."""
    assert limits.MEMORY <= 224 * 2**20
    limited = "resource.getrlimit(resource.RLIMIT_AS) == (module['_limits']['MEMORY'],) * 2"
    with pytest.raises(BadPicture) as told:
        run_as_decoder(f"raise Refused('large' if {limited} else 'broken')")
    assert told.value.reason == "large"


# What a picture could make the libraries do, in the place of decoding it.
DOINGS = {
    "takes all memory": ("bytearray(300 * 2**20)", "large"),
    "takes all addresses": ("mmap.mmap(-1, 2**31)", "broken"),
    "takes all time": ("while True: pass", "large"),
    "sleeps": ("time.sleep(99)", "large"),
    "crashes": ("ctypes.string_at(0)", "broken"),
    "is ended": ("os.kill(os.getpid(), 9)", "broken"),
    "ends": ("os._exit(0)", "broken"),
    "raises": ("raise RuntimeError('words')", "broken"),
    "prints and raises": ("os.write(1, b'fine\\n' * 99); raise Refused('broken')", "broken"),
    "writes a file": ("open('left', 'wb').write(b'words' * 99)", "broken"),
}


def run_as_decoder(doing: str, seconds: int = 60) -> None:
    """Run the decoder, but for what it does with the picture. Raises :class:`BadPicture`.

    ``seconds``: when we end it. What ends earlier was ended by its own limit, of one second of work.
    """
    code = f"""
        import ctypes, mmap, os, resource, runpy, sys, time
        module = runpy.run_path({child.COMMAND[-1]!r})
        Refused = module["Refused"]
        def clean(data):
            {doing}
        module["main"].__globals__.update(clean_photo=clean)
        module["_limits"]["WORK_SECONDS"] = 1
        module["main"]()
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "COMMAND", [sys.executable, "-c", textwrap.dedent(code)])
        patch.setattr(child, "SECONDS", seconds)
        clean_photo(make_photo())


@pytest.mark.parametrize("what", DOINGS)
def test_whatever_a_picture_does_to_its_decoder_it_is_a_bad_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    doing, reason = DOINGS[what]
    with pytest.raises(BadPicture) as told:
        run_as_decoder(doing, 2 if what == "sleeps" else 60)
    assert told.value.reason == reason
    assert not any(file.stat().st_size for file in tmp_path.iterdir())
    assert open_picture(clean_photo(make_photo((30, 20)))).size == (30, 20)  # the next one is fine


def test_a_decoder_that_cannot_be_started_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "COMMAND", ["/nowhere/python"])
    with pytest.raises(BadPicture):
        clean_photo(make_photo())


def _make_odd() -> dict[str, bytes]:
    png, jpeg = make_png(40, 30, 8, 2), make_photo()
    return {
        "bomb between warning and error": make_png(9000, 8000, 1, 0),
        "broken note of the camera": jpeg.replace(b"MM\0*", b"MM\0*\xff\xff\xff\xff")[: len(jpeg)],
        "note of the camera cut": _cut_exif(jpeg),
        "broken series of photos": jpeg[:20] + b"\xff\xe2\0\x12MPF\0MM\0*\0\0\0\x08\0\0\0\0" + jpeg[20:],
        "moving without pictures": add_chunk(png, b"acTL", bytes(8)),
        "moving, twice said": add_chunk(add_chunk(png, b"acTL", bytes([0, 0, 0, 2] * 2)), b"acTL", bytes(8)),
        "palette with clear colours": make_png(40, 30, 8, 3),
        "text without an end": add_chunk(png, b"zTXt", b"QXPLACE\0\0" + b"x" * 90),
        "text of another kind": add_chunk(png, b"iTXt", b"\xff" * 90),
        "profile that is none": add_chunk(png, b"iCCP", b"QXPLACE\0\0" + b"x" * 90),
        "size beyond all": add_chunk(png, b"pHYs", b"\xff" * 9),
        "colours of nothing": add_chunk(png, b"tRNS", b"\xff" * 99),
        "note beyond its chunk": add_chunk(png, b"eXIf", b"Exif\0\0MM\0*\xff\xff\xff\xff"),
    }


def _cut_exif(jpeg: bytes) -> bytes:
    """A JPEG whose note ends in the middle of its list."""
    place = jpeg.index(b"\xff\xe1")
    length = int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return jpeg[: place + 2] + b"\0\x20" + jpeg[place + 4 : place + 34] + jpeg[place + 2 + length :]


ODD = _make_odd()


def ask(data: bytes, kind: str) -> tuple[bytes, bytes, int]:
    """The decoder's first word, what it printed, and how it ended."""
    done = subprocess.run([*child.COMMAND, kind], input=data, capture_output=True, check=False, timeout=20)
    return done.stdout.partition(b"\n")[0], done.stderr, done.returncode


@pytest.mark.parametrize("name", ODD)
def test_an_odd_picture_prints_nothing_and_is_answered(name: str) -> None:
    for kind in ("photo", "drawing"):
        word, printed, code = ask(ODD[name], kind)
        assert word in (b"fine", b"unknown", b"broken", b"large")
        assert (printed, code) == (b"", 0)


def test_some_of_them_would_have_made_the_library_talk() -> None:
    said = set()
    for data in ODD.values():
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with suppress(decoder.Refused):
                decoder.clean_photo(data)
        said |= {str(one.message).split(" ")[0] for one in caught}
    assert len(said) >= 3, said


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_with_wrong_bytes_is_taken_or_refused(kind: str) -> None:
    dice = random.Random(kind)
    whole = make_photo(kind=kind)
    for _ in range(12):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 20)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        for clean in (clean_photo, clean_drawing):
            with suppress(BadPicture):
                assert max(open_picture(clean(bytes(data))).size) <= 1600


@pytest.mark.parametrize("progressive", [True, False])
def test_a_photo_of_thousands_of_passes_is_refused_undecoded(progressive: bool) -> None:
    photo = make_photo((4000, 4000), progressive=progressive)
    start = photo.index(b"\xff\xda")
    with pytest.raises(BadPicture) as told:
        clean_photo(photo[:start] + photo[start : start + 200] * (limits.SCANS + 1) + photo[start:])
    assert told.value.reason == "large"
