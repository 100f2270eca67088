"""Sound as a file that every browser plays: MP3, or WAV where the MP3 encoder is missing."""

from __future__ import annotations

import io
import wave
from functools import cache
from importlib import import_module, metadata
from types import ModuleType
from typing import Literal, NamedTuple

_KILOBITS, _QUALITY = 32, 7  # 15 kB and 6 ms for ten words
_LEAD = 50  # ms of silence that LAME puts before the sound (1,105 samples at 22,050 a second, measured)
_SAMPLE = 2  # bytes


class Clip(NamedTuple):
    """A sound file: its type, its bytes, and when each token of ``tokens.split`` begins, in milliseconds.

    Tokens with the same time are heard together. A recording without word times has no times at all.
    """

    mime: str
    data: bytes
    times: list[int]
    source: Literal["voice", "recording"] = "voice"


@cache
def encoder() -> str:
    """The name and settings of the encoder in use; sounds of different encoders are never mixed up."""
    if _lame() is None:
        return "wav"
    return f"lameenc {metadata.version('lameenc')} {_KILOBITS}k q{_QUALITY}"


def make_clip(pcm: bytes, samples: int, times: list[int]) -> Clip:
    """16-bit sound in one channel, ``samples`` a second, as a file."""
    lame = _lame()
    if lame is None:
        return Clip("audio/wav", make_wav(pcm, samples), times)
    return Clip("audio/mpeg", _to_mp3(lame, pcm, samples), [time + _LEAD for time in times])


@cache
def _lame() -> ModuleType | None:
    try:
        return import_module("lameenc")
    except ImportError:  # no wheel for this machine
        return None


def _to_mp3(lame: ModuleType, pcm: bytes, samples: int) -> bytes:
    coder = lame.Encoder()
    coder.set_bit_rate(_KILOBITS)
    coder.set_in_sample_rate(samples)
    coder.set_channels(1)
    coder.set_quality(_QUALITY)
    return bytes(coder.encode(pcm) + coder.flush())


def make_wav(pcm: bytes, samples: int) -> bytes:
    """16-bit sound in one channel as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(_SAMPLE)
        out.setframerate(samples)
        out.writeframes(pcm)
    return file.getvalue()
