"""One program for one folder: a second would count tries beside it, and sweep what the first still writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_HELD = "in-use"  # a file, on Windows only: there a folder cannot be locked


class RunsAlready(Exception):
    """Another program has the folder."""

    def __init__(self) -> None:
        super().__init__("another program has the folder")


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Hold a folder until the block ends; the system lets go of it when the program is killed.

    It writes nothing, so a read-only folder is held too. Raises :class:`RunsAlready`. Where the disk has no
    locks at all, nobody can tell, and the program goes on.
    """
    with ExitStack() as stack:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = _open(folder)
        except OSError:  # whoever needs the folder says so
            yield
            return
        stack.callback(os.close, handle)
        _lock(handle)
        yield


def _open(folder: Path) -> int:
    if sys.platform == "win32":
        return os.open(folder / _HELD, os.O_RDWR | os.O_CREAT, 0o600)
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  of one system only

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            raise RunsAlready from None
        return
    import fcntl  # noqa: PLC0415  not on Windows

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RunsAlready from None
    except OSError:
        return
