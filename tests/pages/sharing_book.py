"""What the tests of sharing and of the card share: words in the book, who is here, an OK, a card."""

from __future__ import annotations

import re
import secrets
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from werkzeug.test import TestResponse

from easyread.additions import list_fingerprints
from easyread.book.store import Store
from easyread.book.vault import Vault
from easyread.content import Library
from easyread.exports.forms import FORMS
from easyread.model import CardMade, Consent, Explained, Grant, Interpreter, InterpreterOk, Statement, Visit
from easyread.pages.card_request import add_print
from easyread.pages.here import Here
from easyread.pages.statement import read_additions
from easyread.visit.sharing_terms import code
from easyread.visit.situation import read_situation
from easyread.web.open_books import COOKIE
from tests.books import DOOR, PIN
from tests.card_forms import READ
from tests.client import PageClient

GIVE_LOCK = "/k/h/o"
READER, PURPOSE = "social-worker", "keep-me-safe"
WANT, SAFE, WORRY, NOT_THEM = "want", "safe-means", "worried-about", "who-not"
WORDS = "I want my sister here QXMARKER."


def book_of(client: PageClient) -> AbstractContextManager[Store]:
    vault: Vault = client.application.extensions["easyread"].vault
    return vault.open_store(client.opened)


def library_of(client: PageClient) -> Library:
    library: Library = client.application.extensions["easyread"].library
    return library


def say(client: PageClient, step: str, **changes: Any) -> Statement:
    """Keep words as if the person had said them on that step, in this opening."""
    known, visit = library_of(client).steps[step], _find_visit(client)
    fields: dict[str, Any] = {
        "id": secrets.token_hex(16),
        "step": step,
        "kind": known.kind,
        "question_version": known.version,
        "words": WORDS,
        "language": "en-GB",
        "presence": visit.presence,
        "visit": visit.id,
        "at": datetime.now(UTC),
    }
    with book_of(client) as store:
        return store.keep(Statement(**fields | changes))


def _find_visit(client: PageClient) -> Visit:
    """The opening of now, as it is kept; of a client that has nothing open: one in which nobody is here."""
    cookie = client.get_cookie(COOKIE)
    if cookie is None:
        return Visit(id="", at=datetime.now(UTC), presence=("nobody",))
    began: Visit = client.application.extensions["easyread"].open_books.find(cookie.value).visit
    with book_of(client) as store:
        return store.visit(began.id) or began


def be_with(client: PageClient, *who: str, lock: tuple[str, str] = (DOOR, PIN)) -> None:
    """Say who is here now; when somebody has gone, with the lock."""
    page = f"/p/{library_of(client).steps['who-is-here'].code}"
    answer = client.send(page, choice=list(who))
    if answer.location == GIVE_LOCK:
        assert client.send(GIVE_LOCK, door=lock[0], kind="pin", pin=lock[1]).location == "/"


def explain(client: PageClient) -> None:
    with book_of(client) as store:
        store.keep_explained(Explained(id=secrets.token_hex(16), at=datetime.now(UTC), language="en-GB"))


def allow(
    client: PageClient,
    said: Statement,
    *,
    reader: str = READER,
    answer: Consent = "yes",
    until: date | None = None,
) -> None:
    """Keep the person's answer for these words, and for all that stands beside them now."""
    fields: dict[str, Any] = {"id": secrets.token_hex(16), "said": said.id, "at": datetime.now(UTC)}
    with book_of(client) as store:
        fields["covers"] = list_fingerprints(said, read_additions(store))
        store.keep_grant(Grant(reader=reader, purpose=PURPOSE, answer=answer, until=until, **fields))


def make_card(
    client: PageClient,
    *lines: Statement,
    languages: tuple[str, ...] = ("en-GB",),
    presence: tuple[str, ...] | None = None,
    at: datetime | None = None,
    older: bool = False,
) -> str:
    """A card made earlier in this opening, beside those who are here now; gives its address.

    ``older``: before it was kept what was printed.
    """
    visit = _find_visit(client)
    made = CardMade(
        id=secrets.token_hex(16),
        presence=presence or visit.presence,
        visit=visit.id,
        reader=READER,
        purpose=PURPOSE,
        languages=languages,
        lines=tuple(said.id for said in lines),
        at=at or datetime.now(UTC),
    )
    with book_of(client) as store, client.application.app_context():
        store.keep_card(made if older else add_print(here_of(client, store), made))
    return f"/c/{made.id}"


def here_of(client: PageClient, store: Store) -> Here:
    """Where the person is in their open book, as its pages see it."""
    visit = _find_visit(client)
    return Here(store, read_situation(store, library_of(client), visit))


def ask_page(step: str, *of: str, reader: str = READER, until: str = "stop") -> str:
    """The page that asks whether ``reader`` can see what was said on ``step``. ``of``: languages."""
    return f"/so/{code(step)}{summary_page(*of, reader=reader, until=until).removeprefix('/so/')}"


def summary_page(
    languages: str = "en-GB", *, reader: str = READER, purpose: str = PURPOSE, until: str = "stop"
) -> str:
    """The page of all lines, where the card is made. ``languages``: codes of the card's, with a space."""
    return f"/so/{code(reader)}{code(purpose)}{code(until)}{code(languages)}"


def answer(client: PageClient, page: str, answer: str) -> str:
    """Tap an answer on the page of a line; gives the page that follows."""
    return str(client.send(page, answer=answer).location)


def fields_of(answer: TestResponse) -> dict[str, list[str]]:
    """Every hidden field and every ticked box of a page."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", answer.get_data(as_text=True)):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and " disabled" not in tag and ('type="hidden"' in tag or " checked" in tag):
            found.setdefault(name[1], []).append(value[1])
    return found


def texts_of(client: PageClient, card: str) -> list[str]:
    """A card as it can be seen now: its files, its page, and the page to hand over, which is the last one."""
    texts = [text for form in FORMS for text in read_file(client, card, form)]
    pages = [client.get(page) for page in (card, f"{card}/show")]
    assert [page.status_code for page in pages] == [200, 200]
    return [*texts, *(page.get_data(as_text=True) for page in pages)]


def read_file(client: PageClient, card: str, form: str) -> list[str]:
    """The texts in a card's file of one form: each holds all words of the card."""
    sent = client.get(f"{card}/{form}")
    assert sent.status_code == 200
    return READ[form](sent.get_data())


def name_interpreter(client: PageClient, kind: str, ok: InterpreterOk = "") -> None:
    """As the step "Who is interpreting today?" would, in this visit; ``ok``: as the quiet question would."""
    who = Interpreter(id=secrets.token_hex(16), kind=kind, language="Polski", ok=ok, at=datetime.now(UTC))
    visit = _find_visit(client)
    with book_of(client) as store:
        store.keep_interpreter(who)
        store.keep_visit(msgspec.structs.replace(visit, interpreter=who.id))
