"""The worker process seen from the server: one line at a time, and never a hang.

A worker that dies or does not answer is killed and replaced, and the line is tried once more.
When workers keep dying the voice rests, so that nobody waits for it again and again.
"""

from __future__ import annotations

import contextlib
import json
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from easyread.child_process import command_of
from easyread.crowding import Busy, Crowding
from easyread.speech.tokens import Word
from easyread.speech.voice_table import NoVoice
from easyread.speech.watchdog import Watchdog

if sys.platform == "linux":
    import fcntl

WORKER = Path(__file__).with_name("worker.py")

_SECONDS = 5.0  # for one line; two thousand characters take about 0.2
_START_SECONDS = 15.0  # a cold start from a slow disk
_TRIES = 2
# Lines that are spoken or wait; one more is told at once to try again. A page asks for one after the other.
_MOST_WAITING, _OF_ONE = 5, 2
_PIPE = 1 << 18  # bytes; ten words are 160,000
_LARGEST = 1 << 25  # bytes of an answer; 240 seconds of sound are 10 million
_DEATHS, _WITHIN, _REST = 3, 60.0, 60.0  # so many deaths in so many seconds: rest for so many seconds


class SpeechDown(Exception):
    """The voice is not working now. ``seconds``: when to try again."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        super().__init__("the voice is not working now")
        self.seconds = max(1, round(seconds))


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
        self._worker: _Worker | None = None
        self._finish: Callable[[], object] = _nothing
        self._deaths: deque[float] = deque(maxlen=_DEATHS)
        self._rest_until = -_REST

    @property
    def pid(self) -> int | None:
        """The worker's process, if one was started."""
        return self._worker.process.pid if self._worker else None

    def speak(self, text: str, voice: str, rate: int) -> Take:
        """``text`` in eSpeak NG's ``voice`` at ``rate`` words a minute.

        Raises :class:`SpeechDown`, and :class:`NoVoice` for a voice that the library does not have.
        """
        with self._wait_for_turn():
            for _ in range(_TRIES):
                self._check_rest()
                with contextlib.suppress(_DiedError):
                    return self._ask({"text": text, "voice": voice, "rate": rate})
                self._bury()
            raise SpeechDown(self._seconds)

    def close(self) -> None:
        """End the worker. A later line would start another one."""
        with self._lock:
            self._end_worker()

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
            self._worker = worker = _Worker(self._command)
            self._finish = weakref.finalize(self, worker.stop)  # also when we are forgotten, or at exit
            worker.wait_until_ready()
        try:
            header, pcm = self._worker.ask(asked, self._seconds)
        except _DiedError:
            raise
        except BaseException:
            self._end_worker()  # its answer to this line would be taken for the next one's
            raise
        if problem := header.get("problem"):  # it would answer the same again
            raise NoVoice if problem == "voice" else SpeechDown(_REST)
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


class _DiedError(Exception):
    """The worker ended, or was ended because it did not answer in time."""


class _Worker:
    """One child process. A worker that misses its time is killed, so that every read ends."""

    def __init__(self, command: Sequence[str]) -> None:
        try:
            self.process = subprocess.Popen(  # noqa: S603 (our own file, and no words in its arguments)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a traceback could hold words
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            raise _DiedError from None
        self._in, self._out = cast("IO[bytes]", self.process.stdin), cast("IO[bytes]", self.process.stdout)
        _widen(self._out)
        self.samples, self._number = 0, 0
        self._watchdog = Watchdog(self.process.kill)  # works on every system, unlike select on pipes

    def wait_until_ready(self) -> None:
        with self._in_time(_START_SECONDS):
            self.samples = self._read()[0]["samples"]

    def ask(self, asked: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        self._number += 1
        question = json.dumps({"number": self._number, **asked}).encode()
        with self._in_time(seconds):
            self._in.write(struct.pack("<I", len(question)) + question)
            self._in.flush()
            header, pcm = self._read()
        if header.get("number") != self._number:
            raise _DiedError  # nobody may ever hear another one's words
        return header, pcm

    def stop(self) -> None:
        """End the process for sure, and close its pipes."""
        self._watchdog.end()
        self.process.kill()  # it holds nothing that is worth a goodbye
        self.process.wait()
        for pipe in (self._in, self._out):
            with contextlib.suppress(OSError):
                pipe.close()

    @contextlib.contextmanager
    def _in_time(self, seconds: float) -> Iterator[None]:
        try:
            with self._watchdog.watch(seconds):
                yield
        except (OSError, ValueError, LookupError):  # a broken pipe, or an answer that is none
            raise _DiedError from None

    def _read(self) -> tuple[dict[str, Any], bytes]:
        head, sound = struct.unpack("<II", self._take(8))
        if head + sound > _LARGEST:
            raise _DiedError
        header = json.loads(self._take(head))
        if not isinstance(header, dict):
            raise _DiedError
        return header, self._take(sound)

    def _take(self, count: int) -> bytes:
        data = self._out.read(count)
        if len(data) < count:
            raise _DiedError
        return data


def _widen(pipe: IO[bytes]) -> None:
    """Let a line's sound through in one go: each time that a pipe is full costs two switches of process."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # only slower
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _nothing() -> None:
    """There is no worker to end."""
