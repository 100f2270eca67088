"""What a spoken line costs beyond the C library itself, and what the voice weighs.

The floor is eSpeak NG called straight from this process, with a callback that does nothing. Both
ways take turns in one run, so that a busy machine is busy for both.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import time
from collections.abc import Callable
from statistics import median

import espeakng_loader
import psutil

from benchmarks.table import Row
from easyread.speech import RATES
from easyread.speech.client import Client
from easyread.speech.encode import make_clip

LINE = "What makes you feel safe and happy at home today?"
VOICE = "gmw/en"
LINES = 200
RATE = RATES["usual"]

_SYNCHRONOUS, _DONT_EXIT, _RATE, _UTF8_AND_END_PAUSE = 2, 0x8000, 1, 0x1001


def measure() -> list[Row]:
    """Milliseconds a line (medians) against the library's own, and the memory of the voice's process.

    The memory of the whole process tree is measured with the start of the app.
    """
    with contextlib.closing(Client()) as client:
        worker, floor = _time_lines(client)
        mp3, memory = _time_mp3(client), _weigh(client)
    return [
        Row("ten words spoken by the worker", worker, "ms", 2, floor),
        Row("the same as MP3, ready to send", mp3, "ms"),
        Row("the voice's own process", memory, "MiB"),
    ]


def _time_lines(client: Client) -> tuple[float, float]:
    """Medians of the worker and of the bare library, taking turns."""
    speak_bare = _bare_library()
    client.speak(LINE, VOICE, RATE)
    speak_bare()
    pairs = [(_time(lambda: client.speak(LINE, VOICE, RATE)), _time(speak_bare)) for _ in range(LINES)]
    worker, floor = zip(*pairs, strict=True)
    return median(worker), median(floor)


def _time_mp3(client: Client) -> float:
    def speak() -> None:
        take = client.speak(LINE, VOICE, RATE)
        make_clip(take.pcm, take.samples, [])

    return median(_time(speak) for _ in range(LINES))


def _weigh(client: Client) -> float:
    """MiB of the worker after its lines, shared pages counted once (PSS; RSS where there is no PSS)."""
    memory = psutil.Process(client.pid).memory_full_info()
    return int(getattr(memory, "pss", memory.rss)) / 2**20


def _time(action: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - began)


def _bare_library() -> Callable[[], None]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = os.fsencode(espeakng_loader.get_data_path())
    assert library.espeak_Initialize(_SYNCHRONOUS, 100, data, _DONT_EXIT) > 0
    ignore = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(lambda *_: 0)
    line, size = LINE.encode(), ctypes.c_size_t(len(LINE) + 1)

    def speak() -> None:
        assert library.espeak_SetVoiceByName(VOICE.encode()) == 0
        assert library.espeak_SetParameter(_RATE, RATE, 0) == 0
        assert library.espeak_Synth(line, size, 0, 1, 0, _UTF8_AND_END_PAUSE, None, None) == 0

    library.espeak_SetSynthCallback(ignore)
    speak.held = ignore  # type: ignore[attr-defined]  # the C side does not hold the callback
    return speak
