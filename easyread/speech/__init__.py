"""Words to sound, without a network: fixed lines from a cache, the person's own words in memory only."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from importlib.util import find_spec
from types import MappingProxyType
from typing import Literal, NamedTuple

from easyread.own_language import find_runs
from easyread.settings import Paths, Settings
from easyread.speech import pieces, tokens
from easyread.speech.cache import Cache, sound_key
from easyread.speech.client import WORKER, Client, SpeechDown, Unspeakable
from easyread.speech.encode import Clip, encoder, make_clip
from easyread.speech.pronunciation import Spoken
from easyread.speech.service_recordings import Recordings, Signed
from easyread.speech.tokens import NothingToSay, TooLong
from easyread.speech.voice_table import VOICES, NoVoice, Voice

__all__ = [
    "RATES",
    "Clip",
    "NoVoice",
    "NothingToSay",
    "Pace",
    "Signed",
    "Speech",
    "SpeechDown",
    "TooLong",
    "Unspeakable",
    "Voice",
]

Pace = Literal["slow", "usual", "quick"]
RATES: MappingProxyType[Pace, int] = MappingProxyType({"slow": 110, "usual": 140, "quick": 170})
_MEGABYTE = 1_000_000
_SHORTEST = 60  # characters of a piece: fewer are never too long to say
LONGEST_SOUND = 240  # seconds, as for one voice (worker.py)
BYTES_A_SAMPLE = 2
Sound = tuple[bytes, int, list[int]]  # 16-bit sound, samples a second, when each token begins (milliseconds)


class Run(NamedTuple):
    """A part of a text that is in one script, and the language it is read in."""

    language: str
    text: str


class Speech:
    """The app's voice. Starts nothing until the first line.

    ``say_fixed`` and ``say_private`` raise :class:`NoVoice`, :class:`TooLong`, :class:`NothingToSay`,
    :class:`Unspeakable` or :class:`SpeechDown`; none of them holds the text.
    """

    def __init__(self, paths: Paths, settings: Settings) -> None:
        self._wanted = settings.voice
        self._on = settings.voice and all(find_spec(name) for name in ("espeakng_loader", "pyttsx3"))
        self._spoken = Spoken(paths.content / "spoken")
        # What this service recorded, what comes with the app, what a nicer voice spoke beforehand.
        folders = (paths.instance / "audio", paths.content / "audio", paths.instance / "nicer")
        self._recordings = Recordings(folders)
        self.signed = Signed((paths.instance / "signed", paths.content / "signed"))
        self._client = Client()
        self._cache = Cache(paths.sounds, settings.sound_cache_megabytes * _MEGABYTE)

    def voice(self, language: str) -> Voice | None:
        """The voice of a language (our code), if there is one and this service wants voices."""
        voice = VOICES.get(language) if self._on else None
        return voice if voice and voice.quality != "none" else None

    def can_say(self, text: str, language: str, line: str = "") -> bool:
        """Would ``say_fixed`` have a sound: a recording of this text, or a voice?"""
        return self.voice(language) is not None or (
            self._wanted and self._recordings.find(language, line, text) is not None
        )

    def say_fixed(
        self, text: str, language: str, pace: Pace = "usual", line: str = "", *, keep: bool = True
    ) -> Clip:
        """A line of ours. ``line``: its id, by which a recording is found.

        ``keep``: it may stay on the disk, where its name and its sound tell who looks that it was heard.

        A recording has one pace: for another one, the page plays it slower or faster.
        """
        if self._wanted and (clip := self._recordings.play(language, line, text, _per_character(language))):
            return clip
        voice = self._need_voice(language)
        heard = self._spoken.hear(text, language, voice.per_character)
        if not keep:
            return self._say(heard, voice, pace)
        key = sound_key("\x1f".join(heard), voice.id, str(RATES[pace]), _engine(), encoder())
        return self._cache.find_or_make(key, lambda: self._say(heard, voice, pace))

    def say_private(self, text: str, language: str, pace: Pace = "usual") -> Clip:
        """The person's own words: in memory only, in this process and the worker.

        Words in other letters than those of ``language`` are spoken by a voice that can read them. Without
        such a voice nothing is spoken: half of it would say something else.
        """
        if len(text) > tokens.LONGEST:
            raise TooLong
        takes, seconds = list[Sound](), 0.0
        for run, voice in self._find_voices(text, language):  # all of them, before the first one speaks
            takes.append(
                self._take(self._spoken.hear(run.text, run.language, voice.per_character), voice, pace)
            )
            seconds += _measure(takes[-1])
            if seconds > LONGEST_SOUND:
                raise TooLong  # as one voice alone would be cut
        return make_clip(*_join(takes))

    def say_piece(
        self, text: str, language: str, pace: Pace = "usual", start: int = 0
    ) -> tuple[Clip, int, int]:
        """The person's own words from ``start`` on, as far as they are heard in one go.

        Gives the sound, and where in the text it begins and ends.

        Raises what ``say_private`` raises; :class:`TooLong` for more than ``pieces.MOST`` characters.
        """
        if len(text) > pieces.MOST:
            raise TooLong
        self._find_voices(text[start:], language)  # what no voice can read is told before half of it is heard
        most = tokens.LONGEST
        while True:
            end = pieces.find_end(text, start, most)
            try:
                return self.say_private(text[start:end], language, pace), start, end
            except TooLong:  # digits and emoji take long to say
                if most < _SHORTEST:
                    raise
                most //= 2
            except NothingToSay:  # blank from here to the next words
                if end == len(text):
                    raise
                start = end

    def close(self) -> None:
        """End the worker process."""
        self._client.close()

    def _need_voice(self, language: str) -> Voice:
        if voice := self.voice(language):
            return voice
        raise NoVoice

    def _find_voices(self, text: str, language: str) -> list[tuple[Run, Voice]]:
        """The text in runs of one script, each with the voice that reads it. Raises :class:`NoVoice`."""
        runs = find_runs(text, language) or [(language, text)]
        return [(Run(code, run), self._need_voice(code)) for code, run in runs]

    def _say(self, heard: list[str], voice: Voice, pace: Pace) -> Clip:
        return make_clip(*self._take(heard, voice, pace))

    def _take(self, heard: list[str], voice: Voice, pace: Pace) -> Sound:
        take = self._client.speak("".join(heard), voice.id, RATES[pace])
        if take.cut:
            raise TooLong  # half a line would say something else
        return take.pcm, take.samples, tokens.snap(heard, take.words)


def _measure(sound: Sound) -> float:
    """Its seconds."""
    pcm, samples, _ = sound
    return len(pcm) / BYTES_A_SAMPLE / samples


def _join(takes: list[Sound]) -> Sound:
    """One sound after the other. All voices of eSpeak NG have as many samples a second."""
    times, begin = list[int](), 0.0
    for take in takes:
        times += [round(begin * 1000) + each for each in take[2]]
        begin += _measure(take)
    return b"".join(take[0] for take in takes), takes[0][1], times


def _per_character(language: str) -> bool:
    voice = VOICES.get(language)
    return voice is not None and voice.per_character


@functools.cache
def _engine() -> str:
    """What speaks: the library's version and our own code; a change retires old sounds and times."""
    ours = hashlib.sha256(WORKER.read_bytes() + WORKER.with_name("tokens.py").read_bytes()).hexdigest()[:16]
    return f"espeakng-loader {metadata.version('espeakng-loader')} {ours}"
