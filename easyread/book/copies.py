"""A whole book as one sealed file, to keep elsewhere and to bring back with the recovery code.

    magic (14 bytes) | version (2) | header's length (4) | header (JSON) | tag (32) | book | checksum (32)

The book is a SQLCipher file with the book's own key. The header has recovery slots only: no lock opens a
copy, and no device secret is needed. ``tag`` is an HMAC, under a key from the data key, of all that stands
before it and of the book: who has no code cannot change a copy. The checksum tells a damaged file from a
wrong code before a try is counted. Numbers are unsigned, the first byte the highest.
"""

from __future__ import annotations

import os
import secrets
import struct
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from easyread.book import cipher, files, history, schema
from easyread.book.errors import BookDamaged, BookHere, BookTooNew, NoCopy, NotKept, WrongSecret
from easyread.book.folders import Folders
from easyread.book.history import Link
from easyread.book.keys import KeyFile, Slot, key_id_of, unwrap, without_codes_before
from easyread.small_files import Unreadable, decode_json

LARGEST = 64 * 2**20  # bytes of a copy; a book of own words has a few hundred thousand

_MAGIC = b"my-words-book\n"
_VERSION = 1
_START = struct.Struct(f">{len(_MAGIC)}sHI")
_LONGEST_HEADER = 16 * 1024
_TAG = 32


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which book it is, and the way to its key: the newest code.

    ``older`` is the code before it, as long as nobody has said that the newest is kept: it may be the only
    one that the person has.
    """

    book: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    recovery: Slot
    older: Annotated[tuple[Slot, ...], msgspec.Meta(max_length=1)] = ()

    @property
    def codes(self) -> tuple[Slot, ...]:
        """The newest last, as in a key file."""
        return (*self.older, self.recovery)


class Copy(NamedTuple):
    """A file that has the shape of a copy; :func:`unseal` tells whether it is one."""

    header: Header
    signed: bytes  # all that stands before the tag
    tag: bytes
    book: bytes


def seal(header: Header, key: bytes, book: bytes) -> bytes:
    """One file from a book's bytes and its data key."""
    written = msgspec.json.encode(header)
    signed = _START.pack(_MAGIC, _VERSION, len(written)) + written
    whole = signed + _sign(key, signed, book).finalize() + book
    return whole + sha256(whole).digest()


def parse(data: bytes) -> Copy:
    """Take a file apart. Raises :class:`NoCopy`; :class:`BookTooNew` when a newer program wrote it."""
    if len(data) < _START.size + _TAG or not data.startswith(_MAGIC):
        raise NoCopy
    if sha256(data[:-_TAG]).digest() != data[-_TAG:]:
        raise NoCopy
    _, version, length = _START.unpack_from(data)
    if version > _VERSION:
        raise BookTooNew
    body = _START.size + length
    if version < 1 or length > _LONGEST_HEADER or len(data) < body + 2 * _TAG:
        raise NoCopy
    try:
        header = decode_json(data[_START.size : body], Header)
    except Unreadable:
        raise NoCopy from None
    if any(slot.kind != "recovery" for slot in header.codes):
        raise NoCopy
    return Copy(header, data[:body], data[body : body + _TAG], data[body + _TAG : -_TAG])


def open_header(header: Header, code: bytes) -> tuple[KeyFile, bytes]:
    """The book's key file, and its key, by a recovery code. Raises :class:`WrongSecret`."""
    key = next((key for slot in header.codes if (key := unwrap(code, slot, header.book))), None)
    if key is None:
        raise WrongSecret
    named = KeyFile(book=header.book, slots=header.codes, key_id=key_id_of(key, header.book))
    return without_codes_before(named, code), key


def unseal(copy: Copy, key: bytes) -> bytes:
    """The book's bytes as they were sealed. Raises :class:`NoCopy` when anything was changed since."""
    try:
        _sign(key, copy.signed, copy.book).verify(copy.tag)
    except InvalidSignature:
        raise NoCopy from None
    return copy.book


def read_whole(file: Path, key: bytes) -> bytes:
    """A book's file as one consistent copy. Raises :class:`NotKept`, :class:`BookDamaged`, OSError."""
    exported = file.with_name(f"{files.TEMPORARY}{secrets.token_hex(8)}")  # a start after a kill sweeps it
    db = cipher.open_file(file, key)
    try:
        cipher.export_file(db, exported, key)
        if exported.stat().st_size > LARGEST - _START.size - _LONGEST_HEADER - 2 * _TAG:
            raise NotKept  # it could never be brought back
        return exported.read_bytes()
    finally:
        db.close()
        if exported.exists():
            files.shred(exported)


def put_back(folders: Folders, named: KeyFile, key: bytes, book: bytes) -> None:
    """Put a copy's book into its folder. Nobody else may use the book meanwhile.

    Raises :class:`BookHere`; :class:`NoCopy` when it is no whole book, :class:`BookTooNew`; OSError.
    """
    if not folders.has(named.book):
        folders.add(named, lambda file: _write_checked(file, key, book))
        return
    fresh = folders.new_file(named.book)
    known, whole, broken = _look(folders, named, key)
    newest = max(whole, key=lambda file: whole[file].revision, default=None)
    kept: list[Path] = []
    try:
        _write_checked(fresh, key, book)
        if newest is None or _goes_on(fresh, key, whole[newest]):
            newest = fresh = folders.give_name(fresh)
        elif known:
            raise BookHere
        else:
            files.shred(fresh)
        kept.extend(folders.copy_aside(replaced, named) for replaced in whole.keys() - {newest})
        folders.set_aside(broken, named)
        folders.switch(msgspec.structs.replace(named, file=newest.name))
    except Exception:
        for unfinished in (fresh, *kept):
            with suppress(OSError):
                files.shred(unfinished)
        raise


def _look(folders: Folders, named: KeyFile, key: bytes) -> tuple[bool, dict[Path, Link], list[Path]]:
    """Is the book here known by its key file? How far its whole files have come; its broken files.

    Raises :class:`BookHere` for a book that has another key now: its lock was renewed, here or elsewhere.
    """
    folder = folders.folder(named.book)
    try:
        here = folders.keys_of(named.book)
    except BookDamaged:
        known, found = False, sorted(folder.glob("book*.db"))
    else:
        if here.key_id not in (b"", named.key_id):
            raise BookHere
        known, found = True, [folder / here.file]
    whole, broken = dict[Path, Link](), list[Path]()
    for file in found:
        try:
            whole[file] = _check(file, key)
        except BookDamaged:
            broken.append(file)
    return known, whole, broken


def _write_checked(file: Path, key: bytes, book: bytes) -> None:
    """Write a copy's book, and look whether it is one. Raises :class:`NoCopy`, :class:`BookTooNew`."""
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
        stream.write(book)
        stream.flush()
        os.fsync(stream.fileno())
    files.sync_folder(file.parent)
    try:
        _check(file, key)
    except BookDamaged:
        raise NoCopy from None


def _check(file: Path, key: bytes) -> Link:
    """Read a file through; gives how far its book has come."""
    cipher.check_file(file, key)
    db = cipher.open_file(file, key)
    try:
        schema.bring_up_to_date(db)
        with cipher.reading():
            return history.read_last(db)
    finally:
        db.close()


def _goes_on(file: Path, key: bytes, here: Link) -> bool:
    """Can this show that it has every write of what is here, and more? Else words could be lost."""
    db = cipher.open_file(file, key)
    try:
        with cipher.reading():
            return history.read_last(db).revision > here.revision and history.goes_on_from(db, here)
    finally:
        db.close()


def _sign(key: bytes, signed: bytes, book: bytes) -> HMAC:
    mac = HMAC(HKDF(SHA256(), 32, None, b"my-words/1/copy").derive(key), SHA256())
    mac.update(signed)
    mac.update(book)
    return mac
