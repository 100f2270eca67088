"""A real server with its own instance, for browser tests, screenshots and measurements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import BrowserContext, Page

from easyread import create_app
from easyread.book.clock import seconds_here
from easyread.book.vault import BookHandle
from easyread.languages import Said
from easyread.model import Reading
from easyread.server import Server
from easyread.settings import Paths, Settings
from easyread.web.browser_sessions import AT_DOORS, TAPPED, Sessions
from easyread.web.open_books import COOKIE, OpenBook
from tests import no_keyring  # noqa: F401

if TYPE_CHECKING:
    from flask import Flask

    from easyread.web.services import Services


class Site:
    """The app behind its real server, on any free port of this device."""

    def __init__(self, instance: Path, settings: Settings | None = None) -> None:
        self.app: Flask = create_app(settings or Settings(), Paths(instance))
        self._spoken = dict[BrowserContext, Reading]()
        self._server = Server(self.app, 0)
        self._server.start()

    @property
    def services(self) -> Services:
        services: Services = self.app.extensions["easyread"]
        return services

    def url(self, path: str = "/") -> str:
        return self._server.address.removesuffix("/") + path

    def open_book(self, context: BrowserContext, opened: BookHandle) -> None:
        """Open a book in a browser as if its door and lock had been given."""
        token = self.services.open_books.open(opened, reading=self._spoken.get(context))
        self._set_cookie(context, COOKIE, token)

    def speak(self, context: BrowserContext, first: str, second: str | None = None) -> None:
        """Show pages in ``first``, with ``second`` under it, as the languages page would."""
        codes = [code for code in (first, second) if code]
        chosen = self._spoken[context] = Reading(languages=" ".join(codes), other=codes[-1])
        sessions = self.app.session_interface
        assert isinstance(sessions, Sessions)
        self._set_cookie(context, "session", sessions.begin({AT_DOORS: chosen, TAPPED: seconds_here()}))
        for cookie in context.cookies(self.url()):
            if cookie["name"] == COOKIE and (book := self.services.open_books.find(cookie["value"])):
                book.reading = chosen

    def stretch(self) -> None:
        """Show every line half as long again, with long words: as the longest language would."""
        languages = self.services.languages
        say = languages.say

        def say_longer(*args: Any, **kwargs: Any) -> Said:
            said = say(*args, **kwargs)
            return said._replace(text=said.text + " " + "wordily "[: len(said.text) // 4] * 2 + "!")

        languages.say = say_longer  # type: ignore[method-assign]  # for this site only

    def open_books(self) -> list[OpenBook]:
        """The books whose keys are in memory now."""
        return list(self.services.open_books._open.values())  # noqa: SLF001  # the app itself never lists them

    def close(self) -> None:
        """Stop as the real server does: running requests end, books lock, the voice stops."""
        self._server.stop(self.services.open_books.lock_all)
        self.services.speech.close()

    def _set_cookie(self, context: BrowserContext, name: str, value: str) -> None:
        context.add_cookies(
            [{"name": name, "value": value, "url": self.url(), "httpOnly": True, "sameSite": "Strict"}]
        )


@contextmanager
def run_site(instance: Path, settings: Settings | None = None) -> Iterator[Site]:
    """A site that is closed at the end."""
    site = Site(instance, settings)
    try:
        yield site
    finally:
        site.close()


def enlarge_text(page: Page, percent: int = 200) -> None:
    """The browser's own text size, as a person sets it (16 px is 100 %)."""
    sizes = {"standard": 16 * percent // 100, "fixed": 13 * percent // 100}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})
