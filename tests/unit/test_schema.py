"""The tables of a book, and how they grow."""

from __future__ import annotations

import pytest

from easyread.book import cipher, schema
from easyread.book.refusals import BookDamaged, BookTooNew, NotKept

KEY = bytes(range(32))


@pytest.fixture
def empty(tmp_path):
    db = cipher.create_file(tmp_path / "book.db", KEY)
    yield db
    db.close()


@pytest.fixture
def book(empty):
    schema.create_tables(empty)
    return empty


def version(db: cipher.Database) -> int:
    return db.execute("PRAGMA user_version").fetchone()[0]


def add_column(db: cipher.Database) -> None:
    db.table("person").add_column("photo", str)


def fail_half_way(db: cipher.Database) -> None:
    db.table("person").add_column("half", str)
    db.execute("insert into nowhere values (1)")


def test_a_new_book_has_every_step(book):
    assert version(book) == len(schema.MIGRATIONS)
    schema.bring_up_to_date(book)
    assert version(book) == len(schema.MIGRATIONS)


def test_an_older_book_gets_the_new_steps_once_and_keeps_its_rows(book):
    with cipher.writing(book):
        book.table("person").insert({"id": "p", "role": "r", "name": "n", "at": "t"})
    for _ in range(2):
        schema.bring_up_to_date(book, (*schema.MIGRATIONS, add_column))
    assert version(book) == len(schema.MIGRATIONS) + 1
    assert [(row["name"], row["photo"]) for row in book.table("person").rows] == [("n", None)]


def test_a_step_that_fails_half_way_leaves_the_book_as_the_step_before_left_it(book):
    with pytest.raises(NotKept):
        schema.bring_up_to_date(book, (*schema.MIGRATIONS, add_column, fail_half_way))
    assert version(book) == len(schema.MIGRATIONS) + 1
    assert "photo" in book.table("person").columns_dict
    assert "half" not in book.table("person").columns_dict


def test_a_book_from_a_newer_version_is_refused_and_left_alone(book):
    schema.bring_up_to_date(book, (*schema.MIGRATIONS, add_column))
    with pytest.raises(BookTooNew):
        schema.bring_up_to_date(book)
    assert version(book) == len(schema.MIGRATIONS) + 1


def test_a_book_without_tables_is_damaged_not_new(empty):
    with pytest.raises(BookDamaged):
        schema.bring_up_to_date(empty)
    assert empty.table_names() == []


def test_tables_refuse_what_is_not_of_their_type(book):
    with pytest.raises(NotKept), cipher.writing(book):
        book.execute("insert into statement (id, number) values ('s', 'many')")
