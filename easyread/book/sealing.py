"""Words sealed to a book while it is locked: only who opens the book can read them.

An X25519 key pair is derived from the book's data key. While the book is open its public half is known, and
that half alone stays in memory after the lock. Sealed is: a fresh public key, and the words under
ChaCha20-Poly1305 with HKDF-SHA256(X25519(fresh, book's); salt: both public keys), as in RFC 9180's base mode.
Each key seals once, so the nonce is nought.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PUBLIC_BYTES = 32
_NONCE = bytes(12)


def find_public(key: bytes, book: str) -> bytes:
    """The 32 bytes to which words for this book are sealed. ``key``: its data key."""
    return _private(key, book).public_key().public_bytes_raw()


def seal(public: bytes, book: str, words: bytes) -> bytes:
    """Seal ``words`` to the book. ``ValueError``: this is no public key."""
    fresh = X25519PrivateKey.generate()
    shared = fresh.exchange(X25519PublicKey.from_public_bytes(public))
    sent = fresh.public_key().public_bytes_raw()
    return sent + _cipher(shared, sent + public, book).encrypt(_NONCE, words, book.encode("ascii"))


def unseal(key: bytes, book: str, sealed: bytes) -> bytes | None:
    """The words; ``None`` when they were not sealed to this book with this key, or were changed."""
    private = _private(key, book)
    sent, words = sealed[:PUBLIC_BYTES], sealed[PUBLIC_BYTES:]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(sent))
        salt = sent + private.public_key().public_bytes_raw()
        return _cipher(shared, salt, book).decrypt(_NONCE, words, book.encode("ascii"))
    except (InvalidTag, ValueError):
        return None


def _private(key: bytes, book: str) -> X25519PrivateKey:
    purpose = f"my-words/1/{book}/late-words".encode("ascii")
    return X25519PrivateKey.from_private_bytes(HKDF(SHA256(), 32, None, purpose).derive(key))


def _cipher(shared: bytes, salt: bytes, book: str) -> ChaCha20Poly1305:
    purpose = f"my-words/1/{book}/late-words/seal".encode("ascii")
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, purpose).derive(shared))
