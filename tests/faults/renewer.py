"""A child that renews a book, or writes and brings back copies of it, until it is killed.

It prints a line before and a line after each renewal, and one for each copy that is back.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from easyread.book.vault import BookHandle, Vault
from easyread.settings import Paths
from tests.books import QUICK


def main(work: str, instance: str, book: str, key: str, code: str) -> None:
    vault = Vault(Paths(instance=Path(instance)), QUICK)
    opened = BookHandle(book, bytes.fromhex(key))
    if work == "renew":
        while True:
            door = f"door-{secrets.token_hex(4)}"  # never the one that the book has now
            print("begin", door, flush=True)
            made = vault.renew(opened, door, "none", "")  # without a lock: no waits between
            opened = BookHandle(made.book, made.key)
            print("done", door, made.recovery_code, flush=True)
    while True:
        data = vault.write_copy(opened)
        vault.delete(opened)
        print("deleted", flush=True)
        vault.read_copy(data, code)
        print("back", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
