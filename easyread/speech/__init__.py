"""Words to sound, without a network: fixed lines from a cache, the person's own words in memory only."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from importlib.util import find_spec

from easyread.settings import Paths, Settings
from easyread.speech.cache import Cache, sound_key
from easyread.speech.client import WORKER, Client, SpeechDown
from easyread.speech.encode import Clip, encoder, make_clip
from easyread.speech.tokens import NothingToSay, TooLong, clean, snap
from easyread.speech.voices import VOICES, NoVoice, Voice

__all__ = ["Clip", "NoVoice", "NothingToSay", "Speech", "SpeechDown", "TooLong", "Voice"]

RATE = 140  # words a minute: slow and clear
_MEGABYTE = 1_000_000


class Speech:
    """The app's voice. Starts nothing until the first line.

    ``say_fixed`` and ``say_private`` raise :class:`NoVoice`, :class:`TooLong`, :class:`NothingToSay`
    or :class:`SpeechDown`; none of them holds the text.
    """

    def __init__(self, paths: Paths, settings: Settings) -> None:
        self._on = settings.voice and find_spec("espeakng_loader") is not None
        self._client = Client()
        self._cache = Cache(paths.sounds, settings.sound_cache_megabytes * _MEGABYTE)

    def voice(self, language: str) -> Voice | None:
        """The voice of a language (our code), if there is one and this service wants voices."""
        return VOICES.get(language) if self._on else None

    def say_fixed(self, text: str, language: str) -> Clip:
        """A line of ours, which may be kept on disk."""
        heard, voice = clean(text), self._need_voice(language)
        key = sound_key(heard, voice.id, str(RATE), _engine(), encoder())
        return self._cache.find_or_make(key, lambda: self._say(heard, voice))

    def say_private(self, text: str, language: str) -> Clip:
        """The person's own words: in memory only, in this process and the worker."""
        return self._say(clean(text), self._need_voice(language))

    def close(self) -> None:
        """End the worker process."""
        self._client.close()

    def _need_voice(self, language: str) -> Voice:
        if voice := self.voice(language):
            return voice
        raise NoVoice

    def _say(self, text: str, voice: Voice) -> Clip:
        take = self._client.speak(text, voice.id, RATE)
        if take.cut:
            raise TooLong  # half a line would say something else
        return make_clip(take.pcm, take.samples, snap(text, take.words))


@functools.cache
def _engine() -> str:
    """What speaks: the library's version and our worker's own text, so that a change retires old sounds."""
    worker = hashlib.sha256(WORKER.read_bytes()).hexdigest()[:16]
    return f"espeakng-loader {metadata.version('espeakng-loader')} {worker}"
