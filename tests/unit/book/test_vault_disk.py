"""Recovery codes, changing the lock, and what a vault leaves on the disk."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from easyread.book import keys, schema
from easyread.book.errors import BookDamaged, LockTaken, MustWait, NotKept, Refusal, WrongSecret
from easyread.book.locks import LockKind
from easyread.book.vault import BookHandle, Made, Vault
from tests.books import Clock, make_statement, open_vault

PIN = "482915"


def words(vault: Vault, opened: BookHandle) -> list[str]:
    with vault.open_store(opened) as store:
        return [statement.words for statement in store.statements()]


def outcome(vault: Vault, door: str, kind: LockKind, secret: str) -> type:
    try:
        return type(vault.open_book(door, kind, secret))
    except Refusal as refusal:
        return type(refusal)


# --- recovery and changing the lock ---


def test_the_recovery_code_opens_on_a_machine_that_never_saw_the_lock(
    tmp_path: Path, vault: Vault, made: Made
) -> None:
    shutil.copytree(tmp_path / "instance" / "books", tmp_path / "new" / "instance" / "books")
    clock = Clock()
    elsewhere = open_vault(tmp_path / "new", clock)
    assert outcome(elsewhere, "boat", "pin", PIN) is MustWait  # no count is taken for the most
    clock.now += 3 * 24 * 3600
    assert outcome(elsewhere, "boat", "pin", PIN) is WrongSecret
    opened = elsewhere.open_with_code(made.recovery_code.lower().replace("-", " "))
    assert words(elsewhere, opened) == ["marker-elderflower"]
    elsewhere.change_lock(opened, "tree", "pin", "730284")
    assert words(elsewhere, elsewhere.open_book("tree", "pin", "730284")) == ["marker-elderflower"]


def test_after_a_change_only_the_new_lock_and_the_recovery_code_open(
    tmp_path: Path, vault: Vault, made: Made
) -> None:
    vault.change_lock(BookHandle(made.book, made.key), "tree", "pictures", "sun boat home")
    restarted = open_vault(tmp_path)
    assert outcome(restarted, "boat", "pin", PIN) is WrongSecret
    assert restarted.open_book("tree", "pictures", "sun boat home").key == made.key
    assert restarted.open_with_code(made.recovery_code).key == made.key


def test_the_own_lock_may_be_chosen_again_and_another_books_may_not(vault: Vault, made: Made) -> None:
    other = vault.make_book("tree", "pin", PIN)
    vault.change_lock(BookHandle(made.book, made.key), "boat", "pin", PIN)
    with pytest.raises(LockTaken):
        vault.change_lock(BookHandle(other.book, other.key), "boat", "pin", PIN)
    assert vault.open_book("tree", "pin", PIN).book == other.book


def test_a_wrong_key_never_replaces_a_lock(vault: Vault, made: Made) -> None:
    with pytest.raises(BookDamaged):
        vault.change_lock(BookHandle(made.book, bytes(32)), "tree", "pin", "730284")
    assert vault.open_book("boat", "pin", PIN).key == made.key


def test_a_lock_that_cannot_be_written_leaves_the_old_one(
    vault: Vault, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys, "write_key_file", fail)
    with pytest.raises(NotKept):
        vault.change_lock(BookHandle(made.book, made.key), "tree", "pin", "730284")
    with pytest.raises(NotKept):
        vault.make_book("tree", "pin", "730284")
    assert vault.open_book("boat", "pin", PIN).key == made.key


# --- what is on the disk ---


def test_nothing_on_the_disk_tells_doors_locks_words_or_how_many_behind_one_door(
    tmp_path: Path, vault: Vault, made: Made
) -> None:
    """Two books behind one door leave just what two books behind two doors leave."""
    vault.make_book("boat", "pin", "730284")
    apart = open_vault(tmp_path / "apart")
    for door, pin in (("boat", PIN), ("tree", "730284")):
        book = apart.make_book(door, "pin", pin)
        if door == "boat":
            with apart.open_store(BookHandle(book.book, book.key)) as store:
                store.keep(make_statement(words="marker-elderflower"))
    assert shape(tmp_path / "instance") == shape(tmp_path / "apart" / "instance")
    secrets = [b"boat", b"tree", PIN.encode(), b"730284", b"marker", made.key, made.recovery_code.encode()]
    for file in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert not [secret for secret in secrets if secret in file.read_bytes()], file.name


def shape(instance: Path) -> list[tuple[str, int]]:
    """Names without their random part, and sizes; key files by their size, whatever is in them."""
    return sorted(
        (path.suffix if path.suffix == ".mark" else path.name, path.stat().st_size)
        for path in (instance / "books").rglob("*.*")
        if path.is_file()
    )


def test_files_and_folders_are_private_and_named_at_random(tmp_path: Path, vault: Vault, made: Made) -> None:
    folder = tmp_path / "instance" / "books" / made.book[:2] / made.book
    assert sorted(path.name for path in folder.iterdir()) == ["book.db", "keys.json"]
    for path in (tmp_path / "instance", *(tmp_path / "instance").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name


def test_what_a_killed_program_left_is_swept_at_the_start(tmp_path: Path, vault: Vault, made: Made) -> None:
    instance = tmp_path / "instance"
    folder = instance / "books" / made.book[:2]
    left = [
        instance / ".new-a",
        folder / ".new-b",
        folder / made.book / ".new-c",
        folder / ".new-d" / "book.db",
    ]
    left[-1].parent.mkdir()
    for file in left:
        file.write_bytes(b"wrapped key")
    restarted = open_vault(tmp_path)
    assert not list(instance.rglob(".new-*"))
    assert words(restarted, BookHandle(made.book, made.key)) == ["marker-elderflower"]


def test_a_book_that_could_not_be_made_leaves_nothing(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise NotKept

    monkeypatch.setattr(schema, "create_tables", fail)
    with pytest.raises(NotKept):
        vault.make_book("boat", "pin", PIN)
    assert not [path for path in (tmp_path / "instance" / "books").rglob("*") if path.is_file()]


def test_a_lost_or_damaged_device_file_leaves_the_recovery_code(
    tmp_path: Path, vault: Vault, made: Made
) -> None:
    (tmp_path / "instance" / "device.key").write_bytes(b"{")
    restarted = open_vault(tmp_path)
    assert outcome(restarted, "boat", "pin", PIN) is WrongSecret
    assert restarted.open_with_code(made.recovery_code).key == made.key


@pytest.mark.parametrize("content", [b"", b"{", b"x" * 100_000])
def test_one_damaged_key_file_keeps_nobody_else_out(
    tmp_path: Path, vault: Vault, made: Made, content: bytes
) -> None:
    other = vault.make_book("tree", "pin", "730284")
    (tmp_path / "instance" / "books" / other.book[:2] / other.book / "keys.json").write_bytes(content)
    assert vault.open_book("boat", "pin", PIN).book == made.book
    assert outcome(vault, "tree", "pin", "730284") is WrongSecret


def test_a_key_file_copied_into_another_book_opens_neither(tmp_path: Path, vault: Vault, made: Made) -> None:
    other = vault.make_book("tree", "pin", "730284")
    books = tmp_path / "instance" / "books"
    source, target = (books / book[:2] / book / "keys.json" for book in (made.book, other.book))
    target.write_bytes(source.read_bytes())
    assert vault.open_book("boat", "pin", PIN).book == made.book
    assert outcome(vault, "tree", "pin", "730284") is WrongSecret


@pytest.mark.parametrize("book", ["../../../etc", "", "A" * 32, "0" * 31, "0" * 32])
def test_a_book_that_is_not_there_is_not_opened_and_not_made(tmp_path: Path, vault: Vault, book: str) -> None:
    with pytest.raises(BookDamaged), vault.open_store(BookHandle(book, bytes(32))):
        pass
    assert not (tmp_path / "instance" / "books").exists()


def test_a_key_is_not_in_what_a_traceback_shows(made: Made) -> None:
    shown = repr(made) + str(made) + repr(BookHandle(made.book, made.key))
    assert made.recovery_code not in shown
    assert repr(made.key) not in shown


def test_a_request_that_opens_its_book_twice_does_not_wait_for_itself(vault: Vault, made: Made) -> None:
    opened = BookHandle(made.book, made.key)
    with vault.open_store(opened) as outer:
        assert words(vault, opened) == ["marker-elderflower"]
        outer.keep(make_statement(words="more"))
    assert words(vault, opened) == ["more"]
