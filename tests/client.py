"""A browser without a browser: it checks every page that it gets."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from easyread.book.vault import BookHandle
from easyread.lan.entry import Entry
from easyread.web.open_books import COOKIE
from easyread.web.security import ENTRY
from tests.pages.page_check import check_answer
from tests.transactions import in_one_transaction


def come_by(client: FlaskClient, entry: Entry) -> None:
    """Let all that the client asks come by an entry of its own, as the dispatcher says it."""
    environ: Any = client.environ_base  # Flask's own hold nothing but text
    environ[ENTRY] = entry


class PageClient(FlaskClient):
    """A client that checks every answer, and sends forms as a page would: hidden fields included."""

    opened: BookHandle

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with in_one_transaction(self):
            answer = super().open(*args, **kwargs)
        speech = self.application.extensions["easyread"].speech
        check_answer(answer, voice=speech.voice("en-GB") is not None)
        return answer

    def open_book(self, opened: BookHandle) -> None:
        """Open a book as if its door and lock had been given."""
        self.opened = opened
        token = self.application.extensions["easyread"].open_books.open(opened)
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
