"""Small sounds for the tests of recordings, made by our own encoder; others are in ``tests/media.py``."""

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
