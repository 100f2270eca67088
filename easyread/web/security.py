"""What every request and every answer goes through: the gate, the limits, the headers, the error pages.

Sources: CSP, Trusted Types and header set as tried in Chromium; ASVS 5.0 3.4.3 to 3.4.6, 3.5.1, 16.2.5.
No HSTS: on 127.0.0.1 it would break the plain-http app (ASVS 3.4.1, a deviation on purpose).
"""

from __future__ import annotations

import logging
import secrets
import sys
import time
from contextlib import suppress
from functools import lru_cache
from typing import Protocol

from flask import Flask, Response, abort, current_app, g, render_template, request, session
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException, MisdirectedRequest
from werkzeug.wrappers import Response as WerkzeugResponse

from easyread.crowding import VISITOR
from easyread.web.browser_sessions import Sessions
from easyread.web.request_bodies import MemoryRequest

FORM_BYTES = 2 * 2**20  # 50,000 signs of four bytes each, as a form sends them, twice over
FIELDS = 500  # of one form; ours have a few dozen
OTHER_BYTES = 64 * 2**10
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "media-src 'self' blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
}

# Code -> what the page ``problem.html`` says. Any other code: "refused", and from 500 on "fault".
KINDS = {
    400: "again",
    403: "refused",
    404: "not-found",
    405: "not-found",
    413: "too-long",
    421: "refused",
    429: "wait",
}
# Shown only if the kind page itself cannot be made. Fixed words, no template, no book.
PLAIN_PAGE = (
    '<!doctype html><html lang="en-GB" dir="ltr"><head><meta charset="utf-8"><title>My page</title></head>'
    "<body><main><h1>This page does not work now.</h1>"
    '<p><a href="/">Go to the first page</a></p></main></body></html>'
)
TOO_BIG_PAGE = PLAIN_PAGE.replace("This page does not work now.", "That file is too big.")

# In a request's environment: by which other way in it came. A visitor can only send headers, never this key.
ENTRY = "easyread.entry"

logger = logging.getLogger("easyread.events")


class OtherEntry(Protocol):
    """A way in beside this device's own: its exact hosts, and whom it lets in."""

    hosts: tuple[str, ...]

    def admit(self) -> Response | None: ...


def form_token() -> str:
    """The token of this session's forms. It has no end of its own: signed once, not for each page.

    Flask-WTF signs it again for each: 0.1 ms of 2.5, and the step page is then above 3.2 times a bare one.
    """
    raw = session.get("csrf_token")
    return _sign_form_token(raw) if raw else str(generate_csrf())


@lru_cache(maxsize=256)
def _sign_form_token(_raw: str) -> str:
    return str(generate_csrf())


class _Events(logging.Handler):
    """One line for each event on stderr, and silence when that fails.

    The standard handlers answer a closed stderr with a trace of whatever is being handled just then,
    the person's words included.
    """

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):
            when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.created))
            print(when, record.levelname, record.getMessage(), file=sys.stderr, flush=True)


def install(app: Flask) -> None:
    """Guard every request of ``app``. ``app.config["HOSTS"]`` lists the exact hosts it answers to.

    ``app.config["UPLOADS"]`` says, by endpoint, how many bytes a page that takes a file takes.
    """
    app.request_class = MemoryRequest
    app.session_interface = Sessions()
    app.config.setdefault("HOSTS", ())
    app.config.setdefault("UPLOADS", {})
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=FIELDS,
        PROPAGATE_EXCEPTIONS=False,
    )
    _quiet_logs(app)
    app.before_request(_gate)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _show_problem)
    app.register_error_handler(Exception, _show_fault)


def _gate() -> Response | None:
    """Refuse other hosts (DNS rebinding), other sites' posts, methods nobody uses, and huge bodies."""
    entry: OtherEntry | None = request.environ.get(ENTRY)
    if request.headers.get("Host") not in (entry.hosts if entry else current_app.config["HOSTS"]):
        raise MisdirectedRequest
    if request.method not in ("GET", "HEAD", "POST", "OPTIONS"):
        abort(405)
    if entry is None:
        VISITOR.set(session.get("csrf_token", ""))
    g.foreign = not _is_ours()
    if request.method == "POST" and g.foreign:
        abort(403)
    most = FORM_BYTES if request.mimetype in _FORM_TYPES else OTHER_BYTES
    request.max_content_length = current_app.config["UPLOADS"].get(request.endpoint, most)
    return entry.admit() if entry else None


def _is_ours() -> bool:
    """Did one of our own pages send this? Old browsers may send neither header: the form token decides."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    ours = origin is None or origin == request.host_url.rstrip("/")
    return ours and site in ("same-origin", "none")


def _add_headers(response: Response) -> Response:
    response.headers.extend(HEADERS)  # no view sets one of these
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _show_problem(problem: HTTPException) -> WerkzeugResponse:
    """A kind page instead of a code; what else the answer says (Allow, Retry-After) stays."""
    answer = problem.get_response()
    code = answer.status_code
    if problem.response is None and code >= 400:
        mark = _log(getattr(problem, "original_exception", None) or problem) if code >= 500 else ""
        kind = KINDS.get(code, "refused" if code < 500 else "fault")
        answer = Response(_page(kind, mark), code, answer.headers, content_type="text/html; charset=utf-8")
    return answer


def _show_fault(fault: Exception) -> WerkzeugResponse:
    """Our own mistake, on a page that says nothing of it."""
    return Response(_page("fault", _log(fault)), 500)


def _log(fault: BaseException) -> str:
    """Log a fault by its kind and place only: its text and trace can hold words. Returns its mark."""
    mark = secrets.token_hex(4)
    logger.error("%s in %s (%s)", type(fault).__name__, request.endpoint, mark)
    return mark


def _page(kind: str, mark: str) -> str:
    try:
        return render_template("problem.html", kind=kind, mark=mark)
    except Exception as fault:  # noqa: BLE001  # whatever it is, a person gets a page with a way back
        _log(fault)
        return PLAIN_PAGE


def _quiet_logs(app: Flask) -> None:
    """One logger with fixed words. Flask's own would print the trace of an exception."""
    logger.handlers = [_Events()]
    logger.propagate = app.logger.propagate = False
    app.logger.handlers = [logging.NullHandler()]
