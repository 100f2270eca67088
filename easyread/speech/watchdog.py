"""Something that must end in time, watched by one thread for many times.

A ``threading.Timer`` for each line would start a thread for each line, which can take longer than the line's
way through the pipe. This thread sleeps on while lines come and go in time.
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable, Iterator


class Watchdog:
    """Calls ``bite`` when a watched time runs out. Starts its thread at the first :meth:`watch`."""

    def __init__(self, bite: Callable[[], object]) -> None:
        self._bite, self._change = bite, threading.Condition()
        self._until, self._wakes = math.inf, math.inf  # when the time runs out; when the thread looks next
        self._rest = 0.0  # how long it stays awake after a watch; 0: there was none since it looked last
        self._thread: threading.Thread | None = None
        self._ended = False

    @contextlib.contextmanager
    def watch(self, seconds: float) -> Iterator[None]:
        """What is inside must end within ``seconds``; one at a time."""
        with self._change:
            self._until, self._rest = time.monotonic() + seconds, seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="watchdog of the voice", daemon=True)
                self._thread.start()
            elif self._wakes > self._until:
                self._change.notify()
        try:
            yield
        finally:
            with self._change:
                self._until = math.inf

    def end(self) -> None:
        """Watch no more."""
        with self._change:
            self._ended = True
            self._change.notify()

    def _look(self) -> None:
        with self._change:
            while not self._ended:
                now = time.monotonic()
                if self._until <= now:
                    self._until = math.inf
                    self._bite()
                # Awake a little longer after each watch, so that the next one need not wake it.
                self._wakes = min(self._until, now + self._rest if self._rest else math.inf)
                self._rest = 0.0
                self._change.wait(None if self._wakes == math.inf else self._wakes - now)
