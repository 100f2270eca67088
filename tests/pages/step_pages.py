"""What the tests of steps, drafts and leaving share: pages by step, what a page shows, what a book holds."""

from __future__ import annotations

import re
from html import unescape

from flask import Flask
from werkzeug.test import TestResponse

from easyread.model import Statement, Step
from easyread.web.open_books import COOKIE, OpenBook
from tests.client import PageClient
from tests.pages import sharing_book as book

SAFE, WORRIED, WHO, WHO_NOT, NAME = "safe-means", "worried-about", "who-is-here", "who-not", "name"
MARKER = "zebramarker"


def step_of(client: PageClient, name: str) -> Step:
    return book.library_of(client).steps[name]


def page_of(client: PageClient, name: str) -> str:
    """The address of a step."""
    return f"/p/{step_of(client, name).code}"


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def words_on(answer: TestResponse, field: str = "words") -> str | None:
    """What stands in a text field, as a browser reads it."""
    found = re.search(rf'<textarea[^>]* name="{field}"[^>]*>\n?(.*?)</textarea>', text_of(answer), re.DOTALL)
    return unescape(found[1]) if found else None


def said_on(client: PageClient, name: str) -> Statement | None:
    """What the book holds for a step now."""
    with book.book_of(client) as store:
        return next((said for said in store.statements() if said.step == name), None)


def count_kept(client: PageClient) -> dict[str, int]:
    """How much of everything the book holds."""
    with book.book_of(client) as store:
        steps = book.library_of(client).steps
        return {
            "statements": sum(len(store.versions(step)) for step in steps),
            "renderings": len(store.renderings()),
            "people": len(store.people()),
            "interpreters": len(store.interpreters()),
            "explained": len(store.explained()),
            "marks": len(store.step_states()),
            "drafts": len(store.drafts()),
        }


def opened_in(client: PageClient) -> OpenBook | None:
    """The book that this browser has open."""
    cookie = client.get_cookie(COOKIE)
    found: OpenBook | None = client.application.extensions["easyread"].open_books.find(
        cookie.value if cookie else None
    )
    return found


def fill(client: PageClient, name: str, **fields: object) -> dict[str, object]:
    """A form of a step as it was shown just now, filled in but not sent."""
    return {**book.fields_of(client.get(page_of(client, name))), **fields}


def new_client(app: Flask) -> PageClient:
    """Another browser."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def headers_of(answer: TestResponse) -> dict[str, str]:
    """What an answer says beside its page, without the cookie that is different each time."""
    return {name: re.sub("turn=[0-9a-f]{8}", "turn=", value) for name, value in answer.headers.items()}


def skeleton(answer: TestResponse) -> str:
    """A page without what is different each time: tokens, the time left, and the address it was asked for."""
    return re.sub(r"/p/[0-9a-f]{8}", "/p/", without_token(text_of(answer)))


def without_token(page: str) -> str:
    """A page without its form token, the id of its load, and the seconds until the book locks."""
    return re.sub(r'name="(csrf_token|life)" value="[^"]*"|content="[0-9]+;|data-company="[0-9]+"', "", page)
