"""What tests of the book share: a file with its tables, and the book in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from easyread.book.cipher import Database
from easyread.book.store import Store
from easyread.book.vault import BookHandle, Made, Vault
from tests.books import make_book_file, make_statement, open_database


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


@pytest.fixture
def made(vault: Vault) -> Made:
    """A book behind the boat, with one statement; a file may have its own."""
    book = vault.make_book("boat", "pin", "482915")
    with vault.open_store(BookHandle(book.book, book.key)) as store:
        store.keep(make_statement(words="marker-elderflower"))
    return book
