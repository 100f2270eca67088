"""A child that keeps words, or changes the lock, until it is killed; it prints a line for each done."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from easyread.book.vault import BookHandle, Vault
from easyread.settings import Paths
from tests.books import QUICK, make_statement


def main(work: str, instance: str, book: str, key: str) -> None:
    vault = Vault(Paths(instance=Path(instance)), QUICK)
    opened = BookHandle(book, bytes.fromhex(key))
    for number in itertools.count():
        done = keep_words(vault, opened, number) if work == "words" else change_lock(vault, opened, number)
        print(done, flush=True)


def keep_words(vault: Vault, opened: BookHandle, number: int) -> str:
    with vault.open_store(opened) as store:
        statement = make_statement(step=f"step-{number % 5}", words=f"marker-{number} " * 60)
        kept = store.keep(statement, once=statement.id)
        store.set_setting("last", kept.id)
    return kept.id


def change_lock(vault: Vault, opened: BookHandle, number: int) -> str:
    vault.change_lock(opened, f"door-{number % 24}", "none", "")  # without a lock: no waits between
    return f"door-{number % 24}"


if __name__ == "__main__":
    main(*sys.argv[1:])
