"""A decoder as a child process: one file at a time, within limits of memory and of time.

It starts when a file comes and ends with it. The file goes in and out by pipes: in no file and in no
argument. What the child prints goes nowhere, for the libraries can quote the file. A crash and a hang say
what a bad file says, and the server goes on.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

from easyread.crowding import Crowding

_OUT_OF_TIME = () if sys.platform == "win32" else (-signal.SIGXCPU,)  # it worked longer than it may

_one_at_a_time = threading.Lock()
_at_once = Crowding(most=3, each=2, seconds=3)  # one is decoded, the others wait


def decode(command: Sequence[str], data: bytes, seconds: float) -> tuple[list[str], bytes]:
    """The words of the child's first line, and the bytes behind it; no words: it crashed, or did not start.

    Raises ``Busy`` when others' files wait.
    """
    with _at_once.enter(), _one_at_a_time:
        said, _, made = _run(command, data, seconds).partition(b"\n")
    return said.decode("ascii", "replace").split(), made


def _run(command: Sequence[str], data: bytes, seconds: float) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 (our own file, and words of our own)
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return b"large"
    except OSError:
        return b""
    if done.returncode in _OUT_OF_TIME:
        return b"large"
    return done.stdout if done.returncode == 0 else b""
