"""A picture is decoded by a child process (``decoders.py``). What goes wrong is a :class:`BadPicture`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from easyread.child_process import command_of
from easyread.decoders import decode
from easyread.photos.limits import LARGEST, SECONDS

Reason = Literal["unknown", "broken", "large"]
COMMAND = command_of(Path(__file__).with_name("decoder.py"))


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
    said, picture = decode([*COMMAND, kind], data, SECONDS)
    if said == ["fine"]:
        return picture
    word = " ".join(said)
    raise BadPicture(next((reason for reason in get_args(Reason) if reason == word), "broken"))
