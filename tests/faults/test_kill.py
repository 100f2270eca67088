"""The program is killed at any moment: nothing that was acknowledged is lost, and the book opens."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from easyread.book import cipher
from easyread.book.vault import BookHandle, Made, Vault, WrongSecret
from tests.books import open_vault

ROOT = Path(__file__).parents[2]
KILLS = 20


def kill_while(work: str, vault_folder: Path, made: Made) -> list[str]:
    """Start a writer, kill it a moment after its first line, and return what it acknowledged."""
    command = [sys.executable, "-m", "tests.faults.writer", work, str(vault_folder / "instance")]
    with subprocess.Popen(
        [*command, made.book, made.key.hex()], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as writer:
        assert writer.stdout
        first = writer.stdout.readline()
        time.sleep(random.uniform(0, 0.05))
        writer.kill()
        text = first + writer.stdout.read()
    assert first, "the writer never came so far"
    return text[: text.rfind("\n") + 1].split()  # a line that was cut is no acknowledgement


def test_no_acknowledged_word_is_lost_and_nothing_left_behind_shows_words(tmp_path: Path) -> None:
    made = open_vault(tmp_path).make_book("boat", "pin", "482915")
    acknowledged: set[str] = set()
    journals = 0
    for _ in range(KILLS):
        acknowledged.update(kill_while("words", tmp_path, made))
        journals += check_sealed(tmp_path)
        vault = open_vault(tmp_path)
        with vault.open_store(BookHandle(made.book, made.key)) as store:
            assert store.older_copy() is None  # a crash is no roll-back
            versions = [version for step in range(5) for version in store.versions(f"step-{step}")]
        assert acknowledged <= {version.id for version in versions}
    assert journals, "no kill came in the middle of a write"
    check_chain(open_vault(tmp_path), made)
    check_whole(tmp_path, made)


def check_sealed(folder: Path) -> int:
    """What a thief of a crashed machine would find shows no words; returns how many journals there were."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    for file in files:
        assert b"marker-" not in file.read_bytes(), file.name
    return sum(file.name.endswith("-journal") for file in files)


def check_whole(folder: Path, made: Made) -> None:
    file = folder / "instance" / "books" / made.book[:2] / made.book / "book.db"
    db = cipher.open_file(file, made.key)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()
    assert sorted(path.name for path in file.parent.iterdir()) == ["book.db", "keys.json"]


def check_chain(vault: Vault, made: Made) -> None:
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        versions = store.versions("step-0")
        assert [version.number for version in versions] == list(range(1, len(versions) + 1))
        assert [version.replaces for version in versions] == [
            None,
            *(version.id for version in versions[:-1]),
        ]
        last = store.setting("last")
        assert last
        assert store.statement(last)
        store.set_setting("last", "")  # the next write clears away what the kill left


def test_a_card_is_kept_with_all_that_was_printed_or_not_at_all(tmp_path: Path) -> None:
    made = open_vault(tmp_path).make_book("boat", "pin", "482915")
    acknowledged: set[str] = set()
    journals = 0
    for _ in range(KILLS // 2):
        acknowledged.update(kill_while("cards", tmp_path, made))
        journals += check_sealed(tmp_path)
        with open_vault(tmp_path).open_store(BookHandle(made.book, made.key)) as store:
            cards = {card.id: card.printed for card in store.cards()}
        assert acknowledged <= cards.keys()
        for printed in cards.values():
            assert printed is not None
            assert len(printed["lines"]) == 60
    assert journals, "no kill came in the middle of a write"


def test_a_kill_during_a_change_of_lock_leaves_one_lock_and_the_recovery_code(tmp_path: Path) -> None:
    made = open_vault(tmp_path).make_book("door-0", "none", "")
    for _ in range(5):
        last = int(kill_while("lock", tmp_path, made)[-1].removeprefix("door-"))
        vault = open_vault(tmp_path)
        opening = [door for door in range(24) if opens(vault, f"door-{door}")]
        assert opening in ([last], [(last + 1) % 24])  # the change after the last told may be done, or not
        assert vault.open_with_code(made.recovery_code).key == made.key
        assert not list(tmp_path.rglob(".new-*"))


def opens(vault: Vault, door: str) -> bool:
    try:
        vault.open_book(door, "none", "")
    except WrongSecret:
        return False
    return True
