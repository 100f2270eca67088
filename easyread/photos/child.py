"""The decoder as a child process: one picture at a time, within limits of memory and of time.

It starts when a picture comes and ends with it. The picture goes in and out by pipes: in no file and in no
argument. A crash, a hang and too much are each a :class:`BadPicture`, as a file is that is none.
"""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path
from typing import Literal

from easyread.child_process import command_of
from easyread.crowding import Crowding
from easyread.photos.limits import LARGEST, SECONDS

Reason = Literal["unknown", "broken", "large"]
COMMAND = command_of(Path(__file__).with_name("decoder.py"))
_one_at_a_time = threading.Lock()
_at_once = Crowding(most=3, each=2, seconds=3)  # one is decoded, the others wait


class BadPicture(Exception):
    """These bytes cannot become a picture. ``reason``: no such picture, a part of one, or too much."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def clean_photo(data: bytes) -> bytes:
    """A JPEG of at most :data:`.LONGEST_SIDE` pixels, upright.

    Raises :class:`BadPicture`; ``Busy`` when others' pictures wait.
    """
    return _clean("photo", data)


def clean_drawing(data: bytes) -> bytes:
    """A PNG of at most :data:`.LONGEST_SIDE` pixels, on white; nothing for an empty sheet.

    Raises as :func:`clean_photo`.
    """
    return _clean("drawing", data)


def _clean(kind: Literal["photo", "drawing"], data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise BadPicture("large")
    with _at_once.enter(), _one_at_a_time:
        said, _, picture = _decode(kind, data).partition(b"\n")
    if said == b"fine":
        return picture
    reasons: dict[bytes, Reason] = {b"unknown": "unknown", b"large": "large"}
    raise BadPicture(reasons.get(said, "broken"))  # a crash says nothing


def _decode(kind: str, data: bytes) -> bytes:
    """What the decoder says; nothing: it crashed, or could not be started."""
    try:
        done = subprocess.run(  # noqa: S603 (our own file, and one of two words)
            [*COMMAND, kind],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return b"large"
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""
