"""The voice: a child process that turns one line at a time into sound, in memory.

Run by file path, with nothing of ours importable: standard library, pyttsx3 and espeakng-loader only,
and ``memory.py``, which is run by its path too.
It is a process of its own because the C library may hang or crash, and must never take the server along.
pyttsx3 drives it through our own driver, since its stock one loses lines and dies on long text.

All numbers are little-endian, all sound is 16 bit, one channel.

- stdin, for each line: u32 length, JSON ``{"number", "text", "voice", "rate"}``; the rate is words a minute.
- stdout: u32 length of JSON, u32 length of sound, JSON, sound. The first JSON is ``{"samples"}`` a second.
  Then, for each line, ``{"number", "words", "cut"}``: the number as it was given, a word being (first
  character, characters, milliseconds), ``cut`` meaning longer than ``LONGEST``. Or ``{"number", "problem"}``:
  "voice" or "sound".

The worker ends when stdin does.
"""

from __future__ import annotations

import ctypes
import json
import os
import runpy
import signal
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import espeakng_loader
import pyttsx3

LONGEST = 240  # seconds of sound for one line; 2,000 characters of ordinary English are about 150
_SAMPLE = 2  # bytes

# From speak_lib.h of eSpeak NG 1.52
_SYNCHRONOUS, _DONT_EXIT, _BUFFER_MS = 2, 0x8000, 100
_RATE, _BY_CHARACTER, _UTF8, _END_PAUSE = 1, 1, 1, 0x1000
_LIST_END, _WORD = 0, 1


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # in code points, from 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # milliseconds
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_void_p),
    )


class _Listed(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
    )


_OnSound = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


@dataclass
class Take:
    """What was heard of one line."""

    sound: bytearray = field(default_factory=bytearray)
    words: list[tuple[int, int, int]] = field(default_factory=list)
    cut: bool = False


class Library:
    """eSpeak NG in synchronous mode. One per process: the library has one voice and one callback."""

    def __init__(self) -> None:
        self._c = _load()
        data = os.fsencode(espeakng_loader.get_data_path())
        self.samples: int = self._c.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data, _DONT_EXIT)
        if self.samples <= 0:
            raise OSError("eSpeak NG did not start")
        self._take, self._most = Take(), LONGEST * self.samples * _SAMPLE
        self._on_sound = _OnSound(self._hear)  # held here: the C side does not
        self._c.espeak_SetSynthCallback(self._on_sound)
        self._voices = frozenset(self._list_voices())
        self._voice = ""  # the one that is set: to set it again would read its files again

    def set_voice(self, voice: str) -> None:
        """Use one of the library's own voices. Raises ``ValueError`` for any other name."""
        if voice == self._voice:
            return
        self._voice = ""
        if voice not in self._voices or self._c.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError("no such voice")
        self._voice = voice

    def set_rate(self, rate: int) -> None:
        if self._c.espeak_SetParameter(_RATE, rate, 0) != 0:
            raise ValueError("no such rate")

    def speak(self, text: str, take: Take) -> None:
        """Speak into ``take``; a text that the voice cannot take raises ``OSError``."""
        self._take = take
        line = text.replace("\0", " ").encode("utf-8", "replace") + b"\0"
        if self._c.espeak_Synth(line, len(line), 0, _BY_CHARACTER, 0, _UTF8 | _END_PAUSE, None, None) != 0:
            raise OSError("eSpeak NG did not speak")

    def _hear(self, samples: int | None, count: int, events: Any) -> int:
        """Called from C for each buffer; anything but 0 stops the line."""
        place = 0
        while events[place].type != _LIST_END:
            event = events[place]
            if event.type == _WORD:
                self._take.words.append((event.text_position - 1, event.length, event.audio_position))
            place += 1
        if samples and count > 0:
            self._take.sound += ctypes.string_at(samples, count * _SAMPLE)
        self._take.cut = len(self._take.sound) > self._most
        return int(self._take.cut)

    def _list_voices(self) -> list[str]:
        voices: list[str] = []
        listed = self._c.espeak_ListVoices(None)
        while listed[len(voices)]:
            voices.append(listed[len(voices)].contents.identifier.decode())
        return voices


class Driver:
    """A pyttsx3 driver: what ``pyttsx3.drivers.dummy`` documents, as far as :class:`Voice` calls it.

    Each command runs when its turn comes and is done when it returns. What it raises, pyttsx3 hands to
    whoever is connected to "error". ``save_to_file`` gets a :class:`Take` in the place of a file's name.
    """

    def __init__(self, proxy: Any, library: Library) -> None:
        self._proxy, self._library = proxy, library

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802 (pyttsx3 calls it by this name)
        setters: dict[str, Callable[[Any], None]] = {
            "voice": self._library.set_voice,
            "rate": self._library.set_rate,
        }
        setters[name](value)

    def save_to_file(self, text: str, take: Take) -> None:
        self._library.speak(text, take)

    def startLoop(self) -> None:  # noqa: N802 (pyttsx3 calls it by this name)
        self._proxy.setBusy(False)  # runs what is queued

    def endLoop(self) -> None:  # noqa: N802 (pyttsx3 calls it by this name)
        """Nothing goes on after a command has returned."""

    stop = endLoop


class Voice:
    """A pyttsx3 engine with our driver."""

    def __init__(self, library: Library) -> None:
        module = ModuleType("pyttsx3.drivers.easyread")
        module.__dict__["buildDriver"] = lambda proxy: Driver(proxy, library)
        sys.modules[module.__name__] = module
        self._problems: list[Exception] = []
        self._engine = pyttsx3.init("easyread")
        self._engine.connect("error", lambda name, exception: self._problems.append(exception))  # noqa: ARG005

    def say(self, text: str, voice: str, rate: int) -> tuple[dict[str, Any], bytes]:
        """One line's reply: what to say about it, and its sound."""
        self._problems.clear()
        take = Take()
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)
        self._engine.save_to_file(text or " ", take)
        self._engine.runAndWait()
        if self._problems:
            return {"problem": "voice" if isinstance(self._problems[0], ValueError) else "sound"}, b""
        return {"words": take.words, "cut": take.cut}, bytes(take.sound)


def _load() -> ctypes.CDLL:
    c = ctypes.CDLL(espeakng_loader.get_library_path())
    text, number = ctypes.c_char_p, ctypes.c_int
    c.espeak_Initialize.argtypes = (number, number, text, number)
    c.espeak_SetSynthCallback.argtypes = (_OnSound,)
    c.espeak_SetSynthCallback.restype = None
    c.espeak_SetVoiceByName.argtypes = (text,)
    c.espeak_SetParameter.argtypes = (number, number, number)
    c.espeak_ListVoices.argtypes = (ctypes.c_void_p,)
    c.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Listed))
    word = ctypes.c_uint
    c.espeak_Synth.argtypes = (
        text, ctypes.c_size_t, word, number, word, word, ctypes.c_void_p, ctypes.c_void_p,
    )  # fmt: skip
    return c


def _guard_words() -> None:
    """No word may reach a core dump or another program.

    A line that went wrong in the callback may not pass for whole.
    """
    sys.unraisablehook = lambda _: os._exit(1)  # ctypes would only print it, and the sound would have a hole
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us by closing stdin
    runpy.run_path(str(Path(__file__).parents[1] / "memory.py"))["refuse_readers"]()


def _send(replies: BinaryIO, header: dict[str, Any], sound: bytes = b"") -> None:
    said = json.dumps(header).encode()
    replies.write(struct.pack("<II", len(said), len(sound)) + said + sound)
    replies.flush()


def main() -> None:
    """Answer lines until stdin ends."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints cannot reach the frames
    _guard_words()
    library = Library()
    voice = Voice(library)
    _send(replies, {"samples": library.samples})
    while len(length := requests.read(4)) == 4:
        asked = json.loads(requests.read(*struct.unpack("<I", length)))
        said, sound = voice.say(asked["text"], asked["voice"], asked["rate"])
        _send(replies, {"number": asked["number"], **said}, sound)


if __name__ == "__main__":
    main()
