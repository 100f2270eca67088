"""Full, read-only and damaged disks: nothing half kept, nothing opened half, other books unharmed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from easyread.book import cipher, schema, vault
from easyread.book.errors import BookDamaged, BookTooNew, NotKept
from easyread.book.store import Store
from easyread.book.vault import BookHandle, Made, Vault
from easyread.model import Person
from tests.books import AT, make_statement, open_vault

PAGE = 4096


@pytest.fixture
def books(tmp_path: Path) -> Vault:
    return open_vault(tmp_path)


@pytest.fixture
def made(books: Vault) -> Made:
    """A book with 40 statements: some twenty pages."""
    book = books.make_book("boat", "pin", "482915")
    with books.open_store(BookHandle(book.book, book.key)) as store:
        for number in range(40):
            store.keep(make_statement(step=f"step-{number}", words=f"marker-{number} " * 60))
    return book


@pytest.fixture
def file(tmp_path: Path, made: Made) -> Path:
    return tmp_path / "instance" / "books" / made.book[:2] / made.book / "book.db"


def read_all(books: vault.Vault, made: Made) -> list[str]:
    with books.open_store(BookHandle(made.book, made.key)) as store:
        return [statement.words for statement in store.statements()]


def fill_disk(db: cipher.Database) -> None:
    """From now on the file may not grow by a page."""
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_keeps_all_that_was_there_and_says_not_kept(books: Vault, made: Made, file: Path) -> None:
    before = read_all(books, made)
    db = cipher.open_file(file, made.key)
    store = Store(db)
    store.keep_people([Person(id="jo", role="friend", name="Jo", at=AT)])
    fill_disk(db)
    with pytest.raises(NotKept):
        store.keep(make_statement(step="long", words="x" * 50_000))
    with pytest.raises(NotKept):
        store.keep_people([Person(id="ann", role="friend", name="y" * 50_000, at=AT)])
    assert [person.name for person in store.people()] == ["Jo"]
    store.mark("step-1", "seen", AT)  # what still fits is kept on the same connection
    db.close()
    assert read_all(books, made) == before


def test_a_full_disk_while_making_a_book_leaves_no_part_of_one(
    tmp_path: Path, books: Vault, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cipher.create_file

    def create_small(path: Path, key: bytes) -> cipher.Database:
        db = real(path, key)
        db.execute("PRAGMA max_page_count = 3")
        return db

    monkeypatch.setattr(cipher, "create_file", create_small)
    with pytest.raises(NotKept):
        books.make_book("tree", "pin", "730284")
    assert [path.parent.name for path in tmp_path.rglob("book.db")] == [made.book]


def test_a_read_only_file_can_be_read_and_not_written(made: Made, file: Path) -> None:
    """Root may write everywhere, so the connection itself is made to refuse."""
    db = cipher.open_file(file, made.key)
    db.execute("PRAGMA query_only = ON")
    store = Store(db)
    with pytest.raises(NotKept):
        store.keep(make_statement(step="new"))
    assert len(store.statements()) == 40
    db.close()


def test_a_book_that_another_program_is_writing_is_busy_not_damaged(
    made: Made, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = cipher.open_file(file, made.key)
    other = cipher.open_file(file, made.key)
    holder.execute("BEGIN EXCLUSIVE")
    other.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(NotKept):
        Store(other).statements()
    holder.execute("ROLLBACK")
    assert len(Store(other).statements()) == 40
    holder.close()
    other.close()


def damage(file: Path, page: int) -> None:
    content = bytearray(file.read_bytes())
    content[page * PAGE + 100] ^= 1
    file.write_bytes(content)


def test_words_in_a_damaged_page_are_refused_not_shown_changed_or_in_part(
    books: Vault, made: Made, file: Path
) -> None:
    refused, before = 0, read_all(books, made)
    whole = file.read_bytes()
    for page in range(len(whole) // PAGE):
        damage(file, page)
        try:
            words = read_all(books, made)
        except BookDamaged:
            refused += 1
        else:
            assert words == before  # a page that is not needed for them
        file.write_bytes(whole)
    assert refused > 5


# A last byte that is nought is no loss: SQLite reads what is missing as noughts. Of 16 that is no chance.
@pytest.mark.parametrize("length", [0, 1, 100, PAGE - 1, PAGE, 5 * PAGE, -PAGE, -16])
def test_a_cut_file_is_refused_and_left_as_it_is(books: Vault, made: Made, file: Path, length: int) -> None:
    """A file cut to nothing too: taken for a new book, it would hide that the words are gone."""
    cut = file.read_bytes()[:length]
    file.write_bytes(cut)
    with pytest.raises(BookDamaged):
        read_all(books, made)
    assert file.read_bytes() == cut


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + bytes(PAGE), b"hello " * PAGE])
def test_a_file_of_another_kind_is_refused(books: Vault, made: Made, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(BookDamaged):
        read_all(books, made)


def test_the_book_of_somebody_else_put_in_its_place_is_refused(books: Vault, made: Made, file: Path) -> None:
    other = books.make_book("tree", "pin", "730284")
    shutil.copyfile(file.parents[2] / other.book[:2] / other.book / "book.db", file)
    with pytest.raises(BookDamaged):
        read_all(books, made)


def test_a_damaged_book_harms_no_other(books: Vault, made: Made, file: Path) -> None:
    other = books.make_book("tree", "pin", "730284")
    file.write_bytes(b"")
    assert read_all(books, other) == []
    assert (
        books.open_book("boat", "pin", "482915").book == made.book
    )  # the lock still opens; the page explains


def test_a_book_from_a_newer_version_is_refused_and_left_as_it_is(
    books: Vault, made: Made, file: Path
) -> None:
    db = cipher.open_file(file, made.key)
    db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    db.close()
    before = file.read_bytes()
    with pytest.raises(BookTooNew):
        read_all(books, made)
    assert file.read_bytes() == before


def test_an_instance_folder_that_cannot_be_made_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file where the folder should be")
    with pytest.raises(NotKept):
        open_vault(tmp_path)


def test_no_fault_is_reported_on_stderr(tmp_path: Path, made: Made, file: Path) -> None:
    """SQLCipher tells of damage on stderr unless it is told not to; a log must not name books."""
    damage(file, 0)
    program = (
        "import sys; from pathlib import Path; from easyread.book import cipher\n"
        "try: cipher.open_file(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))\n"
        "except cipher.BookDamaged: print('damaged')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(file), made.key.hex()],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert (ended.stdout, ended.stderr) == ("damaged\n", "")
