"""What tests share: an app with its own instance folder, and clients that check every page they get."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from easyread import create_app
from easyread.book.vault import Made, Opened, Vault
from easyread.settings import Paths, Settings
from easyread.web.unlocked import COOKIE
from tests import no_keyring  # noqa: F401
from tests.pages.page_check import check_answer
from tests.shared import forget_what_was_rendered, share_what_is_read

DOOR, PIN = "star", "482915"  # of the one book that every test's instance holds


MEMORY = Path("/dev/shm")  # Linux: a folder that needs no disk
ROOM = 2**30  # bytes that a run may need there


def pytest_configure() -> None:
    """Tests keep their files in memory where there is room: most of them wait for a disk half of their time.

    What has to be on a disk before it is told is counted by ``make soak``, which is no test of pytest.
    """
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


class PageClient(FlaskClient):
    """A client that checks every answer, and sends forms as a page would: hidden fields included."""

    opened: Opened

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        check_answer(answer)
        return answer

    def open_book(self, opened: Opened) -> None:
        """Open a book as if its door and lock had been given."""
        self.opened = opened
        token = self.application.extensions["easyread"].unlocked.open(opened)
        self.set_cookie(COOKIE, token, httponly=True, samesite="Strict")

    def send(self, page: str, to: str | None = None, **fields: Any) -> TestResponse:
        """Get ``page``, then post its hidden fields and ``fields`` to it (or to ``to``)."""
        inputs = re.findall(r"<input[^>]*>", self.get(page).get_data(as_text=True))
        hidden = _HiddenFields()
        hidden.feed("".join(inputs))
        return self.post(to or page, data={**hidden.found, **fields})


class _HiddenFields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        sent = tag == "input" and given.get("type") == "hidden" and "disabled" not in given
        if sent and (name := given.get("name")):
            self.found[name] = given.get("value") or ""


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """An instance folder with one book. A lock costs half a second on purpose, so it is made once."""
    paths = Paths(tmp_path_factory.mktemp("made") / "instance")
    return paths.instance, Vault(paths).make_book(DOOR, "pin", PIN)


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
        yield


@pytest.fixture
def app(settings: Settings, paths: Paths, read_once: None) -> Iterator[Flask]:
    app = create_app(settings, paths)
    app.config["HOSTS"] = ("localhost",)
    app.test_client_class = PageClient
    yield app
    app.extensions["easyread"].unlocked.lock_all()
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
    client.open_book(Opened(made_once[1].book, made_once[1].key))
    return client
