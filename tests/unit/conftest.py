"""What tests of the book share: a file with its tables, and the book in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from easyread.book.cipher import Database
from easyread.book.store import Store
from tests.books import make_book_file, open_database


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make_book_file(tmp_path)


@pytest.fixture
def db(file: Path) -> Iterator[Database]:
    with open_database(file) as db:
        yield db


@pytest.fixture
def store(db: Database) -> Store:
    return Store(db)


@pytest.fixture
def reopened(file: Path) -> Iterator[Store]:
    """The same book, read by another connection: only what is really in the file."""
    with open_database(file) as db:
        yield Store(db)
