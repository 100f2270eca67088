"""Opening one encrypted file."""

from __future__ import annotations

import ast
import secrets
import stat
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
import sqlcipher3

from easyread.book import cipher
from easyread.book.errors import BookDamaged, NotKept

PACKAGE = Path(cipher.__file__).parents[1]
KEY = bytes(range(32))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An encrypted file with one table and one row."""
    path = tmp_path / "a book#1?%20.db"  # signs that mean something in an address of SQLite
    db = cipher.create_file(path, KEY)
    with cipher.writing(db):
        db.table("said").insert({"id": 1, "words": "marker-elderflower"}, pk="id")
    db.close()
    return path


def ids(path: Path) -> list[int]:
    db = cipher.open_file(path, KEY)
    try:
        return [row["id"] for row in db.table("said").rows]
    finally:
        db.close()


def test_the_file_shows_neither_words_nor_its_kind_and_is_private(file: Path) -> None:
    content = file.read_bytes()
    assert not content.startswith(b"SQLite format 3")
    assert b"marker" not in content
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_opened_book_has_the_safe_settings(file: Path) -> None:
    db = cipher.open_file(file, KEY)
    wanted = {
        "journal_mode": "delete",
        "synchronous": 3,  # EXTRA
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "temp_store": 2,  # memory
        "busy_timeout": 5000,
    }
    assert {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    db.close()


def test_a_failed_statement_does_not_make_later_rows_vanish(file: Path) -> None:
    """Without the shim these rows are accepted, and gone after closing."""
    db = cipher.open_file(file, KEY)
    with pytest.raises(sqlcipher3.Error):
        db.execute("insert into nowhere values (1)")
    list(db.query("insert into said values (2, 'b') returning id"))
    db.table("said").insert({"id": 3, "words": "c", "extra": "d"}, alter=True)
    db.close()
    assert ids(file) == [1, 2, 3]


def test_sqlite_utils_imported_first_is_refused() -> None:
    loaded = "import sqlite_utils, easyread.book.cipher"
    ended = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=False, cwd=PACKAGE.parent
    )
    assert ended.returncode != 0
    assert "words would be lost" in ended.stderr


def test_a_wrong_key_is_refused_in_silence(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BookDamaged):
        cipher.open_file(file, secrets.token_bytes(32))
    assert capfd.readouterr() == ("", "")


def test_a_missing_file_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(BookDamaged):
        cipher.open_file(tmp_path / "none.db", KEY)
    assert not list(tmp_path.iterdir())


def test_an_existing_file_is_never_created_over(file: Path) -> None:
    with pytest.raises(FileExistsError):
        cipher.create_file(file, KEY)
    assert ids(file) == [1]


def test_a_short_key_is_a_mistake_of_the_program(file: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        cipher.open_file(file, b"short")


def keep_rows(db: cipher.Database, numbers: Iterable[int]) -> None:
    with cipher.writing(db):
        for number in numbers:
            db.table("said").insert({"id": number, "words": "secret words"})


def test_an_error_in_a_transaction_undoes_all_of_it(file: Path) -> None:
    db = cipher.open_file(file, KEY)
    with pytest.raises(NotKept) as caught:
        keep_rows(db, (2, 1))  # 1 is there already
    with pytest.raises(ZeroDivisionError):
        keep_rows(db, (4 // number for number in (2, 0)))
    db.close()
    assert ids(file) == [1]
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_writer_holds_the_file_from_its_first_reading(file: Path) -> None:
    """Two that read and then write would else both be refused, or build on what is no longer so."""
    first, second = cipher.open_file(file, KEY), cipher.open_file(file, KEY)
    second.execute("PRAGMA busy_timeout = 1")
    with cipher.writing(first), pytest.raises(NotKept):
        keep_rows(second, [2])
    keep_rows(second, [2])
    first.close()
    second.close()
    assert ids(file) == [1, 2]


def test_two_writers_wait_for_each_other_and_lose_nothing(file: Path) -> None:
    def write(start: int) -> None:
        db = cipher.open_file(file, KEY)
        for number in range(start, start + 10):
            with cipher.writing(db):
                seen = db.execute("select count(*) from said").fetchone()[0]  # read, then write
                db.table("said").insert({"id": number, "words": str(seen)})
        db.close()

    threads = [threading.Thread(target=write, args=(start,)) for start in (100, 200, 300, 400)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids(file)) == 41


def test_a_deleted_row_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tried on a file without a key, where what is left could be seen."""
    plain = tmp_path / "plain.db"
    connection = sqlcipher3.connect(str(plain), isolation_level=None)
    for pragma in cipher.PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("create table said (words text)")
    connection.execute("insert into said values ('marker-elderflower')")
    assert b"marker-elderflower" in plain.read_bytes()
    connection.execute("delete from said")
    connection.close()
    assert b"marker-elderflower" not in plain.read_bytes()


def test_only_cipher_opens_databases() -> None:
    """A string given to sqlite-utils' Database makes a file without encryption."""
    database_modules = {"sqlcipher3", "sqlite_utils", "sqlite3", "pysqlite3", "apsw"}
    importers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if database_modules & imported_names(node)
    }
    assert importers == {"book/cipher.py"}


def imported_names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    return {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) else set()
