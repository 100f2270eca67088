"""The folder goes away or takes no more words: told in plain words, and nothing falls over."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from easyread.book.errors import BookDamaged, NotKept, WrongSecret
from easyread.book.vault import BookHandle, Made, Vault
from easyread.settings import Paths
from tests.books import QUICK, make_statement, open_vault
from tests.client import PageClient
from tests.pages.step_pages import page_of, text_of

MARKER = "marker-elderflower"


@pytest.fixture
def made(vault: Vault) -> Made:
    book = vault.make_book("boat", "none", "")
    with vault.open_store(BookHandle(book.book, book.key)) as store:
        store.keep(make_statement(words="kept before"))
    return book


def test_a_stick_that_is_pulled_in_the_middle_keeps_nothing_and_says_so(
    tmp_path: Path, vault: Vault, made: Made
) -> None:
    opened = BookHandle(made.book, made.key)
    with vault.open_store(opened) as store:
        shutil.move(tmp_path / "instance", tmp_path / "pulled")
        with pytest.raises(NotKept):
            store.keep(make_statement(words=MARKER))
        with pytest.raises(NotKept):
            store.set_setting("name", "value")
    with pytest.raises(BookDamaged), vault.open_store(opened):
        pass
    with suppress(NotKept):  # a new book may not be begun either; whatever comes, nothing is made half
        vault.make_book("tree", "none", "")
    assert not list(tmp_path.glob("instance/**/.new-*"))


def test_a_stick_that_comes_back_has_every_word_and_goes_on(tmp_path: Path, vault: Vault, made: Made) -> None:
    opened = BookHandle(made.book, made.key)
    shutil.move(tmp_path / "instance", tmp_path / "pulled")
    with pytest.raises(BookDamaged), vault.open_store(opened):
        pass
    shutil.move(tmp_path / "pulled", tmp_path / "instance")
    with vault.open_store(opened) as store:
        assert [statement.words for statement in store.statements()] == ["kept before"]
        store.keep(make_statement(words="kept after"))
        assert store.older_copy() is None


def test_on_a_page_the_words_stay_on_the_screen_when_the_stick_is_pulled(
    open_client: PageClient, paths: Paths, tmp_path: Path
) -> None:
    step = page_of(open_client, "in-charge")
    answer = open_client.get(step)
    assert answer.status_code == 200
    hidden = dict(re.findall(r'name="(csrf_token|reference)" value="([^"]*)"', text_of(answer)))
    shutil.move(paths.instance, tmp_path / "pulled")
    answer = open_client.post(step, data={**hidden, "here": step, "words": MARKER})
    assert answer.status_code == 503
    assert MARKER in text_of(answer)
    assert "Your words are not kept yet." in text_of(answer)
    assert not (tmp_path / "instance").exists()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder, as on a stick with its switch at "lock".

    Root may write wherever the modes say no, so as root it becomes a mount of its own that is read only;
    for everybody else, the modes say no.
    """
    on: list[list[str | Path]]
    off: list[str | Path]
    if os.geteuid() != 0:
        on, off = [["chmod", "-R", "a-w", folder]], ["chmod", "-R", "u+w", folder]
    else:
        on, off = [["mount", "--bind", folder, folder]], ["umount", folder]
        on.append(["mount", "-o", "remount,bind,ro", folder])
        if subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode:
            pytest.skip("root may write everywhere, and here it may not mount")
    for command in on:
        subprocess.run(command, check=True)
    try:
        yield
    finally:
        subprocess.run(off, check=True)


def test_on_a_read_only_disk_the_words_can_be_read_and_nothing_is_kept(tmp_path: Path, made: Made) -> None:
    instance = tmp_path / "instance"
    before = {path: path.read_bytes() for path in instance.rglob("*") if path.is_file()}
    with read_only(instance):
        with pytest.raises(OSError, match=r"Read-only|denied"):
            (instance / "try").touch()
        vault = Vault(Paths(instance=instance), QUICK)
        opened = vault.open_book("boat", "none", "")
        with vault.open_store(opened) as store:
            assert [statement.words for statement in store.statements()] == ["kept before"]
            with pytest.raises(NotKept):
                store.keep(make_statement(words="more"))
        with pytest.raises(NotKept):
            vault.make_book("tree", "none", "")
        with pytest.raises(NotKept):
            vault.change_lock(opened, "tree", "none", "")
    assert {path: path.read_bytes() for path in instance.rglob("*") if path.is_file()} == before


def test_an_older_copy_on_a_read_only_disk_can_be_read_and_is_noticed_when_it_can_be_told(
    tmp_path: Path, made: Made
) -> None:
    instance, opened = tmp_path / "instance", BookHandle(made.book, made.key)
    file = instance / "books" / made.book[:2] / made.book / "book.db"
    copy = file.read_bytes()
    with open_vault(tmp_path).open_store(opened) as store:
        store.keep(make_statement(words="newer"))
    file.write_bytes(copy)
    with read_only(instance), open_vault(tmp_path).open_store(opened) as store:
        assert [statement.words for statement in store.statements()] == ["kept before"]
    with open_vault(tmp_path).open_store(opened) as store:
        assert store.older_copy()


def test_without_the_devices_secret_the_lock_opens_nothing_and_the_code_does(
    tmp_path: Path, made: Made
) -> None:
    (tmp_path / "instance" / "device.key").unlink()
    vault = open_vault(tmp_path)
    with pytest.raises(WrongSecret):
        vault.open_book("boat", "none", "")
    assert vault.open_with_code(made.recovery_code).key == made.key
