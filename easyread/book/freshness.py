"""How far each book had come, kept beside it: an older copy that is put in its place is noticed.

The mark is written after the book's own write is on the disk, never before: it may lag (a crash between the
two, or a power cut), but it never leads. So a mark that is ahead of its book means that writes are missing.

It costs no fsync: a mark that is lost or half written proves nothing, and is written anew. It lies outside
the book's folder, so that a folder of last month put back whole is noticed too. What it cannot notice: all
of the instance folder put back at once; a mark taken away together with the words.

Sealed with the device's secret, because a count of writes tells how often somebody writes. Not with the
book's key: an older key file beside an older book must be noticed as well.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from easyread.book.history import Link
from easyread.small_files import AT_ONCE, Unreadable, read_start

_NONCE, _REVISION, _HASH, _TAG = 12, 8, 32, 16
SIZE = _NONCE + _REVISION + _HASH + _TAG  # bytes


class Freshness:
    """The marks of one device's books. A book is named by its folder, which is named by its id."""

    def __init__(self, device_secret: Callable[[], bytes | None]) -> None:
        self._secret = device_secret
        self._made: ChaCha20Poly1305 | None = None

    @property
    def _cipher(self) -> ChaCha20Poly1305 | None:
        """``None`` as long as the secret is out of reach: then the marks stay as they are."""
        if self._made is None and (secret := self._secret()) is not None:
            self._made = ChaCha20Poly1305(HKDF(SHA256(), 32, None, b"my-words/1/mark").derive(secret))
        return self._made

    def read(self, folder: Path) -> Link | None:
        """``None`` when there is no mark, or none that this device wrote for this book."""
        if (cipher := self._cipher) is None:
            return None
        try:
            data = read_start(_file(folder), SIZE)
            opened = cipher.decrypt(data[:_NONCE], data[_NONCE:], folder.name.encode())
        except (FileNotFoundError, Unreadable, ValueError, InvalidTag):
            return None
        return Link(int.from_bytes(opened[:_REVISION], "big"), opened[_REVISION:])

    def write(self, folder: Path, link: Link) -> None:
        """Where that cannot be done, the mark lags."""
        if (cipher := self._cipher) is None:
            return
        nonce = secrets.token_bytes(_NONCE)
        said = link.revision.to_bytes(_REVISION, "big") + link.hash
        sealed = nonce + cipher.encrypt(nonce, said, folder.name.encode())
        with suppress(OSError):
            # Always as long as before.
            handle = os.open(_file(folder), os.O_WRONLY | os.O_CREAT | AT_ONCE, 0o600)
            try:
                os.write(handle, sealed)
            finally:
                os.close(handle)


def forget(folder: Path) -> None:
    """Remove the mark of a book that is deleted. Raises OSError."""
    _file(folder).unlink(missing_ok=True)


def sweep(books: Path) -> None:
    """Remove marks without a book: they would tell that there was one."""
    for file in books.glob("??/*.mark"):
        if not file.with_suffix("").exists():
            with suppress(OSError):
                file.unlink()


@lru_cache(maxsize=1024)
def _file(folder: Path) -> Path:
    return folder.with_suffix(".mark")
