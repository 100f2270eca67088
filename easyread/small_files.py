"""Small files and headers that anybody may have changed: read whole, or refused in one way.

A file can be damaged in a dozen ways, and each has an error of its own: a byte that is no UTF-8, brackets a
thousand deep, a number of 5,000 digits, a folder of its name. Whoever forgets one of them lets a single bad
byte stop the program. So what is small and not ours alone is read here, and here only.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TypeVar

import msgspec

LARGEST = 64 * 1024  # bytes; ours are a few hundred
# To open with: else a pipe of that name lets us wait for its other end, for ever.
AT_ONCE: int = getattr(os, "O_NONBLOCK", 0)
T = TypeVar("T")

# What the decoders raise for bytes that somebody else chose (ValueError: UnicodeDecodeError too).
DAMAGE = (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError)


class Unreadable(Exception):
    """It is damaged, too long, or no file. The text is fixed: what is in the file is nobody's to see."""

    def __init__(self) -> None:
        super().__init__("it cannot be read")


class OutOfReach(Unreadable):
    """The system does not let us read it now; it may be whole."""


def read_small(file: Path, most: int = LARGEST) -> bytes:
    """All of a file of at most ``most`` bytes. Raises as :func:`read_start`; :class:`Unreadable` for more."""
    data = _read(file, most + 1, most)
    if len(data) > most:
        raise Unreadable
    return data


def read_start(file: Path, length: int) -> bytes:
    """A file's first bytes. A planted one can neither fill the memory nor keep us waiting.

    Raises FileNotFoundError, :class:`Unreadable`, :class:`OutOfReach`.
    """
    return _read(file, length)


def is_ordinary(file: Path | str) -> bool:
    """Is it a file, and no link, pipe, folder or device? Raises OSError, FileNotFoundError too."""
    return stat.S_ISREG(os.lstat(file).st_mode)


def _read(file: Path, length: int, most: int | None = None) -> bytes:
    """``most``: a longer file is refused unread. A link counts as what it leads to."""
    try:
        with open(file, "rb", buffering=0, opener=_open_at_once) as stream:
            about = os.fstat(stream.fileno())
            if not stat.S_ISREG(about.st_mode) or (most is not None and about.st_size > most):
                raise Unreadable
            return stream.read(length) or b""
    except FileNotFoundError:
        raise
    except IsADirectoryError:
        raise Unreadable from None
    except OSError:
        raise OutOfReach from None


def read_json(file: Path, kind: type[T], most: int = LARGEST) -> T:
    """What a file of JSON says. Raises as :func:`read_small`."""
    return decode_json(read_small(file, most), kind)


def decode_json(data: bytes | str, kind: type[T]) -> T:
    """What some bytes of JSON say. Raises :class:`Unreadable` for anything else."""
    try:
        return msgspec.json.decode(data, type=kind)
    except DAMAGE:
        raise Unreadable from None


def _open_at_once(name: str, flags: int) -> int:
    return os.open(name, flags | AT_ONCE)
