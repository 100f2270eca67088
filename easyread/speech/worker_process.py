"""One worker process and its pipes. Whatever it does, every question to it ends, in time."""

from __future__ import annotations

import contextlib
import json
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import IO, Any, cast

from easyread.speech.watchdog import Watchdog

if sys.platform == "linux":
    import fcntl

_START_SECONDS = 15.0  # a cold start from a slow disk
_END_SECONDS = 0.2  # a process whose pipe ended is over in a moment
_PIPE = 1 << 18  # bytes; ten words are 160,000
_LARGEST = 1 << 25  # bytes of an answer; 240 seconds of sound are 10 million
_FROM_OUTSIDE = (-signal.SIGTERM, -9)  # somebody, or a system without memory, ended it


class Died(Exception):
    """The worker ended, or was ended because what it answered was no answer."""


class KilledByText(Died):
    """The worker crashed or hung over the text that it was asked to speak, or could not speak it."""


class WorkerProcess:
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
            raise Died from None
        self._in, self._out = cast("IO[bytes]", self.process.stdin), cast("IO[bytes]", self.process.stdout)
        _widen(self._out)
        self.samples, self._number = 0, 0
        self._watchdog = Watchdog(self._give_up)  # works on every system, unlike select on pipes
        self._hung = False

    def wait_until_ready(self) -> None:
        with self._in_time(_START_SECONDS):
            self.samples = self._read()[0]["samples"]

    def ask(self, asked: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """The reply and its sound. Raises :class:`Died`, or :class:`KilledByText` where the text did it."""
        if self.process.poll() is not None:
            raise Died  # before this line
        try:
            return self._ask(asked, seconds)
        except Died:
            if self._was_killed_by_text():
                raise KilledByText from None
            raise

    def _ask(self, asked: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        self._number += 1
        question = json.dumps({"number": self._number, **asked}).encode()
        with self._in_time(seconds):
            self._in.write(struct.pack("<I", len(question)) + question)
            self._in.flush()
            header, pcm = self._read()
        if header.get("number") != self._number:
            raise Died  # nobody may ever hear another one's words
        return header, pcm

    def _was_killed_by_text(self) -> bool:
        """Did it hang, or end of itself? One that goes on, or was ended from outside, did not."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._hung or self.process.wait(_END_SECONDS) not in _FROM_OUTSIDE
        return False

    def _give_up(self) -> None:
        self._hung = True
        self.process.kill()

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
            raise Died from None

    def _read(self) -> tuple[dict[str, Any], bytes]:
        head, sound = struct.unpack("<II", self._take(8))
        if head + sound > _LARGEST:
            raise Died
        header = json.loads(self._take(head))
        if not isinstance(header, dict):
            raise Died
        return header, self._take(sound)

    def _take(self, count: int) -> bytes:
        data = self._out.read(count)
        if len(data) < count:
            raise Died
        return data


def _widen(pipe: IO[bytes]) -> None:
    """Let a line's sound through in one go: each time that a pipe is full costs two switches of process."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # only slower
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
