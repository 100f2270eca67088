"""An older copy of a book that is put in its place is noticed; a crash is never taken for one."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from easyread.book import cipher
from easyread.book.history import Link
from easyread.book.records import OlderCopy
from easyread.book.vault import BookHandle, Made, Vault
from tests.books import AT, later, make_old, make_statement, open_vault

ROOT = Path(__file__).parents[2]


@pytest.fixture
def made(vault) -> Made:
    """A book with one statement."""
    book = vault.make_book("boat", "none", "")
    keep(vault, book, "first", at=AT)
    return book


def keep(vault: Vault, made: Made, words: str, at=AT) -> None:
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        store.keep(make_statement(words=words, at=at))


def older(vault: Vault, made: Made) -> OlderCopy | None:
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        return store.older_copy()


def revision(vault: Vault, made: Made) -> int:
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        return store.revision()


@pytest.mark.parametrize("what", ["the file", "the whole folder"])
def test_an_older_copy_is_noticed_with_the_day_of_its_last_words(tmp_path, vault, made, folder, what):
    shutil.copytree(folder, tmp_path / "copy")
    keep(vault, made, "second", later(3600))
    if what == "the file":
        shutil.copyfile(tmp_path / "copy" / "book.db", folder / "book.db")
    else:
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "copy", folder)
    assert older(vault, made) == OlderCopy(AT)


def test_it_is_told_until_it_was_heard_and_then_the_mark_follows(tmp_path, vault, made, folder):
    copy = (folder / "book.db").read_bytes()
    keep(vault, made, "second")
    (folder / "book.db").write_bytes(copy)
    assert older(vault, made)
    keep(vault, made, "words from after")  # the day is that of the copy, whatever is said before it is told
    restarted = open_vault(tmp_path)
    assert older(restarted, made) == OlderCopy(AT)
    with restarted.open_store(BookHandle(made.book, made.key)) as store:
        store.set_told()
    assert older(restarted, made) is None
    assert older(open_vault(tmp_path), made) is None


@pytest.mark.parametrize("writes", [3, 70])
def test_a_copy_that_was_written_elsewhere_and_comes_back_with_as_many_writes_is_noticed(
    *, tmp_path, vault, made, folder, writes
):
    shutil.copytree(tmp_path / "instance", tmp_path / "elsewhere" / "instance")
    elsewhere = open_vault(tmp_path / "elsewhere")
    keep(vault, made, "second, here")
    for number in range(writes):
        keep(elsewhere, made, f"there, {number}")
    shutil.copyfile(tmp_path / "elsewhere" / folder.relative_to(tmp_path) / "book.db", folder / "book.db")
    assert older(vault, made) == OlderCopy(AT)


def test_an_older_copy_without_words_or_of_older_tables_is_noticed(vault, tmp_path):
    made = vault.make_book("boat", "none", "")
    file = tmp_path / "instance" / "books" / made.book[:2] / made.book / "book.db"
    make_old(file, made.key)
    copy = file.read_bytes()
    for number in range(2):
        keep(vault, made, f"words {number}")
    file.write_bytes(copy)
    assert older(vault, made) == OlderCopy(None)


def test_the_same_book_copied_and_put_back_unchanged_is_no_older_copy(vault, made, folder):
    whole = (folder / "book.db").read_bytes()
    (folder / "book.db").write_bytes(whole)
    assert older(vault, made) is None


def test_a_book_from_before_marks_and_a_book_on_a_new_machine_are_no_older_copies(tmp_path, vault, made):
    shutil.copytree(tmp_path / "instance" / "books", tmp_path / "new" / "instance" / "books")
    elsewhere = open_vault(tmp_path / "new")  # its device cannot read the mark
    assert older(elsewhere, made) is None
    before = revision(elsewhere, made)
    keep(elsewhere, made, "second")
    assert (older(elsewhere, made), revision(elsewhere, made)) == (None, before + 1)


@pytest.mark.parametrize("content", [b"", b"x" * 68, b"x" * 5000])
def test_a_damaged_or_missing_mark_is_written_anew_and_says_nothing(vault, made, folder, content):
    folder.with_suffix(".mark").write_bytes(content)
    assert older(vault, made) is None
    copy = (folder / "book.db").read_bytes()
    keep(vault, made, "second")
    (folder / "book.db").write_bytes(copy)
    assert older(vault, made)


@pytest.mark.parametrize("writes", [1, 10, 64, 200])
def test_a_mark_that_lags_is_caught_up_with_and_not_taken_for_an_older_copy(vault, made, folder, writes):
    """As after a power cut: the words are on the disk, the mark is not yet."""
    mark = folder.with_suffix(".mark").read_bytes()
    for number in range(writes):
        keep(vault, made, f"words {number}")
    now = folder.with_suffix(".mark").read_bytes()
    folder.with_suffix(".mark").write_bytes(mark)
    assert older(vault, made) is None
    assert folder.with_suffix(".mark").read_bytes() not in (mark, now)


def test_a_mark_that_led_would_be_a_false_alarm(vault, made):
    """Why it is written after the words: this is what a mark before them would make of a crash."""
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        store._follow(Link(store.revision() + 1, bytes(32)))  # noqa: SLF001  no other way to be wrong
    assert older(vault, made)


@pytest.mark.parametrize("moment", ["before the commit", "between commit and mark"])
def test_a_kill_around_the_mark_loses_nothing_and_raises_no_alarm(tmp_path, vault, made, moment):
    """The two moments that a random kill hardly ever meets."""
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from easyread.book import freshness, history; from easyread.book.vault import BookHandle\n"
        "from tests.books import make_statement, open_vault\n"
        "folder, book, key, moment = sys.argv[1:]\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "vault = open_vault(Path(folder))\n"
        "with vault.open_store(BookHandle(book, bytes.fromhex(key))) as store:\n"
        "    if moment == 'before the commit': history.secrets.token_bytes = die\n"
        "    else: freshness.Freshness.write = die; store._follow = die\n"
        "    store.keep(make_statement(words='second'))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), made.book, made.key.hex(), moment],
        check=False,
        cwd=ROOT,
    )
    assert ended.returncode == -signal.SIGKILL
    assert older(open_vault(tmp_path), made) is None
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        kept = [version.words for version in store.versions("what-i-want")]
    assert kept == (["first"] if moment == "before the commit" else ["first", "second"])


def test_each_write_is_one_revision_and_nothing_changed_is_none(vault, made):
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        first = store.revision()
        store.keep(make_statement(words="second"))
        store.keep(make_statement(words="second"))
        store.drop_draft("/nothing")
        store.mark("step", "seen", AT)
        store.keep_people([])
        assert store.revision() == first + 2


def test_a_write_that_failed_is_no_revision(vault, made):
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        before = store.revision()
        with pytest.raises(cipher.NotKept):
            store.keep(make_statement(words="half a sign \ud800"))
        assert store.revision() == before
    assert older(vault, made) is None


def test_a_mark_shows_nothing_and_does_not_outlive_its_book(tmp_path, vault, made, folder):
    mark = folder.with_suffix(".mark")
    two = {mark.read_bytes()}
    keep(vault, made, "second")
    two.add(mark.read_bytes())
    assert len(two) == 2
    assert {len(content) for content in two} == {68}  # as long whatever the number
    shutil.rmtree(folder)
    open_vault(tmp_path)
    assert not mark.exists()


def test_the_last_words_are_those_kept_last_whatever_the_clock_said(vault, made):
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        store.keep(make_statement(step="later", words="x", at=later(-3600)))
        assert store.last_kept() == later(-3600)


def test_a_new_book_has_no_last_words_and_revision_nought(vault):
    made = vault.make_book("tree", "none", "")
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        assert (store.last_kept(), store.revision(), store.older_copy()) == (None, 0, None)
