"""A marker typed in every field of every page is in the book and on the page, and nowhere else."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.model import Statement
from easyread.web import i18n
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, SAFE, WHO_NOT, fill, page_of, said_on, step_of, text_of, words_on

FIELD = re.compile(r'<textarea[^>]* name="([^"]+)"|<input[^>]* type="(?:text|password)"[^>]* name="([^"]+)"')
WAYS = ("", "/go", "/draft", "/language", "/listen/mine")


def spellings(marker: str) -> list[bytes]:
    """How the marker could stand in a file."""
    plain = marker.encode()
    return [
        plain,
        marker.upper().encode(),
        marker.encode("utf-16-le"),
        marker.encode("utf-16-be"),
        plain.hex().encode(),
        *(base64.b64encode(b" " * shift + plain)[4:-4] for shift in range(3)),
    ]


def find_in_files(folder: Path) -> list[Path]:
    """Files whose name or content has the marker."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    return [
        file
        for file in files
        if MARKER in str(file) or any(spelling in file.read_bytes() for spelling in spellings(MARKER))
    ]


@pytest.fixture
def watch(
    open_client: PageClient,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Callable[[TestResponse], TestResponse]]:
    """Looks at the headers of every answer, and at the end at files, logs and the terminal."""
    caplog.set_level(0)

    def look(answer: TestResponse) -> TestResponse:
        for name, value in answer.headers.items():
            assert MARKER not in unquote(value), name
        title = (
            re.search(r"<title>(.*?)</title>", text_of(answer)) if answer.mimetype == "text/html" else None
        )
        assert MARKER not in (title[1] if title else "")
        return answer

    yield look
    terminal = capfd.readouterr()
    assert MARKER not in terminal.out + terminal.err
    assert not [record for record in caplog.records if MARKER in str(vars(record))]
    assert find_in_files(tmp_path / "instance") == []
    open_client.application.extensions["easyread"].open_books.lock_all()
    assert find_in_files(tmp_path) == []


def send_everywhere(client: PageClient, page: str, look: Callable[[TestResponse], TestResponse]) -> set[str]:
    """Type the marker in every field of a page and send it every way; gives the fields."""
    shown = look(client.get(page))
    assert shown.status_code == 200, page
    fields = {name for pair in FIELD.findall(text_of(shown)) for name in pair if name}
    filled = {**book.fields_of(shown), **dict.fromkeys(fields, MARKER)}
    for way in (*WAYS[1:], WAYS[0]):
        look(client.post(way or page, data={**filled, "to": "/", "language": "pl", "field": "words"}))
    for name in fields:  # a browser sends every field that can be typed in, also those that nobody changed
        sent = {**book.fields_of(client.get(page)), **dict.fromkeys(fields, MARKER), name: MARKER * 5000}
        look(client.post(page, data=sent))
    return fields


def test_a_marker_that_is_looked_for_is_found(tmp_path: Path) -> None:
    for number, spelling in enumerate(spellings(MARKER)):
        (tmp_path / str(number)).write_bytes(b"x" * number + spelling)
    assert len(find_in_files(tmp_path)) == len(spellings(MARKER))


def test_words_of_every_step_are_in_the_book_only(
    alone: PageClient, watch: Callable[[TestResponse], TestResponse]
) -> None:
    fields = set()
    book.be_with(alone, "interpreter")
    book.name_interpreter(alone, "registered")
    book.be_with(alone, "nobody")
    for step in book.library_of(alone).steps.values():
        if not step.before and step.kind not in ("share", "card", "today"):
            fields |= send_everywhere(alone, f"/p/{step.code}", watch)
    assert {"words", "tongue", "dialect"} <= fields
    with book.book_of(alone) as store:
        kept = {said.step for said in store.statements() if MARKER in said.words}
    assert kept == {step.id for step in book.library_of(alone).steps.values() if step.own}


def test_english_and_notes_are_in_the_book_only(
    alone: PageClient, watch: Callable[[TestResponse], TestResponse]
) -> None:
    book.be_with(alone, "advocate", "interpreter")
    alone.send("/l", language="pl", two="yes")
    assert send_everywhere(alone, page_of(alone, SAFE), watch) == {"words", "english", "note"}
    said = book.say(alone, book.WANT, language="pl")
    assert send_everywhere(alone, f"/w/{said.id}/english", watch) >= {"english", "note"}
    with book.book_of(alone) as store:
        assert {one.words for one in store.renderings()} == {MARKER}


def test_names_are_in_the_book_only(alone: PageClient, watch: Callable[[TestResponse], TestResponse]) -> None:
    helps = page_of(alone, "who-helps")
    alone.send(helps, choice=["friend", "advocate"])
    assert send_everywhere(alone, helps + "/names", watch) == {"name-friend", "name-advocate"}
    with book.book_of(alone) as store:
        assert all(MARKER in person.name for person in store.people())


@pytest.mark.parametrize("page", ["/l", "/forgot", "/n", "/n/x", "/break", "/help"])
def test_pages_without_a_book_keep_nothing_of_what_is_sent(
    alone: PageClient, watch: Callable[[TestResponse], TestResponse], page: str
) -> None:
    fields = {**book.fields_of(alone.get(page)), "language": MARKER, "code": MARKER, "choice": MARKER}
    for way in (page, "/go", "/language", "/n/d", "/n/k", "/n/l", "/open"):
        answer = watch(alone.post(way, data={**fields, "pin": MARKER, "door": MARKER, "tap": MARKER}))
        assert MARKER not in text_of(answer) or answer.status_code == 409
    with book.book_of(alone) as store:
        assert store.drafts() == []


def test_locks_and_codes_are_never_shown_or_kept(
    alone: PageClient, watch: Callable[[TestResponse], TestResponse]
) -> None:
    alone.send("/n/x")
    alone.send("/n/d", door="bus")
    alone.send("/n/k", kind="pin")
    for page, field in (("/n/l", "pin"), ("/forgot", "code")):
        assert send_everywhere(alone, page, watch) == {field}
        for way in ("/go", "/language", page):
            sent = {**book.fields_of(alone.get(page)), field: MARKER}
            assert MARKER not in text_of(watch(alone.post(way, data=sent)))
    lock = alone.send("/n", "/open", door="bus", way="pin")
    for token in (book.fields_of(lock)["csrf_token"][0], "old"):
        sent = {**book.fields_of(lock), "pin": MARKER, "csrf_token": token}
        assert MARKER not in text_of(watch(alone.post("/open", data=sent)))


def test_trouble_tells_nobody_the_words(
    alone: PageClient, watch: Callable[[TestResponse], TestResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = fill(alone, SAFE, words=MARKER)
    for trouble in (NotKept(), ValueError(MARKER), KeyError(MARKER)):

        def fail(*_: object, trouble: Exception = trouble, **__: object) -> Statement:
            raise trouble

        monkeypatch.setattr(Store, "keep", fail)
        answer = watch(alone.post(page_of(alone, SAFE), data=filled))
        assert answer.status_code >= 500
    monkeypatch.undo()
    for sent in ({"csrf_token": MARKER}, {"choice": MARKER}, {"once": MARKER}, {MARKER: MARKER}):
        watch(alone.post(page_of(alone, SAFE), data={**filled, **sent}))
    for page in (f"/p/{MARKER}", f"/w/{MARKER}", f"/listen/pl/{MARKER}", f"/{MARKER}"):
        watch(alone.get(page))


def test_words_that_wait_are_in_memory_only(
    alone: PageClient, watch: Callable[[TestResponse], TestResponse]
) -> None:
    filled = fill(alone, WHO_NOT, words=MARKER)
    alone.application.extensions["easyread"].open_books.lock_all()
    watch(alone.post("/draft", data=filled))
    watch(alone.post("/draft", data={**filled, "csrf_token": "old"}))


def test_words_that_are_spoken_are_in_memory_only(
    alone: PageClient, watch: Callable[[TestResponse], TestResponse]
) -> None:
    filled = fill(alone, SAFE, words=MARKER)
    spoken = watch(
        alone.post("/listen/mine", data={**filled, "field": "words"}, headers={"Accept": "audio/*"})
    )
    assert spoken.content_type.startswith("audio/")
    alone.post(page_of(alone, SAFE), data=filled)
    said = said_on(alone, SAFE)
    assert said
    watch(alone.get(f"/listen/mine/{said.id}"))
    assert words_on(alone.get(page_of(alone, SAFE))) == MARKER


def test_addresses_of_steps_say_nothing(alone: PageClient) -> None:
    for step in book.library_of(alone).steps.values():
        assert step_of(alone, step.id).code.isalnum()
        assert not any(part in step.code for part in step.id.split("-") if len(part) > 2)


def test_which_answer_is_chosen_is_in_no_piece_of_a_page_that_is_kept(
    alone: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    render = i18n._render_piece  # noqa: SLF001  # whatever goes through it stays in memory

    def note(*given: Any) -> Any:
        kept.append(render(*given))
        return kept[-1]

    monkeypatch.setattr(i18n, "_render_piece", note)
    for name in ("how-i-tell", "safe-today", "going-well", "who-helps"):
        step = step_of(alone, name)
        (first, *_), points = step.choices or step.points, step.points
        chosen = {f"sort-{first.id}": points[0].id} if step.kind == "sort" else {"choice": first.id}
        alone.post("/draft", data=fill(alone, name, **chosen))
        marked = '<input type="hidden" name="sort-' if step.kind == "sort" else " checked"
        assert text_of(alone.get(page_of(alone, name))).count(marked) == 1
    assert len(kept) > 20
    assert not [piece for piece in kept if " checked" in piece or 'name="sort-' in piece]


def nobody_translates(page: TestResponse) -> bool:
    """Does the page tell the browser not to offer a translation, in both ways that browsers know?"""
    root = re.search(r"<html[^>]*>", text_of(page))
    assert root is not None
    told = 'translate="no"' in root[0], '<meta name="google" content="notranslate">' in text_of(page)
    assert len(set(told)) == 1
    return all(told)


def test_a_page_is_offered_for_translation_until_a_language_is_chosen(client: PageClient) -> None:
    """Their browser may translate what is not in somebody's language, while nothing of theirs is there."""
    assert not nobody_translates(client.get("/"))
    client.send("/l", language="ur", two="yes")
    assert nobody_translates(client.get("/"))


def test_no_page_of_an_open_book_is_offered_for_translation(alone: PageClient) -> None:
    for page in ("/", "/w", "/l", "/help", page_of(alone, SAFE)):
        assert nobody_translates(alone.get(page)), page
