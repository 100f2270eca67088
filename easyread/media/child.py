"""A sound or film is decoded by a child process (``decoders.py``). What goes wrong is :class:`BadMedia`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple, get_args

from easyread.child_process import command_of
from easyread.decoders import decode
from easyread.media.limits import LONGEST_LINE, SECONDS

# No such file; none that browsers play; a part is missing; nothing to be heard; so loud that all is cut off;
# longer than it may be; more work than it may be; a film, not a sound; a film that shows nothing.
Reason = Literal["unknown", "codec", "broken", "silent", "clipped", "long", "large", "film", "blank"]
COMMAND = command_of(Path(__file__).with_name("decoder.py"))


class BadMedia(Exception):
    """These bytes are nothing that can be kept; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Medium(NamedTuple):
    """A sound or a film: its media type, its bytes without tags, its measured length."""

    type: str
    data: bytes
    seconds: float


def clean_sound(data: bytes, longest: int) -> Medium:
    """A sound of at most ``longest`` seconds that plays. Raises :class:`BadMedia`, ``Busy``."""
    return _clean("sound", data, longest)


def clean_recording(data: bytes) -> Medium:
    """A line that a service recorded: spoken, or a film of hands. Raises as :func:`clean_sound`."""
    return _clean("recording", data, LONGEST_LINE)


def _clean(kind: Literal["sound", "recording"], data: bytes, longest: int) -> Medium:
    said, made = decode([*COMMAND, kind, str(longest)], data, SECONDS[kind])
    if len(said) == 3 and said[0] == "fine":
        return Medium(said[1], made, float(said[2]))
    word = " ".join(said)
    raise BadMedia(next((reason for reason in get_args(Reason) if reason == word), "broken"))
