"""The page with the new recovery code is one tap from the book: who leaves it leaves nothing to tap."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from easyread.book.vault import Made, NotKept, Vault
from easyread.settings import Paths
from easyread.web.setups import Setups
from tests.books import Clock
from tests.client import PageClient
from tests.faults.test_pulled import read_only
from tests.pages.step_pages import opened_in, text_of


@pytest.fixture
def told(client: PageClient, made_once: tuple[Path, Made]) -> PageClient:
    """A browser on the page with the new code."""
    assert client.send("/forgot", code=made_once[1].recovery_code).location == "/forgot/code"
    assert client.get("/forgot/code").status_code == 200
    return client


def test_after_the_doors_no_tap_opens_the_book(told: PageClient) -> None:
    told.get("/")
    assert told.get("/forgot/code").location == "/forgot"
    assert told.send("/", "/forgot/code").location == "/forgot"
    assert opened_in(told) is None


def test_help_and_another_language_leave_it_where_it_is(told: PageClient) -> None:
    told.get("/help")
    told.send("/forgot/code", "/language", language="pl")
    assert told.get("/forgot/code").status_code == 200


def test_it_ends_by_itself_and_the_code_that_was_given_still_opens(
    app: Flask, told: PageClient, made_once: tuple[Path, Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    setups: Setups = app.extensions["easyread"].setups
    clock = Clock()
    monkeypatch.setattr(setups, "_clock", clock)
    assert told.send("/forgot", code=made_once[1].recovery_code).location == "/forgot/code"
    clock.now += 601
    assert told.get("/forgot/code").location == "/forgot"
    assert told.send("/forgot", code=made_once[1].recovery_code).location == "/forgot/code"


def test_on_a_read_only_disk_the_code_opens_the_book_to_be_read_and_stays(
    told: PageClient, paths: Paths, made_once: tuple[Path, Made]
) -> None:
    with read_only(paths.instance):
        answer = told.send("/forgot/code")
        assert answer.status_code == 303
        assert "The code that you gave still opens your book." in text_of(told.get(answer.location))
        assert told.get("/w").status_code == 200
        told.send("/", "/leave")
    assert told.send("/forgot", code=made_once[1].recovery_code).location == "/forgot/code"


def test_on_a_full_disk_it_opens_nothing_unseen(told: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Vault, "use_code", refuse)
    assert told.send("/forgot/code").status_code == 507
    assert opened_in(told) is None


def refuse(*_: object) -> None:
    raise NotKept
