"""A file that only takes up room: it is given up, a piece at a time, when a disk is full.

So the words that somebody is just writing, and the counting of tries, still find room on a disk that others
have filled. A piece at a time, because whoever fills the disk would take all of it at once. When there is
room again it is made anew. It holds random bytes: a disk cannot store them as less, and they tell nothing.
"""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from contextlib import suppress
from pathlib import Path

from easyread.book.files import TEMPORARY
from easyread.small_files import is_ordinary

SIZE = 2 * 2**20  # bytes
ENOUGH = 512 * 2**10  # free bytes that the longest words take, with the journal of those before them
PLENTY = 8 * SIZE  # free bytes with which it is made again


def find_free(folder: Path) -> int:
    """Bytes that we may still write there. Raises OSError."""
    return shutil.disk_usage(folder).free


class Reserve:
    """The reserve of one instance folder. Safe to share between threads. Nothing here ever raises OSError."""

    def __init__(self, instance: Path) -> None:
        self._instance, self._file = instance, instance / "reserve"
        self._guard = threading.Lock()
        self.refill()

    @property
    def left(self) -> int:
        """Bytes that can still be given up: none of what is not ours, as a longer one that is all hole."""
        with suppress(OSError):
            size = self._file.lstat().st_size
            return size if is_ordinary(self._file) and size <= SIZE else 0
        return 0

    def is_low(self) -> bool:
        """Is there so little room that it is for words and counters only?"""
        with suppress(OSError):
            return find_free(self._instance) < ENOUGH + SIZE - self.left
        return False

    def make_room(self, needed: int = ENOUGH) -> None:
        """Give up so much that ``needed`` bytes are free, or all there is."""
        with suppress(OSError):
            missing = needed - find_free(self._instance)
            if missing > 0:
                self.give_up(missing)

    def give_up(self, size: int = ENOUGH) -> None:
        """Give up some, also where the system does not tell how much we may write (a quota)."""
        with self._guard, suppress(OSError):
            left = self.left - size
            if left > 0:
                os.truncate(self._file, left)
            else:
                self._file.unlink(missing_ok=True)

    def refill(self) -> None:
        """Make it whole again when the disk has plenty of room."""
        with self._guard, suppress(OSError):
            if self.left == SIZE or find_free(self._instance) < PLENTY:
                return
            unfinished = self._file.with_name(f"{TEMPORARY}reserve")
            unfinished.unlink(missing_ok=True)
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(secrets.token_bytes(SIZE))
            unfinished.replace(self._file)
