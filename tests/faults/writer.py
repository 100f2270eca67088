"""A child that keeps words, or changes the lock, until it is killed; it prints a line for each done."""

from __future__ import annotations

import itertools
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from easyread.book.vault import BookHandle, Vault
from easyread.model import CardMade
from easyread.settings import Paths
from tests.books import AT, QUICK, make_statement


def main(work: str, instance: str, book: str, key: str) -> None:
    vault = Vault(Paths(instance=Path(instance)), QUICK)
    opened = BookHandle(book, bytes.fromhex(key))
    for number in itertools.count():
        print(WORK[work](vault, opened, number), flush=True)


def keep_words(vault: Vault, opened: BookHandle, number: int) -> str:
    with vault.open_store(opened) as store:
        statement = make_statement(step=f"step-{number % 5}", words=f"marker-{number} " * 60)
        kept = store.keep(statement, once=statement.id)
        store.set_setting("last", kept.id)
    return kept.id


def change_lock(vault: Vault, opened: BookHandle, number: int) -> str:
    vault.change_lock(opened, f"door-{number % 24}", "none", "")  # without a lock: no waits between
    return f"door-{number % 24}"


def make_card(vault: Vault, opened: BookHandle, number: int) -> str:
    """A card with a print of some ten pages of the file."""
    printed = {"number": number, "lines": [f"marker-{number} " * 60] * 60}
    made = CardMade(
        id=secrets.token_hex(16),
        reader="nurse",
        purpose="plan",
        languages=("pl",),
        lines=("s",),
        printed=printed,
        at=AT,
    )
    with vault.open_store(opened) as store:
        store.keep_card(made)
    return made.id


WORK: dict[str, Callable[[Vault, BookHandle, int], str]] = {
    "words": keep_words, "lock": change_lock, "cards": make_card,
}  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
