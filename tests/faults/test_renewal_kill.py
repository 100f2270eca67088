"""Killed in the middle of a renewal, of a delete, of bringing a copy back: one book, whole, or none begun."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from easyread.book.errors import BookDamaged, WrongSecret
from easyread.book.folders import read_number
from easyread.book.keys import read_key_file
from easyread.book.vault import BookHandle, Made, Vault
from tests.books import make_statement, open_vault

ROOT = Path(__file__).parents[2]
KILLS = 10
WORDS = [f"marker-{number} " * 200 for number in range(20)]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A book without a lock, with some twenty pages of words."""
    vault = open_vault(tmp_path)
    book = vault.make_book("start", "none", "")
    with vault.open_store(BookHandle(book.book, book.key)) as store:
        for number, words in enumerate(WORDS):
            store.keep(make_statement(step=f"step-{number}", words=words))
    return book


def kill_while(work: str, folder: Path, made: Made, longest: float) -> list[str]:
    """Start a child, kill it a moment after its first line, and return the lines that it finished."""
    given = [work, str(folder / "instance"), made.book, made.key.hex(), made.recovery_code]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.renewer", *given], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout
        first = child.stdout.readline()
        time.sleep(random.uniform(0, longest))
        child.kill()
        text = first + child.stdout.read()
    assert first, "the child never came so far"
    return text[: text.rfind("\n") + 1].splitlines()


def words(vault: Vault, opened: BookHandle) -> list[str]:
    with vault.open_store(opened) as store:
        return [statement.words for statement in store.statements()]


def open_by(vault: Vault, door: str) -> BookHandle | None:
    try:
        return vault.open_book(door, "none", "")
    except WrongSecret:
        return None


def test_a_kill_during_a_renewal_leaves_the_old_lock_or_the_new_one_never_none(
    tmp_path: Path, made: Made
) -> None:
    left_over, kills, door = 0, 0, "start"
    while kills < KILLS or (not left_over and kills < 5 * KILLS):
        kills += 1
        lines = [line.split() for line in kill_while("renew", tmp_path, made, 0.15)]
        done = [line for line in lines if line[0] == "done"]
        before = done[-1][1] if done else door
        begun = lines[-1][1]
        book = tmp_path / "instance" / "books" / made.book[:2] / made.book
        left_over += len(list(book.iterdir())) != 2
        vault = open_vault(tmp_path)
        opening = {one: opened for one in {before, begun} if (opened := open_by(vault, one))}
        assert len(opening) == 1
        ((door, opened),) = opening.items()
        assert words(vault, opened) == WORDS
        named = read_key_file(book / "keys.json").file
        newer = {file for file in book.iterdir() if read_number(file.name) > read_number(named)}
        # Between its name and the switch: whole, and sealed by a key that nobody got.
        assert {file.name for file in set(book.iterdir()) - newer} == {"keys.json", named}
        if done and door == before:
            assert vault.open_with_code(done[-1][2]) == opened
        made = Made(opened.book, opened.key, "")
    assert left_over, "no kill came in the middle of a renewal"


def test_a_kill_while_a_book_goes_and_comes_back_leaves_it_whole_or_not_there(
    tmp_path: Path, made: Made
) -> None:
    kept = open_vault(tmp_path).write_copy(BookHandle(made.book, made.key))
    for _ in range(KILLS // 2):
        kill_while("copy", tmp_path, made, 0.1)
        vault = open_vault(tmp_path)
        opened = BookHandle(made.book, made.key)
        files = [path for path in (tmp_path / "instance" / "books").rglob("*") if path.is_file()]
        try:
            assert words(vault, opened) == WORDS
            assert vault.open_with_code(made.recovery_code) == opened
        except BookDamaged:
            assert files == []
            assert vault.read_copy(kept, made.recovery_code) == opened
        assert not [file for file in files if file.name.startswith(".new-")]
