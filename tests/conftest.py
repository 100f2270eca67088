"""What tests share: an app with its own instance folder, and clients that check every page they get."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from easyread import create_app
from easyread.book.vault import BookHandle, Made, Vault
from easyread.settings import Paths, Settings
from tests import no_keyring  # noqa: F401
from tests.books import DOOR, PIN, QUICK, Clock, open_vault
from tests.client import PageClient
from tests.memory_folder import find_memory
from tests.pages import sharing_book as book
from tests.shared import forget_what_was_rendered, share_what_is_read
from tests.transactions import count_transactions


def pytest_configure() -> None:
    """Tests keep their files in memory where there is room: most of them wait for a disk half of their time.

    What has to be on a disk before it is told is counted by ``make soak``, which is no test of pytest.
    """
    if memory := find_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """An instance folder with one book, on a device where a lock costs little: it is slow on purpose."""
    paths = Paths(tmp_path_factory.mktemp("made") / "instance")
    return paths.instance, Vault(paths, QUICK).make_book(DOOR, "pin", PIN)


@pytest.fixture
def paths(tmp_path: Path, made_once: tuple[Path, Made]) -> Paths:
    """This test's own folders: an instance with one book, behind :data:`DOOR` and :data:`PIN`."""
    shutil.copytree(made_once[0], tmp_path / "instance")
    return Paths(tmp_path / "instance")


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture(scope="session")
def read_once() -> Iterator[None]:
    """What all apps of a run share, because it is the same in each: see ``tests/shared.py``."""
    with pytest.MonkeyPatch.context() as patch:
        share_what_is_read(patch)
        count_transactions(patch)
        yield


@pytest.fixture
def app(settings: Settings, paths: Paths, read_once: None) -> Iterator[Flask]:
    app = create_app(settings, paths)
    app.config["HOSTS"] = ("localhost",)
    app.test_client_class = PageClient
    yield app
    app.extensions["easyread"].open_books.lock_all()
    app.extensions["easyread"].speech.close()
    forget_what_was_rendered()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A client at the first page, with no book open."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def open_client(client: PageClient, made_once: tuple[Path, Made]) -> PageClient:
    """A client with a new, empty book open."""
    client.open_book(BookHandle(made_once[1].book, made_once[1].key))
    return client


@pytest.fixture
def alone(open_client: PageClient) -> PageClient:
    """An open book, and nobody else here."""
    book.be_with(open_client, "nobody")
    return open_client


@pytest.fixture
def person(alone: PageClient) -> PageClient:
    """An open book, alone, in which it was explained when people may have to tell."""
    book.explain(alone)
    return alone


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(tmp_path: Path, clock: Clock) -> Vault:
    """An empty device where a lock costs little, which is told the time."""
    return open_vault(tmp_path, clock)


@pytest.fixture
def opened(made: Made) -> BookHandle:
    """The book that this file's ``made`` made."""
    return BookHandle(made.book, made.key)


@pytest.fixture
def folder(tmp_path: Path, made: Made) -> Path:
    """Where the book lies that this file's ``made`` made."""
    return tmp_path / "instance" / "books" / made.book[:2] / made.book
