"""What the disk alone takes: bare commits, one after the other, in a process of their own.

They are as durable as a book's, and as small. python -m benchmarks.bare_commits FILE
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from easyread.book.cipher import KEY_BYTES, create_file

PAUSE = 0.02  # seconds between two, as somebody who leaves and looks at the neutral page


@contextmanager
def commit_barely(folder: Path) -> Iterator[list[float]]:
    """Beside what is done in the block; the seconds of each are in the list when it has ended."""
    took: list[float] = []
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bare_commits", str(folder / "bare.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout
        child.stdout.readline()  # it has begun
        yield took
        told, _ = child.communicate("")
        took += [float(line) for line in told.splitlines()]


def main(file: Path) -> None:
    """Commit until the input ends, then say how long each took."""
    over = threading.Event()
    threading.Thread(target=_wait_for_end, args=(over,), daemon=True).start()
    took = list[float]()
    with closing(create_file(file, bytes(KEY_BYTES)).conn) as connection:
        connection.execute("CREATE TABLE line (words TEXT)")
        print("begun", flush=True)
        while not took or not over.wait(PAUSE):
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO line VALUES ('Please ask me first.')")
            connection.execute("COMMIT")
            took.append(time.perf_counter() - began)
    file.unlink()
    print(*took, sep="\n")


def _wait_for_end(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
