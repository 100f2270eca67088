"""What a page of an open book carries to be recognised after the lock: which book and which opening it is of.

It is sealed with a key of this device, so that nobody makes one up and a page tells nothing of its book. It
opens nothing. The same opening always has the same reference: a page can be compared with the opening of now.
"""

from __future__ import annotations

import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from easyread.book.sealing import PUBLIC_BYTES

_ID, _NONCE, _TIME = 16, 12, 8  # bytes
_PURPOSE = b"my-words/1/reference"


class Reference(NamedTuple):
    """One opening of one book. ``public``: to which words that come late are sealed."""

    book: str  # 32 hex digits
    opening: str  # as long, made anew at each opening
    public: bytes
    at: float  # when it was opened: seconds since 1970, by the clock of the device

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.book!r})"


class References:
    """Writes and reads references of this device. ``key``: 32 bytes that no page and no book holds."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._cipher, self._clock = ChaCha20Poly1305(key), clock

    def write(self, book: str, public: bytes) -> tuple[Reference, str]:
        """The reference of a new opening, and what its pages carry."""
        made = Reference(book, secrets.token_hex(_ID), public, float(int(self._clock())))
        plain = bytes.fromhex(made.book + made.opening) + public + int(made.at).to_bytes(_TIME, "big")
        nonce = secrets.token_bytes(_NONCE)
        return made, urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, plain, _PURPOSE)).decode("ascii")

    def read(self, sent: str) -> Reference | None:
        """What a page sent; ``None`` when it was not written on this device, or was changed."""
        try:
            raw = urlsafe_b64decode(sent.encode("ascii"))
            plain = self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], _PURPOSE)
        except (InvalidTag, ValueError):
            return None
        book, opening, rest = plain[:_ID].hex(), plain[_ID : 2 * _ID].hex(), plain[2 * _ID :]
        at = int.from_bytes(rest[PUBLIC_BYTES:], "big")
        return Reference(book, opening, rest[:PUBLIC_BYTES], float(at))

    def seconds_since(self, reference: Reference) -> float:
        """How long ago it was written, by the device's clock; below 0 when that was set back."""
        return self._clock() - reference.at
