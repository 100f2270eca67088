"""A copy of a book: one sealed file, brought back with the recovery code, never over newer words."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from easyread.book import cipher, copies, keys, schema
from easyread.book.device import DEVICE_COST, DeviceKey
from easyread.book.errors import (
    BookDamaged,
    BookHere,
    BookTooNew,
    NoCopy,
    NotKept,
    Refusal,
    WrongSecret,
)
from easyread.book.vault import BookHandle, Made, Vault
from easyread.model import Visit
from tests.books import AT, make_statement, open_vault

PIN, NEW_PIN = "482915", "730284"


@pytest.fixture
def made(vault: Vault) -> Made:
    """A book behind the boat, with one statement."""
    book = vault.make_book("boat", "pin", PIN)
    say(vault, BookHandle(book.book, book.key), "marker-elderflower")
    return book


def say(vault: Vault, opened: BookHandle, words: str) -> None:
    """One opening, and one answer."""
    with vault.open_store(opened) as store:
        store.keep_visit(Visit(id=secrets.token_hex(16), at=AT))
        store.keep(make_statement(words=words))


def words(vault: Vault, opened: BookHandle) -> list[str]:
    with vault.open_store(opened) as store:
        return [statement.words for statement in store.statements()]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def outcome(vault: Vault, data: bytes, code: str) -> type:
    try:
        return type(vault.read_copy(data, code))
    except Refusal as refusal:
        return type(refusal)


# --- the file ---


def test_a_copy_holds_no_words_no_lock_and_no_device_secret(
    tmp_path: Path, folder: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    data = vault.write_copy(opened)
    header = copies.parse(data).header
    assert header.recovery.kind == "recovery"
    assert msgspec.to_builtins(header).keys() == {"book", "recovery"}
    device = DeviceKey(tmp_path / "instance", DEVICE_COST).get()
    sealed = [made.key, made.recovery_code.encode(), b"marker", b"boat", b"SQLite format 3", device.secret]
    assert not [secret for secret in sealed if secret in data]
    assert names(folder) == ["book.db", "keys.json"]


def test_two_copies_of_the_same_book_differ_and_both_open(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    first, second = vault.write_copy(opened), vault.write_copy(opened)
    assert first[200:] != second[200:]
    for number, data in enumerate((first, second)):
        new = open_vault(tmp_path / f"new-{number}")
        assert words(new, new.read_copy(data, made.recovery_code)) == ["marker-elderflower"]


def test_a_copy_that_cannot_be_made_leaves_nothing(
    folder: Path, vault: Vault, opened: BookHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(NotKept):
        vault.write_copy(opened)
    assert names(folder) == ["book.db", "keys.json"]


def test_a_book_that_is_too_big_to_be_brought_back_is_not_copied(
    folder: Path, vault: Vault, opened: BookHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "LARGEST", 32 * 1024)
    with pytest.raises(NotKept):
        vault.write_copy(opened)
    assert names(folder) == ["book.db", "keys.json"]


# --- on a machine that never saw the book ---


def test_a_copy_opens_on_a_new_machine_with_the_code_and_takes_a_new_lock(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    data = vault.write_copy(opened)
    new = open_vault(tmp_path / "new")
    back = new.read_copy(data, made.recovery_code.lower().replace("-", " "))
    assert back == opened
    assert words(new, back) == ["marker-elderflower"]
    with pytest.raises(WrongSecret):
        new.open_book("boat", "pin", PIN)
    new.change_lock(back, "tree", "pin", NEW_PIN)
    code = new.new_code(back)
    new.end_old_codes(back)
    restarted = open_vault(tmp_path / "new")
    assert restarted.open_book("tree", "pin", NEW_PIN) == restarted.open_with_code(code) == opened
    with pytest.raises(WrongSecret):
        restarted.open_with_code(made.recovery_code)


def test_everything_comes_back(tmp_path: Path, vault: Vault, made: Made, opened: BookHandle) -> None:
    say(vault, opened, "changed")
    with vault.open_store(opened) as store:
        store.mark("name", "seen", AT)
        store.set_setting("languages", "ur")
        before = store.everything(), store.step_states(), store.setting("languages")
    new = open_vault(tmp_path / "new")
    with new.open_store(new.read_copy(vault.write_copy(opened), made.recovery_code)) as store:
        assert (store.everything(), store.step_states(), store.setting("languages")) == before


def test_a_copy_made_after_a_renewal_opens_with_the_new_code_only(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    new = vault.renew(opened, "tree", "pin", NEW_PIN)
    data = vault.write_copy(BookHandle(new.book, new.key))
    elsewhere = open_vault(tmp_path / "new")
    assert outcome(elsewhere, data, made.recovery_code) is WrongSecret
    assert words(elsewhere, elsewhere.read_copy(data, new.recovery_code)) == ["marker-elderflower"]


def test_a_copy_made_before_the_newest_code_is_kept_opens_with_both(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    """The person may have written the new code down, or may have only the one before."""
    shown = vault.new_code(opened)
    data = vault.write_copy(opened)
    for number, code in enumerate((made.recovery_code, shown)):
        new = open_vault(tmp_path / f"new-{number}")
        assert words(new, new.read_copy(data, code)) == ["marker-elderflower"]
        assert new.open_with_code(code) == opened
    with pytest.raises(WrongSecret):  # the newer one was used: it is kept
        open_vault(tmp_path / "new-1").open_with_code(made.recovery_code)
    vault.end_old_codes(opened)
    third, data = open_vault(tmp_path / "third"), vault.write_copy(opened)
    assert outcome(third, data, made.recovery_code) is WrongSecret


# --- what is refused ---


def resum(data: bytes) -> bytes:
    """With the checksum that a forger would write."""
    return data + sha256(data).digest()


@pytest.fixture
def data(vault: Vault, opened: BookHandle) -> bytes:
    return vault.write_copy(opened)


@pytest.mark.parametrize("place", [0, 5, 14, 16, 19, 40, 150, 300, 500, 5000, -33, -1])
@pytest.mark.parametrize("forged", [False, True])
def test_a_changed_byte_anywhere_is_refused(
    tmp_path: Path, data: bytes, made: Made, place: int, forged: bool
) -> None:
    changed = bytearray(data)
    changed[place] ^= 1
    whole = resum(bytes(changed[:-32])) if forged and place != -1 else bytes(changed)
    new = open_vault(tmp_path / "new")
    assert outcome(new, whole, made.recovery_code) in (NoCopy, WrongSecret, BookTooNew)
    if not forged:
        assert outcome(new, whole, made.recovery_code) is NoCopy
    assert not (tmp_path / "new" / "instance" / "books").exists()


@pytest.mark.parametrize("length", [0, 1, 20, 50, 300, 5000, -1, -33])
def test_a_cut_file_is_refused(tmp_path: Path, data: bytes, made: Made, length: int) -> None:
    for cut in (data[:length], resum(data[:length])):
        assert outcome(open_vault(tmp_path / "new"), cut, made.recovery_code) is NoCopy


@pytest.mark.parametrize("other", [b"PK\x03\x04" + bytes(9000), b"%PDF-1.7" + bytes(9000), b"hello " * 999])
def test_another_kind_of_file_is_refused_and_no_try(
    tmp_path: Path, data: bytes, made: Made, other: bytes
) -> None:
    new = open_vault(tmp_path / "new")
    assert {outcome(new, other, made.recovery_code) for _ in range(6)} == {NoCopy}
    assert outcome(new, data, made.recovery_code) is BookHandle


def test_a_long_header_and_a_slot_of_another_kind_are_refused(
    tmp_path: Path, data: bytes, made: Made
) -> None:
    new = open_vault(tmp_path / "new")
    huge = data[:16] + struct.pack(">I", 2**32 - 1) + data[20:-32]
    assert outcome(new, resum(huge), made.recovery_code) is NoCopy
    slot = data[:-32].replace(b'"recovery","salt"', b'"pictures","salt"')
    assert slot != data[:-32]
    assert outcome(new, resum(slot), made.recovery_code) is NoCopy


def test_a_newer_kind_of_file_says_so(tmp_path: Path, data: bytes, made: Made) -> None:
    newer = resum(data[:14] + struct.pack(">H", 2) + data[16:-32])
    assert outcome(open_vault(tmp_path / "new"), newer, made.recovery_code) is BookTooNew


def test_a_book_from_a_newer_program_is_refused_and_nothing_of_it_stays(
    tmp_path: Path, folder: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    db = cipher.open_file(folder / "book.db", made.key)
    db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    db.close()
    new = open_vault(tmp_path / "new")
    assert outcome(new, vault.write_copy(opened), made.recovery_code) is BookTooNew
    assert not [path for path in (tmp_path / "new" / "instance" / "books").rglob("*") if path.is_file()]


def test_wrong_codes_for_a_copy_keep_the_right_one_waiting_never(
    tmp_path: Path, data: bytes, made: Made
) -> None:
    new = open_vault(tmp_path / "new")
    assert [outcome(new, data, "A" * 24) for _ in range(40)] == [WrongSecret] * 40
    assert new.read_copy(data, made.recovery_code).book == made.book


def test_somebody_elses_key_seals_no_copy_of_this_book(
    tmp_path: Path, vault: Vault, data: bytes, made: Made
) -> None:
    """Who has a code of their own cannot make a file that replaces another person's book."""
    other = vault.make_book("tree", "pin", NEW_PIN)
    own = copies.parse(vault.write_copy(BookHandle(other.book, other.key)))
    forged = copies.seal(copies.Header(book=made.book, recovery=own.header.recovery), other.key, own.book)
    assert outcome(vault, forged, other.recovery_code) is WrongSecret


# --- where the book already is ---


def test_a_copy_never_goes_over_the_same_or_newer_words(
    folder: Path, vault: Vault, made: Made, opened: BookHandle, data: bytes
) -> None:
    assert outcome(vault, data, made.recovery_code) is BookHere
    say(vault, opened, "newer")
    assert outcome(vault, data, made.recovery_code) is BookHere
    assert words(vault, opened) == ["newer"]
    assert vault.open_book("boat", "pin", PIN) == opened
    assert names(folder) == ["book.db", "keys.json"]


def test_opening_the_book_once_makes_it_newer(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle, data: bytes
) -> None:
    elsewhere = open_vault(tmp_path / "new")
    back = elsewhere.read_copy(data, made.recovery_code)
    with elsewhere.open_store(back) as store:
        store.keep_visit(Visit(id="v", at=AT))
        store.take_back(store.statements()[0].id, AT)
    assert outcome(elsewhere, data, made.recovery_code) is BookHere


def test_a_newer_copy_replaces_the_older_book_and_its_lock(
    *, tmp_path: Path, folder: Path, vault: Vault, made: Made, opened: BookHandle, data: bytes
) -> None:
    elsewhere = open_vault(tmp_path / "new")
    back = elsewhere.read_copy(data, made.recovery_code)
    say(elsewhere, back, "said elsewhere")
    newer = elsewhere.write_copy(back)
    assert words(vault, vault.read_copy(newer, made.recovery_code)) == ["said elsewhere"]
    assert [name.partition("-")[0] for name in names(folder)] == ["book", "keys.json", "replaced"]
    with pytest.raises(WrongSecret):
        vault.open_book("boat", "pin", PIN)


def test_a_copy_with_more_writes_but_without_the_words_here_is_refused(
    *, tmp_path: Path, vault: Vault, made: Made, opened: BookHandle, data: bytes
) -> None:
    """Both went on from the same copy: whichever won, words would be lost."""
    say(vault, opened, "said here")
    elsewhere = open_vault(tmp_path / "new")
    back = elsewhere.read_copy(data, made.recovery_code)
    for number in range(3):
        say(elsewhere, back, f"said elsewhere {number}")
    assert outcome(vault, elsewhere.write_copy(back), made.recovery_code) is BookHere
    assert words(vault, opened) == ["said here"]


def test_an_old_copy_never_undoes_a_renewal(
    vault: Vault, made: Made, opened: BookHandle, data: bytes
) -> None:
    new = vault.renew(opened, "tree", "pin", NEW_PIN)
    assert outcome(vault, data, made.recovery_code) is BookHere
    assert words(vault, BookHandle(new.book, new.key)) == ["marker-elderflower"]


@pytest.mark.parametrize("damage", [lambda file: file.write_bytes(b"x" * 9000), lambda file: file.unlink()])
def test_a_damaged_book_comes_back_and_the_damaged_file_is_kept(
    *,
    folder: Path,
    vault: Vault,
    made: Made,
    opened: BookHandle,
    data: bytes,
    damage: Callable[[Path], object],
) -> None:
    damage(folder / "book.db")
    with pytest.raises(BookDamaged):
        words(vault, opened)
    assert words(vault, vault.read_copy(data, made.recovery_code)) == ["marker-elderflower"]
    kept = [name for name in names(folder) if name.startswith("damaged-")]
    with vault.open_store(opened) as store:
        assert store.older_copy() is None  # the copy has all that the damaged file had
    assert len(kept) == (damage.__code__.co_names[0] == "write_bytes")


def test_a_lost_key_file_comes_back_without_undoing_newer_words(
    folder: Path, vault: Vault, made: Made, opened: BookHandle, data: bytes
) -> None:
    say(vault, opened, "newer")
    (folder / "keys.json").write_bytes(b"{")
    assert words(vault, vault.read_copy(data, made.recovery_code)) == ["newer"]
    assert names(folder) == ["book.db", "keys.json"]


def test_after_a_delete_a_copy_brings_the_book_back(
    vault: Vault, made: Made, opened: BookHandle, data: bytes
) -> None:
    vault.delete(opened)
    assert words(vault, vault.read_copy(data, made.recovery_code)) == ["marker-elderflower"]


def test_a_restore_that_cannot_be_written_leaves_the_book_as_it_was(
    *,
    tmp_path: Path,
    folder: Path,
    vault: Vault,
    made: Made,
    opened: BookHandle,
    data: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = open_vault(tmp_path / "new")
    back = elsewhere.read_copy(data, made.recovery_code)
    say(elsewhere, back, "said elsewhere")
    newer = elsewhere.write_copy(back)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys, "write_key_file", fail)
    assert outcome(vault, newer, made.recovery_code) is NotKept
    assert outcome(open_vault(tmp_path / "third"), newer, made.recovery_code) is NotKept
    monkeypatch.undo()
    assert names(folder) == ["book.db", "keys.json"]
    assert words(vault, opened) == ["marker-elderflower"]
    assert not [path for path in (tmp_path / "third" / "instance" / "books").rglob("*") if path.is_file()]
