"""The order of disk operations before a word is acknowledged, as ``strace`` sees it.

A kill cannot show what a lost battery does: the kernel still writes. So this looks at the order itself:
journal and folder on the disk, then the book, then the journal gone, then the folder again; then the mark;
then the promise. Any other order can lose words that were told to be kept. So it is with a new key, a copy
that is brought back, and a delete.
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
_BOOKS = r"<[^>]*/books/[0-9a-f]{2}"
# One letter for each operation that counts, in the order in which it is looked for.
_LETTERS = (
    ("j", re.compile(r"f(data)?sync\(\d+<[^>]*book(-\d+)?\.db-journal>\)")),
    ("b", re.compile(r"f(data)?sync\(\d+<[^>]*book(-\d+)?\.db>\)")),
    ("k", re.compile(r"fsync\(\d+<[^>]*keys\.json>\)")),  # overwritten
    ("x", re.compile(r"unlink(at)?\(.*book(-\d+)?\.db-journal\"")),
    ("u", re.compile(r"unlink(at)?\(.*book(-\d+)?\.db\"")),
    ("v", re.compile(r"unlink(at)?\(.*keys\.json\"")),
    ("m", re.compile(r"write\(\d+<[^>]*\.mark>")),
    ("n", re.compile(rf"fsync\(\d+{_BOOKS}/[^>]*\.new-[^>]*>\)")),  # an unfinished file or folder
    ("t", re.compile(r"fsync\(\d+<[^>]*/\.new-[^>]*>\)")),  # the count of tries
    ("r", re.compile(r"rename\w*\(.*keys\.json\"")),
    ("R", re.compile(r"rename\w*\(.*/books/[0-9a-f]{2}/[.\w-]*\"")),  # a book's whole folder
    ("d", re.compile(rf"fsync\(\d+{_BOOKS}/[0-9a-f]{{32}}>\)")),
    ("D", re.compile(rf"fsync\(\d+{_BOOKS}>\)")),
    ("!", re.compile(r"write\(1<")),  # the promise
)
_WRITE = "jdjbxdm"
# Between one promise and the next; what goes before is the round's own preparation. In these a day passes
# with every request, so the count of tries may be written at the beginning of each.
RIGHT = {
    "writing": re.compile(rf"(t?{_WRITE})+"),
    "keeping an answer": re.compile(rf"(t|{_WRITE})*{_WRITE}"),
    # With no room a journal is begun and goes, and nothing is promised.
    "locking, disk full": re.compile(rf"(t|xd|{_WRITE})*{_WRITE}"),
    "words that come late": re.compile(rf"(t|{_WRITE})*{_WRITE}"),
    "changing the lock": re.compile(rf"(t|{_WRITE})*tnrd"),
    # The book is told, then the new code is there and the used one gone, in one step; then the new lock.
    "using up the code": re.compile(rf"(t|{_WRITE})*{_WRITE}nrdtnrd"),
    # The new file, its name, then the switch, and only then is the old file overwritten and gone.
    "re-keying": re.compile(rf"(t|{_WRITE})*tbddnrdbud"),
    # The book, its name, then what it replaces is set aside, and only then the switch.
    "restoring, over": re.compile(r".*bdd(nd)?nrd(bud)?"),
    # The book, then its code is used up.
    "restoring, clean": re.compile(rf".*bnnrnRDm{_WRITE}nrd"),
    # The folder is no book any more, then the keys, then the words.
    "deleting": re.compile(r".*RDkvnbun"),
}


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
    child = [sys.executable, "-m", "tests.soak.actions", action, str(home), str(TIMES)]
    subprocess.run(
        ["strace", "-f", "-y", "-s", "0", "-e", _CALLS, "-o", log, *child],
        check=True, stdout=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    lines = log.read_text("utf-8", "replace").splitlines()
    letters = (next((letter for letter, call in _LETTERS if call.search(line)), "") for line in lines)
    _, *seen = filter(None, "".join(letters).split("!"))  # the first also makes the book
    return seen
