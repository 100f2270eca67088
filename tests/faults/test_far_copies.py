"""A copy goes over what is here only when it shows that it has it; and what it replaces is set aside."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path

import pytest

from easyread.book import cipher, history, schema
from easyread.book.errors import BookHere
from easyread.book.folders import Folders
from easyread.book.history import START, Link
from easyread.book.vault import BookHandle, Made, Vault
from easyread.settings import Paths
from tests.books import make_statement, open_vault

PIN, NEW_PIN = "482915", "730284"


@pytest.fixture
def made(vault: Vault) -> Made:
    book = vault.make_book("boat", "pin", PIN)
    say(vault, BookHandle(book.book, book.key), "first")
    return book


@pytest.fixture
def elsewhere(tmp_path: Path, vault: Vault, made: Made, opened: BookHandle) -> Vault:
    """Another device, with the book as it is here."""
    other = open_vault(tmp_path / "elsewhere")
    other.read_copy(vault.write_copy(opened), made.recovery_code)
    return other


def say(vault: Vault, opened: BookHandle, words: str) -> None:
    with vault.open_store(opened) as store:
        store.keep(make_statement(words=words))


def words(vault: Vault, opened: BookHandle) -> list[str]:
    with vault.open_store(opened) as store:
        return [version.words for version in store.versions("what-i-want")]


def write_often(vault: Vault, opened: BookHandle, writes: int) -> None:
    """As drafts and settings do, each of which is one write."""
    with vault.open_store(opened) as store, cipher.writing(store._db):  # noqa: SLF001  one fsync for all
        for _ in range(writes):
            history.advance(store._db)  # noqa: SLF001


def names(folder: Path) -> list[str]:
    return sorted(path.name.partition("-")[0] for path in folder.iterdir())


@pytest.mark.parametrize("writes", [1, 63, 64, 65, 70, 1000, history.KEPT + 100])
def test_a_copy_that_went_on_elsewhere_never_goes_over_words_that_only_this_device_has(
    vault: Vault, elsewhere: Vault, made: Made, opened: BookHandle, writes: int
) -> None:
    say(vault, opened, "only here")
    write_often(elsewhere, opened, writes)
    with pytest.raises(BookHere):
        vault.read_copy(elsewhere.write_copy(opened), made.recovery_code)
    assert words(vault, opened) == ["first", "only here"]


@pytest.mark.parametrize("writes", [1, 64, 65, 1000, history.KEPT - 100])
def test_a_copy_that_has_all_that_is_here_is_taken_however_far_ahead(
    vault: Vault, elsewhere: Vault, made: Made, opened: BookHandle, writes: int
) -> None:
    write_often(elsewhere, opened, writes)
    say(elsewhere, opened, "said there")
    vault.read_copy(elsewhere.write_copy(opened), made.recovery_code)
    assert words(vault, opened) == ["first", "said there"]


def test_a_copy_too_far_ahead_to_show_it_is_refused_and_nothing_is_changed(
    folder: Path, vault: Vault, elsewhere: Vault, made: Made, opened: BookHandle
) -> None:
    write_often(elsewhere, opened, history.KEPT + 100)
    before = (folder / "book.db").read_bytes()
    with pytest.raises(BookHere):
        vault.read_copy(elsewhere.write_copy(opened), made.recovery_code)
    assert (folder / "book.db").read_bytes() == before
    assert names(folder) == ["book.db", "keys.json"]


def test_the_chain_of_a_book_that_is_written_for_years_stays_bounded(
    vault: Vault, opened: BookHandle
) -> None:
    with vault.open_store(opened) as store, cipher.writing(store._db):  # noqa: SLF001
        for _ in range(2 * history.KEPT):
            history.advance(store._db)  # noqa: SLF001
        number = store._db.execute("select count(*) from chain").fetchone()[0]  # noqa: SLF001
    assert history.KEPT <= number < history.KEPT + 100


def test_a_book_from_before_the_long_chain_shows_its_last_links_and_no_more(tmp_path: Path) -> None:
    """What it cannot show counts as not there."""
    earlier, key = schema.MIGRATIONS[: schema.MIGRATIONS.index(history.lengthen_table)], bytes(32)
    links = [Link(number, bytes([number]) * 32) for number in range(37, 101)]
    with closing(cipher.create_file(tmp_path / "book.db", key)) as db:
        schema.create_tables(db, earlier)
        with cipher.writing(db):
            for link in links:
                db.execute("insert into chain values (?, ?, ?)", [link.revision % 64, *link])
        schema.bring_up_to_date(db)
        assert all(history.goes_on_from(db, link) for link in (START, *links))
        for unknown in (Link(36, bytes([36]) * 32), Link(50, bytes(32)), Link(200, bytes(32))):
            assert not history.goes_on_from(db, unknown)


# --- what was replaced ---


@pytest.fixture
def replaced(folder: Path, vault: Vault, elsewhere: Vault, made: Made, opened: BookHandle) -> bytes:
    """The file that was the book, before a copy took its place."""
    before = (folder / "book.db").read_bytes()
    say(elsewhere, opened, "said there")
    vault.read_copy(elsewhere.write_copy(opened), made.recovery_code)
    return before


def test_what_a_copy_replaced_is_set_aside_also_after_a_restart(
    tmp_path: Path, folder: Path, replaced: bytes, opened: BookHandle
) -> None:
    vault = open_vault(tmp_path)
    assert names(folder) == ["book", "keys.json", "replaced"]
    (aside,) = folder.glob("replaced-*.db")
    assert aside.read_bytes() == replaced
    assert words(vault, opened) == ["first", "said there"]


def test_a_kill_at_any_moment_of_bringing_back_leaves_the_words_that_were_here(
    *,
    tmp_path: Path,
    folder: Path,
    vault: Vault,
    elsewhere: Vault,
    made: Made,
    opened: BookHandle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Right before and right after the one step that switches, and before anything is shredded."""

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    before = (folder / "book.db").read_bytes()
    say(elsewhere, opened, "said there")
    copy = elsewhere.write_copy(opened)
    for step in ("set_aside", "write_keys", "drop_unnamed"):
        with monkeypatch.context() as patch:
            patch.setattr(Folders, step, die)
            with suppress(Killed):
                vault.read_copy(copy, made.recovery_code)
        open_vault(tmp_path)
        whole = [file.read_bytes() for file in folder.glob("*.db")]
        assert before in whole, step


@pytest.mark.parametrize("end", ["renewal", "a renewal that was killed right after its switch", "delete"])
def test_what_was_set_aside_goes_with_the_key_it_has(
    *,
    tmp_path: Path,
    folder: Path,
    vault: Vault,
    replaced: bytes,
    made: Made,
    opened: BookHandle,
    monkeypatch: pytest.MonkeyPatch,
    end: str,
) -> None:
    """Who saw the old lock may have the old key; and a deleted book leaves nothing."""
    if end == "delete":
        vault.delete(opened)
        assert not folder.exists()
        return
    with monkeypatch.context() as patch:
        if end != "renewal":
            patch.setattr(Folders, "drop_unnamed", lambda *_: None)
        renewed = vault.renew(opened, "tree", "pin", NEW_PIN)
    vault = open_vault(tmp_path)
    assert names(folder) == ["book", "keys.json"]
    assert words(vault, BookHandle(renewed.book, renewed.key)) == ["first", "said there"]


def test_of_two_whole_files_without_a_key_file_neither_is_lost(
    tmp_path: Path, folder: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    """Nobody knows which of them is the book: the further one becomes it, the other is set aside."""
    copy = vault.write_copy(opened)
    older = (folder / "book.db").read_bytes()
    say(vault, opened, "only in one")
    (folder / "book-2.db").write_bytes(older)
    with closing(cipher.open_file(folder / "book-2.db", made.key)) as db, cipher.writing(db):
        db.execute("update statement set words = 'only in the other'")
    other = (folder / "book-2.db").read_bytes()
    (folder / "keys.json").write_bytes(b"{")
    vault.read_copy(copy, made.recovery_code)
    open_vault(tmp_path)
    assert words(vault, opened) == ["first", "only in one"]
    assert [file.read_bytes() for file in folder.glob("replaced-*.db")] == [other]
    assert Folders(Paths(tmp_path / "instance")).file_of(made.book).name == "book.db"
