"""How much of a request is read: a stranger's form must not cost more than a person's.

A view that takes more than a form says so, by :func:`takes_file`.

werkzeug has limits for the bytes of a form and for the parts of an upload, none for the fields of an ordinary
form (330,000 fit into 2 MiB and took a second and 100 MB) and none for the lines above a part.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Any, TypeVar

from flask import Flask, Request
from werkzeug import formparser
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import MultipartDecoder

View = TypeVar("View", bound=Callable[..., object])

FIELDS = 1000  # of a form; our longest page has some hundreds
# Bytes of a form with a photo. One that is somewhat too big is told on its page, and the words are kept.
MOST_OF_A_PHOTO = 32 * 2**20
_ABOVE_PART = 4096  # bytes of the lines above a part: a name, a file's name, its type


class _Decoder(MultipartDecoder):
    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        """Raises ``RequestEntityTooLarge`` before the work of thousands of lines."""
        if len(data) > _ABOVE_PART:
            raise RequestEntityTooLarge
        return super()._parse_headers(data)


vars(formparser)["MultipartDecoder"] = _Decoder  # werkzeug has no other way to choose it


class _FormParser(formparser.FormDataParser):
    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """Raises ``RequestEntityTooLarge`` for too many fields, before the first one is read."""
        if mimetype == "application/x-www-form-urlencoded":
            data = stream.read()
            if data.count(b"&") >= FIELDS:
                raise RequestEntityTooLarge
            stream = io.BytesIO(data)
        return super().parse(stream, mimetype, content_length, options)


class MemoryRequest(Request):
    """A request whose parts stay in memory: an uploaded part must not become a temporary file."""

    form_data_parser_class = _FormParser

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return io.BytesIO()


def takes_file(most: int) -> Callable[[View], View]:
    """Let a view take a body of ``most`` bytes: a file, and the fields that come with it."""

    def allow(view: View) -> View:
        view.__dict__["most_bytes"] = most
        return view

    return allow


def list_uploads(app: Flask) -> dict[str, int]:
    """The endpoints that take a file -> the bytes that each takes."""
    views = app.view_functions.items()
    return {endpoint: most for endpoint, view in views if (most := getattr(view, "most_bytes", 0))}
