"""Where the books lie: one folder for each, with its key file and the one file of words that it names."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from easyread.book import files, freshness, keys
from easyread.book.errors import BookDamaged, NotKept
from easyread.book.keys import KeyFile
from easyread.settings import Paths

_BOOK = re.compile(r"[0-9a-f]{32}")
_KEYS = "keys.json"
_WORDS = re.compile(r"book(?:-([1-9]\d{0,8}))?\.db")
# Files of words that were the book, with the id of the key that it had then: they go when the key goes.
_ASIDE = re.compile(r"(?:damaged|replaced)-([0-9a-f]{32})-[0-9a-f]{8}\.db.*")


class Folders:
    """The folders of all books. It knows names and key files, and opens nothing."""

    def __init__(self, paths: Paths) -> None:
        self._instance, self._books = paths.instance, paths.books

    def folder(self, book: str) -> Path:
        """Raises :class:`BookDamaged` for what is no book's name: never a path of somebody's choosing."""
        return _find_folder(self._books, book)

    def has(self, book: str) -> bool:
        return self.folder(book).is_dir()

    def has_any(self) -> bool:
        """Is there a book, whole or damaged?"""
        return any(_BOOK.fullmatch(folder.name) for folder in self._books.glob("??/*/"))

    def keys_of(self, book: str) -> KeyFile:
        """Raises :class:`BookDamaged`: it is not here, or its key file cannot be read."""
        return _read_keys(self.folder(book))

    def file_of(self, book: str) -> Path:
        """The file of words that the key file names. Raises :class:`BookDamaged`."""
        return self.folder(book) / self.keys_of(book).file

    def new_file(self, book: str) -> Path:
        """Where a file of words is to be made: one that is not whole yet goes with the next start."""
        folder = self.folder(book)
        return folder / f"{files.TEMPORARY}book-{_last_number(folder) + 1}.db"

    def give_name(self, made: Path) -> Path:
        """It is whole: its own name, higher than that of each file that is there. Raises OSError."""
        for journal in made.parent.glob(f"{made.name}-*"):  # nothing in it has to be undone
            files.shred(journal)
        named = made.rename(made.with_name(made.name.removeprefix(files.TEMPORARY)))
        files.sync_folder(named.parent)
        return named

    def write_keys(self, key_file: KeyFile) -> None:
        """Replace a book's key file, and with it the file that it names, in one step. Raises OSError."""
        keys.write_key_file(self.folder(key_file.book) / _KEYS, key_file)

    def switch(self, key_file: KeyFile) -> None:
        """Let another file be the book, in one step, and shred the one before. OSError: nothing changed."""
        try:
            self.write_keys(key_file)
        except OSError:
            if self.file_of(key_file.book).name != key_file.file:
                raise
            return  # it is named, but perhaps not on the disk yet: the next start shreds the other one
        self.drop_unnamed(key_file)

    def set_aside(self, broken: Iterable[Path], key_file: KeyFile) -> None:
        """Rename files that do not open as the book: somebody may still save words from them. OSError."""
        for file in broken:
            name = _name_aside("damaged", key_file)
            for part in file.parent.glob(f"{file.name}*"):
                part.rename(part.with_name(name + part.name.removeprefix(file.stem)))

    def copy_aside(self, replaced: Path, key_file: KeyFile) -> Path:
        """Copy a whole file of words beside the book, before another takes its place. Raises OSError."""
        aside = replaced.with_name(f"{_name_aside('replaced', key_file)}.db")
        with replaced.open("rb") as source:
            files.atomic_copy(source, aside)
        return aside

    def list_keys(self) -> Iterator[KeyFile]:
        """The key files that can be read: one damaged book keeps nobody else out."""
        for folder in self._books.glob("??/*/"):
            if _BOOK.fullmatch(folder.name):
                with suppress(BookDamaged):
                    yield _read_keys(folder)

    def add(self, key_file: KeyFile, make: Callable[[Path], object]) -> None:
        """Make a book's folder under another name, and give it its own when all is on the disk.

        ``make`` is told the file of words to make. Raises OSError, and what ``make`` raises.
        """
        folder = self.folder(key_file.book)
        unfinished = folder.with_name(files.TEMPORARY + folder.name)
        for each in (self._books, unfinished.parent, unfinished):
            files.make_private(each)
        try:
            make(unfinished / key_file.file)
            keys.write_key_file(unfinished / _KEYS, key_file)
            unfinished.rename(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        for each in (folder.parent, self._books, self._instance):
            files.sync_folder(each)

    def remove(self, book: str) -> None:
        """Shred a book: its keys first, then the rest. Raises OSError.

        It is renamed first. From then on it is no book, and a start after a kill ends what was begun.
        """
        folder = self.folder(book)
        going = folder.with_name(files.TEMPORARY + folder.name)
        folder.rename(going)
        files.sync_folder(going.parent)
        files.shred_folder(going)
        freshness.forget(folder)
        with suppress(OSError):  # other books are beside it
            folder.parent.rmdir()
        files.sync_folder(self._books)

    def sweep(self) -> None:
        """Remove what a killed program left unfinished, and files of words that no key file names."""
        folders = (*self._books.glob("*/"), *self._books.glob("*/*/"))
        files.sweep((self._instance, *folders))
        freshness.sweep(self._books)
        for folder in {file.parent for file in self._books.glob("??/*/book-*.db*")}:
            with suppress(BookDamaged):  # without its key file nobody knows which one is the book
                named = _read_keys(folder)
                # A higher number: an older key file was put back, and that one may be the newest words. It
                # stays, with what was set aside, until the next renewal.
                if _last_number(folder) == read_number(named.file):
                    self.drop_unnamed(named)

    def drop_unnamed(self, key_file: KeyFile) -> None:
        """Shred the files of words that a book has left behind, as far as the disk lets us.

        None, when the one that is named is not there: then an older key file was put back.
        """
        folder = self.folder(key_file.book)
        if not (folder / key_file.file).is_file():
            return
        for file in folder.glob("*.db*"):
            if _is_left_behind(file.name, key_file):
                with suppress(OSError):
                    files.shred(file)


def read_number(name: str) -> int:
    """Of a file of words, of its journal too: 1 for ``book.db``, 2 for ``book-2.db``. 0: it is none."""
    found = _WORDS.match(name)
    return int(found[1] or 1) if found else 0


def _last_number(folder: Path) -> int:
    return max((read_number(file.name) for file in folder.glob("book*.db*")), default=0)


def _name_aside(why: str, key_file: KeyFile) -> str:
    return f"{why}-{key_file.key_id.hex()}-{secrets.token_hex(4)}"


def _is_left_behind(name: str, key_file: KeyFile) -> bool:
    if aside := _ASIDE.fullmatch(name):
        return key_file.key_id not in (b"", bytes.fromhex(aside[1]))
    # Its journal, and its copy from before, stay.
    return read_number(name) not in (0, read_number(key_file.file))


def _read_keys(folder: Path) -> KeyFile:
    """Raises :class:`BookDamaged`, also for another book's: kept as this one's, it would harm both."""
    named = keys.read_key_file(folder / _KEYS)
    if named.book != folder.name:
        raise BookDamaged
    return named


@contextmanager
def kept_or_refused() -> Iterator[None]:
    """Turn the system's errors into ours; theirs name files."""
    try:
        yield
    except OSError:
        raise NotKept from None


@lru_cache(maxsize=1024)
def _find_folder(books: Path, book: str) -> Path:
    if not _BOOK.fullmatch(book):
        raise BookDamaged
    return books / book[:2] / book
