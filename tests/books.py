"""What tests of the book share: a cheap vault, a clock that is told the time, made-up statements."""

from __future__ import annotations

import secrets
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from easyread.book import cipher, schema
from easyread.book.device import Cost
from easyread.book.locks import LockKind
from easyread.book.rows import to_row
from easyread.book.vault import Vault
from easyread.model import Rendering, Statement
from easyread.settings import Paths

DOOR, PIN = "star", "482915"  # of the one book that every test's instance holds
QUICK = Cost(passes=1, memory=8 * 1024, lanes=1)
Lock = tuple[str, LockKind, str]  # a door, the kind of its lock, and the secret
AT = datetime(2026, 3, 4, 15, 9, 26, 535897, tzinfo=UTC)


class Clock:
    """Seconds that pass only when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def open_vault(folder: Path, clock: Clock | None = None) -> Vault:
    return Vault(Paths(instance=folder / "instance"), QUICK, clock or Clock())


def make_statement(**changes: Any) -> Statement:
    fields: dict[str, Any] = {
        "id": secrets.token_hex(16),
        "step": "what-i-want",
        "question_version": "0a1b2c3d",
        "kind": "many",
        "choices": ("see-my-sister",),
        "words": "I want my key back.",
        "language": "en-GB",
        "at": AT,
    }
    return Statement(**fields | changes)


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


KEY = bytes(range(32))


def make_book_file(folder: Path) -> Path:
    """An empty book with its tables, opened by ``KEY``."""
    file = folder / "book.db"
    db = cipher.create_file(file, KEY)
    schema.create_tables(db)
    db.close()
    return file


def open_database(file: Path) -> closing[cipher.Database]:
    return closing(cipher.open_file(file, KEY))


def make_old(file: Path, key: bytes) -> None:
    """Take a book back to the tables of the first version, all at once."""
    first = _list_first_tables()
    with closing(cipher.open_file(file, key)) as db, cipher.writing(db):
        db.execute("PRAGMA defer_foreign_keys = ON")  # a table may go before the one that names it
        for table in db.table_names():
            if table not in first:
                db.execute(f'drop table "{table}"')
                continue
            if table == "grant":  # the one column that has got another name since
                db.execute('alter table "grant" rename column said to statement')
            newer = db.table(table).columns_dict.keys() - first[table]
            if newer.intersection(db.table(table).pks):  # a part of the key cannot be dropped: its rows go
                db.execute(f'drop table "{table}"')
                db.table(table).create(dict.fromkeys(first[table], str), pk="page", strict=True)
                continue
            for column in newer:
                db.execute(f'alter table "{table}" drop column "{column}"')
            for column in first[table] - db.table(table).columns_dict.keys():  # that rows have no longer
                db.execute(f'alter table "{table}" add column "{column}" integer not null default 0')
            assert db.table(table).columns_dict.keys() == first[table]
        db.execute("PRAGMA user_version = 1")


@cache
def _list_first_tables() -> dict[str, frozenset[str]]:
    with TemporaryDirectory() as folder, closing(cipher.create_file(Path(folder) / "book.db", KEY)) as db:
        schema.create_tables(db, schema.MIGRATIONS[:1])
        return {table: frozenset(db.table(table).columns_dict) for table in db.table_names()}


def keep_as_before(db: cipher.Database, table: str, record: Statement | Rendering, **more: int) -> None:
    """A row as a book of an earlier version had it: ``more`` is what rows have no longer."""
    row = {**to_row(record), **more}
    with cipher.writing(db):
        db.table(table).insert({name: row[name] for name in db.table(table).columns_dict if name in row})
