"""What the server takes before the app is asked: how long a body may be, how much at once, how it refuses.

waitress knows one limit for everybody and gathers a whole body before the app sees any of it. Only one page
takes a file as long as a copy of a book; anywhere else, and from a tablet that has not joined, so much is
refused at its first byte. Files that come at the same moment share one room in memory. waitress's own
refusals are plain text without our headers: ours is a page.
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

from easyread.lan.entry import Entry
from easyread.web.security import FORM_BYTES, HEADERS, PLAIN_PAGE, TOO_BIG_PAGE

# Above what the app takes, so that words which are a little too long get the app's own page.
ORDINARY = 2 * FORM_BYTES
_ROOM = 2**20
# Bytes of files that one server gathers at the same moment: two copies of a book, and some photos.
TOGETHER = 160 * 2**20


def limit_bodies(server: BaseWSGIServer, app: Flask, entry: Entry | None) -> None:
    """Set how long a body this server takes, by the page that it is for and by who sends it."""

    def find_limit(path: str, cookies: str) -> int:
        upload = _find_upload(app, path)
        return upload + _ROOM if upload and (entry is None or entry.has_joined(cookies)) else ORDINARY

    parser = _make_parser(find_limit, _Memory(TOGETHER))
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


def _make_parser(find_limit: Callable[[str, str], int], memory: _Memory) -> type[HTTPRequestParser]:
    class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
        adj: Any

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            limit = find_limit(self.path, self.headers.get("COOKIE", ""))
            self.adj = copy(self.adj)  # of this one request
            self.adj.max_request_body_size = limit
            size = limit if self.chunked else self.content_length
            if ORDINARY < size <= limit and not memory.take(self, size):
                self.error = _NoRoom("other files are coming")
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
