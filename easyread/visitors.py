"""Who sends a request, as the server can tell before the app is asked: by cookies that we made."""

from __future__ import annotations

from flask import Flask
from werkzeug.sansio.http import parse_cookie

from easyread.lan.entry import Entry, take_prefix
from easyread.web.open_books import COOKIE, OpenBooks


class Visitors:
    """Those of one server. ``entry``: of the room, else of this device. No question renews a time."""

    def __init__(self, app: Flask, entry: Entry | None) -> None:
        self._entry = entry
        services = app.extensions.get("easyread")
        self._open_books: OpenBooks | None = services.open_books if services else None

    def find_open(self, cookies: str) -> str:
        """By which reference this ``Cookie`` header has a book that is open now; empty: it has none."""
        token = parse_cookie(take_prefix(cookies) if self._entry else cookies).get(COOKIE, "")
        known = token and self._open_books and self._open_books.find(token, renew=False)
        return token if known else ""

    def has_joined(self, cookies: str) -> bool:
        """Is it this device, or a tablet that has joined?"""
        return self._entry is None or self._entry.has_joined(cookies)

    def may_be_late(self, reference: str) -> bool:
        """Is this a page whose opening ended just now, so that its words may still be put in?"""
        return bool(reference and self._open_books and self._open_books.find_late(reference))
