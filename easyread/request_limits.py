"""What the server takes before the app is asked: how long a body may be, how much at once, how it refuses.

waitress knows one limit for everybody and gathers a whole body before the app sees any of it. Only one page
takes a file as long as a copy of a book; anywhere else, and from a tablet that has not joined, so much is
refused at its first byte. So is what a visitor without an open book has no reason to send. Files that come at
the same moment share one room in memory, and long forms of such visitors another. waitress's own refusals are
plain text without our headers: ours is a page.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from copy import copy
from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask
from waitress.utilities import Error
from werkzeug.exceptions import HTTPException

from easyread.visitors import Visitors
from easyread.web.sealed_words import LATE_BYTES
from easyread.web.security import FORM_BYTES, HEADERS, PLAIN_PAGE, TOO_BIG_PAGE

# Above what the app takes, so that words which are a little too long get the app's own page.
ORDINARY = 2 * FORM_BYTES
_ROOM = 2**20
# Bytes of files that one server gathers at the same moment: two copies of a book, and some photos.
TOGETHER = 160 * 2**20
# Who has no open book sends codes and locks, and who has not joined only a code of eight signs. Otherwise a
# crowd of strangers takes the threads, or all memory.
OF_NOBODY = 64 * 2**10
NOT_JOINED = 8 * 2**10
# The longest form without an open book is one of late words: so many as can wait, three bytes for each as a
# form sends them (``%D9%85``), and what the page sends beside them.
OF_LATE_WORDS = 3 * LATE_BYTES + 8 * 2**10
FORMS_OF_NOBODY = 8 * 2**20  # of those longer than OF_NOBODY, gathered at the same moment


def limit_bodies(server: BaseWSGIServer, app: Flask, visitors: Visitors) -> None:
    """Set how long a body this server takes, by the page that it is for and by who sends it."""
    at_once: frozenset[str] = app.config.get("AT_ONCE", frozenset())

    def find_limit(path: str, cookies: str, reference: str) -> int:
        joined, upload = visitors.has_joined(cookies), _find_upload(app, path)
        if upload and joined:
            return upload + _ROOM
        if visitors.find_open(cookies):
            return ORDINARY
        if visitors.may_be_late(reference):
            return OF_LATE_WORDS
        if path in at_once:
            return OF_NOBODY
        return OF_LATE_WORDS if joined else NOT_JOINED  # a form may say only inside that its words are late

    parser = _make_parser(find_limit, visitors)
    server.channel_class = type("Channel", (_Channel,), {"parser_class": parser})


def _find_upload(app: Flask, path: str) -> int:
    """Bytes of the file that this page takes; 0 for a page that takes none."""
    try:
        endpoint, _ = app.url_map.bind("").match(path, "POST")
    except HTTPException:
        return 0
    uploads: dict[object, int] = app.config.get("UPLOADS", {})
    return uploads.get(endpoint, 0)


class _Memory:
    """Memory for files, shared by all requests of one server."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = threading.RLock()  # a request may go while this thread holds it

    def take(self, request: object, size: int) -> bool:
        """Is there room for so many bytes? They are given back when ``request`` is gone, however it ends."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
        weakref.finalize(request, self._give_back, size)
        return True

    def _give_back(self, size: int) -> None:
        with self._lock:
            self._left += size


class _NoRoom(Error):  # type: ignore[misc]  # waitress has no types
    code = 503
    reason = "Service Unavailable"


class _NoLength(Error):  # type: ignore[misc]  # as above
    code = 411
    reason = "Length Required"


def _make_parser(find_limit: Callable[[str, str, str], int], visitors: Visitors) -> type[HTTPRequestParser]:
    files, forms = _Memory(TOGETHER), _Memory(FORMS_OF_NOBODY)

    class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
        adj: Any
        path = command = ""  # until the first line is read; of one that is no request, for ever

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            cookies = self.headers.get("COOKIE", "")
            limit = find_limit(self.path, cookies, self.headers.get("X_REFERENCE", ""))
            self.adj = copy(self.adj)  # of this one request
            self.adj.max_request_body_size = limit
            if self.chunked:  # no browser sends a form so, and each small chunk is work for everybody's loop
                self._refuse(_NoLength("chunks have no length"))
            elif not self._has_room(limit, cookies):
                self._refuse(_NoRoom("others are coming"))

        def _has_room(self, limit: int, cookies: str) -> bool:
            size = self.content_length
            if size > limit or size <= OF_NOBODY:
                return True
            if size > ORDINARY:
                return files.take(self, size)
            return bool(visitors.find_open(cookies)) or forms.take(self, size)

        def _refuse(self, error: Error) -> None:
            self.error = error
            self.completed = True

    return Parser


class _Refusal(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """A request that never reaches the app gets the app's plainest page, with all headers."""

    def execute(self) -> None:
        error = self.request.error
        body = (TOO_BIG_PAGE if error.code == 413 else PLAIN_PAGE).encode()
        self.status = f"{error.code} {error.reason}"
        kinds = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
        self.response_headers.extend((HEADERS | kinds).items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    error_task_class = _Refusal
