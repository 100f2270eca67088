"""What opening or making a book gives: which book, and the key to it."""

from __future__ import annotations

from typing import NamedTuple


class BookHandle(NamedTuple):
    """A book that was opened: 32 hex digits, and its 32-byte key. Keep it in memory only."""

    book: str
    key: bytes

    def __repr__(self) -> str:  # a key must not be in a traceback
        return f"{type(self).__name__}({self.book!r})"


class Made(NamedTuple):
    """A new book. The recovery code is shown once and kept nowhere."""

    book: str
    key: bytes
    recovery_code: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.book!r})"
