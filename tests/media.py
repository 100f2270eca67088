"""Sounds and films as recorders make them, for tests: they really play."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

RATE = 48_000
STREET = "12 Station Road QXPLACE"
Shape = Callable[[float], float]  # seconds -> -1 to 1

_CODECS = {"mp4": "aac", "ogg": "libopus", "webm": "libopus", "wav": "pcm_s16le", "mp3": "libmp3lame"}


def hum(at: float) -> float:
    """Something like a voice: loud and less loud, three times a second."""
    return 0.4 * math.sin(2 * math.pi * 220 * at) * (0.6 + 0.4 * math.sin(2 * math.pi * 3 * at))


def silence(at: float) -> float:
    return 0.0


def clipped(at: float) -> float:
    """Cut off at the top and the bottom all the time."""
    return max(-1.0, min(1.0, 50 * math.sin(2 * math.pi * 220 * at)))


def whisper(at: float) -> float:
    return hum(at) / 100


def pop(at: float) -> float:
    """A plug that is pulled out, and nothing else."""
    return 0.9 if 0.2 < at < 0.201 else 0.0


def make_pcm(shape: Shape, seconds: float, rate: int, channels: int = 1) -> bytes:
    values = (int(32_767 * shape(n / rate)) for n in range(int(seconds * rate)))
    return b"".join(struct.pack("<h", value) * channels for value in values)


def forget_length(webm: bytes) -> bytes:
    """A WebM as a browser's recorder writes it: in the place of its Duration is an empty element."""
    place = webm.index(b"\x44\x89\x88")
    return webm[:place] + b"\xec\x89" + webm[place + 2 :]


def turn(mp4: bytes) -> bytes:
    """A film that says that the camera was held on its side (ISO 14496-12, 8.3.2: the matrix)."""
    film = bytearray(mp4)
    struct.pack_into(">9i", film, film.index(b"tkhd") + 44, 0, 65_536, 0, -65_536, 0, 0, 0, 0, 1 << 30)
    return bytes(film)


@cache
def make_sound(  # noqa: PLR0917
    container: str = "mp4",
    codec: str = "",
    shape: Shape = hum,
    seconds: float = 2,
    rate: int = RATE,
    channels: int = 1,
    tags: bool = False,
    fragmented: bool = False,
    left_only: bool = False,
) -> bytes:
    """A sound file. ``tags``: with a street in each place that a recorder writes one."""
    out = BytesIO()
    options = {"movflags": "frag_keyframe+empty_moov"} if fragmented else {}
    with av.open(out, "w", format=container, options=options) as made:
        if tags:
            made.metadata.update(title=STREET, artist=STREET, comment=STREET, location="+51.5074-000.1278/")
        stream: Any = made.add_stream(codec or _CODECS[container], rate)
        stream.layout = {1: "mono", 2: "stereo"}[channels]
        if tags:
            stream.metadata.update(title=STREET, handler_name=STREET)
        pcm = make_pcm(shape, seconds, rate, channels)
        if left_only:
            pcm = b"".join(pcm[place : place + 2] + b"\0\0" for place in range(0, len(pcm), 4))
        frame = AudioFrame(format="s16", layout=stream.layout, samples=len(pcm) // 2 // channels)
        frame.planes[0].update(pcm)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        fit = av.AudioResampler(stream.format, stream.layout, rate, stream.codec_context.frame_size or 1024)
        for each in [*fit.resample(frame), *fit.resample(None)]:
            made.mux(stream.encode(each))
        made.mux(stream.encode(None))
    return out.getvalue()


def paint(number: int, width: int, height: int) -> bytes:
    """A grey hand that moves over a dark ground."""
    row = bytearray(b"\x20" * width)
    row[number * 4 % (width - 16) : number * 4 % (width - 16) + 16] = b"\xd0" * 16
    return bytes(row) * height


@cache
def make_film(  # noqa: PLR0917
    container: str = "webm",
    codec: str = "libvpx",
    pixels: str = "yuv420p",
    frames: int = 20,
    shade: int | None = None,
    sound: Shape | None = None,
    tags: bool = False,
    width: int = 160,
    height: int = 120,
) -> bytes:
    """A film of ten pictures a second. ``shade``: of one grey only. ``sound``: with sound of that shape."""
    out = BytesIO()
    with av.open(out, "w", format=container) as made:
        if tags:
            made.metadata.update(title=STREET, comment=STREET, location="+51.5074-000.1278/")
        stream: Any = made.add_stream(codec, 10)
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        voice: Any = made.add_stream({"webm": "libopus", "mp4": "aac"}[container], RATE) if sound else None
        if voice:
            voice.layout = "mono"
        for number in range(frames):
            grey = VideoFrame(width, height, "gray")
            plane = paint(number, width, height) if shade is None else bytes([shade]) * width * height
            grey.planes[0].update(_pad(plane, width, grey.planes[0].line_size))
            frame = grey.reformat(format=pixels)
            frame.pts, frame.time_base = number, Fraction(1, 10)
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
        if voice and sound:
            pcm = make_pcm(sound, frames / 10, RATE)
            whole = AudioFrame(format="s16", layout="mono", samples=len(pcm) // 2)
            whole.planes[0].update(pcm)
            whole.sample_rate, whole.pts, whole.time_base = RATE, 0, Fraction(1, RATE)
            fit = av.AudioResampler(voice.format, voice.layout, RATE, voice.codec_context.frame_size)
            for each in [*fit.resample(whole), *fit.resample(None)]:
                made.mux(voice.encode(each))
            made.mux(voice.encode(None))
    return out.getvalue()


def _pad(plane: bytes, width: int, line: int) -> bytes:
    rows = (plane[place : place + width] for place in range(0, len(plane), width))
    return b"".join(row.ljust(line, b"\0") for row in rows)
