"""A request reads the table of what was said once, and again only after it has written to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from easyread.book.store import Store
from easyread.model import Statement
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.crawl import Addresses
from tests.pages.step_pages import SAFE, WORRIED, fill, page_of, text_of

Count = Callable[[], int]


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Count:
    """How often the current statements were read from the file since it was asked last."""
    reads: list[str] = []
    select = Store._select  # noqa: SLF001

    def note(store: Store, kind: type, where: str | None, *rest: Any) -> list[dict[str, Any]]:
        if kind is Statement and "max(number)" in (where or ""):
            reads.append(where or "")
        return select(store, kind, where, *rest)

    def take() -> int:
        found = len(reads)
        reads.clear()
        return found

    monkeypatch.setattr(Store, "_select", note)
    return take


def test_each_page_reads_them_once(person: PageClient, count: Count) -> None:
    Addresses(person)
    for page in (
        "/",
        "/q",
        "/w",
        page_of(person, SAFE),
        "/s",
        "/s/all",
        book.ask_page(SAFE),
        book.summary_page(),
    ):
        count()
        assert person.get(page).status_code in (200, 303)
        assert count() == 1, page


@pytest.mark.parametrize("way", ["/draft", "/go", "/language"])
def test_keeping_a_draft_reads_them_once(alone: PageClient, count: Count, way: str) -> None:
    sent = fill(alone, SAFE, words="Half.", to="/break", language="pl")
    count()
    alone.post(way, data=sent)
    assert count() == 1


def test_an_answer_reads_them_before_it_is_kept_and_once_more_to_know_what_comes_next(
    alone: PageClient, count: Count
) -> None:
    to = ""
    for step, fields, reads in ((SAFE, {"words": "My key."}, 1), (WORRIED, {"choice": ["hurts"]}, 2)):
        sent = fill(alone, step, **fields)
        count()
        answer = alone.post(page_of(alone, step), data=sent)
        assert (answer.status_code, count()) == (303, reads)
        to = answer.location
    assert to != page_of(alone, WORRIED)  # what was just kept is seen at once
    assert "My key." in text_of(alone.get("/w"))


def test_an_ok_reads_them_once(person: PageClient, count: Count) -> None:
    book.say(person, SAFE)
    book.say(person, book.WANT)
    page = book.ask_page(SAFE)
    fields = book.fields_of(person.get(page))
    count()
    person.post(page, data={**fields, "answer": "yes"})
    assert count() == 1
    with book.book_of(person) as store:
        assert len(store.grants()) == 1
