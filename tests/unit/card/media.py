"""Drawings, photos and voices for the tests of cards: small, and each to be told from every other."""

from __future__ import annotations

import re
import struct
import zlib
from functools import cache

from easyread.card import Media
from easyread.model import Attachment, AttachmentKind
from tests.unit.card.samples import NOW

TYPES: dict[AttachmentKind, str] = {"voice": "audio/mpeg", "drawing": "image/png", "photo": "image/png"}


def make_media(kind: AttachmentKind, about: str = "", number: int = 1) -> Media:
    """One attachment; ``number`` makes its id, its bytes and its width its own."""
    attachment = Attachment(
        id=f"{number:032x}", page="/p/0a1b2c3d", kind=kind, type=TYPES[kind], whole=True, about=about, at=NOW
    )
    return Media(attachment, f"VOICE{number}".encode() if kind == "voice" else make_png(1000 + number))


@cache
def make_png(width: int, height: int = 4) -> bytes:
    """A picture of stripes."""
    row = b"\0" + bytes((place * 7 + width) % 256 for place in range(width * 3))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(row * height)),
            _chunk(b"IEND", b""),
        )
    )


def widths_in(pdf: bytes) -> set[int]:
    """The widths of the photos and drawings inside: each has its own."""
    return {int(width) for width in re.findall(rb"/Width (1\d\d\d)\b", pdf)}


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
