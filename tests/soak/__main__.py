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
from pathlib import Path

from tests.books import open_vault
from tests.soak import kills, order
from tests.soak.voice import speak_under_fire

ROOT = Path(__file__).parents[2]
MANY = 10_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="kill -9 in all, shared among the actions")
    parser.add_argument("--cases", type=int, default=20_000, help="random books for the sharing property")
    parser.add_argument("--lines", type=int, default=5000, help="lines spoken while the voice is killed")
    parser.add_argument("--folder", help="where to write; another disk than the system's temporary one")
    asked = parser.parse_args()
    # Beside the kills: it uses the other core, and disturbs their timing as other programs do.
    property_test = subprocess.Popen([sys.executable, "-m", "tests.soak.sharing", str(asked.cases)], cwd=ROOT)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        held = [_show_order(Path(folder)), _show_kills(Path(folder), asked.kills), _show_start(Path(folder))]
    held.append(property_test.wait() == 0)
    held.append(_show_voice(asked.lines))
    print("everything held" if all(held) else "NOT everything held")
    return 0 if all(held) else 1


def _show_order(folder: Path) -> bool:
    faults = order.find_faults(folder / "order")
    if faults is None:
        print("order of disk operations: NOT shown, strace is not installed", flush=True)
        return True
    print("order of disk operations before a promise:", "; ".join(faults) or "right, by strace", flush=True)
    return not faults


def _show_kills(folder: Path, count: int) -> bool:
    began, tallies = time.monotonic(), []
    head = (
        "killed while",
        "kills",
        "in a write",
        "promises",
        "lost",
        "unopenable",
        "false alarms",
        "in clear",
    )
    widths = [max(len(name), 18 if place == 0 else 8) for place, name in enumerate(head)]
    print("  ".join(name.ljust(width) for name, width in zip(head, widths, strict=True)))
    for tally in kills.kill_all(folder, count):
        tallies.append(tally)
        cells = (
            tally.action, tally.kills, tally.in_a_write, tally.told, tally.lost, tally.unopenable,
            tally.false_alarms, tally.in_clear,
        )  # fmt: skip
        print(
            "  ".join(str(cell).ljust(width) for cell, width in zip(cells, widths, strict=True)), flush=True
        )
    lost, shut = sum(tally.lost for tally in tallies), sum(tally.unopenable for tally in tallies)
    total = sum(tally.kills for tally in tallies)
    print(
        f"{total} kills in {time.monotonic() - began:.0f} s: "
        f"{lost} acknowledged words or locks lost, {shut} books unopenable",
        flush=True,
    )
    return all(tally.held for tally in tallies)


def _show_voice(lines: int) -> bool:
    tally = speak_under_fire(lines, blows=lines // 40)
    print("voice:", tally, flush=True)
    return tally.held


def _show_start(folder: Path) -> bool:
    """A device with 10,000 books starts in less than a second."""
    books = folder / "many" / "instance" / "books"
    for number in range(MANY):
        (books / f"{number % 256:02x}" / f"{number % 256:02x}{secrets.token_hex(15)}").mkdir(parents=True)
    began = time.perf_counter()
    open_vault(folder / "many")
    took = time.perf_counter() - began
    print(f"start with {MANY:,} books: {took:.2f} s", flush=True)
    return took < 1


if __name__ == "__main__":
    sys.exit(main())
