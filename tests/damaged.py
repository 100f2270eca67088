"""A device that is damaged on purpose, one byte at a time: two books, and every small file that there is."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from easyread.book import keys
from easyread.book.errors import BookDamaged, MustWait, WrongSecret
from easyread.book.vault import BookHandle, Made, Vault
from easyread.lan.certificate import own_certificate
from tests.books import Clock, Lock, make_statement, open_vault

BAD = (0x00, 0x80, 0xE9, 0xFF)
OURS: Lock = ("boat", "pin", "482915")
OTHER: Lock = ("tree", "pin", "730284")
WORDS, OTHER_WORDS = ["marker-elderflower"], ["marker-rosehip"]


def make_cheap(patch: pytest.MonkeyPatch) -> None:
    """A try, and a write, cost nearly nothing: what is damaged here is thousands of files."""

    def stretch(secret: bytes, salt: bytes, *_: object) -> bytes:
        return hashlib.sha256(salt + secret).digest()

    patch.setattr(keys, "hash_secret_raw", stretch)
    patch.setattr(os, "fsync", lambda _: None)


def find_memory() -> str | None:
    """A folder in memory, where there is one: tens of thousands of files are written."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Device:
    """Its folder; the book that is harmed, the one that must not be, and a copy of a third."""

    def __init__(self, folder: Path) -> None:
        self.instance = folder / "instance"
        self.clock = Clock()
        vault = self.start()
        self.ours, self.other = vault.make_book(*OURS), vault.make_book(*OTHER)
        self._say(vault, self.ours, WORDS)
        self._say(vault, self.other, OTHER_WORDS)
        gone = vault.make_book("sun", "pin", "193746")
        self.copy, self.code = vault.write_copy(BookHandle(gone.book, gone.key)), gone.recovery_code
        vault.delete(BookHandle(gone.book, gone.key))
        own_certificate(self.instance / "lan")
        (self.instance / "settings.toml").write_text('place = "jersey"\nidle_minutes = 8.0\n', "utf-8")
        with suppress(WrongSecret):
            vault.open_book("boat", "pin", "0000")  # so that there is a try in the file of tries
        self._whole = {file: file.read_bytes() for file in self.instance.rglob("*") if file.is_file()}

    def start(self) -> Vault:
        return open_vault(self.instance.parent, self.clock)

    def folder_of(self, made: Made) -> Path:
        return self.instance / "books" / made.book[:2] / made.book

    @property
    def small(self) -> dict[str, Path]:
        """What the device and a book keep beside the words."""
        ours = self.folder_of(self.ours)
        return {
            "keys": ours / "keys.json",
            "tries": self.instance / "tries.json",
            "device": self.instance / "device.key",
            "mark": ours.with_suffix(".mark"),
            "settings": self.instance / "settings.toml",
            "certificate": self.instance / "lan" / "certificate.pem",
        }

    def whole(self, file: Path) -> bytes:
        """What is in a file as long as nobody damages it."""
        return self._whole[file]

    @contextmanager
    def damaged(self, file: Path, data: bytes) -> Iterator[None]:
        """This in a file's place, for a while; then all is as it was."""
        file.write_bytes(data)
        try:
            yield
        finally:
            for each in (file, self.instance / "tries.json", self.instance / "device.key"):
                each.write_bytes(self._whole[each])
            for each in self.instance.glob("device-*"):
                each.unlink()

    def repair(self) -> None:
        """Also what was made meanwhile, and what was changed elsewhere."""
        for path in sorted(self.instance.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                with suppress(OSError):
                    path.rmdir()
            elif path not in self._whole:
                path.unlink()
        for file, data in self._whole.items():
            if file.is_dir():
                shutil.rmtree(file)
            elif not file.is_file() or file.is_symlink():  # a pipe would wait for a reader
                file.unlink(missing_ok=True)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def _say(self, vault: Vault, made: Made, words: list[str]) -> None:
        with vault.open_store(BookHandle(made.book, made.key)) as store:
            for said in words:
                store.keep(make_statement(words=said))

    # --- what must hold, whatever was damaged ---

    def check(self, *, by_lock: bool = True) -> None:
        """It starts; the other book opens, at once or after one wait; ours opens, or is refused."""
        vault = self.start()
        self.clock.now += self._wait(vault)
        if by_lock:
            assert vault.open_book(*OTHER) == self.other[:2]
        assert read(vault, vault.open_with_code(self.other.recovery_code)) == OTHER_WORDS
        with suppress(BookDamaged, WrongSecret):
            assert read(vault, vault.open_book(*OURS)) == WORDS
        with suppress(BookDamaged, WrongSecret):
            assert vault.open_with_code(self.ours.recovery_code) == self.ours[:2]

    def check_making(self) -> None:
        """A book can be made, and opened after a new start; a copy can be brought back."""
        vault = self.start()
        self.clock.now += self._wait(vault)
        self.clock.now += 3 * 24 * 3600  # so long a lost count keeps strangers' new locks waiting
        made = vault.make_book("home", "pin", "591736")
        restarted = self.start()
        self.clock.now += self._wait(restarted)
        assert restarted.open_book("home", "pin", "591736").key == made.key
        back = vault.read_copy(self.copy, self.code)
        vault.delete(back)
        vault.delete(BookHandle(made.book, made.key))

    def _wait(self, vault: Vault) -> float:
        """What somebody at a door that nobody has tried has to wait: fourteen hours at most."""
        wait = 0
        with suppress(WrongSecret):
            try:
                vault.open_book("moon", "pin", "0000")
            except MustWait as told:
                wait = told.seconds
        assert wait <= 14 * 3600
        return wait


def read(vault: Vault, opened: BookHandle) -> list[str]:
    with vault.open_store(opened) as store:
        return [statement.words for statement in store.statements()]


def each_byte(data: bytes, values: tuple[int, ...] = BAD) -> Iterator[bytes]:
    """The same with one byte changed: each place, each value."""
    for place in range(len(data)):
        for value in values:
            if data[place] != value:
                yield data[:place] + bytes([value]) + data[place + 1 :]


def each_cut(data: bytes) -> Iterator[bytes]:
    return (data[:length] for length in range(len(data)))
