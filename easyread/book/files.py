"""Small files that are either the old one or the new one, never half of one, and nobody else's to read."""

from __future__ import annotations

import errno
import io
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from easyread.small_files import is_ordinary

TEMPORARY = ".new-"  # how every unfinished file or folder begins
_AT_ONCE = 64 * 1024  # bytes


def make_private(folder: Path) -> None:
    """Make the folder and its parents, and close it to other users (0700). Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(OSError):  # not ours, read only, or a disk that has no modes: nothing to be done about it
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)


def sync_folder(folder: Path) -> None:
    """Wait until new, renamed and removed names in the folder are on the disk."""
    if os.name == "nt":  # Windows cannot open a folder, and orders these itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def atomic_write(file: Path, data: bytes) -> None:
    """Replace the file's content (mode 0600), on the disk when this returns.

    Raises OSError: nothing changed.
    """
    atomic_copy(io.BytesIO(data), file)


def atomic_copy(source: BinaryIO, file: Path) -> None:
    """As :func:`atomic_write`, with all that ``source`` has still to give."""
    handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=file.parent)  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            shutil.copyfileobj(source, stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def replace_secret(file: Path, data: bytes) -> None:
    """As :func:`atomic_write`, and then the bytes from before are overwritten: best effort, as :func:`shred`.

    Never before the new ones are there: a kill would leave neither.
    """
    if os.name == "nt" or not file.is_file():  # Windows replaces no file that is open
        return atomic_write(file, data)
    with file.open("r+b", buffering=0) as before:
        atomic_write(file, data)
        with suppress(OSError):
            _overwrite(before)
    return None


def shred(file: Path) -> None:
    """Overwrite a file with random bytes, then remove it. Raises OSError.

    Best effort: flash and some file systems keep the old bytes elsewhere. What must never be read again is
    sealed with a key, and the key's own file is shredded too. Only what is a file is opened: a link leads to
    what is not ours, and a pipe would let us wait for ever.
    """
    if is_ordinary(file):
        with file.open("r+b", buffering=0) as stream:
            _overwrite(stream)
    file.unlink()
    sync_folder(file.parent)


def _overwrite(stream: io.FileIO) -> None:
    handle = stream.fileno()
    size = os.fstat(handle).st_size
    place = _find_data(handle, 0, size)
    while place < size:
        stream.seek(place)
        place += stream.write(secrets.token_bytes(min(size - place, _AT_ONCE)))
        place = _find_data(handle, place, size)
    os.fsync(handle)


def _find_data(handle: int, place: int, size: int) -> int:
    """Where there is something to overwrite from ``place`` on. A hole holds nothing, and fills a disk."""
    if not hasattr(os, "SEEK_DATA") or place >= size:
        return place
    try:
        return os.lseek(handle, place, os.SEEK_DATA)
    except OSError as error:  # a file system that knows no holes has none
        return size if error.errno == errno.ENXIO else place


def shred_folder(folder: Path) -> None:
    """Shred every file of a folder and remove it: the smallest first, which hold the keys. Raises OSError."""
    content = (file for file in folder.iterdir() if file.is_file() and not file.is_symlink())
    for file in sorted(content, key=lambda file: file.stat().st_size):
        shred(file)
    shutil.rmtree(folder)


def sweep(folders: Iterable[Path]) -> None:
    """Remove what a killed program left unfinished: it can hold a wrapped key."""
    for folder in folders:
        for left in folder.glob(f"{TEMPORARY}*"):
            with suppress(OSError):  # read only: it is no less readable than before
                _remove(left.rename(left.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")))


def _remove(left: Path) -> None:
    """Its name is ours alone: under the old one another program could be putting it in its place. OSError."""
    if left.is_dir() and not left.is_symlink():
        shred_folder(left)
    else:
        shred(left)
