"""What may be kept half given is declared, page by page: no other field is kept, waits or comes back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import get_args

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from easyread.book.store import Store
from easyread.book.vault import LockKind, NotKept
from easyread.model import Attachment, Statement
from easyread.speech.encode import make_wav
from easyread.web.open_books import BEAT
from tests.books import AT, DOOR, PIN
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.crawl import PHOTO, Addresses, rules_of
from tests.pages.step_pages import MARKER, SAFE, WHO, WORRIED, fill, new_client, opened_in, page_of, text_of
from tests.pages.test_my_book import give_lock
from tests.pages.test_new_book import begin, give_pin

# What is kept of each kind of page, as ``kind_of`` names it: words, then ticks and ids.
KEPT = {
    "/p/-": {"words", "english", "note", "tongue", "dialect", "about-", "choice", "sort-"}
    | {"private", "attached", "was"},
    "/p/-/names": {"name-"},
    "/w/-/english": {"english", "note", "who", "mode"},
    "/w/-/said": {"words", "who", "script"},
}
# All other fields of all pages: what is new has to be put here, or in the table of ``web/draft_fields.py``.
NEVER_KEPT = set(
    """
    csrf_token here reference page-languages company half life given
    from to next language two on voice quick once skip statement field heard
    agree line stop open photo sound copy code pin door kind way tap tapped again done aloud
    answer shown last one card thing
    """.split()
) | {"choice", "sure", "was", "until"}  # these on pages that keep nothing, or not this
SECRETS = {"new-secret", "pin", "code", "tapped", "tap", "door", "password", MARKER}
PLUMBING = ("csrf_token", "here", "reference", "company", "half", "attached")
VOICE = "c" * 32
_NAMES = re.compile(r'<(?:input|textarea|button)\b[^>]*? name="([^"]*)"')


def kind_of(page: str) -> str:
    """A page's address without what names one step, one statement, one plan."""
    return re.sub(r"/([0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{8})(?=/|$)", "/-", page.partition("?")[0])


def base_of(name: str) -> str:
    return re.sub(r"^(sort|name|about)-.*", r"\1-", name)


def all_of(client: PageClient) -> str:
    """Everything in the book, and in the memory that waits for it, as text."""
    waiting = client.application.extensions["easyread"].open_books.waiting
    in_memory = waiting.read_last(client.opened), waiting.read_late(client.opened)
    with book.book_of(client) as store:
        return repr((store.everything(), in_memory, store.unkept))


def find_outside(client: PageClient) -> Iterator[TestResponse]:
    """The pages of somebody who has no book open, those of a new book among them."""
    for page in ("/", "/forgot", "/k/b", "/l", "/v", "/n", "/rest", "/help", "/k/g"):
        yield client.get(page)
    yield client.send("/", "/open", door=DOOR)
    for kind in get_args(LockKind):
        yield client.send("/", "/open", door=DOOR, way=kind)
    answer = client.send("/", "/open", door=DOOR, kind="pictures")
    for tap in ("bus", "star", "keys"):
        answer = client.post("/open", data={**book.fields_of(answer), "tap": tap})
    yield answer
    yield client.get("/forgot")
    for kind in set(get_args(LockKind)) - {"none"}:
        begin(client, kind)
        yield client.get("/n/l")
    begin(client)
    for page_before in ("/n/x", "/n/d", "/n/k", "/n/l"):
        yield client.get(page_before)
    give_pin(client, "739164", "739164")
    yield client.get("/n/c")


def find_inside(client: PageClient) -> Iterator[TestResponse]:
    """The pages of an open book: each step, each address that leads to something real, the own lock again."""
    real = Addresses(client)
    spoken = say_aloud(client)
    book.allow(client, spoken)
    client.send(page_of(client, "who-helps"), choice=["friend", "advocate"])
    book.be_with(client, "advocate", "interpreter")
    book.name_interpreter(client, "registered", "yes")
    client.send("/l", language="pl", two="yes")
    pages = [f"/p/{step.code}" for step in book.library_of(client).steps.values() if not step.before]
    pages += [real.find(rule) for rule in rules_of(client.application, "GET") if rule.rule != "/k/c/file"]
    pages += [page_of(client, "who-helps") + "/names", f"/w/{spoken.id}/said"]
    pages += [*(f"/k/{way}" for way in "lrncwd"), "/k/w/o"]
    for page in pages:
        if not page.endswith("/show"):  # from there nothing else can be reached
            yield client.get(page)
    yield client.get(f"{book.ask_page(book.WANT)}?one=card")
    client.post("/draft", data=fill(client, SAFE, words="Half."))
    yield client.get(f"{page_of(client, SAFE)}?q=1")
    book.be_with(client, "nobody")
    yield client.get(f"/s/{book.say(client, WORRIED, private=True, choices=('controls',)).id}")
    whom = book.summary_page().removeprefix("/so/")[:16]
    for end in ("more", "then", "then/first", "then/one", f"then/{whom[:8]}", f"then/{whom}"):
        yield client.get(f"{page_of(client, WORRIED)}/{end}")
    assert give_lock(client, "d").status_code == 303
    yield client.get("/k/d/y")
    yield client.send("/k/l/o", door=DOOR)
    assert give_lock(client, "l").status_code == 303
    client.send("/k/l/d", door=DOOR)
    client.send("/k/l/k", kind="pin")
    for page in ("/k/l/d", "/k/l/k", "/k/l/s"):
        yield client.get(page)


def say_aloud(client: PageClient) -> Statement:
    """An answer by voice only."""
    said = book.say(client, book.WANT, words="", language="pl", attached=(VOICE,))
    with book.book_of(client) as store:
        page = page_of(client, book.WANT)
        voice = Attachment(id=VOICE, page=page, kind="voice", type="audio/wav", whole=True, at=AT)
        store.begin_attachment(voice, make_wav(bytes(1600), 8000))
    return said


def drop_drafts(client: PageClient) -> None:
    with book.book_of(client) as store:
        for draft in store.drafts():
            store.drop_draft(draft.page)


def names_on(page: TestResponse) -> set[str]:
    """Of every field and every button."""
    return set(_NAMES.findall(text_of(page)))


def plumbing_of(page: TestResponse) -> dict[str, list[str]]:
    """What a page's form sends of itself, not of what is on the page."""
    return {name: values for name, values in book.fields_of(page).items() if name in PLUMBING}


def send_all(client: PageClient, page: TestResponse, to: str) -> TestResponse:
    """Send a page's form with the marker in every field, those of buttons too."""
    return client.post(to, data={**dict.fromkeys(names_on(page), MARKER), **plumbing_of(page)})


def test_each_field_of_each_page_is_declared_or_never_kept(app: Flask, alone: PageClient) -> None:
    """The name of each field and button; each is sent with words in it, and looked for in the book."""
    kept, dropped, count = defaultdict[str, set[str]](set), set[str](), 0
    pages = [*find_inside(alone), *find_outside(new_client(app))]
    drop_drafts(alone)
    for page in pages:
        if page.status_code != 200 or page.mimetype != "text/html" or not names_on(page):
            continue
        here = "".join(book.fields_of(page).get("here", []))
        send_all(alone, page, "/draft")
        with book.book_of(alone) as store:
            drafts = store.drafts()
        assert all(draft.page == here for draft in drafts)
        fields = {name for draft in drafts for name in draft.fields}
        drop_drafts(alone)
        kept[kind_of(here)] |= {base_of(name) for name in fields}
        dropped |= {base_of(name) for name in names_on(page) - fields}
        count += 1
    assert {kind: names for kind, names in kept.items() if names} == KEPT
    assert dropped == NEVER_KEPT
    assert count > 70


def pages_of(client: PageClient) -> list[str]:
    """One page of each kind that keeps drafts, and some that keep none. Needs :class:`Addresses`."""
    with book.book_of(client) as store:
        said = next(one for one in store.statements() if one.step == SAFE)
    return [
        *(page_of(client, step) for step in (SAFE, WORRIED, WHO, "interpreter")),
        f"{page_of(client, 'who-helps')}/names",
        *(f"/w/{said.id}/{page}" for page in ("english", "said")),
        book.ask_page(SAFE),
        book.summary_page(),
        "/", "/w", "/a", "/k/l/o", "/k/b", "/forgot", "/l", "/n/l", "/open", "/no-page", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "way", ["/draft", "/go", "/language", "/listen/mine", "/lock", "idle lock", "/leave", "late"]
)
def test_a_secret_that_no_page_declares_is_not_stored_does_not_wait_and_is_not_shown(
    alone: PageClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], way: str
) -> None:
    Addresses(alone)
    planted = dict.fromkeys(SECRETS, MARKER)
    for page in pages_of(alone):
        if opened_in(alone) is None:
            alone.open_book(alone.opened)
        fields = {**fill(alone, SAFE), "here": page, "words": "Mine.", "answer": "ask"}
        if way == "late":
            alone.application.extensions["easyread"].open_books.lock_all()
        to = {"late": "/draft", "idle lock": "/lock"}.get(way, way)
        headers = {BEAT: "1"} if way == "idle lock" else {"Accept": "text/html"}
        answer = alone.post(to, data={**fields, **planted, "to": "/", "language": "pl"}, headers=headers)
        assert MARKER not in text_of(answer) + str(answer.headers), page
        assert MARKER not in all_of(alone), page
    alone.open_book(alone.opened)
    alone.get("/")
    for shown in (page_of(alone, SAFE), "/a", "/w", "/k/w/file"):
        assert MARKER not in text_of(alone.get(shown))
    assert "Mine." in all_of(alone)
    assert MARKER not in all_of(alone)
    assert MARKER not in caplog.text + "".join(capfd.readouterr())


def test_no_form_keeps_or_shows_one(app: Flask, alone: PageClient) -> None:
    real = Addresses(alone)
    planted = dict.fromkeys(SECRETS - {"door"}, MARKER)
    for rule in rules_of(app, "POST"):
        if opened_in(alone) is None:
            alone.open_book(alone.opened)
        fields = {**fill(alone, SAFE), "words": "Mine.", "attached": PHOTO}
        answer = alone.post(real.find(rule), data={**fields, **planted})
        assert MARKER.encode() not in answer.get_data() + str(answer.headers).encode(), rule.rule
        assert MARKER not in all_of(alone), rule.rule


@pytest.mark.parametrize("way", ["", "/go", "/lock", "no token"])
def test_a_page_that_comes_back_with_its_words_has_no_secret_on_it(
    alone: PageClient, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def fail(*_: object) -> None:
        raise NotKept

    fields = fill(alone, SAFE, words="Mine.", **dict.fromkeys(SECRETS, MARKER))
    if way == "no token":
        fields["csrf_token"] = "0"
    for name in ("keep", "keep_draft"):
        monkeypatch.setattr(Store, name, fail)
    answer = alone.post({"": page_of(alone, SAFE), "no token": "/go"}.get(way, way), data=fields)
    assert answer.status_code in (409, 507)
    assert "Mine." in text_of(answer)
    assert MARKER not in text_of(answer)


def test_what_an_older_version_kept_of_such_a_field_is_not_shown(alone: PageClient) -> None:
    alone.post("/draft", data=fill(alone, SAFE, words="Mine."))
    with book.book_of(alone) as store:
        (draft,) = store.drafts()
        draft.fields["new-secret"] = [MARKER]
        store.keep_draft(draft)
    shown = alone.get(page_of(alone, SAFE))
    assert "Mine." in text_of(shown)
    assert MARKER not in text_of(shown)


def test_the_lock_that_was_given_is_in_nothing_that_is_kept(alone: PageClient) -> None:
    page = page_of(alone, SAFE)
    sent = fill(alone, SAFE, words="Mine.", pin=PIN, kind="pin", door=DOOR, tapped=["keys", "bus"])
    for to in ("/draft", page, "/k/l/o", "/lock"):
        alone.post(to, data=sent)
        with book.book_of(alone) as store:
            assert PIN not in repr(store.everything()), to
            names = {name for draft in store.drafts() for name in draft.fields}
        assert not names & {"pin", "kind", "door", "tapped"}, to


def test_a_page_that_comes_back_with_its_words_keeps_them_for_its_own_company(
    alone: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise NotKept

    helps = page_of(alone, "who-helps")
    alone.send(helps, choice=["friend"])
    with monkeypatch.context() as full:
        full.setattr(Store, "keep_people", fail)
        answer = alone.send(f"{helps}/names", **{"name-friend": "Ola"})
    assert answer.status_code == 507
    alone.post("/go", data={**book.fields_of(answer), "name-friend": "Ola", "to": "/"})
    with book.book_of(alone) as store:
        assert [(draft.company, draft.fields) for draft in store.drafts()] == [
            ("nobody", {"name-friend": ["Ola"]})
        ]
