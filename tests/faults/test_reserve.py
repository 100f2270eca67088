"""A disk that others have filled to the last byte: words, tries and locks still get in, for a while."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from easyread.book import reserve
from easyread.book.errors import MustWait, NotKept, WrongSecret
from easyread.book.reserve import ENOUGH, SIZE, Reserve
from easyread.book.vault import BookHandle, Made, Vault
from easyread.model import Attachment, Draft
from easyread.speech.cache import Cache, sound_key
from easyread.speech.encode import Clip
from tests.books import AT, Clock, make_statement, open_vault

DISK = 24 * 2**20
WORDS = "marker-elderflower " * 40


class Disk(NamedTuple):
    """A small disk, and how to fill it. ``real``: the system itself says that it is full."""

    folder: Path
    real: bool
    fill: Callable[[], None]
    clear: Callable[[], None]

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    @property
    def left(self) -> int:
        """Bytes of the reserve."""
        file = self.instance / "reserve"
        return file.stat().st_size if file.exists() else 0


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A disk of its own where the system lets us mount one; else one that only says how full it is."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount: list[str | Path] = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder]
    real = os.name == "posix" and os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0
    filler = folder / "filler"

    def measure_free() -> int:
        return DISK - sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())

    def fill() -> None:
        with suppress(OSError), filler.open("ab", buffering=0) as stream:
            while real or measure_free() > 0:
                stream.write(bytes(4096 if real else measure_free()))

    if not real:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=measure_free()))
    yield Disk(folder, real, fill, filler.unlink)
    if real:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def vault(disk: Disk) -> Vault:
    return open_vault(disk.folder)


@pytest.fixture
def made(vault: Vault) -> Made:
    return vault.make_book("boat", "pin", "482915")


def say(vault: Vault, made: Made, step: str = "want", words: str = WORDS) -> str:
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        return store.keep(make_statement(step=step, words=words)).id


def read_all(vault: Vault, made: Made) -> list[str]:
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        return [one.words for one in store.statements()]


def test_a_start_takes_up_room_that_nobody_else_can_read(disk: Disk, vault: Vault) -> None:
    file = disk.instance / "reserve"
    assert disk.left == SIZE
    assert file.stat().st_blocks * 512 >= SIZE  # no holes
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(set(file.read_bytes())) == 256


def test_on_a_full_disk_every_kind_of_words_and_every_lock_still_gets_in(
    disk: Disk, vault: Vault, made: Made
) -> None:
    disk.fill()
    say(vault, made)
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        store.keep_draft(Draft(page="/p/0", fields={"words": [WORDS]}, language="en-GB", at=AT))
    other = vault.make_book("tree", "none", "")
    vault.change_lock(BookHandle(other.book, other.key), "star", "none", "")
    vault.new_code(BookHandle(made.book, made.key))
    counted = (disk.instance / "tries.json").read_bytes()
    with pytest.raises(WrongSecret):
        vault.open_book("boat", "pin", "730284")
    assert (disk.instance / "tries.json").read_bytes() != counted
    assert read_all(open_vault(disk.folder), made) == [WORDS]
    vault.delete(BookHandle(other.book, other.key))
    assert not list(disk.instance.rglob(f"*{other.book}*"))
    assert disk.left < SIZE


def test_it_buys_some_words_even_while_others_take_all_and_then_all_is_refused_and_nothing_lost(
    disk: Disk, vault: Vault, made: Made
) -> None:
    disk.fill()
    kept: list[str] = []
    with suppress(NotKept):
        for number in range(200):
            say(vault, made, f"step-{number}", f"{number} {WORDS}")
            kept.append(f"{number} {WORDS}")
            disk.fill()  # others take every byte that is given up
    assert len(kept) >= 3
    if disk.real:
        assert disk.left == 0
        with pytest.raises(NotKept):
            say(vault, made, "more", WORDS * 100)
    assert read_all(vault, made) == kept
    assert read_all(open_vault(disk.folder), made) == kept


def test_with_nobody_else_writing_it_lasts_for_hundreds_of_answers(
    disk: Disk, vault: Vault, made: Made
) -> None:
    disk.fill()
    kept = 0
    with suppress(NotKept):
        for number in range(600):
            say(vault, made, f"step-{number}")
            kept += 1
    assert kept >= 300
    assert len(read_all(vault, made)) == kept


def test_when_there_is_room_again_it_is_made_again(disk: Disk, vault: Vault, made: Made) -> None:
    disk.fill()
    say(vault, made)
    assert disk.left < SIZE
    with suppress(WrongSecret):
        vault.open_book("boat", "pin", "730284")
    assert disk.left < SIZE
    disk.clear()
    vault.open_book("boat", "pin", "482915")
    assert disk.left == SIZE


def test_big_files_do_not_take_the_room_of_words(disk: Disk, vault: Vault, made: Made) -> None:
    disk.fill()
    photo = Attachment(id="a" * 32, page="/p/0", kind="photo", type="image/jpeg", whole=True, at=AT)
    before = disk.left
    for _ in range(10):
        with pytest.raises(NotKept), vault.open_store(BookHandle(made.book, made.key)) as store:
            store.begin_attachment(photo, bytes(200_000))
    assert disk.left >= before - ENOUGH - 2**16
    say(vault, made)


def test_a_full_disk_that_nobody_tells_of_keeps_the_words_at_the_second_try(
    disk: Disk, vault: Vault, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a quota: the disk has room, and still refuses."""
    disk.fill()
    monkeypatch.setattr(reserve, "find_free", lambda _: 10**9)
    if disk.real:
        with pytest.raises(NotKept):
            say(vault, made, words=WORDS * 10)
    say(vault, made, words=WORDS * 10)
    assert read_all(vault, made) == [WORDS * 10]


def test_no_room_for_it_and_no_right_to_write_it_stop_nothing_but_uncounted_tries(
    disk: Disk, made: Made
) -> None:
    (disk.instance / "reserve").unlink()
    disk.fill()
    clock = Clock()
    vault = open_vault(disk.folder, clock)
    with pytest.raises(MustWait) as wait:
        vault.open_book("boat", "pin", "482915")
    clock.now += wait.value.seconds
    assert vault.open_book("boat", "pin", "482915").book == made.book
    assert disk.left == 0
    shutil.rmtree(disk.instance)
    Reserve(disk.instance).give_up()
    assert not disk.instance.exists()


def test_sounds_are_not_kept_on_a_disk_that_is_nearly_full(disk: Disk) -> None:
    cache = Cache(disk.folder / "sounds", 10**9)
    clip = Clip("audio/mpeg", b"sound" * 1000, [0])
    assert cache.find_or_make(sound_key("a line"), lambda: clip).data == clip.data
    assert not list(disk.folder.rglob("*"))
