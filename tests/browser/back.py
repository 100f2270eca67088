"""What a person leaves behind: one page seen from outside of itself, one step Back, and the ways to leave."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, CDPSession, Error, Page

from easyread.book.vault import BookHandle
from easyread.lan.certificate import Certificate
from easyread.lan.entry import JOINED
from easyread.server import Room
from easyread.web.open_books import COOKIE
from tests.browser.site import Site
from tests.pages.step_pages import MARKER

STEP = "safe-means"
DOOR = "button[name=door]"
DOORS = "Which door is yours?"
LONG_AGO = 10_000  # seconds: longer than any idle time
# Asked of the page's script while it has one; else of its layout.
_SEEN = """
document.body?.checkVisibility()
  ? document.body.innerText + [...document.querySelectorAll("textarea")].map((area) => area.value) : ""
"""
# Nobody can ask a page while it is being left: it has to tell by itself what changes.
_TELL = """
new MutationObserver(() => tellSeen(document.body.checkVisibility()))
  .observe(document.body, { attributes: true, attributeFilter: ["hidden"] })
"""


def address(site: Site) -> str:
    """The page "what safe means to me"."""
    return f"/p/{site.services.library.steps[STEP].code}"


def find_print(certificate: Certificate) -> str:
    """What a browser can be told to trust: the base64 SHA-256 of its public key."""
    key = x509.load_pem_x509_certificates(certificate.chain.read_bytes())[0].public_key()
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(public).digest()).decode()


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    last = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last
        time.sleep(0.01)


def watch_hiding(page: Page) -> list[bool]:
    """From now on: each time that this document hides itself (``False``) or shows itself again (``True``)."""
    told: list[bool] = []
    page.expose_function("tellSeen", lambda seen: told.append(seen))  # noqa: PLW0108  # no builtin is taken
    page.evaluate(_TELL)
    return told


def _list_visible(document: dict[str, Any], strings: list[str]) -> Iterator[str]:
    """All texts that a document of a snapshot shows."""
    layout, typed = document["layout"], document["nodes"]["textValue"]
    values = dict(zip(typed["index"], typed["value"], strict=True))
    for node, text, styles in zip(layout["nodeIndex"], layout["text"], layout["styles"], strict=True):
        if styles and strings[styles[0]] == "visible":
            yield from (strings[place] for place in (text, values.get(node, -1)) if place >= 0)


class Home(NamedTuple):
    """Where a browser finds the site: on this device, or as another tablet in the ``room``, over TLS."""

    site: Site
    room: Room | None = None

    @property
    def url(self) -> str:
        return (self.room.address if self.room else self.site.url()).rstrip("/")

    @property
    def open_books(self) -> int:
        return len(self.site.open_books())

    def open_book(self, context: BrowserContext, opened: BookHandle) -> None:
        """Open a book in a browser as if its door and lock had been given there."""
        if self.room is None:
            self.site.open_book(context, opened)
            return
        joined = self.room.entry.joining.join(self.room.entry.joining.invite().token)
        assert joined
        token = self.site.services.open_books.open(opened)
        for name, value in ((f"__Host-{JOINED}", joined), (f"__Host-{COOKIE}", token)):
            context.add_cookies(
                [{"name": name, "value": value, "url": self.url, "secure": True, "httpOnly": True}]
            )

    def stop(self) -> None:
        """As Ctrl-C would."""
        if self.room:
            self.room.stop()
        self.site.close()


class Tablet:
    """One page of one browser, seen from outside of the page: it works without JavaScript too."""

    def __init__(self, page: Page, *, script: bool = True) -> None:
        self.page, self.script = page, script
        self._devtools: CDPSession = page.context.new_cdp_session(page)

    def has_words(self) -> bool:
        """Is the marker anywhere in the document, what stands in its fields included?"""
        return self._holds(MARKER)

    def _holds(self, words: str) -> bool:
        shot = self._devtools.send("DOMSnapshot.captureSnapshot", {"computedStyles": []})
        return any(words in text for text in shot["strings"])

    def shows_words(self) -> bool:
        """Can the marker be seen?"""
        if not self.script:
            return self._lays_out(MARKER)
        told = self._devtools.send("Runtime.evaluate", {"expression": _SEEN, "returnByValue": True})
        return MARKER in str(told["result"].get("value"))

    def _lays_out(self, words: str) -> bool:
        """Are these words in a visible box, or typed into a visible field?"""
        shot = self._devtools.send("DOMSnapshot.captureSnapshot", {"computedStyles": ["visibility"]})
        shown = (_list_visible(document, shot["strings"]) for document in shot["documents"])
        return any(words in text for text in chain.from_iterable(shown))

    def history(self) -> tuple[int, int]:
        """Where in the history the page is, and how long the history is."""
        told = self._devtools.send("Page.getNavigationHistory")
        return told["currentIndex"], len(told["entries"])

    def press(self, selector: str) -> None:
        """A finger goes down in the middle of it, and stays."""
        box = self.page.locator(selector).bounding_box()
        assert box
        self._point("mousePressed", box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def release_elsewhere(self) -> None:
        """The finger slips off. Playwright's own mouse would drag the picture of the button, and wait."""
        self._point("mouseReleased", 5, 5)

    def _point(self, kind: str, x: float, y: float) -> None:
        event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
        self._devtools.send("Input.dispatchMouseEvent", event)

    def back(self, look: Callable[[], bool] | None = None) -> bool:
        """One step back, until the doors are there. Gives whether words were in a document on the way."""
        told = self._devtools.send("Page.getNavigationHistory")
        there = told["currentIndex"] - 1
        self._devtools.send("Page.navigateToHistoryEntry", {"entryId": told["entries"][there]["id"]})
        seen, last = False, time.monotonic() + 0.6
        while time.monotonic() < last:
            with suppress(Error):  # between two documents there is none to be asked
                seen = seen or (look or self.has_words)()
                if self.history()[0] == there and self._holds(DOORS):
                    break
            time.sleep(0.02)
        return seen


def fill_history(context: BrowserContext, home: Home, *, script: bool) -> Tablet:
    """A tablet whose history is full of pages with words, all of them seen."""
    page = context.new_page()
    tablet = Tablet(page, script=script)
    step = home.url + address(home.site)
    page.goto(step)
    page.fill("textarea[name=words]", MARKER)
    with page.expect_navigation():
        page.click(".go .next")
    for path in (f"{home.url}/w", step, f"{home.url}/w", step):
        page.goto(path)
        assert tablet.has_words()
    return tablet


def press_exit(tablet: Tablet, home: Home) -> None:
    tablet.page.click("#exit")
    tablet.page.wait_for_url("**/rest")


def press_lock(tablet: Tablet, home: Home) -> None:
    tablet.page.goto(f"{home.url}/break")
    tablet.page.click("[formaction='/lock']")
    tablet.page.wait_for_selector(DOOR)


def wait_idle(tablet: Tablet, home: Home) -> None:
    """The server locks. With a script the page goes by itself; without one it goes with the next tap."""
    (book,) = home.site.open_books()
    if tablet.script:
        book.idle = 4
        tablet.page.reload()
    else:
        book.seen -= LONG_AGO
        tablet.page.click(".go .next")
    tablet.page.wait_for_selector(DOOR if tablet.script else "text=The words wait for their own book.")


class Held:
    """Requests to some addresses, which get no answer until they are let go; and every address asked for."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = frozenset(paths)
        self.asked: list[str] = []
        self._go_on = threading.Event()

    def wait_for(self, path: str) -> None:
        wait_until(lambda: path in self.asked, 10)

    def let_go(self) -> None:
        self._go_on.set()

    def pass_by(self, path: str) -> None:
        self.asked.append(path)
        if path in self.paths:
            self._go_on.wait(60)


@contextmanager
def hold(site: Site, *paths: str) -> Iterator[Held]:
    """A site that is slow at some addresses."""
    held, inner = Held(paths), site.app.wsgi_app

    def outer(environ: dict[str, Any], start: Any) -> Any:
        held.pass_by(environ["PATH_INFO"])
        return inner(environ, start)

    site.app.wsgi_app = outer  # type: ignore[assignment]  # as Flask says to put one around it
    try:
        yield held
    finally:
        held.let_go()
