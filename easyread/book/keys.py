"""From a secret to a book's key. Pure computing, but for the key file itself.

A book's data key is 32 random bytes. Each slot of its ``keys.json`` holds that key, wrapped:

- a lock's slot:     argon2id(door, kind, secret; device salt) + device secret -> HKDF -> ChaCha20-Poly1305
- the recovery slot: the code's own 120 bits                                   -> HKDF -> ChaCha20-Poly1305

Argon2 runs once a try, with the device's salt, whatever is behind the door; HKDF with each slot's own salt
then makes that slot's wrapping key. So a try takes the same time at every door, and no file has to say
which book is behind which.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from easyread.book.device import Bytes32, Device
from easyread.book.errors import BookDamaged
from easyread.book.files import atomic_write
from easyread.book.locks import CODE_BYTES, LockKind
from easyread.small_files import Unreadable, read_json

SlotKind = LockKind | Literal["recovery"]
_NO_LOCKS: tuple[SlotKind, ...] = ("none", "recovery")


class _Stored(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what is written as JSON (bytes as base64)."""


class Slot(_Stored, frozen=True, kw_only=True):
    """One way to the data key."""

    kind: SlotKind
    salt: Bytes32
    nonce: Annotated[bytes, msgspec.Meta(min_length=12, max_length=12)]
    sealed: Annotated[bytes, msgspec.Meta(min_length=48, max_length=48)]  # data key and its tag


class KeyFile(_Stored, frozen=True, kw_only=True):
    """``keys.json``, beside the ``file`` that it opens. The newest recovery slot is the last of them."""

    version: Literal[1] = 1
    book: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    slots: Annotated[tuple[Slot, ...], msgspec.Meta(max_length=16)]
    file: Annotated[str, msgspec.Meta(pattern=r"^book(-[1-9][0-9]{0,8})?\.db$")] = "book.db"
    key_id: Annotated[bytes, msgspec.Meta(max_length=16)] = b""  # see key_id_of(); empty: not known


def codes_of(key_file: KeyFile) -> tuple[Slot, ...]:
    """The slots of the recovery codes, the newest last. Raises :class:`BookDamaged`: there is none."""
    codes = tuple(slot for slot in key_file.slots if slot.kind == "recovery")
    if not codes:
        raise BookDamaged
    return codes


def has_lock(key_file: KeyFile) -> bool:
    """Has the book a lock of any kind? It cost a choice of a lock; books without are had for nothing."""
    return any(slot.kind not in _NO_LOCKS for slot in key_file.slots)


def with_lock(key_file: KeyFile, lock: Slot) -> KeyFile:
    """The same with this lock only; the recovery codes stay."""
    codes = (slot for slot in key_file.slots if slot.kind == "recovery")
    return msgspec.structs.replace(key_file, slots=(*codes, lock))


def with_code(key_file: KeyFile, code: Slot) -> KeyFile:
    """The same with this recovery code beside the one that the person has; others, never kept, go."""
    kept = [slot for slot in key_file.slots if slot.kind == "recovery"][:1]
    return _with_codes(key_file, *kept, code)


def with_newest_code(key_file: KeyFile) -> KeyFile:
    """The same with its newest recovery code only."""
    return with_only_code(key_file, codes_of(key_file)[-1])


def with_only_code(key_file: KeyFile, code: Slot) -> KeyFile:
    """The same with this recovery code and no other."""
    return _with_codes(key_file, code)


def without_codes_before(key_file: KeyFile, material: bytes) -> KeyFile:
    """The same without the recovery codes that were made before the one that this opens."""
    codes = list(codes_of(key_file))
    while len(codes) > 1 and unwrap(material, codes[0], key_file.book) is None:
        del codes[0]
    return _with_codes(key_file, *codes)


def _with_codes(key_file: KeyFile, *codes: Slot) -> KeyFile:
    locks = (slot for slot in key_file.slots if slot.kind != "recovery")
    return msgspec.structs.replace(key_file, slots=(*codes, *locks))


def read_key_file(file: Path) -> KeyFile:
    """Raises :class:`BookDamaged`."""
    try:
        return read_json(file, KeyFile)
    except (FileNotFoundError, Unreadable):
        raise BookDamaged from None


def write_key_file(file: Path, keys: KeyFile) -> None:
    """Replace it in one step. Raises OSError."""
    atomic_write(file, msgspec.json.encode(keys))


def stretch(device: Device, door: str, kind: LockKind, secret: str) -> bytes:
    """A door and a lock as key material. Slow on purpose; the same for every book on the device."""
    cost = device.cost
    stretched = hash_secret_raw(
        f"{door}\0{kind}\0{secret}".encode("utf-8", "surrogatepass"),
        device.salt,
        cost.passes,
        cost.memory,
        cost.lanes,
        32,
        Type.ID,
    )
    return stretched + device.secret  # both are 32 bytes, so the join has one reading


def wrap(material: bytes, kind: SlotKind, book: str, key: bytes) -> Slot:
    """Seal a book's key. ``material`` is from :func:`stretch`, or is a recovery code's bytes.

    A recovery code needs no stretching: nobody can try 2**120 codes. It leaves the device's secret out,
    because it must open the book on another machine.
    """
    salt, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    purpose = _purpose(book, kind)
    sealed = ChaCha20Poly1305(_derive(material, salt, purpose)).encrypt(nonce, key, purpose)
    return Slot(kind=kind, salt=salt, nonce=nonce, sealed=sealed)


def make_keys(book: str, kind: LockKind, material: bytes) -> tuple[bytes, bytes, tuple[Slot, ...]]:
    """A new data key, a new recovery code's bytes, and the slots in which code and lock hold the key."""
    key, code = secrets.token_bytes(32), secrets.token_bytes(CODE_BYTES)
    return key, code, (wrap(code, "recovery", book, key), wrap(material, kind, book, key))


def unwrap(material: bytes, slot: Slot, book: str) -> bytes | None:
    """The book's key, or None when this is not what locked the slot (or the slot was changed)."""
    purpose = _purpose(book, slot.kind)
    try:
        return ChaCha20Poly1305(_derive(material, slot.salt, purpose)).decrypt(
            slot.nonce, slot.sealed, purpose
        )
    except InvalidTag:
        return None


def key_id_of(key: bytes, book: str) -> bytes:
    """Tells one data key of a book from the next, and nothing else about it."""
    return HKDF(SHA256(), 16, None, _purpose(book, "key-id")).derive(key)


def door_bucket(device: Device, door: str) -> str:
    """Under which name tries at a door are counted: it tells no door to who has only the files.

    With another secret it is another name. That lets nobody off a wait: with another secret no lock opens
    that opened before, and where the old secret comes back, so does the wait.
    """
    return _name_tries(device, "door", door)


def book_bucket(device: Device, book: str) -> str:
    """Under which name a book's own choices of locks are counted: it tells no book."""
    return f"book {_name_tries(device, 'book', book)}"


def _name_tries(device: Device, what: str, name: str) -> str:
    mac = HMAC(device.secret, SHA256())
    mac.update(f"tries\0{what}\0{name}".encode("utf-8", "surrogatepass"))
    return mac.finalize().hex()[:32]


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose from the device's secret."""
    return HKDF(SHA256(), 32, None, f"my-words/1/{purpose}".encode("ascii")).derive(secret)


def _purpose(book: str, kind: SlotKind | Literal["key-id"]) -> bytes:
    """Binds a slot to its book and kind: one that is moved elsewhere opens nothing."""
    return f"my-words/1/{book}/{kind}".encode("ascii")


def _derive(material: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(material)
