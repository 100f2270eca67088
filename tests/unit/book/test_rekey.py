"""A new recovery code, a whole new key, and a deleted book: what opens then, and what is left on the disk."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from easyread.book import cipher, files, keys
from easyread.book.errors import BookDamaged, LockTaken, MustWait, NotKept, WrongSecret
from easyread.book.locks import make_code
from easyread.book.vault import BookHandle, Made, Vault
from tests.books import AT, Clock, later, make_statement, open_vault

PIN, NEW_PIN = "482915", "730284"
WORDS = ["marker-elderflower", "marker-second"]


@pytest.fixture
def made(vault: Vault) -> Made:
    """A book behind the boat, with two statements."""
    book = vault.make_book("boat", "pin", PIN)
    with vault.open_store(BookHandle(book.book, book.key)) as store:
        store.keep(make_statement(words=WORDS[0]))
        store.keep(make_statement(step="other", words=WORDS[1]))
        store.set_setting("languages", "ur en-GB")
    return book


def words(vault: Vault, opened: BookHandle) -> list[str]:
    with vault.open_store(opened) as store:
        return [statement.words for statement in store.statements()]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refuses(vault: Vault, code: str) -> bool:
    try:
        vault.open_with_code(code)
    except WrongSecret:
        return True
    return False


# --- a new recovery code ---


def test_both_codes_open_until_the_new_one_is_kept(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    new = vault.new_code(opened)
    assert open_vault(tmp_path).open_with_code(made.recovery_code) == opened
    assert vault.open_with_code(new) == opened
    vault.end_old_codes(opened)
    assert vault.open_with_code(new) == opened
    assert refuses(vault, made.recovery_code)
    assert vault.open_book("boat", "pin", PIN) == opened


def test_a_code_that_was_never_kept_ends_with_the_next_and_the_kept_one_stays(
    vault: Vault, made: Made, opened: BookHandle
) -> None:
    never_kept, new = vault.new_code(opened), vault.new_code(opened)
    assert refuses(vault, never_kept)
    assert vault.open_with_code(made.recovery_code) == vault.open_with_code(new) == opened


def test_a_code_that_was_tried_still_opens_and_one_that_was_used_never(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    assert vault.open_with_code(made.recovery_code) == vault.open_with_code(made.recovery_code) == opened
    new = make_code()
    assert refuses(vault, new)
    assert vault.use_code(made.recovery_code, new, AT) == opened
    for there in (vault, open_vault(tmp_path)):
        assert refuses(there, made.recovery_code)
        assert there.open_with_code(new) == there.open_book("boat", "pin", PIN) == opened
    with pytest.raises(WrongSecret):
        vault.use_code(made.recovery_code, make_code(), AT)
    assert vault.open_with_code(new) == opened


@pytest.mark.parametrize("used", [0, 1])
def test_a_code_that_is_used_ends_every_other(
    vault: Vault, made: Made, opened: BookHandle, used: int
) -> None:
    """Also one that was shown in the open book, but was not said to be kept."""
    codes = (made.recovery_code, vault.new_code(opened))
    new = make_code()
    assert vault.use_code(codes[used], new, AT) == opened
    assert [refuses(vault, code) for code in (*codes, new)] == [True, True, False]


def test_the_book_is_told_when_its_code_was_used_until_that_is_seen(
    vault: Vault, made: Made, opened: BookHandle
) -> None:
    vault.use_code(made.recovery_code, make_code(), AT)
    with vault.open_store(opened) as store:
        assert store.code_use() == AT
        store.set_code_use_seen()
        assert store.code_use() is None


def test_a_use_that_cannot_be_written_down_uses_nothing_up(
    vault: Vault, made: Made, opened: BookHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = make_code()
    monkeypatch.setattr(keys, "write_key_file", fail)
    with pytest.raises(NotKept):
        vault.use_code(made.recovery_code, new, AT)
    monkeypatch.undo()
    assert refuses(vault, new)
    assert vault.open_with_code(made.recovery_code) == opened


def test_a_book_that_is_read_only_refuses_every_write(vault: Vault, opened: BookHandle) -> None:
    with vault.open_store(opened, read_only=True) as store:
        with pytest.raises(NotKept):
            store.set_setting("languages", "ur")
        with pytest.raises(NotKept):
            store.keep(make_statement())
        assert store.setting("languages") == "ur en-GB"


def test_ending_old_codes_twice_leaves_the_one_there_is(vault: Vault, made: Made, opened: BookHandle) -> None:
    vault.end_old_codes(opened)
    vault.end_old_codes(opened)
    assert vault.open_with_code(made.recovery_code) == opened


def test_a_new_code_outlives_a_change_of_lock(vault: Vault, opened: BookHandle) -> None:
    new = vault.new_code(opened)
    vault.change_lock(opened, "tree", "pin", NEW_PIN)
    vault.end_old_codes(opened)
    assert vault.open_with_code(new) == vault.open_book("tree", "pin", NEW_PIN) == opened


def test_a_wrong_key_gets_no_code_and_deletes_nothing(vault: Vault, made: Made, opened: BookHandle) -> None:
    wrong = BookHandle(made.book, bytes(32))
    for act in (vault.new_code, vault.end_old_codes, vault.delete, vault.write_copy):
        with pytest.raises(BookDamaged):
            act(wrong)
    with pytest.raises(BookDamaged):
        vault.renew(wrong, "tree", "pin", NEW_PIN)
    assert words(vault, opened) == WORDS


# --- somebody knows the lock ---


def test_after_a_renewal_only_the_new_lock_and_code_open_all_the_words(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    new = vault.renew(opened, "tree", "pictures", "sun boat home")
    restarted = open_vault(tmp_path)
    with pytest.raises(WrongSecret):
        restarted.open_book("boat", "pin", PIN)
    assert refuses(restarted, made.recovery_code)
    assert new.key != made.key
    assert restarted.open_book("tree", "pictures", "sun boat home") == (made.book, new.key)
    assert restarted.open_with_code(new.recovery_code) == (made.book, new.key)
    assert words(restarted, BookHandle(new.book, new.key)) == WORDS


def test_the_old_key_and_the_old_file_are_gone(
    folder: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    old = (folder / "book.db").read_bytes()
    new = vault.renew(opened, "tree", "pin", NEW_PIN)
    assert names(folder) == ["book-2.db", "keys.json"]
    assert old[:4096] not in (folder / "book-2.db").read_bytes()
    with pytest.raises(BookDamaged), vault.open_store(opened):
        pass
    with pytest.raises(BookDamaged):
        cipher.open_file(folder / "book-2.db", made.key)
    again = vault.renew(BookHandle(new.book, new.key), "boat", "pin", PIN)
    assert names(folder) == ["book-3.db", "keys.json"]
    assert words(vault, BookHandle(again.book, again.key)) == WORDS


def test_all_that_a_book_holds_comes_along_and_can_be_written_on(vault: Vault, opened: BookHandle) -> None:
    with vault.open_store(opened) as store:
        before = store.everything(), store.setting("languages")
    new = vault.renew(opened, "tree", "pin", NEW_PIN)
    with vault.open_store(BookHandle(new.book, new.key)) as store:
        assert (store.everything(), store.setting("languages")) == before
        kept = store.keep(make_statement(words="and more", at=later(5)))
        assert kept.number == 2


@pytest.mark.parametrize("door", ["boat", "tree"])
def test_a_lock_that_is_in_use_is_refused_the_own_old_one_too(
    vault: Vault, made: Made, opened: BookHandle, door: str
) -> None:
    vault.make_book("tree", "pin", PIN)
    with pytest.raises(LockTaken):
        vault.renew(opened, door, "pin", PIN)
    assert words(vault, opened) == WORDS


def test_asking_for_a_new_lock_is_a_guess_too(vault: Vault, opened: BookHandle) -> None:
    for guess in range(4):
        vault.make_book("boat", "pin", f"73028{guess}")
    made = vault.renew(opened, "boat", "pin", "730288")  # out of the reserve, once
    with pytest.raises(MustWait):
        vault.renew(BookHandle(made.book, made.key), "boat", "pin", "730289")


def fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "broken", [(keys, "write_key_file"), (cipher, "create_file"), (cipher, "sync_folder")]
)
def test_a_renewal_that_cannot_be_written_leaves_the_old_book_alone(
    *,
    folder: Path,
    vault: Vault,
    made: Made,
    opened: BookHandle,
    monkeypatch: pytest.MonkeyPatch,
    broken: tuple[ModuleType, str],
) -> None:
    monkeypatch.setattr(*broken, fail)
    with pytest.raises(NotKept):
        vault.renew(opened, "tree", "pin", NEW_PIN)
    monkeypatch.undo()
    assert names(folder) == ["book.db", "keys.json"]
    assert vault.open_book("boat", "pin", PIN) == vault.open_with_code(made.recovery_code) == opened
    assert words(vault, opened) == WORDS


def test_a_new_file_that_is_not_whole_is_never_switched_to(
    folder: Path, vault: Vault, opened: BookHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cipher.export_file

    def export_damaged(db: cipher.Database, file: Path, key: bytes) -> None:
        real(db, file, key)
        content = bytearray(file.read_bytes())
        content[-100] ^= 1
        file.write_bytes(content)

    monkeypatch.setattr(cipher, "export_file", export_damaged)
    with pytest.raises(BookDamaged):
        vault.renew(opened, "tree", "pin", NEW_PIN)
    assert names(folder) == ["book.db", "keys.json"]
    assert words(vault, opened) == WORDS


def test_a_switch_that_was_made_but_not_confirmed_by_the_disk_shreds_neither(
    tmp_path: Path, folder: Path, vault: Vault, opened: BookHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a disk that fails just then would cost the whole book."""
    real = keys.write_key_file

    def write_and_fail(*given: Any) -> None:
        real(*given)
        fail()

    monkeypatch.setattr(keys, "write_key_file", write_and_fail)
    new = vault.renew(opened, "tree", "pin", NEW_PIN)
    assert names(folder) == ["book-2.db", "book.db", "keys.json"]
    restarted = open_vault(tmp_path)
    assert names(folder) == ["book-2.db", "keys.json"]
    assert words(restarted, BookHandle(new.book, new.key)) == WORDS


def test_what_a_killed_renewal_left_is_shredded_at_the_start(
    tmp_path: Path, folder: Path, made: Made, opened: BookHandle
) -> None:
    for name in (".new-book-2.db", ".new-book-2.db-journal", ".new-book-7.db"):
        (folder / name).write_bytes(b"left over")
    vault = open_vault(tmp_path)
    assert names(folder) == ["book.db", "keys.json"]
    assert words(vault, opened) == WORDS


def test_a_renewed_file_has_its_name_only_when_it_is_whole(
    folder: Path, vault: Vault, opened: BookHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = cipher.check_file, list[str]()

    def check(file: Path, key: bytes) -> None:
        seen.extend(names(folder))
        real(file, key)

    monkeypatch.setattr(cipher, "check_file", check)
    vault.renew(opened, "tree", "pin", NEW_PIN)
    assert seen == [".new-book-2.db", "book.db", "keys.json"]


@pytest.mark.parametrize("put_back", [("book.db", "keys.json"), ("keys.json",)])
def test_an_older_folder_over_a_newer_one_costs_no_words_at_the_start(
    *, tmp_path: Path, folder: Path, vault: Vault, opened: BookHandle, put_back: tuple[str, ...]
) -> None:
    """An old backup of the disk: the newest words stay, and open when their keys come back."""
    older = {name: (folder / name).read_bytes() for name in put_back}
    new = vault.renew(opened, "tree", "pin", NEW_PIN)
    newest = {file.name: file.read_bytes() for file in folder.iterdir()}
    for name, content in older.items():
        (folder / name).write_bytes(content)
    restarted = open_vault(tmp_path)
    assert (folder / "book-2.db").read_bytes() == newest["book-2.db"]
    if "book.db" in put_back:
        assert words(restarted, opened) == WORDS
    (folder / "keys.json").write_bytes(newest["keys.json"])
    assert words(open_vault(tmp_path), BookHandle(new.book, new.key)) == WORDS
    assert names(folder) == ["book-2.db", "keys.json"]


def test_what_an_older_folder_left_goes_with_the_next_renewal(
    tmp_path: Path, folder: Path, vault: Vault, opened: BookHandle
) -> None:
    older = {file: file.read_bytes() for file in folder.iterdir()}
    vault.renew(opened, "tree", "pin", NEW_PIN)
    for file, content in older.items():
        file.write_bytes(content)
    open_vault(tmp_path, Clock()).renew(opened, "home", "pin", NEW_PIN)
    assert names(folder) == ["book-3.db", "keys.json"]


def test_without_its_key_file_no_file_of_a_book_is_taken_for_left_over(
    tmp_path: Path, folder: Path, made: Made
) -> None:
    (folder / "book-2.db").write_bytes(b"perhaps the book")
    (folder / "keys.json").write_bytes(b"{")
    open_vault(tmp_path)
    assert names(folder) == ["book-2.db", "book.db", "keys.json"]


@pytest.mark.parametrize(
    "name", ["../book.db", "book-0.db", "book-2.db/../x", "keys.json", "/etc/passwd", ""]
)
def test_a_key_file_that_names_another_file_is_refused(
    folder: Path, vault: Vault, opened: BookHandle, name: str
) -> None:
    text = (folder / "keys.json").read_text()
    assert '"file":"book.db"' in text
    (folder / "keys.json").write_text(text.replace('"file":"book.db"', f'"file":"{name}"'))
    with pytest.raises(BookDamaged), vault.open_store(opened):
        pass


# --- delete ---


def test_a_deleted_book_leaves_no_file_and_no_folder(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    clock = Clock()
    key_file = (tmp_path / "instance" / "books" / made.book[:2] / made.book / "keys.json").read_bytes()
    vault.delete(opened)
    left = [path for path in (tmp_path / "instance").rglob("*") if path.is_file()]
    assert {path.name for path in left} == {"device.key", "tries.json", "reserve"}
    traces = (key_file[60:120], made.book.encode())
    assert not [path for path in left if any(trace in path.read_bytes() for trace in traces)]
    assert list((tmp_path / "instance" / "books").iterdir()) == []
    restarted = open_vault(tmp_path, clock)
    with pytest.raises(WrongSecret):
        restarted.open_book("boat", "pin", PIN)
    assert refuses(restarted, made.recovery_code)


def test_deleting_one_book_harms_no_other(vault: Vault, made: Made, opened: BookHandle) -> None:
    other = vault.make_book("tree", "pin", NEW_PIN)
    vault.delete(opened)
    assert vault.open_book("tree", "pin", NEW_PIN) == (other.book, other.key)
    with pytest.raises(BookDamaged):
        vault.delete(opened)


def test_keys_are_overwritten_before_they_are_unlinked(
    folder: Path, vault: Vault, opened: BookHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlinked = {}
    real = Path.unlink

    def unlink(path: Path, **given: bool) -> None:
        unlinked[path.name] = path.read_bytes()
        real(path, **given)

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(Path, "unlink", unlink)
    vault.delete(opened)
    assert list(unlinked) == ["keys.json", "book.db", f"{folder.name}.mark"]
    del unlinked[f"{folder.name}.mark"]  # sealed, and it tells only how many writes there were
    for name, content in unlinked.items():
        assert len(content) == len(before[name])
        assert content[:64] != before[name][:64]


@pytest.mark.parametrize("done", [0, 1, 2])
def test_a_start_ends_a_delete_that_was_killed(
    *,
    tmp_path: Path,
    folder: Path,
    vault: Vault,
    opened: BookHandle,
    monkeypatch: pytest.MonkeyPatch,
    done: int,
) -> None:
    real, seen = files.shred, list[Path]()

    def shred(file: Path) -> None:
        if len(seen) == done:
            raise KeyboardInterrupt
        seen.append(file)
        real(file)

    if done < 2:
        monkeypatch.setattr(files, "shred", shred)
    else:
        monkeypatch.setattr(shutil, "rmtree", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        vault.delete(opened)
    monkeypatch.undo()
    assert not folder.exists()
    open_vault(tmp_path)
    assert not [path for path in (tmp_path / "instance" / "books").rglob("*") if path.is_file()]


def test_a_delete_that_cannot_begin_says_so_and_keeps_the_book(
    vault: Vault, opened: BookHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(NotKept):
        vault.delete(opened)
    monkeypatch.undo()
    assert words(vault, opened) == WORDS
