"""Who is about to leave while a crowd keeps the program busy: their books, and how long leaving takes."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from easyread.book.store import Store
from easyread.book.vault import BookHandle, Made, Vault
from easyread.content import load_library
from easyread.model import CardMade, Grant, Step
from easyread.pictures import Pictures
from easyread.settings import Paths
from tests.books import make_statement
from tests.faults.crowd import CARDS, LONG, make_form, read_token
from tests.faults.tablet import Tablet


def prepare_books(instance: Path, many: int) -> list[Made]:
    """New books, with the real cost of a lock, each with words and cards."""
    paths = Paths(instance)
    vault = Vault(paths)
    books = [vault.make_book(f"door-{number}", "none", "") for number in range(many)]
    steps = [
        step for step in load_steps(paths) if step.kind == "words" and not step.private and not step.held
    ]
    for made in books:
        with vault.open_store(BookHandle(made.book, made.key)) as store:
            _fill(store, steps)
    return books


def load_steps(paths: Paths) -> list[Step]:
    return list(load_library(paths, Pictures(paths.static)).steps.values())


def _fill(store: Store, steps: Sequence[Step]) -> None:
    to: dict[str, Any] = {"reader": "social-worker", "purpose": "keep-me-safe", "at": datetime.now(UTC)}
    fields = {"kind": "words", "choices": (), "words": LONG[:600]}
    said = [
        store.keep(make_statement(step=step.id, question_version=step.version, **fields)) for step in steps
    ]
    for one in said:
        store.keep_grant(Grant(id=one.id, said=one.id, answer="yes", **to))
    for number in range(CARDS):
        lines = tuple(one.id for one in said[number % len(said) :])
        store.keep_card(CardMade(id=f"{number:032x}", languages=("en-GB",), lines=lines, **to))


class Leaver:
    """A visitor with half-written words on a page, who is about to leave it over the page's connection."""

    def __init__(self, visitor: Tablet, page: str) -> None:
        self._visitor = visitor
        self._form = make_form(visitor, page, read_token(visitor, page), words="Please ask me first.")
        self._connection = visitor.open_connection()
        self.rest()

    def leave(self, by: str) -> float:
        """Seconds until the answer to Exit, or to Lock, is here."""
        return self._time(303, "POST", by, self._form.body, **self._form.headers)

    def rest(self) -> float:
        """Seconds until the neutral page is here."""
        return self._time(200, "GET", "/rest")

    def go(self) -> None:
        self._connection.close()

    def _time(self, status: int, *request: str, **headers: str) -> float:
        began = time.perf_counter()
        answer = self._visitor.ask_over(self._connection, *request, **headers)
        took = time.perf_counter() - began
        assert answer.status == status, answer.status
        return took


def prepare_to_leave(visitors: Sequence[Tablet], page: str) -> list[Leaver]:
    return [Leaver(visitor, page) for visitor in visitors]


def leave_all(leavers: Sequence[Leaver]) -> list[float]:
    """Seconds of each answer: one after the other leaves, by Exit or Lock, and looks at the neutral page."""
    times = []
    for leaver, by in zip(leavers, itertools.cycle(("/leave", "/lock")), strict=False):
        times += [leaver.leave(by), *(leaver.rest() for _ in range(3))]
        leaver.go()
    return times
