"""One answer, as docs/find-your-way.md walks it: each floor is entered once, and left by going back."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest

import easyread
from easyread.views import steps
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import SAFE, WHO, WORRIED, fill, page_of

HOUSE = Path(easyread.__file__).parent
WAY = (HOUSE.parent / "docs" / "find-your-way.md").read_text("utf-8")
# They lie under all floors of the walk, and each may ask them: the rules, and how a small file is written.
BELOW = {
    "additions", "changes", "content", "kinds", "journey", "languages", "model", "own_language", "sharing",
    "small_files",
}  # fmt: skip
Call = tuple[str, str]  # the files of who calls and who is called, in the package


def file_of(code: CodeType) -> str:
    """In the package; empty: it is somebody else's."""
    file = Path(code.co_filename)
    return file.relative_to(HOUSE).as_posix() if file.is_relative_to(HOUSE) else ""


def floor_of(file: str) -> str:
    floor = file.partition("/")[0].removesuffix(".py")
    return "below" if floor in BELOW else floor


def caller_of(frame: FrameType) -> str:
    """The file of ours that called, by itself or through a library."""
    above = frame.f_back
    while above and not file_of(above.f_code):
        above = above.f_back
    return file_of(above.f_code) if above else ""


@contextmanager
def watching(begin: CodeType) -> Iterator[list[Call]]:
    """Every call from one file of ours into another, while the function ``begin`` runs."""
    calls: list[Call] = []
    inside: list[FrameType] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code is begin:
            inside.append(frame)
        elif event == "call" and inside and (file := file_of(frame.f_code)):
            calls.append((caller_of(frame), file))
        elif event == "return" and inside and frame is inside[0]:
            inside.clear()

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def list_stays(calls: list[Call], floor: str) -> list[str]:
    """The floors that one floor calls into, one after the other, without what lies below."""
    called = [floor_of(to) for by, to in calls if floor_of(by) == floor]
    return [to for to, _ in groupby(to for to in called if to not in ("below", floor))]


ANSWERS: dict[str, tuple[str, Mapping[str, object]]] = {
    "words": (SAFE, {"words": "My key."}),
    "choices": ("take-part", {"choice": ["for-me"]}),
    "private": (WORRIED, {"choice": ["hurts"], "private": "yes"}),
    "an answer of neither": (SAFE, {"words": "Half.", "skip": "unsure"}),
    "put off": (SAFE, {"words": "Half.", "skip": "later"}),
    "who is here": (WHO, {"choice": ["advocate"]}),
    "interpreter": ("interpreter", {"choice": "registered", "tongue": "Polski", "ok": "yes"}),
    "seen": ("people-may-tell", {}),
    "remembered": ("remember", {"choice": ["nosy"]}),
    "help": ("help-now", {"choice": "yes-now"}),
}


class Walk(NamedTuple):
    calls: list[Call]
    writes: int


@pytest.fixture(params=ANSWERS)
def walk(request: pytest.FixtureRequest, alone: PageClient) -> Walk:
    return follow(alone, *ANSWERS[request.param])


def follow(client: PageClient, name: str, fields: Mapping[str, object]) -> Walk:
    sent, before = fill(client, name, **fields), count_writes(client)
    with watching(steps._keep.__code__) as calls:  # noqa: SLF001  # all that the view does with an answer
        assert client.post(page_of(client, name), data=sent).status_code == 303
    return Walk(calls, count_writes(client) - before)


def count_writes(client: PageClient) -> int:
    with book.book_of(client) as store:
        return store.revision()


def test_the_view_goes_into_the_web_and_then_into_the_visit_once_each(walk: Walk) -> None:
    assert list_stays(walk.calls, "views") == ["web", "visit"]


def test_the_visit_goes_into_the_book_only_and_nobody_climbs(walk: Walk) -> None:
    assert list_stays(walk.calls, "visit") == ["book"]
    assert [list_stays(walk.calls, floor) for floor in ("web", "book", "below")] == [[], [], []]


def test_it_is_one_write(walk: Walk) -> None:
    assert walk.writes == 1


def test_the_files_come_in_the_order_that_the_docs_say(alone: PageClient) -> None:
    section = WAY.partition("## One answer")[2].partition("\n## ")[0]
    named = re.findall(r"^\d\. `easyread/([\w/]+\.py)`", section, re.MULTILINE)
    entered = ["views/steps.py", *(to for _, to in follow(alone, *ANSWERS["choices"]).calls)]
    assert len(named) > 5
    assert [file for file in dict.fromkeys(entered) if file in named] == named
