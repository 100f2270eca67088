"""Words that are gone are in no byte; a folder that was stolen without the device's secret is of no use."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import msgspec
import pytest

from easyread.book.errors import WrongSecret
from easyread.book.vault import BookHandle, Made, Vault
from easyread.model import Draft
from tests.books import AT, Clock, make_statement, open_vault
from tests.faults.test_pitfalls import unseal

PIN = "482915"
MARKER = re.compile(rb"marker-\d{4}-x")


@pytest.fixture
def made(vault: Vault) -> Made:
    return vault.make_book("boat", "pin", PIN)


def folder_of(home: Path, made: Made) -> Path:
    return home / "instance" / "books" / made.book[:2] / made.book


def write(vault: Vault, opened: BookHandle, dice: random.Random) -> dict[bytes, int]:
    """Drafts and answers of all lengths, changed and dropped; how often each marker has to be in the book.

    Long ones fill pages of their own, short ones are moved when a page is full: a move leaves no copy.
    """
    with vault.open_store(opened) as store:
        for number in range(120):
            words = f"marker-{number:04}-x " * dice.randrange(1, 250)
            if number % 3 == 2:
                store.keep(make_statement(step=f"step-{number % 5}", words=words))
            elif number % 3:
                store.keep_draft(Draft(page=f"/{number % 8}", fields={"w": [words]}, language="ur", at=AT))
            else:
                store.drop_draft(f"/{dice.randrange(8)}")
        for draft in store.drafts()[::2]:
            store.drop_draft(draft.page)
        texts = [draft.fields["w"][0] for draft in store.drafts()]
        texts += [version.words for step in range(5) for version in store.versions(f"step-{step}")]
    return {text.split()[0].encode(): len(text.split()) for text in texts}


def count_markers(content: bytes) -> dict[bytes, int]:
    found = MARKER.findall(content)
    return {marker: found.count(marker) for marker in set(found)}


@pytest.mark.parametrize("seed", range(3))
def test_each_words_are_in_their_own_row_only_also_after_a_new_key(
    *, tmp_path: Path, vault: Vault, made: Made, opened: BookHandle, seed: int
) -> None:
    there = write(vault, opened, random.Random(seed))
    folder = folder_of(tmp_path, made)
    assert count_markers(unseal(folder / "book.db", made.key)) == there
    new = vault.renew(opened, "tree", "pin", "730284")
    assert count_markers(unseal(folder / "book-2.db", new.key)) == there
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and MARKER.search(path.read_bytes())]


def test_no_part_of_a_deleted_book_is_left_anywhere(
    tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    write(vault, opened, random.Random(7))
    vault.renew(opened, "tree", "pin", "730284")
    newest = vault.open_book("tree", "pin", "730284")
    vault.new_code(newest)
    other = vault.make_book("boat", "pin", PIN)
    parts = [
        content[start : start + 32]
        for file in folder_of(tmp_path, made).iterdir()
        for content in [file.read_bytes()]
        for start in range(0, len(content) - 32, 512)
    ]
    assert len(parts) > 100
    vault.delete(newest)
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in left)
    assert [part for part in parts if part in everything] == []
    assert made.book.encode() not in everything
    assert not [path for path in tmp_path.rglob("*") if made.book in path.name]
    assert vault.open_book("boat", "pin", PIN) == (other.book, other.key)


def test_a_stolen_folder_without_the_devices_secret_does_not_open_with_the_right_pin(
    *, tmp_path: Path, vault: Vault, made: Made, opened: BookHandle
) -> None:
    thief = tmp_path / "thief"
    shutil.copytree(tmp_path / "instance", thief / "instance")
    (thief / "instance" / "device.key").unlink()
    with pytest.raises(WrongSecret):
        open_vault(thief).open_book("boat", "pin", PIN)
    known = msgspec.json.decode((tmp_path / "instance" / "device.key").read_bytes())
    without = known | {"secret": bytes(32)}  # all of it but the secret
    (thief / "instance" / "device.key").write_bytes(msgspec.json.encode(without))
    with pytest.raises(WrongSecret):
        open_vault(thief).open_book("boat", "pin", PIN)
    assert vault.open_book("boat", "pin", PIN) == opened  # it was the right one
    assert open_vault(thief).open_with_code(made.recovery_code) == opened


def test_after_a_damaged_count_of_tries_the_right_pin_opens_when_the_wait_is_over(
    *, tmp_path: Path, clock: Clock, vault: Vault, made: Made, opened: BookHandle
) -> None:
    (tmp_path / "instance" / "tries.json").write_bytes(b"{")
    restarted = open_vault(tmp_path, clock)
    clock.now += 14 * 3600 + 1
    assert restarted.open_book("boat", "pin", PIN) == opened
    assert open_vault(tmp_path, clock).open_book("boat", "pin", PIN) == opened
