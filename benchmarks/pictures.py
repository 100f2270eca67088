"""The most memory that the decoder takes, its program included, for the worst picture of each kind."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.table import Row
from easyread.photos.child import COMMAND
from easyread.photos.limits import LARGEST
from tests.faults.test_pictures import WORST

# A small program in between: Linux counts what a child's parent has as the child's, until it loads its own.
_WEIGH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
_UNIT = 2**20 if sys.platform == "darwin" else 2**10


def measure() -> list[Row]:
    if sys.platform == "win32":
        return []
    return [Row(f"decode {kind}", _weigh(make()), "MiB", 176) for kind, make in WORST.items()]


def _weigh(data: bytes) -> float:
    full = data + bytes(LARGEST - len(data))
    command = [sys.executable, "-c", _WEIGH, *COMMAND, "photo"]
    done = subprocess.run(command, input=full, capture_output=True, check=True)
    return int(done.stdout) / _UNIT
