"""What the process of each decoder does beside decoding: its limits, and its one answer.

Standard library only, because the children run this file by its path, as ``memory.py``. It is one file,
because a limit that is mended in one decoder has to be mended in the other.
"""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

if sys.platform != "win32":
    import resource


def answer(work: Callable[[bytes], bytes], refused: type[Exception], seconds: int, memory: int) -> None:
    """Write what ``work`` makes of the one file on stdin; or one word: that of ``refused``, or "large".

    ``seconds`` of work, and bytes of ``memory`` (addresses): the system holds them, but for Windows.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints is no part of the answer
    _guard(seconds, memory)
    try:
        made = work(sys.stdin.buffer.read())
    except refused as why:
        made = str(why).encode()
    except MemoryError:
        made = b"large"
    with answers:
        answers.write(made)


def _guard(seconds: int, memory: int) -> None:
    """Nobody reads along, no file is written, and there is an end to memory and time."""
    runpy.run_path(str(Path(__file__).with_name("memory.py")))["refuse_readers"]()
    if sys.platform != "win32":
        resource.setrlimit(
            resource.RLIMIT_CPU, (seconds, seconds + 1)
        )  # SIGXCPU, which tells why; then SIGKILL
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
