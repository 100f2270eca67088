"""What a service's recording is, by its first bytes, each time it is played: nothing is decoded here.

That it plays was found out when it was taken in (``easyread voices add``), and is again by ``voices check``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from easyread.media import find_form
from easyread.small_files import Unreadable, read_start

# MIME type -> the ending of its file's name.
SOUNDS = MappingProxyType({"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/wav": ".wav"})
FILMS = MappingProxyType({"video/mp4": ".mp4", "video/webm": ".webm"})
MOST_SOUND, MOST_FILM = 20_000_000, 200_000_000  # bytes of one line, which is a few seconds


def most_of(kinds: Mapping[str, str]) -> int:
    """Bytes that a file of these kinds has at most."""
    return MOST_SOUND if kinds is SOUNDS else MOST_FILM


def find_type(file: Path, kinds: Mapping[str, str]) -> str | None:
    """The one of ``kinds`` that a file begins as; ``None`` for anything else, too long, or no file."""
    try:
        found = find_form(read_start(file, 64)) if file.stat().st_size <= most_of(kinds) else None
    except (OSError, Unreadable):
        return None
    return next((mime for mime in kinds if mime.split("/")[1] == found), None)
