"""What the crawl sends: hostile values, broken bodies, requests from elsewhere; and where it sends them."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import Rule

from easyread.languages import line_id
from easyread.model import Attachment
from tests.books import AT
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, SAFE, new_client, page_of, step_of

METHODS = (
    "GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "X" * 40,
)  # fmt: skip
HOSTILE = (
    f"{MARKER}\0{MARKER}",
    "\u202e" + MARKER + "\u202c\u2066",
    MARKER * 4_000,
    "🏠" * 50_000,
    f"<script>{MARKER}</script>",
    f'"><img src=x onerror=alert("{MARKER}")>',
    "{{7*7}}${7*7}<%= 7*7 %>{% raw %}",
    "../../../../etc/passwd",
    "..\\..\\instance\\keys.json",
    "%00%2e%2e%2f%252e",
    "%s%n%d%x{0}{0.__class__}",
    f"'; drop table statements; -- {MARKER}",
    "0" * 8,
    "0" * 24,
    "0" * 32,
    "f" * 32,
    "-1",
    "99999999999999999999",
    "1e400",
    "nan",
    "true",
    "null",
    "[]",
    '{"a":{"b":[1]}}',
    "",
    " ",
    f"\r\nSet-Cookie: place={MARKER}",
    f"//{MARKER}.test/",
    f"javascript:alert('{MARKER}')",
    "http://127.0.0.1:9/",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "٣ ३ ３",
)
TOO_BIG = 10_000  # a value above this goes into a few fields only: the form itself must still be taken
TEXTS = ("words", "english", "note", "dialect", "name-1", "role-1", "word-1", "code", "pin")
OTHERS = tuple(
    """
    choice door kind way tap tapped answer until purpose last card line statement field language to from
    here once was skip private ok tongue two stop quick sure offered change agree heard read done again
    aloud copy sort-a attached photo sound
    """.split()
)
# Forms that are none: (content type, body).
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
BROKEN = {
    "empty": (FORM, b""),
    "broken": (FORM, b"&&==&%=%&csrf_token"),
    "bytes": (f"{FORM}; charset=utf-16", b"csrf_token=%ff%fe&words=%c3%28"),
    "many": (FORM, b"a=1&" * 600),
    "json": ("application/json", b'{"words": ["zebramarker"]}'),
    "half part": (
        f"{PARTS}; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=words\r\n\r\nzebramarker",
    ),
    "no boundary": (PARTS, b"zebramarker"),
    "many parts": (
        f"{PARTS}; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" * 600,
    ),
    "long text": ("text/plain", b"zebramarker" * 9_000),
    "binary": ("application/octet-stream", b"\x00\xff" * 100),
    "huge": (FORM, b"zebramarker" * 400_000),
}
ELSEWHERE: tuple[tuple[dict[str, str], int], ...] = (
    ({"Host": "evil.test"}, 421),
    ({"Host": "localhost:1"}, 421),
    ({"Host": "localhost.evil.test"}, 421),
    ({"Host": "[::1]"}, 421),
    ({"Origin": "http://evil.test"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "https://localhost"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
)
PHOTO = "b" * 32
_FIRST_OF_ANY = re.compile(r"<any\((\w+)[^>]*>")
_WAY = re.compile(r"<way\([^>]*>")


def rules_of(app: Flask, method: str | None = None) -> list[Rule]:
    """Every route, or those for one method."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and (method is None or method in (rule.methods or ()))
    ]


def fill_rule(rule: Rule, value: str) -> str:
    """An address of this rule, with ``value`` wherever the rule leaves room."""
    return re.sub(r"<[^>]*>", quote(value, safe=""), _fill_known(rule))


def _fill_known(rule: Rule) -> str:
    """With the first of what may stand in it, where the rule leaves only a choice."""
    return _WAY.sub("l", _FIRST_OF_ANY.sub(r"\1", rule.rule))


class Addresses:
    """For each route an address that leads to a real thing of a book: words, a photo, an OK, a card."""

    def __init__(self, client: PageClient) -> None:
        book.be_with(client, "nobody")
        book.say(client, SAFE, words="Mój klucz.", language="pl")
        said = book.say(client, SAFE, words="Mój własny klucz.", language="pl", attached=(PHOTO,))
        with book.book_of(client) as store:
            page = page_of(client, SAFE)
            photo = Attachment(id=PHOTO, page=page, kind="photo", type="image/jpeg", whole=True, at=AT)
            store.begin_attachment(photo, b"\xff\xd8\xff a photo")
        book.explain(client)
        book.allow(client, said)
        self._real = {
            "code": step_of(client, SAFE).code,
            "statement": said.id,
            "wanted": PHOTO,
            "card": book.make_card(client, said).removeprefix("/c/"),
            "plan": book.summary_page().removeprefix("/so/"),
            "about": book.ask_page(SAFE).removeprefix("/so/"),
            "language": "en-GB",
            "line": line_id("That did not open it. Try again."),
            "number": "0",
            "contact": _find_contact(client),
        }

    def find(self, rule: Rule) -> str:
        def fill(found: re.Match[str]) -> str:
            codes, name = re.search(r"codes\((\d)\)", found[0]), found[1]
            return (
                self._real[name]
                if name in self._real
                else self._real["plan"][: 8 * int(codes[1] if codes else 1)]
            )

        return re.sub(r"<[^>]*?(\w+)>", fill, _fill_known(rule))


def _find_contact(client: PageClient) -> str:
    """Somebody to call whose number the page of help shows."""
    services = client.application.extensions["easyread"]
    contacts = services.library.places[services.settings.place].contacts
    return next(str(one.id) for one in contacts if one.number)


def make_other(app: Flask) -> PageClient:
    """Another browser with another person's book open."""
    other = new_client(app)
    other.open_book(app.extensions["easyread"].vault.make_book("home", "none", ""))
    return other
