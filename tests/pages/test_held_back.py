"""While somebody is here who may be the worry, private questions are not there, and nothing says so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from easyread.languages import line_id
from easyread.settings import Paths
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import (
    MARKER,
    SAFE,
    WHO,
    WHO_NOT,
    count_kept,
    fill,
    headers_of,
    page_of,
    skeleton,
    step_of,
    text_of,
    words_on,
)

UNKNOWN = "/p/00000000"
HELD = (
    "ok-with-people", "contact-safely", "interpreter-ok", "safe-today", "help-now", "worried-about",
    "worry-from", "told-what-to-say", "going-well", "who-helps", "who-not", "why-not", "want-these",
    "do-not-want", "notice",
)  # fmt: skip


@pytest.fixture
def watched(open_client: PageClient) -> PageClient:
    """Words about who should not take part were said alone; an interpreter was here; now a partner is."""
    book.name_interpreter(open_client, "registered")
    book.be_with(open_client, "nobody")
    open_client.send(page_of(open_client, WHO_NOT), choice=["partner"], words=MARKER)
    book.be_with(open_client, "partner")
    return open_client


def test_the_steps_below_are_all_that_are_held_back(open_client: PageClient) -> None:
    steps = book.library_of(open_client).steps.values()
    assert {step.id for step in steps if step.held} == set(HELD)


@pytest.mark.parametrize("name", HELD)
def test_of_what_is_held_back_no_sound_stays_that_tells_it_was_heard(
    open_client: PageClient, paths: Paths, name: str
) -> None:
    step = step_of(open_client, name)
    lines = (step.question, step.hint, *step.help, *(each.text for each in (*step.choices, *step.points)))
    for line in filter(None, lines):
        heard = open_client.get(f"/listen/en-GB/{line_id(line)}")
        assert (heard.status_code, heard.headers["Cache-Control"]) == (200, "no-store")
    assert not paths.sounds.exists()
    open_client.get(f"/listen/en-GB/{line_id(step_of(open_client, SAFE).question)}")
    assert len([file for file in paths.sounds.rglob("*") if file.is_file()]) == 1


@pytest.mark.parametrize("who", [(), ("partner",), ("advocate", "manager")])
@pytest.mark.parametrize("name", HELD)
def test_held_back_and_unknown_are_the_same_page(
    open_client: PageClient, name: str, who: tuple[str, ...]
) -> None:
    open_client.get("/")
    if who:
        book.be_with(open_client, *who)
    for end in ("", "/again", "/back", "/names"):
        held, unknown = open_client.get(page_of(open_client, name) + end), open_client.get(UNKNOWN + end)
        assert held.status_code == unknown.status_code == 404
        assert skeleton(held) == skeleton(unknown)
        assert headers_of(held) == headers_of(unknown)


@pytest.mark.parametrize("name", HELD)
@pytest.mark.parametrize(
    "sent", [{"choice": "no"}, {"words": MARKER}, {"skip": "later"}, {"choice": "foreign"}]
)
def test_sending_to_a_held_back_step_is_as_sending_to_no_step(
    watched: PageClient, name: str, sent: dict[str, str]
) -> None:
    fields = fill(watched, SAFE, agree="yes", **sent)
    before = count_kept(watched)
    for end in ("", "/back", "/names"):
        held = watched.post(page_of(watched, name) + end, data=fields)
        unknown = watched.post(UNKNOWN + end, data=fields)
        assert held.status_code == unknown.status_code == 404
        assert skeleton(held) == skeleton(unknown)
    assert count_kept(watched) == before


def test_alone_they_are_asked_and_what_was_said_is_shown(watched: PageClient) -> None:
    book.be_with(watched, "nobody")
    for name in HELD:
        assert watched.get(page_of(watched, name)).status_code == 200
    assert words_on(watched.get(page_of(watched, WHO_NOT))) == MARKER


def walk(client: PageClient, start: str, end: str) -> list[str]:
    """The pages that Next leads to from one step to another."""
    path = [page_of(client, start)]
    while path[-1] != page_of(client, end) and len(path) < 50:
        path.append(client.send(path[-1]).location)
    return path


def test_next_and_back_walk_past_them(watched: PageClient) -> None:
    codes = {step_of(watched, name).code for name in HELD}
    for path in (walk(watched, "take-part", "advocate"), walk(watched, WHO, "interpreter")):
        assert len(path) < 50
        assert not codes & {page.removeprefix("/p/") for page in path}
    for after in ("advocate", "how-helping"):
        assert not any(code in text_of(watched.get(page_of(watched, after))) for code in codes)


@pytest.mark.parametrize("page", ["/", "/q", "/w", "/s", "/s/all", "/c/made", "/break", "/help"])
def test_no_page_shows_what_was_said_or_that_anything_is_missing(watched: PageClient, page: str) -> None:
    text = text_of(watched.get(page, follow_redirects=True))
    assert MARKER not in text
    for name in HELD:
        step = step_of(watched, name)
        assert step.code not in text
        assert step.question not in text


def test_my_page_is_the_same_whether_or_not_something_held_back_was_said(open_client: PageClient) -> None:
    book.be_with(open_client, "partner")
    before = {page: skeleton(open_client.get(page)) for page in ("/", "/w", "/s", "/c/made")}
    book.be_with(open_client, "nobody")
    for name in HELD:
        open_client.send(page_of(open_client, name), words=MARKER)
    book.be_with(open_client, "partner")
    assert {page: skeleton(open_client.get(page)) for page in before} == before


def test_a_chapter_whose_pages_are_all_held_back_is_not_there(watched: PageClient) -> None:
    gone = [
        chapter
        for chapter in book.library_of(watched).chapters
        if all(step.id in HELD for step in chapter.steps)
    ]
    assert [chapter.id for chapter in gone] == ["worries", "working"]
    for page in ("/", "/w", "/break"):
        text = text_of(watched.get(page))
        assert not any(chapter.title in text for chapter in gone), page
    book.be_with(watched, "nobody")
    assert all(chapter.title in text_of(watched.get("/")) for chapter in gone)


def test_the_counter_of_a_chapter_counts_what_is_shown(watched: PageClient) -> None:
    pages = walk(watched, WHO, "interpreter")
    counters = [re.findall(r": (\d+) / (\d+)\"", text_of(watched.get(page))) for page in pages]
    assert counters == [[(str(place), str(len(pages)))] for place in range(1, len(pages) + 1)]


def test_a_chapter_can_be_done_with_its_held_back_pages_unasked(watched: PageClient) -> None:
    for name in ("take-part", "advocate"):
        watched.send(page_of(watched, name), skip="unsure")
    chapter = book.library_of(watched).chapter_of(WHO_NOT)
    part = text_of(watched.get("/")).partition(chapter.title)[2].partition("</li>")[0]
    assert "Done" in part


def test_a_half_written_answer_is_not_shown_while_it_is_held_back_and_not_lost(watched: PageClient) -> None:
    book.be_with(watched, "nobody")
    page = page_of(watched, WHO_NOT)
    watched.send(page, "/go", words="Half a sentence")
    book.be_with(watched, "partner")
    assert watched.get(page).status_code == 404
    assert "Half a sentence" not in text_of(watched.get("/w", follow_redirects=True))
    book.be_with(watched, "nobody")
    assert words_on(watched.get(page)) == "Half a sentence"


def listen(client: PageClient, **fields: Any) -> TestResponse:
    return client.send("/", "/listen/mine", **fields)


def test_what_is_held_back_is_not_spoken(watched: PageClient) -> None:
    with book.book_of(watched) as store:
        held = next(said for said in store.statements() if said.step == WHO_NOT)
    unknown = "0" * 32
    assert (
        listen(watched, statement=held.id).status_code
        == listen(watched, statement=unknown).status_code
        == 404
    )
    answers = [watched.get(f"/listen/mine/{wanted}") for wanted in (held.id, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert skeleton(answers[0]).replace(held.id, unknown) == skeleton(answers[1])


def test_half_written_words_that_are_held_back_are_not_spoken(watched: PageClient) -> None:
    page = page_of(watched, WHO_NOT)
    book.be_with(watched, "nobody")
    watched.send(page, "/go", words="Half a sentence")
    assert watched.get("/listen/draft", query_string={"page": page, "field": "words"}).status_code == 200
    book.be_with(watched, "partner")
    for wanted in (page, UNKNOWN):
        spoken = watched.get("/listen/draft", query_string={"page": wanted, "field": "words"})
        assert (spoken.status_code, spoken.get_data()) == (204, b"")


def pages_about(statement: str) -> list[str]:
    return [f"/w/{statement}/{page}" for page in ("old", "back", "english")] + [f"/s/{statement}"]


def test_pages_about_one_held_back_statement_are_not_there(watched: PageClient) -> None:
    with book.book_of(watched) as store:
        held = next(said for said in store.statements() if said.step == WHO_NOT)
    for page, unknown in zip(pages_about(held.id), pages_about("0" * 32), strict=True):
        assert watched.get(page).status_code == watched.get(unknown).status_code == 404


def test_who_was_here_last_time_says_nothing_about_now(watched: PageClient) -> None:
    book.be_with(watched, "nobody")
    watched.send(page_of(watched, WHO), "/go", choice=["nobody"])
    watched.open_book(watched.opened)
    assert "choice" not in book.fields_of(watched.get(page_of(watched, WHO)))
    assert watched.get(page_of(watched, WHO_NOT)).status_code == 404
