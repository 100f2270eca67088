"""What a spoken line costs beyond the C library itself, for one listener and for many, and what it weighs.

The floor is eSpeak NG called straight from this process, with a callback that does nothing. Both
ways take turns in one run, so that a busy machine is busy for both. A sound begins when its first byte is
here: a line is so short that it is made whole before it is sent.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

import espeakng_loader
import psutil

from benchmarks.table import Row
from easyread.settings import Paths, Settings
from easyread.speech import RATES, Speech
from easyread.speech.client import Client
from easyread.speech.pronunciation import Spoken

LINE = "What makes you feel safe and happy at home today?"
OTHERS = (("zlw/pl", "Czuję się dobrze."), ("inc/ur", "میں محفوظ ہوں۔"), ("inc/pa", "ਮੈਂ ਸੁਰੱਖਿਅਤ ਹਾਂ"))
NUMBERS = {
    "en-GB": "Call 101 or 01534 612612 at 3.30pm, St John St 🙂",
    "pl": "Zadzwoń 112 o 15:30, ul. Długa 5, 12,50 zł, 07.11.2026 🙂",
    "ur": "میں ۳ بجے آؤں گی۔ فون ۹۹۹ کریں اور مجھے £۱۲ دیں",
}
VOICE, RATE = "gmw/en", RATES["usual"]
ROUNDS, LINES, MANY, CRASHES = 60, 20, 5_000, 10

_SYNCHRONOUS, _DONT_EXIT, _RATE, _UTF8_AND_END_PAUSE = 2, 0x8000, 1, 0x1001


def measure() -> list[Row]:
    """Milliseconds a line (medians) against the library's own, and the memory of the voice's process.

    The memory of the whole process tree is measured with the start of the app.
    """
    with contextlib.closing(Client()) as client:
        worker, floor = _time_lines(client)
        rows = [Row("ten words spoken by the worker", worker, "ms", 1.5, floor)]
        crash = _time_after_crashes()
        memory, grown = _weigh(client), _grow(client)
    return [
        *rows,
        Row("ten words made speakable", _time_speakable(), "ms", 0.2),
        *_time_listeners(floor),
        Row("a line after the worker was killed", crash, "ms", 1_000),
        Row("the voice's own process", memory, "MiB"),
        Row(f"the same after {MANY:,} lines more", grown, "MiB", 1.1, memory),
    ]


def _time_lines(client: Client) -> tuple[float, float]:
    """Medians of the worker and of the bare library, taking turns: each in its own quietest round.

    A machine that does other things delays what needs two processes more than what needs one.
    """
    speak_bare = _bare_library()
    client.speak(LINE, VOICE, RATE)
    speak_bare()
    rounds = []
    for _ in range(ROUNDS):
        pairs = [(_time(lambda: client.speak(LINE, VOICE, RATE)), _time(speak_bare)) for _ in range(LINES)]
        rounds.append([median(times) for times in zip(*pairs, strict=True)])
    worker, floor = (min(medians) for medians in zip(*rounds, strict=True))
    return worker, floor


def _time_speakable() -> float:
    """Milliseconds for a line with numbers, short forms and an emoji: the median of the slowest language."""
    spoken = Spoken(Paths(Path()).content / "spoken")
    for language, line in NUMBERS.items():
        spoken.hear(line, language)  # reads what the language says
    return max(
        median(_time(lambda: spoken.hear(line, language)) for _ in range(MANY))  # noqa: B023 (called at once)
        for language, line in NUMBERS.items()
    )


def _time_listeners(floor: float) -> list[Row]:
    """From asking for own words, which no cache helps, to their sound as MP3."""
    rows = []
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(Speech(Paths(Path(folder)), Settings())) as speech,
    ):
        for listeners in (1, 4, 5):  # at once; a sixth is told to try again
            times = _listen(speech, listeners)
            rows.append(Row(f"{listeners} listening, to first sound", median(times), "ms", None, floor))
            rows.append(Row(f"{listeners} listening, 95 of 100 within", quantiles(times, n=20)[-1], "ms"))
        speech.say_fixed(LINE, "en-GB")
        kept = median(_time(lambda: speech.say_fixed(LINE, "en-GB")) for _ in range(LINES))
        rows.append(Row("a fixed line that was heard before", kept, "ms", 5))
    return rows


def _listen(speech: Speech, listeners: int) -> list[float]:
    """Milliseconds of each line, while so many people listen to one after the other."""

    def listen(_: int) -> list[float]:
        return [_time(lambda: speech.say_private(LINE, "en-GB")) for _ in range(LINES)]

    with ThreadPoolExecutor(listeners) as crowd:
        return [time for times in crowd.map(listen, range(listeners)) for time in times]


def _time_after_crashes() -> float:
    """The longest of some lines that come upon a dead worker."""
    times = []
    for _ in range(CRASHES):
        with contextlib.closing(Client()) as client:
            client.speak(LINE, VOICE, RATE)
            psutil.Process(client.pid).kill()
            times.append(_time(lambda: client.speak(LINE, VOICE, RATE)))
    return max(times)


def _grow(client: Client) -> float:
    for place in range(MANY):
        voice, line = OTHERS[place % len(OTHERS)]
        client.speak(line, voice, RATE)
    return _weigh(client)


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
