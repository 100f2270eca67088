"""Exit, Lock and the neutral page while others keep the program busy: the slowest of all answers.

It tells of the program only on a machine that does nothing else: the crowd itself takes a part of it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.table import Row
from easyread.book.vault import Made
from easyread.settings import Paths
from tests.faults.crowd import (
    ALL,
    LOADS,
    SILENT,
    UPLOADS,
    keep_busy,
)
from tests.faults.leaving import leave_all, load_steps, prepare_books, prepare_to_leave
from tests.faults.program import run_program
from tests.faults.tablet import Tablet

AT_MOST = 200  # ms
LEAVERS, ROUNDS = 6, 2
QUIET = "nobody else"


def measure() -> list[Row]:
    """A row for each crowd, on this device and in the room."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        books = prepare_books(instance, len(LOADS) + LEAVERS)
        step = next(step for step in load_steps(Paths(instance)) if step.id == "safe-means")
        with run_program(instance) as program:
            return [
                Row(
                    f"leaving at the slowest, {where}, {load}",
                    _leave(come, books, step.code, load),
                    "ms",
                    AT_MOST,
                )
                for where, come in (("here", program.visit), ("room", program.join))
                for load in (QUIET, *LOADS, UPLOADS, SILENT, ALL)
            ]


def _leave(come: Callable[[Made], Tablet], books: Sequence[Made], code: str, load: str) -> float:
    """Milliseconds of the slowest of 4 * LEAVERS * ROUNDS answers."""
    times: list[float] = []
    for _ in range(ROUNDS):
        leavers = prepare_to_leave([come(made) for made in books[len(LOADS) :]], f"/p/{code}")
        with keep_busy(load, come, books):
            time.sleep(1)
            times += leave_all(leavers)
    return max(times) * 1000
