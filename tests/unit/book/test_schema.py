"""The tables of a book, and how they grow."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from easyread.book import cipher, schema
from easyread.book.cipher import Database
from easyread.book.errors import BookDamaged, BookTooNew, NotKept
from easyread.book.rows import to_row
from easyread.book.store import Store
from easyread.model import Grant, Visit
from tests.books import AT, later, make_statement

KEY = bytes(range(32))
ROOT = Path(__file__).parents[3]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    db = cipher.create_file(tmp_path / "book.db", KEY)
    yield db
    db.close()


@pytest.fixture
def book(empty: Database) -> Database:
    schema.create_tables(empty)
    return empty


def version(db: cipher.Database) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def add_column(db: cipher.Database) -> None:
    db.table("person").add_column("photo", str)


def fail_half_way(db: cipher.Database) -> None:
    db.table("person").add_column("half", str)
    db.execute("insert into nowhere values (1)")


def test_a_new_book_has_every_step(book: Database) -> None:
    assert version(book) == len(schema.MIGRATIONS)
    schema.bring_up_to_date(book)
    assert version(book) == len(schema.MIGRATIONS)


def test_an_older_book_gets_the_new_steps_once_and_keeps_its_rows(book: Database) -> None:
    with cipher.writing(book):
        book.table("person").insert({"id": "p", "role": "r", "name": "n", "at": "t"})
    for _ in range(2):
        schema.bring_up_to_date(book, (*schema.MIGRATIONS, add_column))
    assert version(book) == len(schema.MIGRATIONS) + 1
    assert [(row["name"], row["photo"]) for row in book.table("person").rows] == [("n", None)]


def test_an_ok_from_before_covers_was_kept_covers_nothing_beside_its_words(empty: Database) -> None:
    earlier = 4  # steps, before the one that added the column
    schema.create_tables(empty, schema.MIGRATIONS[:earlier])
    grant = "id statement reader purpose answer at".split()
    with cipher.writing(empty):
        empty.execute("pragma defer_foreign_keys = on")
        empty.table("grant").insert({name: name for name in grant} | {"statement": None})
    schema.bring_up_to_date(empty)
    assert [row["covers"] for row in empty.table("grant").rows] == ["[]"]


def test_a_book_made_before_grants_were_for_anything_said_keeps_each_word_and_each_ok(
    empty: Database,
) -> None:
    earlier = 8  # steps, before the one that renamed the column
    said = make_statement(words="exactly as said", attached=("a",))
    answers = {
        "old": {"answer": "yes", "covers": "[]", "until": "2027-02-28"},
        "new": {"answer": "ask", "covers": '["f"]', "withdrawn": later(5).isoformat()},
    }
    about = {"statement": said.id, "reader": "nurse", "at": AT.isoformat()}
    schema.create_tables(empty, schema.MIGRATIONS[:earlier])
    with cipher.writing(empty):
        row, columns = to_row(said), empty.table("statement").columns_dict
        empty.table("statement").insert({name: row[name] for name in row if name in columns})  # of then
        for purpose in ("plan", "health"):
            for name, answer in answers.items():
                empty.table("grant").insert({"id": name + purpose, "purpose": purpose} | answer | about)
    schema.bring_up_to_date(empty)
    store = Store(empty)
    assert store.statements() == [said]
    kept = [one for one in store.everything()["Grant"] if isinstance(one, Grant)]
    assert [one.id for one in kept] == ["oldplan", "newplan", "oldhealth", "newhealth"]
    assert {one.said for one in kept} == {said.id}
    assert [one.until for one in kept] == [date(2027, 2, 28), None] * 2
    assert [(one.id, one.answer, one.covers, one.withdrawn) for one in store.grants()] == [
        ("newplan", "ask", ("f",), later(5)),
        ("newhealth", "ask", ("f",), later(5)),
    ]
    store.keep_grant(structs.replace(kept[0], id="after"))
    assert [one.id for one in store.grants()] == ["newhealth", "after"]
    with pytest.raises(NotKept):  # an id is there once, as before
        store.keep_grant(structs.replace(kept[0], id="after"))


def test_a_book_made_before_all_who_were_here_were_kept_opens_with_its_visits(empty: Database) -> None:
    earlier = 13  # steps, before the one that added the column
    schema.create_tables(empty, schema.MIGRATIONS[:earlier])
    row = {"id": "v", "at": AT.isoformat(), "presence": '["partner"]', "helping": None, "interpreter": "i"}
    with cipher.writing(empty):
        empty.table("visit").insert(row)
    schema.bring_up_to_date(empty)
    kept = Store(empty).visit("v")
    assert kept == Visit(id="v", at=AT, presence=("partner",), interpreter="i")


def test_of_steps_that_fail_half_way_none_is_left_and_a_copy_from_before_is(
    tmp_path: Path, book: Database
) -> None:
    before = (tmp_path / "book.db").read_bytes()
    with pytest.raises(NotKept):
        schema.bring_up_to_date(book, (*schema.MIGRATIONS, add_column, fail_half_way))
    assert version(book) == len(schema.MIGRATIONS)
    assert not {"photo", "half"} & set(book.table("person").columns_dict)
    assert (tmp_path / "book.db.before").read_bytes() == before
    book.close()
    assert (tmp_path / "book.db").read_bytes() == before
    copy = cipher.open_file(tmp_path / "book.db.before", KEY)
    assert version(copy) == len(schema.MIGRATIONS)
    copy.close()


def test_a_mistake_in_a_step_undoes_it_too(tmp_path: Path, book: Database) -> None:
    def divide(db: cipher.Database) -> None:
        add_column(db)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        schema.bring_up_to_date(book, (*schema.MIGRATIONS, divide))
    assert "photo" not in book.table("person").columns_dict
    assert (tmp_path / "book.db.before").exists()


def test_the_copy_is_there_while_the_steps_run_and_gone_after_them(tmp_path: Path, book: Database) -> None:
    seen = []

    def look(db: cipher.Database) -> None:
        seen.append(sorted(path.name for path in tmp_path.iterdir() if not path.name.endswith("journal")))
        add_column(db)

    schema.bring_up_to_date(book, (*schema.MIGRATIONS, look))
    assert seen == [["book.db", "book.db.before"]]
    assert [path.name for path in tmp_path.iterdir()] == ["book.db"]


def test_a_copy_that_a_kill_left_goes_when_the_book_is_whole(tmp_path: Path, book: Database) -> None:
    (tmp_path / "book.db.before").write_bytes(b"left")
    schema.bring_up_to_date(book)
    assert [path.name for path in tmp_path.iterdir()] == ["book.db"]


def test_without_room_for_the_copy_no_step_is_begun(book: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(schema, "atomic_copy", fail)
    with pytest.raises(NotKept):
        schema.bring_up_to_date(book, (*schema.MIGRATIONS, add_column))
    assert version(book) == len(schema.MIGRATIONS)


def test_nobody_else_can_write_from_the_copy_to_the_last_step(tmp_path: Path, book: Database) -> None:
    """Another program that holds the file would be cut off in the middle, or cut us off."""
    refused = []

    def write_elsewhere(db: cipher.Database) -> None:
        program = (
            "import sys; from pathlib import Path; from easyread.book import cipher\n"
            "db = cipher.open_file(Path(sys.argv[1]), bytes(range(32)))\n"
            "db.execute('PRAGMA busy_timeout = 1')\n"
            "try:\n    with cipher.writing(db): db.execute('delete from person')\n"
            "except cipher.NotKept: print('refused')"
        )
        ended = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "book.db")],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        refused.append(ended.stdout)

    schema.bring_up_to_date(book, (*schema.MIGRATIONS, write_elsewhere))
    assert refused == ["refused\n"]


def test_a_book_from_a_newer_version_is_refused_and_left_alone(book: Database) -> None:
    schema.bring_up_to_date(book, (*schema.MIGRATIONS, add_column))
    with pytest.raises(BookTooNew):
        schema.bring_up_to_date(book)
    assert version(book) == len(schema.MIGRATIONS) + 1


def test_a_book_without_tables_is_damaged_not_new(empty: Database) -> None:
    with pytest.raises(BookDamaged):
        schema.bring_up_to_date(empty)
    assert empty.table_names() == []


def test_tables_refuse_what_is_not_of_their_type(book: Database) -> None:
    with pytest.raises(NotKept), cipher.writing(book):
        book.execute("insert into statement (id, number) values ('s', 'many')")
