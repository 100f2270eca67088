"""Small sounds and films for the tests of recordings: whole enough to be taken for what they are."""

from __future__ import annotations

import io
import math
import struct
import wave

from easyread.speech.encode import make_clip

SAMPLES = 22_050


def tone(seconds: float = 0.5) -> bytes:
    """16-bit sound in one channel."""
    count = int(seconds * SAMPLES)
    return struct.pack(f"<{count}h", *(int(9000 * math.sin(n / 8)) for n in range(count)))


def mp3() -> bytes:
    return make_clip(tone(), SAMPLES, []).data


def tagged_mp3() -> bytes:
    """As phones make them: a tag with a name in it before the sound."""
    return b"ID3\x03\0\0\0\0\x01\x00" + bytes(128) + mp3()


def wav() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLES)
        out.writeframes(tone())
    return file.getvalue()


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def mp4(*handlers: bytes, brand: bytes = b"isom") -> bytes:
    """A file of boxes with a track for each handler ("soun", "vide")."""
    tracks = b"".join(
        box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(13)))) for handler in handlers
    )
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", tracks) + box(b"mdat", bytes(500))


def webm() -> bytes:
    head = bytes.fromhex("1a45dfa39f 42868101 42f78101 42f28104 42f38108 428284")
    return head + b"webm" + bytes(2000)
