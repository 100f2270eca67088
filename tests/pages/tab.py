"""One tab of a browser without a browser: a page as it was loaded, whatever other tabs do meanwhile."""

from __future__ import annotations

from html.parser import HTMLParser

from werkzeug.test import TestResponse

from tests.client import PageClient
from tests.pages.step_pages import text_of


class Tab:
    """A loaded page and what stands in its form, as a browser would send it."""

    def __init__(self, client: PageClient, path: str) -> None:
        self._client = client
        self.load(path)

    def load(self, path: str) -> None:
        """Get a page, and forget the one before."""
        self.show(self._client.get(path, follow_redirects=True))

    def show(self, answer: TestResponse) -> None:
        """Let this answer be the page of the tab."""
        self.text = text_of(answer)
        form = _Form()
        form.feed(self.text)
        self.action, self.fields = form.action, form.fields

    def words(self, name: str = "words") -> str:
        return "".join(self.fields.get(name, []))

    def write(self, name: str, *values: str) -> Tab:
        """What stands in a field from now on: words, or the boxes that are ticked."""
        self.fields[name] = list(values)
        return self

    def tap(self, path: str = "", /, **button: str) -> Tab:
        """Tap a button: the form goes there, and the answer's page is shown."""
        sent = {**self.fields, **{name: [value] for name, value in button.items()}}
        self.show(self._client.post(path or self.action, data=sent, follow_redirects=True))
        return self

    def keep(self) -> None:
        """What the page does by itself after a while."""
        assert self._client.post("/draft", data=self.fields).status_code == 204


class _Form(HTMLParser):
    """The fields that a browser sends of the one form of a page; no button's."""

    def __init__(self) -> None:
        super().__init__()
        self.action, self.fields = "", dict[str, list[str]]()
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind = given.get("name"), given.get("type")
        if tag == "form":
            self.action = given.get("action") or ""
        if not name or "disabled" in given:
            return
        if tag == "textarea":
            self._text = name
            self.fields.setdefault(name, []).append("")
        elif tag == "input" and (kind in ("hidden", "text") or "checked" in given):
            self.fields.setdefault(name, []).append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text:
            (*_, words) = self.fields[self._text]
            self.fields[self._text][-1] = words.removeprefix("\n")
            self._text = None
