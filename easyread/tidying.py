"""After a lock: what may still hold a person's words is emptied, when the answer is on its way."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from contextlib import suppress

from easyread import memory

_AFTER = 0.5  # seconds: the page that Exit or Lock leads to comes first


class Tidying:
    """Runs each of ``forget``, and gives free memory back, in a thread of its own."""

    def __init__(self, *forget: Callable[[], object]) -> None:
        self._forget = forget
        self._guard = threading.Lock()
        self._timer: threading.Timer | None = None

    def soon(self) -> None:
        """Tidy a moment from now; several locks at once are one tidying."""
        with self._guard:
            if self._timer is None:
                self._timer = threading.Timer(_AFTER, self._run)
                self._timer.daemon = True
                self._timer.start()

    def tidy(self) -> None:
        for forget in self._forget:
            with suppress(Exception):  # one that fails must not keep the others from forgetting
                forget()
        gc.collect()  # templates and exceptions leave circles that hold words
        memory.give_back()

    def _run(self) -> None:
        with self._guard:
            self._timer = None
        self.tidy()
