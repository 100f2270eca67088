"""A book's own history: a number for each write, and a hash that no other line of writes has.

Both are written in the transaction of the write itself, so a book says how new it is. SQLCipher's seals tell
whether a page was changed, but the whole file of last month has good seals too: whoever puts it back takes
words away. :mod:`.marks` remembers, outside the file, how far it had come.

Each hash is made of the one before and of chance, so two copies that were written apart never meet again.
The last 64 are kept: enough to find the mark after a crash, and the book does not grow.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import NamedTuple

from easyread.book.cipher import Database
from easyread.book.refusals import BookDamaged

KEPT = 64
_MOST = 2**62  # writes; one more must still be a number for SQLite


class Link(NamedTuple):
    """Where a book has come to: how many writes, and the hash of the last one (32 bytes)."""

    revision: int
    hash: bytes


START = Link(0, bytes(32))


def add_table(db: Database) -> None:
    """A ring: each link takes the place of the one 64 writes ago."""
    db.table("chain").create({"place": int, "revision": int, "hash": bytes}, pk="place", strict=True)


def read_last(db: Database) -> Link:
    """The newest link: SQLite gives the hash of the row that has the greatest number.

    Call within :func:`.cipher.reading` or :func:`.cipher.writing`.
    """
    row = db.execute("select max(revision), hash from chain").fetchone()
    return START if row[0] is None else _check(*row)


def _check(revision: object, last: object) -> Link:
    """Raises :class:`BookDamaged` for what no write of ours left: a copy may come from anywhere."""
    if not isinstance(revision, int) or not isinstance(last, bytes):
        raise BookDamaged
    if not 0 < revision < _MOST or len(last) != 32:
        raise BookDamaged
    return Link(revision, last)


def advance(db: Database) -> Link:
    """Add the next link. Call within the transaction of the write that it counts."""
    last = read_last(db)
    revision = last.revision + 1
    link = Link(revision, sha256(last.hash + revision.to_bytes(8, "big") + secrets.token_bytes(32)).digest())
    db.execute("insert or replace into chain values (?, ?, ?)", [revision % KEPT, *link])
    return link


def goes_on_from(db: Database, mark: Link) -> bool:
    """Did this book come to ``mark``, and perhaps further? ``True`` when that is too long ago to tell."""
    if mark.revision > read_last(db).revision:
        return False
    row = db.execute("select hash from chain where revision = ?", [mark.revision]).fetchone()
    return row is None or row[0] == mark.hash
