"""What kind of sound or film a file is, by its first bytes: a name or a browser's word counts for nothing.

Standard library only, because the child process runs this file by its path.
Formats: ISO 11172-3 (MP3), ISO 14496-12 (MP4), RFC 3533 (Ogg), RFC 8794 (WebM).
"""

from __future__ import annotations

import re

_BEGINS = {
    "mpeg": re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"),
    "wav": re.compile(rb"RIFF....WAVE", re.DOTALL),
    "mp4": re.compile(rb"....ftyp", re.DOTALL),
    "ogg": re.compile(rb"OggS"),
    "webm": re.compile(rb"\x1a\x45\xdf\xa3.{0,40}webm", re.DOTALL),
}


def find_form(head: bytes) -> str | None:
    """The second word of its media type; ``None`` for anything else."""
    return next((name for name, begins in _BEGINS.items() if begins.match(head)), None)
