"""The second way in: what came over TLS from another tablet is marked here, and nowhere else.

The mark is a key of the WSGI environment. A visitor can only send headers, and those never become such
a key; so no header (``X-Forwarded-*`` or any other) makes a tablet in the room look like this device.
Every cookie changes its name on the way: over TLS it is ``__Host-`` and ``Secure``, whoever set it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Response, make_response, render_template, request
from werkzeug.sansio.http import parse_cookie

from easyread.crowding import VISITOR
from easyread.lan.joining import Joining
from easyread.web.reachability import find_states
from easyread.web.security import ENTRY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from flask import Flask

_NOT_JOINED = "not joined"  # all of them are one visitor
JOINED = "joined"  # the cookie of a tablet that joined
PREFIX = "__Host-"


class Entry:
    """The app as tablets in the room see it: its own name, its own cookies, and nobody who has not joined."""

    def __init__(self, app: Flask, name: str, port: int, joining: Joining) -> None:
        self._app, self.joining = app, joining
        self.hosts = (f"{name}:{port}", *((name,) if port == 443 else ()))
        self.address = f"https://{self.hosts[-1]}/"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[ENTRY] = self
        sent = environ.get("HTTP_COOKIE", "")
        environ["HTTP_COOKIE"] = take_prefix(sent)
        VISITOR.set(self._find_reference(sent) or _NOT_JOINED)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            return start_response(status, [(name, _seal(name, value)) for name, value in headers], *rest)

        return self._app(environ, start)

    def has_joined(self, cookies: str) -> bool:
        """Does this ``Cookie`` header, as it was sent, come from a tablet that has joined?"""
        return self._find_reference(cookies) is not None

    def _find_reference(self, cookies: str) -> str | None:
        reference = parse_cookie(take_prefix(cookies)).get(JOINED)
        return reference if self.joining.has_joined(reference) else None

    def admit(self) -> Response | None:
        """``None`` for a tablet that has joined; else the page that says how. Asked before every view."""
        reached = "not-joined" in find_states(request.endpoint)
        if reached or self.joining.has_joined(request.cookies.get(JOINED)):
            return None
        return make_response(render_template("lan/not_joined.html"), 403)


def take_prefix(cookies: str) -> str:
    """The cookies that only we can have set, by their plain names; all others are dropped."""
    each = (part.strip() for part in cookies.split(";"))
    return "; ".join(part.removeprefix(PREFIX) for part in each if part.startswith(PREFIX))


def _seal(name: str, value: str) -> str:
    return f"{PREFIX}{value}; Secure" if name.lower() == "set-cookie" else value
