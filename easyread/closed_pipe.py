"""Whoever reads what a command prints may leave: ``easyread voices record-list pl | head``.

The command goes on to its end, and its exit code says what it found. What it still prints goes nowhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO


class _Outliving:
    """A stream whose reader may leave. In all else it is that stream."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with self._outlive():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._outlive():
            self._stream.flush()

    @contextmanager
    def _outlive(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())  # what is still held back goes there too, at the end
            os.close(nowhere)


@contextmanager
def outlive_readers() -> Iterator[None]:
    """Standard output and errors whose readers may leave, until the block ends."""
    before = sys.stdout, sys.stderr
    streams = [_Outliving(each) if each else each for each in before]
    sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        for each in streams:
            if each:
                each.flush()
        sys.stdout, sys.stderr = before
