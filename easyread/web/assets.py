"""Our own files (styles, scripts, drawings) on their way: a page on a slow tablet is there sooner.

They lie under an address that is made of all that is in them, so a browser need not ask for one again, and
never mixes files of two versions. Exit and Lock empty what it keeps. Only what is the same for everybody is
packed. Pages are not: they hold words and form tokens together.
"""

from __future__ import annotations

import gzip
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request

_KINDS = {"text/css", "text/javascript", "image/svg+xml"}


def name_folder(folder: Path) -> str:
    """Where our own files are: ``/static/`` and a short hash of all their names and bytes."""
    whole = sha256()
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        name = file.relative_to(folder).as_posix().encode()
        whole.update(name + b"\0" + sha256(file.read_bytes()).digest())
    return f"/static/{whole.hexdigest()[:12]}"


def install(app: Flask) -> None:
    """Let browsers keep static files for a day; pack them for browsers that take gzip."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(days=1)

    @app.after_request
    def pack(response: Response) -> Response:
        if request.endpoint != "static" or response.mimetype not in _KINDS or response.status_code != 200:
            return response
        response.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("gzip"):
            file = Path(str(app.static_folder), str((request.view_args or {})["filename"]))
            response.direct_passthrough = False
            response.close()  # the file that would have been sent
            response.set_data(_pack(file, file.stat().st_mtime_ns))
            response.content_encoding = "gzip"
        return response


@lru_cache(maxsize=512)
def _pack(file: Path, _changed: int) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)
