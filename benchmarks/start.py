"""From the command to the first page, and the memory of all processes once a line has been spoken."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from urllib.request import urlopen

import psutil

from benchmarks.table import Row
from tests import no_keyring  # noqa: F401  it is looked for as on every device, and nothing is put into it

STARTS = 5


def measure() -> list[Row]:
    """Rows of starting and of memory. Each start has a fresh instance folder."""
    seconds = median(_time_start() for _ in range(STARTS))
    return [
        Row("start to first page", seconds, "s", 1.5),
        Row("all processes, with speech", _weigh(), "MiB", 150),
    ]


def _time_start() -> float:
    began = time.perf_counter()
    with _run() as (_, address):
        _get(address)
        return time.perf_counter() - began


def _weigh() -> float:
    """Memory of the process tree in MiB, shared pages counted once (PSS; RSS where we may not see that)."""
    with _run() as (process, address):
        line = re.search(r'href="(/listen/[^"]+)"', _get(address).decode())
        assert line, "the first page has no line to listen to"
        _get(address.rstrip("/") + line[1])
        root = psutil.Process(process.pid)
        return sum(_weigh_one(one) for one in [root, *root.children(recursive=True)]) / 2**20


def _weigh_one(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.AccessDenied:  # no other program of the same user may look: that is on purpose
        memory = process.memory_info()
    return int(getattr(memory, "pss", memory.rss))


@contextmanager
def _run() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The real command on a free port, and its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "EASYREAD_INSTANCE": folder}
        command = [sys.executable, "-m", "easyread", "serve", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            try:
                assert process.stdout
                found = re.search(r"http://\S+", process.stdout.readline())
                assert found, "the command printed no address"
                yield process, found[0]
            finally:
                process.terminate()


def _get(address: str) -> bytes:
    with urlopen(address, timeout=20) as answer:
        return bytes(answer.read())
