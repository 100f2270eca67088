"""``make soak``: what the tests show a few times, shown for minutes. Exit code 0: everything held.

python -m tests.soak --kills 1000 --cases 20000 --lines 5000
"""

from __future__ import annotations

import argparse
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.books import open_vault
from tests.soak import damage, kills, liars, order
from tests.soak.voice import speak_under_fire

ROOT = Path(__file__).parents[2]
MANY = 10_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="kill -9 in all, shared among the actions")
    parser.add_argument(
        "--cases",
        type=int,
        default=20_000,
        help="random books and histories for the properties of sharing and provenance",
    )
    parser.add_argument("--lines", type=int, default=5000, help="lines spoken while the voice is killed")
    parser.add_argument("--every", type=int, default=1, help="change one byte of so many in a book's file")
    parser.add_argument("--folder", help="where to write; another disk than the system's temporary one")
    asked = parser.parse_args()
    # Beside the kills: it uses the other core, and disturbs their timing as other programs do.
    property_test = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.properties", str(asked.cases)], cwd=ROOT
    )
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        held = [_show_liars(Path(folder)), _show_order(Path(folder))]
        held += [_show_kills(Path(folder), asked.kills), _show_start(Path(folder))]
        held.append(damage.main(f"{folder}/damage", str(asked.every)) == 0)
    held.append(property_test.wait() == 0)
    held.append(_show_voice(asked.lines))
    print("everything held" if all(held) else "NOT everything held")
    return 0 if all(held) else 1


def _show_liars(folder: Path) -> bool:
    print("would a broken promise be seen? Actions that break theirs:", flush=True)
    return liars.main(str(folder / "liars")) == 0


def _show_order(folder: Path) -> bool:
    faults = order.find_faults(folder / "order")
    if faults is None:
        print("order of disk operations: NOT shown, strace is not installed", flush=True)
        return True
    print("order of disk operations before a promise:", "; ".join(faults) or "right, by strace", flush=True)
    return not faults


_COLUMNS: dict[str, Callable[[kills.Tally], object]] = {
    "killed while": lambda tally: tally.action,
    "kills": lambda tally: tally.kills,
    "before": lambda tally: tally.parts["before"],
    "during": lambda tally: tally.parts["during"],
    "after": lambda tally: tally.parts["after"],
    "half done": lambda tally: tally.half_done,
    "start too": lambda tally: tally.starts,
    "promises": lambda tally: tally.promises,
    "lost": lambda tally: tally.lost,
    "unopenable": lambda tally: tally.unopenable,
    "false alarms": lambda tally: tally.false_alarms,
    "left over": lambda tally: tally.left_over,
    "in clear": lambda tally: tally.in_clear,
}
_MEANING = """
before, during, after: where the kill came, of the part that must be whole or not at all
half done: the kill left a journal, or an unfinished file, on the disk
start too: then the next start was killed as well, while it cleared up
"""


def _show_kills(folder: Path, count: int) -> bool:
    began, tallies = time.monotonic(), []
    widths = [max(len(name), 20 if name == "killed while" else 5) for name in _COLUMNS]
    print("  ".join(name.rjust(width) for name, width in zip(_COLUMNS, widths, strict=True)))
    for tally in kills.kill_all(folder, count):
        tallies.append(tally)
        cells = (str(cell(tally)) for cell in _COLUMNS.values())
        print("  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)), flush=True)
    print(_MEANING.strip())
    total, promises, lost, shut = (
        sum(getattr(tally, name) for tally in tallies) for name in ("kills", "promises", "lost", "unopenable")
    )
    print(
        f"{total} kills in {time.monotonic() - began:.0f} s: "
        f"{lost} of {promises:,} promises lost, {shut} books unopenable",
        flush=True,
    )
    return all(tally.held for tally in tallies)


def _show_voice(lines: int) -> bool:
    tally = speak_under_fire(lines, blows=lines // 40)
    print("voice:", tally, flush=True)
    return tally.held


def _show_start(folder: Path) -> bool:
    """A device with 10,000 books starts with less than a second's work."""
    books = folder / "many" / "instance" / "books"
    for number in range(MANY):
        (books / f"{number % 256:02x}" / f"{number % 256:02x}{secrets.token_hex(15)}").mkdir(parents=True)
    began, worked = time.perf_counter(), time.process_time()
    open_vault(folder / "many")
    took, worked = time.perf_counter() - began, time.process_time() - worked
    print(f"start with {MANY:,} books: {took:.2f} s, of which {worked:.2f} s are its own work", flush=True)
    return worked < 1  # the rest is what other programs do here


if __name__ == "__main__":
    sys.exit(main())
