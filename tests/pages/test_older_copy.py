"""An older copy of the book says so, once, on my page; the person goes on with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from easyread.settings import Paths
from tests.books import make_statement
from tests.client import PageClient
from tests.pages.step_pages import text_of

OLDER = "This is an older copy of your words."
DAY = "The last words in it are from:"


@pytest.fixture
def file(paths: Paths) -> Path:
    (file,) = paths.books.glob("*/*/book.db")
    return file


def keep(client: PageClient, words: str) -> None:
    vault = client.application.extensions["easyread"].vault
    with vault.open_store(client.opened) as store:
        store.keep(make_statement(words=words, at=datetime(2026, 3, 4, 12, tzinfo=UTC)))


def put_back(client: PageClient, file: Path, copy: bytes) -> None:
    keep(client, "words that are not in the copy")
    file.write_bytes(copy)


def test_it_is_told_once_with_the_day_and_the_words_are_there(open_client: PageClient, file: Path) -> None:
    keep(open_client, "words in the copy")
    put_back(open_client, file, file.read_bytes())
    page = text_of(open_client.get("/"))
    assert OLDER in page
    assert DAY in page
    assert "4 March 2026" in page
    assert "Go on where I stopped" in page
    assert OLDER not in text_of(open_client.get("/"))


def test_a_copy_without_words_names_no_day(open_client: PageClient, file: Path) -> None:
    put_back(open_client, file, file.read_bytes())
    page = text_of(open_client.get("/"))
    assert OLDER in page
    assert DAY not in page


def test_the_newest_copy_says_nothing(open_client: PageClient) -> None:
    keep(open_client, "words")
    assert OLDER not in text_of(open_client.get("/"))
