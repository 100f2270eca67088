"""Opening one encrypted file. The only import of sqlcipher3 and sqlite_utils in the program.

sqlite-utils catches ``sqlite3.OperationalError``, which sqlcipher3's errors are not. Left so, a failed
statement leaves a transaction open and later writes are accepted and then vanish. sqlite-utils prefers
``pysqlite3`` when there is one: so sqlcipher3 is that, before the first import of sqlite-utils.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

import sqlcipher3

from easyread import memory
from easyread.book.errors import BookDamaged, NotKept
from easyread.book.files import sync_folder
from easyread.small_files import is_ordinary

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

import sqlite_utils.db  # noqa: E402  only after the lines above

if vars(sqlite_utils.db)["OperationalError"] is not sqlcipher3.OperationalError:
    raise ImportError("sqlite_utils was imported before easyread.book.cipher: words would be lost")

Database = sqlite_utils.db.Database
KEY_BYTES = 32

# SQLCipher's own emptying of what it frees: where the C library does not do it (see memory.py). It costs as
# much again as opening a book, and three times a reading: docs/decisions/storage.md.
_EMPTYING = () if memory.FILLS_FREED else ("cipher_memory_security = ON",)
PRAGMAS = (
    *_EMPTYING,
    "cipher_log_level = NONE",  # else a wrong key is reported on stderr
    "temp_store = MEMORY",  # no words in a temporary file
    "journal_mode = DELETE",  # one file at rest
    "synchronous = EXTRA",  # with the folder's fsync: an acknowledged word survives a power cut
    "secure_delete = ON",  # what is deleted is overwritten
    "foreign_keys = ON",
    "trusted_schema = OFF",
)
# The file is whole, but cannot be used now.
_PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_NOMEM")


def open_file(file: Path, key: bytes) -> Database:
    """Open an existing encrypted file with its raw 32-byte key.

    Raises :class:`BookDamaged` when it is missing, is not ours or has another key; :class:`NotKept`
    when something else is using it.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a book's key has 32 bytes")
    _refuse_odd(file)
    with reading():
        connection = sqlcipher3.connect(_address(file), uri=True, timeout=5, isolation_level=None)
        try:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("PRAGMA user_version").fetchone()  # a wrong key shows here at the latest
            # No plugins: whatever else is installed must not be handed an open book. A book has no triggers.
            return Database(connection, execute_plugins=False, recursive_triggers=False)
        except BaseException:
            connection.close()
            raise


def _refuse_odd(file: Path) -> None:
    """The library opens whatever has these names, and would wait for ever at a pipe: so we look before it."""
    try:
        odd = any(os.path.lexists(name) and not is_ordinary(name) for name in _names(file))
    except OSError:  # it went, or is out of reach: the library says which
        return
    if odd:
        raise BookDamaged


@lru_cache(maxsize=1024)
def _names(file: Path) -> tuple[str, ...]:
    return tuple(f"{file}{end}" for end in ("", "-journal", "-wal", "-shm"))


@lru_cache(maxsize=1024)
def _address(file: Path) -> str:
    """mode=rw: a missing file must be noticed, not made anew and empty."""
    return f"{file.absolute().as_uri()}?mode=rw"


def create_file(file: Path, key: bytes) -> Database:
    """Make a new, empty encrypted file that only this user can read (0600). OSError when it exists."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return open_file(file, key)


def export_file(db: Database, file: Path, key: bytes) -> None:
    """Copy all of an open book into a new file with a key of its own; on the disk when this returns.

    It goes to the disk once, at the end: until then nobody uses the copy, and a kill leaves one that is
    thrown away. Raises OSError (it exists, or cannot be written), :class:`NotKept`, :class:`BookDamaged`.
    """
    create_file(file, key).close()
    with reading():
        db.conn.execute("PRAGMA foreign_keys = OFF")  # it copies table by table
        db.conn.execute("ATTACH DATABASE ? AS copy KEY ?", [str(file), f"x'{key.hex()}'"])
        try:
            db.conn.execute("PRAGMA copy.synchronous = OFF")
            db.conn.execute("PRAGMA copy.journal_mode = MEMORY")
            db.conn.execute("SELECT sqlcipher_export('copy')").fetchone()
            version = db.conn.execute("PRAGMA user_version").fetchone()[0]  # which it does not copy
            db.conn.execute(f"PRAGMA copy.user_version = {int(version)}")
        finally:
            db.conn.execute("DETACH DATABASE copy")
    with file.open("r+b") as stream:
        os.fsync(stream.fileno())
    sync_folder(file.parent)


def check_file(file: Path, key: bytes) -> None:
    """Read every page and every row. Raises :class:`BookDamaged`, :class:`NotKept`."""
    db = open_file(file, key)
    try:
        with reading():
            sealed = db.conn.execute("PRAGMA cipher_integrity_check").fetchall()
            whole = db.conn.execute("PRAGMA integrity_check").fetchall()
        if sealed or whole != [("ok",)]:
            raise BookDamaged
    finally:
        db.close()


def refuse_writes(db: Database) -> None:
    """From now on this connection only reads: every write raises :class:`NotKept`."""
    db.conn.execute("PRAGMA query_only = ON")


def read_version() -> str:
    """The library that seals books, as it says itself; it has an OpenSSL of its own."""
    with closing(sqlcipher3.connect(":memory:")) as connection:
        connection.execute("PRAGMA key = 'none'")  # without one it does not say what it computes with
        pragmas = ("cipher_version", "cipher_provider_version")
        cipher, provider = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas)
    return f"SQLCipher {cipher}, SQLite {sqlcipher3.sqlite_version}, {provider}"


@contextmanager
def reading() -> Iterator[None]:
    """Turn the library's errors into ours; theirs can quote SQL and values."""
    try:
        yield
    except sqlcipher3.Error as error:
        passing = (getattr(error, "sqlite_errorname", None) or "").startswith(_PASSING)
        raise (NotKept if passing else BookDamaged) from None


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One transaction, on the disk when the block ends; any error undoes all of it.

    BEGIN IMMEDIATE, because a reader that turns into a writer is refused at once when two requests meet.
    Raises :class:`NotKept`.
    """
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.conn.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.conn.execute("ROLLBACK")
            raise
    # UnicodeError: half a surrogate pair cannot be stored, and the error would carry the whole text.
    except (sqlcipher3.Error, UnicodeError):
        raise NotKept from None
