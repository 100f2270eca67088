"""What a browser chose, kept here: its cookie is a random reference and nothing else.

In a session: how the doors are read (:mod:`.reading`), the form token, a set-up in progress, a line to be
told. What a browser may do with a book is no part of it: that stands with the open book (:mod:`.open_books`).

A start forgets all of it, as it locks all books. Why no library: ``docs/decisions/sessions.md``.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from typing import Any, cast

from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from easyread.web.fair_cache import FairCache

AT_DOORS, TAPPED = "reading", "tapped"  # what was chosen at the doors, and when somebody tapped there last
OF_BOOK = "of-book"  # the book whose lock or code was given: it gives no right, only a place among few
_NEW, _BACK, _OF_A_BOOK = 5000, 1000, 10


class BrowserSession(CallbackDict[str, Any], SessionMixin):
    """What one browser chose. ``reference``: what its cookie says; ``None``: it has none yet."""

    def __init__(self, reference: str | None = None, kept: Mapping[str, Any] | None = None) -> None:
        super().__init__(kept, BrowserSession._note)
        self.reference, self.ended = reference, list[str]()
        self.modified = False

    def _note(self) -> None:
        self.modified = True

    def renew(self) -> None:
        """A new reference; the one before leads nowhere from now on."""
        if self.reference is not None:
            self.ended.append(self.reference)
        self.reference, self.modified = None, True


class Sessions(SessionInterface):
    """Reference -> what was chosen, in memory.

    Those that never came back push out each other only, the oldest first; of the others, the one that came
    back longest ago goes first, but where a lock or a code was given, none but the same book's.
    """

    def __init__(self, new: int = _NEW, back: int = _BACK) -> None:
        self._guard = threading.Lock()
        self._kept = FairCache[dict[str, Any]](new, back, _OF_A_BOOK)

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        """A reference that is not known is no reference: nobody can choose one."""
        reference = request.cookies.get(self.get_cookie_name(app), "")
        with self._guard:
            kept = self._kept.find(reference)
            return BrowserSession() if kept is None else BrowserSession(reference, kept)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """What another request has ended meanwhile stays ended."""
        asked = cast("BrowserSession", session)
        if not asked.modified:
            return
        name, given = self.get_cookie_name(app), ""
        with self._guard:
            for reference in asked.ended:
                self._kept.pop(reference)
            if not asked:
                self._kept.pop(asked.reference or "")
            elif asked.reference is None:
                given = self._add(dict(asked))
            elif asked.reference in self._kept:
                self._kept.put(asked.reference, dict(asked), asked.get(OF_BOOK, ""))
        if given:
            response.set_cookie(name, given, httponly=True, samesite="Strict", path="/")
        elif not asked:
            response.delete_cookie(name, httponly=True, samesite="Strict", path="/")

    def begin(self, chosen: Mapping[str, Any]) -> str:
        """A new session in which this was chosen; gives its reference."""
        with self._guard:
            return self._add(dict(chosen))

    def _add(self, kept: dict[str, Any]) -> str:
        reference = secrets.token_urlsafe(32)
        self._kept.put(reference, kept, kept.get(OF_BOOK, ""))
        return reference


def begin_session(*kept: str) -> None:
    """Nothing of this browser's session stays but these, and it gets a new reference."""
    left = {name: session[name] for name in kept if name in session}
    session.clear()
    session.update(left)
    cast("BrowserSession", session).renew()
