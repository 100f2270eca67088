"""A book's own history: a number for each write, and a hash that no other line of writes has.

Both are written in the transaction of the write itself, so a book says how new it is. SQLCipher's seals tell
whether a page was changed, but the whole file of last month has good seals too: whoever puts it back takes
words away. :mod:`.freshness` remembers, outside the file, how far it had come.

Each hash is made of the one before and of chance, so two copies that were written apart never meet again.
The last 16,384 are kept (some 0.7 MB at most), so that of two books the newer one shows that it has all that
the older one has. A few of the older links would not do: the older book stops at any number.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import NamedTuple

from easyread.book.cipher import Database
from easyread.book.errors import BookDamaged

KEPT = 16_384
_EVERY = 64  # writes; then the links that are too many go: it touches another page of the file
_MOST = 2**62  # writes; one more must still be a number for SQLite


class Link(NamedTuple):
    """Where a book has come to: how many writes, and the hash of the last one (32 bytes)."""

    revision: int
    hash: bytes


START = Link(0, bytes(32))


def add_table(db: Database) -> None:
    """A ring: each link takes the place of the one 64 writes ago."""
    db.table("chain").create({"place": int, "revision": int, "hash": bytes}, pk="place", strict=True)


def lengthen_table(db: Database) -> None:
    """No ring: each link under its own number. A book from before has its last 64."""
    db.execute("alter table chain rename to ring")
    db.table("chain").create({"revision": int, "hash": bytes}, pk="revision", strict=True)
    db.execute("insert into chain select revision, hash from ring")
    db.execute("drop table ring")


def read_last(db: Database) -> Link:
    """The newest link. Call within :func:`.cipher.reading` or :func:`.cipher.writing`."""
    row = db.execute("select revision, hash from chain order by revision desc limit 1").fetchone()
    return START if row is None else _check(*row)


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
    db.execute("insert into chain values (?, ?)", link)
    if revision % _EVERY == 0:
        db.execute("delete from chain where revision <= ?", [revision - KEPT])
    return link


def goes_on_from(db: Database, link: Link) -> bool:
    """Did this book come to ``link``, and perhaps further? ``False`` where it cannot show that it did.

    Call as :func:`read_last`.
    """
    row = db.execute("select hash from chain where revision = ?", [link.revision]).fetchone()
    return link == START or (row is not None and row[0] == link.hash)
