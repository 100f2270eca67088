"""The voice under fire: lines in ten languages, while its process is killed and made to hang.

Each line's sound is compared with the same line spoken in peace: is there sound, and is it this line's?
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from typing import NamedTuple

import psutil

from easyread.speech.client import Client, SpeechDown, Take

LINES = {  # voice -> an easy sentence
    "gmw/en": "What helps you feel safe at home today?",
    "zlw/pl": "Czuję się dobrze i chcę zostać w domu.",
    "inc/ur": "میں اپنے گھر میں رہنا چاہتی ہوں۔",
    "inc/pa": "ਮੈਂ ਆਪਣੇ ਘਰ ਵਿੱਚ ਸੁਰੱਖਿਅਤ ਹਾਂ।",
    "sem/ar": "أُرِيدُ أَنْ أَبْقَى فِي بَيْتِي",
    "sit/cmn": "我想留在自己的家里。",
    "sem/ti": "ኣብ ገዛይ ክነብር እደሊ",
    "dra/ta": "நான் என் வீட்டில் இருக்க விரும்புகிறேன்.",
    "cel/cy": "Rydw i eisiau aros yn fy nghartref.",
    "zle/uk": "Я хочу залишитися вдома.",
}
ENDINGS = ("", " 7", " 12 12", " 30 30 30", " 100 100 100 100")  # each takes longer to say
TEXTS = [(voice, line + ending) for voice, line in LINES.items() for ending in ENDINGS]
RATE = 140
_LOUD = 1_000  # of 32,767; a silent line has no sample above a few
_SECONDS = 1.0  # the time-out while it hangs
_TRIES = 20


class Tally(NamedTuple):
    """What happened to the lines. ``again``: told to come back, and then heard; memory in MiB."""

    lines: int
    blows: int
    silent: int
    swapped: int
    lost: int
    again: int
    grown: float
    seconds: float

    @property
    def held(self) -> bool:
        return not (self.silent or self.swapped or self.lost) and self.grown < 16

    def __str__(self) -> str:
        return (
            f"{self.lines:,} lines in {len(LINES)} languages, {self.blows} crashes and hangs, "
            f"{self.seconds:.0f} s: {self.silent} silent, {self.swapped} swapped, {self.lost} lost, "
            f"{self.again} heard at a second try, memory {self.grown:+.1f} MiB"
        )


class _Clock:
    """Time that can be moved on, so that nobody sits through the voice's rest."""

    moved = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.moved


def speak_under_fire(count: int, blows: int, seed: int = 0) -> Tally:
    """``count`` lines from four threads, with so many crashes and hangs at random moments between them."""
    chance, clock, began = random.Random(seed), _Clock(), time.monotonic()
    with contextlib.closing(Client(seconds=_SECONDS, clock=clock)) as client:
        in_peace = {each: _speak(client, each, clock)[0] for each in TEXTS}
        before = _weigh()
        asked = [chance.choice(TEXTS) for _ in range(count)]
        hits = dict.fromkeys(chance.sample(range(count), blows), signal.SIGKILL)
        for place in list(hits):
            hits[place] = chance.choice((signal.SIGSEGV, signal.SIGKILL, signal.SIGSTOP))
        crew = _Crew(client, clock, asked, hits, in_peace)
        crew.work(threads=4)
        grown = _weigh() - before
    return Tally(count, crew.struck, *crew.counts(), grown, time.monotonic() - began)


class _Crew:
    """Threads that share the lines."""

    def __init__(
        self,
        client: Client,
        clock: _Clock,
        asked: list[tuple[str, str]],
        hits: dict[int, signal.Signals],
        in_peace: dict[tuple[str, str], Take],
    ) -> None:
        self._client, self._clock, self._asked, self._hits = client, clock, asked, hits
        self._in_peace, self._turn, self._guard = in_peace, iter(range(len(asked))), threading.Lock()
        self.struck, self._found = 0, dict.fromkeys(("silent", "swapped", "lost", "again"), 0)

    def counts(self) -> tuple[int, int, int, int]:
        found = self._found
        return found["silent"], found["swapped"], found["lost"], found["again"]

    def work(self, threads: int) -> None:
        crew = [threading.Thread(target=self._go_on) for _ in range(threads)]
        for each in crew:
            each.start()
        for each in crew:
            each.join()

    def _go_on(self) -> None:
        while (place := self._next()) is not None:
            if blow := self._hits.get(place):
                self._strike(blow)
            try:
                take, tries = _speak(self._client, self._asked[place], self._clock)
            except SpeechDown:
                self._tell("lost")
                continue
            if tries > 1:
                self._tell("again")
            if max(memoryview(take.pcm).cast("h"), default=0) < _LOUD:
                self._tell("silent")
            if not is_same(take, self._in_peace[self._asked[place]]):
                self._tell("swapped")

    def _next(self) -> int | None:
        with self._guard:
            return next(self._turn, None)

    def _tell(self, what: str) -> None:
        with self._guard:
            self._found[what] += 1

    def _strike(self, blow: signal.Signals) -> None:
        if (pid := self._client.pid) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, blow)
                self.struck += 1


def _speak(client: Client, line: tuple[str, str], clock: _Clock) -> tuple[Take, int]:
    """The line's sound, and how often it was asked for. Raises ``SpeechDown`` when it never comes."""
    voice, text = line
    for tries in range(1, _TRIES):
        try:
            return client.speak(text, voice, RATE), tries
        except SpeechDown as down:
            clock.moved += down.seconds
    return client.speak(text, voice, RATE), _TRIES


def is_same(one: Take, other: Take) -> bool:
    """Is it the same line? Sounds of one line differ by a few samples; its words stand at the same places."""
    places = [[word[:2] for word in take.words] for take in (one, other)]
    return abs(len(one.pcm) - len(other.pcm)) <= 0.01 * len(other.pcm) and places[0] == places[1]


def _weigh() -> float:
    """MiB of this process."""
    return float(psutil.Process().memory_info().rss / 2**20)
