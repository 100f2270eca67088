"""One browser's cookies taken away, made up, replayed and swapped; and what such a browser then gets to see.

``Reached``: what an answer gives away of the one book that the flows are about.

- ``other``: words, a drawing or the sound of words that are not on its card; ``card``: those that are
- ``copy``, ``files``: a file with the whole book, sealed or plain; ``sure``: the page that deletes it
- ``code``: a recovery code; ``book``: a page that only an open book has
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from easyread.book.vault import BookHandle, Vault
from easyread.lan.entry import JOINED, Entry
from easyread.web.open_books import COOKIE
from tests.client import come_by

Reached = Literal["other", "card", "copy", "files", "sure", "code", "book"]
Jar = dict[str, str]  # cookie name -> value

NAMES = ("session", COOKIE, "turn", JOINED)
OTHER, CARD = "QXOTHER", "QXCARD"
_MARKS: dict[Reached, bytes] = {"other": OTHER.encode(), "card": CARD.encode()}
_CODE = re.compile(rb'<li lang="en-GB" dir="ltr">[A-Z2-7]{4}</li>')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """A browser, with every set of cookies that it has had."""

    def __init__(self, app: Flask, entry: Entry | None = None) -> None:
        self.app, self.entry = app, entry
        self.client = _new_client(app, entry, {})
        self.past: list[Jar] = []

    @property
    def jar(self) -> Jar:
        return {name: cookie.value for name in NAMES if (cookie := self.client.get_cookie(name))}

    def get(self, page: str) -> TestResponse:
        return self.client.get(page)

    def send(self, page: str, to: str | None = None, **fields: object) -> TestResponse:
        """Get a page, and send its form with these fields."""
        return self.client.post(to or page, data={"csrf_token": find_token(self.client, page), **fields})

    def with_cookies(self, jar: Jar) -> FlaskClient:
        return _new_client(self.app, self.entry, jar)

    def list_attacks(self, stranger: Jar) -> dict[str, Jar]:
        """What it does, and the cookies that this leaves, each set of them once; first, nothing is done."""
        sets = {tuple(sorted(jar.items())): (act, jar) for act, jar in reversed([*self._attack(stranger)])}
        return dict(reversed(sets.values()))

    def _attack(self, stranger: Jar) -> Iterator[tuple[str, Jar]]:
        """Every cookie in turn, and all at once."""
        now = self.jar
        yield "nothing", now
        for name in NAMES:
            yield f"without {name}", {each: value for each, value in now.items() if each != name}
            yield f"made up {name}", {**now, name: "A" * 43}
            for place, jar in enumerate([stranger, *self.past]):
                whose = f"step {place}'s" if place else "a stranger's"
                if name in jar and name != "turn":  # no answer ever looks at that one
                    yield f"{whose} {name}", {**now, name: jar[name]}
        yield "without any", {}
        for place, jar in enumerate(self.past, 1):
            yield f"all of step {place}", jar


def _new_client(app: Flask, entry: Entry | None, jar: Jar) -> FlaskClient:
    client = FlaskClient(app, use_cookies=True)
    if entry:
        come_by(client, entry)
    for name, value in jar.items():
        client.set_cookie(name, value)
    return client


def find_token(client: FlaskClient, page: str) -> str:
    """The form token of a page, or of where it leads."""
    found = _TOKEN.search(client.get(page, follow_redirects=True).get_data(as_text=True))
    return found[1] if found else ""


def find_reached(answer: TestResponse) -> set[Reached]:
    """What an answer gives away."""
    body, path = answer.get_data(), answer.request.path
    reached: set[Reached] = {what for what, sign in _MARKS.items() if sign in body}
    if answer.status_code not in (200, 206):
        return reached
    if _CODE.search(body):
        reached.add("code")
    if path == "/k/c/file":
        reached.add("copy")
    if path in ("/k/w/html", "/k/w/json", "/k/w/f"):
        reached.add("files")
    if path == "/k/d/y":
        reached.add("sure")
    if path.startswith(("/p/", "/o", "/w", "/c")) or path == "/k":
        reached.add("book")
    return reached


def revision_of(app: Flask, opened: BookHandle) -> int:
    """How many writes the book has had."""
    vault: Vault = app.extensions["easyread"].vault
    with vault.open_store(opened) as store:
        return store.revision()
