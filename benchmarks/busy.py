"""Exit, Lock and the neutral page while others keep the program busy: the slowest of all answers.

It tells of the program only on a machine that does nothing else: the crowd itself takes a part of it. And
only where nobody waits for the disk: who leaves waits for one commit, and a crowd that writes too can let
that take half a second, in whatever program. So the books are in memory, where there is a folder that is;
those on the disk are told beside bare commits of another program, in the same moments.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.bare_commits import commit_barely
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
from tests.faults.program import Program, run_program
from tests.faults.tablet import Tablet
from tests.memory_folder import find_memory

AT_MOST = 200  # ms
LEAVERS, ROUNDS = 6, 2
QUIET = "nobody else"


class Busy(NamedTuple):
    """The program, and books of it for the crowd and for who leaves from which page."""

    folder: Path
    program: Program
    books: Sequence[Made]
    page: str

    def come(self) -> dict[str, Callable[[Made], Tablet]]:
        """How somebody comes to the program, by where they are."""
        return {"here": self.program.visit, "room": self.program.join}


def measure() -> list[Row]:
    """A row for each crowd, on this device and in the room; the greatest one on the disk too."""
    with _start(find_memory()) as busy:
        rows = [
            Row(_name(where, load), _leave(busy, come, load)[0], "ms", AT_MOST)
            for where, come in busy.come().items()
            for load in (QUIET, *LOADS, UPLOADS, SILENT, ALL)
        ]
    with _start(None) as busy:
        for where, come in busy.come().items():
            slowest, barely = _leave(busy, come, ALL)
            rows.append(Row(f"{_name(where, ALL)}, disk, above it", max(slowest - barely, 0), "ms", AT_MOST))
    return rows


def _name(where: str, load: str) -> str:
    return f"leaving at the slowest, {where}, {load}"


@contextmanager
def _start(place: Path | None) -> Iterator[Busy]:
    """The program with its books below ``place``; none: where this system has its temporary files."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        instance = Path(folder) / "instance"
        books = prepare_books(instance, len(LOADS) + LEAVERS)
        step = next(step for step in load_steps(Paths(instance)) if step.id == "safe-means")
        with run_program(instance) as program:
            yield Busy(Path(folder), program, books, f"/p/{step.code}")


def _leave(busy: Busy, come: Callable[[Made], Tablet], load: str) -> tuple[float, float]:
    """Milliseconds of the slowest of 4 * LEAVERS * ROUNDS answers, and of the bare commits meanwhile."""
    times, barely = list[float](), list[float]()
    for _ in range(ROUNDS):
        leavers = prepare_to_leave([come(made) for made in busy.books[len(LOADS) :]], busy.page)
        with keep_busy(load, come, busy.books):
            time.sleep(1)
            with commit_barely(busy.folder) as took:
                times += leave_all(leavers)
        barely += took
    return max(times) * 1000, max(barely) * 1000
