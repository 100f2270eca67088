"""The worker process seen from the server: one line at a time, and never a hang.

A worker that dies or does not answer is killed and replaced, and the line is tried once more.
When workers keep dying the voice rests, so that nobody waits for it again and again.
A worker that died of its text is another matter: that text is tried cleaned, and never again as it was, and
nobody else notices. It was the text if the next worker speaks something else.
"""

from __future__ import annotations

import contextlib
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from easyread.child_process import command_of
from easyread.crowding import Busy, Crowding
from easyread.speech.bad_texts import BadTexts, list_forms
from easyread.speech.tokens import Word
from easyread.speech.voice_table import NoVoice
from easyread.speech.worker_process import Died, KilledByText, WorkerProcess

WORKER = Path(__file__).with_name("worker.py")

_SECONDS = 5.0  # for one line; two thousand characters take about 0.2
_TRIES = 2
_WORD = "a"  # every voice can say it
# Lines that are spoken or wait; one more is told at once to try again. A page asks for one after the other.
_MOST_WAITING, _OF_ONE = 5, 2
_DEATHS, _WITHIN, _REST = 3, 60.0, 60.0  # so many deaths in so many seconds: rest for so many seconds


class SpeechDown(Exception):
    """The voice is not working now. ``seconds``: when to try again."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        super().__init__("the voice is not working now")
        self.seconds = max(1, round(seconds))


class Unspeakable(Exception):
    """The voice cannot say this text; it can say others."""

    def __init__(self) -> None:
        super().__init__("the voice cannot say this text")


class Take(NamedTuple):
    """One spoken line: 16-bit sound, ``samples`` a second, its word events; ``cut``: longer than allowed."""

    pcm: bytes
    samples: int
    words: list[Word]
    cut: bool


class Client:
    """Starts nothing until the first line. Safe to use from many threads."""

    def __init__(
        self,
        command: Sequence[str] = (),
        seconds: float = _SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command, self._seconds, self._clock = list(command) or command_of(WORKER), seconds, clock
        self._lock, self._crowding = threading.Lock(), Crowding(_MOST_WAITING, _OF_ONE, round(_SECONDS))
        self._bad = BadTexts()
        self._worker: WorkerProcess | None = None
        self._finish: Callable[[], object] = _nothing
        self._deaths: deque[float] = deque(maxlen=_DEATHS)
        self._rest_until = -_REST

    @property
    def pid(self) -> int | None:
        """The worker's process, if one was started."""
        return self._worker.process.pid if self._worker else None

    def speak(self, text: str, voice: str, rate: int) -> Take:
        """``text`` in eSpeak NG's ``voice`` at ``rate`` words a minute.

        Raises :class:`SpeechDown`, :class:`Unspeakable` for a text that ends the voice's process, and
        :class:`NoVoice` for a voice that the library does not have.
        """
        with self._wait_for_turn():
            killers: list[str] = []
            for form in list_forms(text):
                if self._bad.has(voice, form):
                    continue
                try:
                    take = self._try(form, voice, rate)
                except KilledByText:
                    self._end_worker()
                    killers.append(form)
                else:
                    self._blame([killer for killer in killers if killer != form], voice)
                    return take
            if killers:
                self._show_that_it_speaks(voice, rate)
                self._blame(killers, voice)
            raise Unspeakable

    def close(self) -> None:
        """End the worker. A later line would start another one."""
        with self._lock:
            self._end_worker()

    def _try(self, text: str, voice: str, rate: int) -> Take:
        """Once more, when the worker died of something else. Raises :class:`KilledByText` too."""
        for _ in range(_TRIES):
            self._check_rest()
            try:
                return self._ask({"text": text, "voice": voice, "rate": rate})
            except KilledByText:
                raise
            except Died:
                self._bury()
        raise SpeechDown(self._seconds)

    def _show_that_it_speaks(self, voice: str, rate: int) -> None:
        """Raises :class:`SpeechDown` when it was not the text: then no voice says anything."""
        try:
            self._try(_WORD, voice, rate)
        except KilledByText:
            self._bury()
            raise SpeechDown(self._seconds) from None

    def _blame(self, killers: list[str], voice: str) -> None:
        for form in killers:
            self._bad.add(voice, form)

    @contextlib.contextmanager
    def _wait_for_turn(self) -> Iterator[None]:
        """One line at a time, a few that wait, and none that waits for long."""
        with self._come_in():
            if not self._lock.acquire(timeout=_TRIES * self._seconds):
                raise SpeechDown(self._seconds)
            try:
                yield
            finally:
                self._lock.release()

    @contextlib.contextmanager
    def _come_in(self) -> Iterator[None]:
        try:
            with self._crowding.enter():
                yield
        except Busy as busy:
            raise SpeechDown(busy.seconds) from None

    def _ask(self, asked: dict[str, Any]) -> Take:
        if self._worker is None:
            self._worker = worker = WorkerProcess(self._command)
            self._finish = weakref.finalize(self, worker.stop)  # also when we are forgotten, or at exit
            worker.wait_until_ready()
        try:
            header, pcm = self._worker.ask(asked, self._seconds)
        except Died:
            raise
        except BaseException:
            self._end_worker()  # its answer to this line would be taken for the next one's
            raise
        if problem := header.get("problem"):  # it would answer the same again
            raise NoVoice if problem == "voice" else KilledByText
        return Take(pcm, self._worker.samples, header["words"], header["cut"])

    def _check_rest(self) -> None:
        if (left := self._rest_until - self._clock()) > 0:
            raise SpeechDown(left)

    def _end_worker(self) -> None:
        self._finish()
        self._worker = None

    def _bury(self) -> None:
        self._end_worker()
        now = self._clock()
        self._deaths.append(now)
        if len(self._deaths) == _DEATHS and now - self._deaths[0] <= _WITHIN:
            self._deaths.clear()
            self._rest_until = now + _REST


def _nothing() -> None:
    """There is no worker to end."""
