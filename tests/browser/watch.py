"""Everything that a page must not do while it is used: script errors, CSP violations, outside requests."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

_TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation",
  event => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Watch:
    """Collects what goes wrong in every page of a browser context."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.mistakes: list[str] = []
        self._host = host
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", self._catch)
        context.on("request", self._follow)

    def forgive(self, pattern: str) -> None:
        """Drop what a test brought about on purpose; it has to have happened."""
        kept = [mistake for mistake in self.mistakes if not re.search(pattern, mistake)]
        assert len(kept) < len(self.mistakes), f"nothing matched {pattern!r} in {self.mistakes}"
        self.mistakes = kept

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.mistakes.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _catch(self, fault: WebError) -> None:
        self.mistakes.append(f"script: {fault.error.message}")

    def _follow(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self._host:
            self.mistakes.append(f"outside request: {request.url}")
