"""The order of disk operations before a word is acknowledged, as ``strace`` sees it.

A kill cannot show what a lost battery does: the kernel still writes. So this looks at the order itself:
journal and folder on the disk, then the book, then the journal gone, then the folder again; then the mark;
then the promise. Any other order can lose words that were told to be kept.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

TIMES = 5
ROOT = Path(__file__).parents[2]
_CALLS = "trace=fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,write"
# One letter for each operation that counts, in the order in which it is looked for.
_LETTERS = (
    ("j", re.compile(r"f(data)?sync\(\d+<[^>]*book\.db-journal>\)")),
    ("b", re.compile(r"f(data)?sync\(\d+<[^>]*book\.db>\)")),
    ("x", re.compile(r"unlink(at)?\(.*book\.db-journal\"")),
    ("m", re.compile(r"write\(\d+<[^>]*\.mark>")),
    ("n", re.compile(r"fsync\(\d+<[^>]*/\.new-[^>]*>\)")),
    ("r", re.compile(r"rename\w*\(.*keys\.json\"")),
    ("d", re.compile(r"fsync\(\d+<[^>]*/books/[0-9a-f]{2}/[0-9a-f]{32}>\)")),
    ("!", re.compile(r"write\(1<")),  # the promise
)
# Between one promise and the next; a promise can follow on more than one write.
RIGHT = {"writing": re.compile(r"(jdjbxdm)+"), "changing the lock": re.compile(r"nrd")}


def find_faults(folder: Path) -> list[str] | None:
    """What is wrong with the order, in words; ``None`` where ``strace`` is not installed: not shown."""
    if not shutil.which("strace"):
        return None
    faults = []
    for action, right in RIGHT.items():
        seen = _trace(folder / action.replace(" ", "-"), action)
        if len(seen) != TIMES - 1:
            faults.append(f"{action}: {len(seen)} of {TIMES - 1} promises seen")
        faults += [f"{action}: {letters}" for letters in seen if not right.fullmatch(letters)]
    return faults


def _trace(home: Path, action: str) -> list[str]:
    home.mkdir(parents=True)
    log = home / "trace"
    child = [sys.executable, "-m", "tests.soak.actions", action, str(home / "instance"), str(TIMES)]
    subprocess.run(
        ["strace", "-f", "-y", "-s", "0", "-e", _CALLS, "-o", log, *child],
        check=True, stdout=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    lines = log.read_text("utf-8", "replace").splitlines()
    letters = (next((letter for letter, call in _LETTERS if call.search(line)), "") for line in lines)
    _, *seen = filter(None, "".join(letters).split("!"))  # the first also makes the book
    return seen
