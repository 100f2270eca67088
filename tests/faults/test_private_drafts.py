"""Half-written private words: in no other company on a page, in a sound or at the door, and never lost."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from easyread.book import cipher, schema
from easyread.book.cipher import writing
from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.model import Attachment, Draft, Statement
from easyread.visit.half_written import may_show
from tests.books import AT, DOOR, KEY, PIN
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, SAFE, WHO, WORRIED, fill, page_of, said_on, text_of, words_on

WANT = "want"
WAYS = ["/go", "/draft", "/language", "/lock", "/leave", "/listen/mine"]
OTHERS = "All is well."
AGAIN = "There is a new answer to a question."


def open_again(client: PageClient) -> str:
    client.send("/break", "/leave")
    return client.send("/forgot", "/open", door=DOOR, kind="pin", pin=PIN).location


def come_in(client: PageClient) -> None:
    book.be_with(client, "partner")


def open_beside(client: PageClient) -> None:
    open_again(client)
    book.be_with(client, "partner")


# Who is here when the page is asked for, after words were written alone.
COMPANIES = [come_in, open_beside, open_again]


def drafts_of(client: PageClient, page: str = "") -> list[str]:
    with book.book_of(client) as store:
        return [text for one in store.drafts(page) for text in one.fields.get("words", [])]


def listen(client: PageClient, page: str, field: str = "words") -> int:
    return client.get("/listen/draft", query_string={"page": page, "field": field}).status_code


def write(client: PageClient, step: str, words: str = MARKER, way: str = "/draft", **fields: object) -> None:
    sent = fill(client, step, words=words, private="yes", language="pl", to="/break", **fields)
    answer = client.post(way, data=sent, headers={"Accept": "text/html"})
    assert answer.status_code in (204, 303)


@pytest.mark.parametrize("step", [SAFE, WORRIED, WANT])
@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("way", ["/go", "/draft"])
def test_no_page_and_no_sound_has_them_in_another_company(
    alone: PageClient, step: str, company: Callable[[PageClient], object], way: str
) -> None:
    page = page_of(alone, step)
    write(alone, step, way=way)
    company(alone)
    assert MARKER not in text_of(alone.get(page))
    assert listen(alone, page) == 204
    book.be_with(alone, "nobody")
    assert words_on(alone.get(page)) == MARKER
    assert listen(alone, page) == 200


def test_what_is_half_given_on_a_page_about_nothing_that_is_known_is_not_shown(alone: PageClient) -> None:
    def is_shown(page: str) -> bool:
        return may_show(store, situation, Draft(page=page, fields={}, language="en-GB", at=AT))

    gone = "0" * 8
    with alone.application.app_context(), book.book_of(alone) as store:
        situation = book.here_of(alone, store).situation
        assert is_shown(page_of(alone, SAFE))
        assert not is_shown(f"/p/{gone}")
        assert not is_shown(f"/w/{gone * 4}/english")


def test_beside_somebody_they_stay_in_their_sight_only(open_client: PageClient) -> None:
    book.be_with(open_client, "support-worker")
    write(open_client, SAFE)
    assert words_on(open_client.get(page_of(open_client, SAFE))) == MARKER
    come_in(open_client)
    assert MARKER not in text_of(open_client.get(page_of(open_client, SAFE)))


def test_before_anybody_said_who_is_here_a_page_keeps_its_words_in_this_opening_only(
    open_client: PageClient,
) -> None:
    write(open_client, WANT, way="/language")
    assert words_on(open_client.get(page_of(open_client, WANT))) == MARKER
    open_again(open_client)
    assert MARKER not in text_of(open_client.get(page_of(open_client, WANT)))


@pytest.mark.parametrize("step", [SAFE, WANT])
def test_a_page_that_was_shown_alone_keeps_its_words_for_then(alone: PageClient, step: str) -> None:
    """Somebody comes in, and another tab says so; the page itself is sent after that."""
    page, sent = page_of(alone, step), fill(alone, step, words=MARKER, private="yes")
    come_in(alone)
    for way in ("/draft", page):
        answer = alone.post(way, data=sent)
        shown = alone.get(answer.location) if answer.location else alone.get(page)
        assert MARKER not in text_of(shown)
        assert MARKER not in text_of(alone.get(page))
    assert said_on(alone, step) is None
    book.be_with(alone, "nobody")
    assert words_on(alone.get(page)) == MARKER


@pytest.mark.parametrize("step", [SAFE, WANT])
def test_an_opening_does_not_lead_to_them(
    alone: PageClient, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise NotKept

    with monkeypatch.context() as full:
        full.setattr(Store, "keep_draft", fail)
        write(alone, step, way="/leave")
    assert alone.send("/forgot", "/open", door=DOOR, kind="pin", pin=PIN).location == page_of(alone, WHO)
    assert MARKER not in text_of(alone.get(page_of(alone, step)))
    book.be_with(alone, "nobody")
    assert words_on(alone.get(page_of(alone, step))) == MARKER


@pytest.mark.parametrize("company", COMPANIES)
def test_a_half_given_voice_is_not_heard_in_another_company(
    alone: PageClient, company: Callable[[PageClient], object]
) -> None:
    page, wanted = page_of(alone, SAFE), secrets.token_hex(16)
    with book.book_of(alone) as store:
        voice = Attachment(
            id=wanted, page=page, kind="voice", type="audio/wav", whole=True, at=datetime.now(UTC)
        )
        store.begin_attachment(voice, b"RIFF")
    write(alone, SAFE, attached=wanted)
    assert alone.get(f"/m/{wanted}").status_code == 200
    company(alone)
    assert alone.get(f"/m/{wanted}").status_code == 404
    alone.post("/go", data=fill(alone, SAFE, to="/break"))
    book.be_with(alone, "nobody")
    assert alone.get(f"/m/{wanted}").status_code == 200


def say_privately(client: PageClient, step: str, **changes: object) -> Statement:
    return book.say(client, step, private=True, presence=("nobody",), **changes)


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize(("end", "field"), [("english", "english"), ("said", "words"), ("english", "note")])
def test_what_is_half_written_beside_private_words_is_heard_as_its_page_is_shown(
    alone: PageClient, company: Callable[[PageClient], object], end: str, field: str
) -> None:
    voice = Attachment(
        id="a" * 32, page=page_of(alone, WANT), kind="voice", type="audio/wav", whole=True,
        at=datetime.now(UTC),
    )  # fmt: skip
    with book.book_of(alone) as store:
        store.begin_attachment(voice, b"RIFF")
    said = say_privately(alone, WANT, language="pl", attached=(voice.id,))
    page = f"/w/{said.id}/{end}"
    alone.send(page, "/draft", **{field: MARKER})
    assert listen(alone, page, field) == 200
    company(alone)
    assert alone.get(page).status_code == 404
    assert listen(alone, page, field) == 204
    book.be_with(alone, "nobody")
    assert MARKER in text_of(alone.get(page))


@pytest.mark.parametrize("field", ["name-partner", "private", "choice", ""])
def test_a_sound_is_of_what_a_person_writes_and_of_no_other_field(alone: PageClient, field: str) -> None:
    alone.post("/draft", data={**fill(alone, SAFE, words=MARKER), field or "x": MARKER})
    assert listen(alone, page_of(alone, SAFE), field) == 404


def test_names_of_private_answers_are_not_seen_in_another_company(alone: PageClient) -> None:
    step = next(one for one in book.library_of(alone).steps.values() if one.kind == "people")
    person = next(one.id for one in step.choices if not one.alone)
    say_privately(alone, step.id, choices=(person,))
    page = page_of(alone, step.id) + "/names"
    alone.send(page, "/draft", **{f"name-{person}": MARKER})
    come_in(alone)
    assert MARKER not in text_of(alone.get(page))
    book.be_with(alone, "nobody")
    assert MARKER in text_of(alone.get(page))


@pytest.mark.parametrize("step", [SAFE, WANT])
@pytest.mark.parametrize("words", ["", OTHERS])
@pytest.mark.parametrize("way", [*WAYS, "", "later"])
@pytest.mark.parametrize("company", [come_in])
def test_a_page_that_does_not_show_them_neither_drops_nor_replaces_them(
    alone: PageClient, company: Callable[[PageClient], object], way: str, words: str, step: str
) -> None:
    page = page_of(alone, step)
    write(alone, step)
    company(alone)
    sent = fill(alone, step, words=words, to="/break", language="ur")
    skip = {"skip": "later"} if way == "later" else {}
    alone.post(page if way in ("", "later") else way, data={**sent, **skip}, headers={"Accept": "text/html"})
    assert MARKER in drafts_of(alone, page)
    if words and way:
        assert words in drafts_of(alone, page)
    open_again(alone)
    book.be_with(alone, "nobody")
    shown = alone.get(page)
    if words and not way:  # those are kept as an answer: what was half written stands beside it
        assert words_on(shown) == words
        assert MARKER in text_of(shown)
    else:
        assert words_on(shown) == MARKER


def test_an_empty_page_of_a_hidden_answer_leaves_the_answer_on_its_page(alone: PageClient) -> None:
    """A tick "only for me" that the page has by itself is no answer."""
    alone.send(page_of(alone, WANT), words=MARKER, private="yes")
    come_in(alone)
    alone.post("/go", data=fill(alone, WANT, to="/break"))
    book.be_with(alone, "nobody")
    assert words_on(alone.get(page_of(alone, WANT))) == MARKER


def test_what_others_wrote_stands_beside_the_own_words_when_those_are_kept(alone: PageClient) -> None:
    page = page_of(alone, SAFE)
    write(alone, SAFE)
    come_in(alone)
    alone.post("/draft", data=fill(alone, SAFE, words=OTHERS))
    book.be_with(alone, "nobody")
    alone.post(page, data=fill(alone, SAFE, words=MARKER))
    shown = alone.get(page)
    assert words_on(shown) == MARKER
    assert OTHERS in text_of(shown)
    said = said_on(alone, SAFE)
    assert said is not None
    assert (said.words, said.private) == (MARKER, True)


def test_an_answer_in_the_place_of_a_hidden_one_is_told_once_when_alone(alone: PageClient) -> None:
    alone.send(page_of(alone, WANT), words=MARKER, private="yes")
    come_in(alone)
    alone.send(page_of(alone, WANT), words=OTHERS)
    assert AGAIN not in text_of(alone.get("/"))
    open_again(alone)
    assert AGAIN not in text_of(alone.get("/"))
    book.be_with(alone, "nobody")
    said = said_on(alone, WANT)
    assert said is not None
    older = f"/w/{said.id}/old"
    told = text_of(alone.get("/"))
    assert AGAIN in told
    assert f'value="{older}"' in told
    assert MARKER in text_of(alone.get(older))
    assert AGAIN not in text_of(alone.get("/"))


@pytest.mark.parametrize("step", [WANT, SAFE])
def test_my_page_does_not_tell_that_something_private_was_said(open_client: PageClient, step: str) -> None:
    def look() -> list[str]:
        text = text_of(open_client.get("/"))
        return [line for line in text.splitlines() if "/ " in line or "go-on" in line or "progress" in line]

    book.be_with(open_client, "partner")
    before = look()
    book.be_with(open_client, "nobody")
    open_client.send(page_of(open_client, step), words=MARKER, private="yes")
    assert look() != before
    book.be_with(open_client, "partner")
    assert look() == before


def test_drafts_of_an_older_book_are_kept_and_of_no_known_company(tmp_path: Path) -> None:
    db = cipher.create_file(tmp_path / "older.db", KEY)
    schema.create_tables(db, schema.MIGRATIONS[:6])
    row = {"page": "/p/1", "fields": '{"words":["a"]}', "language": "ur", "at": "2026-03-04T15:09:26Z"}
    with writing(db):
        db.table("draft").insert(row)
    schema.bring_up_to_date(db)
    (draft,) = Store(db).drafts()
    assert (draft.page, draft.company, draft.fields) == ("/p/1", "", {"words": ["a"]})
    db.close()


class Walk:
    """Random companies, drafts, exits and openings. Each form adds one word to what its page shows.

    ``beside``: word -> the companies in whose sight it was on a form. A private one is on no page elsewhere.
    """

    def __init__(self, client: PageClient, seed: int) -> None:
        self.client, self.dice = client, random.Random(seed)
        self.company: str = "opening 0"
        self.openings = 0
        self.beside: dict[str, set[str]] = {}
        self.private: set[str] = set()
        self.kept: set[str] = set()

    def step(self) -> None:
        self.dice.choice((self.change, self.write, self.write, self.touch, self.open))()
        self.look()

    def change(self) -> None:
        self.company = self.dice.choice(("nobody", "advocate", "partner", "family", "support-worker"))
        book.be_with(self.client, self.company)

    def write(self) -> None:
        step, new = self.dice.choice((SAFE, WANT)), f"word{len(self.beside)}x"
        sent = self.fill(step)
        words = f"{sent['words']} {new}".strip()
        private = "private" in sent or self.dice.random() < 0.5
        for each in words.split():
            self.beside.setdefault(each, set()).add(self.company)
            if private:
                self.private.add(each)
            else:
                self.private.discard(each)
        self.post(step, {**sent, "words": words, **({"private": "yes"} if private else {})})

    def touch(self) -> None:
        step = self.dice.choice((SAFE, WANT))
        self.post(step, self.fill(step))

    def fill(self, step: str) -> dict[str, object]:
        shown = self.client.get(page_of(self.client, step))
        return {**book.fields_of(shown), "words": words_on(shown) or "", "to": "/break", "language": "ur"}

    def post(self, step: str, sent: dict[str, object]) -> None:
        way = self.dice.choice(("/go", "/draft", "/language", "/lock", "/leave", "skip"))
        if way == "skip":
            self.client.post(page_of(self.client, step), data={**sent, "skip": "later"})
        else:
            self.client.post(way, data=sent)
        if way in ("/lock", "/leave"):
            self.enter()

    def open(self) -> None:
        self.client.send("/break", self.dice.choice(("/lock", "/leave")))
        self.enter()

    def enter(self) -> None:
        self.openings += 1
        self.company = f"opening {self.openings}"
        there = self.client.send("/forgot", "/open", door=DOOR, kind="pin", pin=PIN).location
        self.allow(text_of(self.client.get(there)))

    def look(self) -> None:
        for step in (SAFE, WANT):
            page = page_of(self.client, step)
            shown = self.client.get(page)
            self.allow(text_of(shown))
            assert (listen(self.client, page) == 204) is not bool(words_on(shown))
        self.allow(text_of(self.client.get("/")))
        there = " ".join(drafts_of(self.client)).split()
        assert set(self.beside) <= set(there)

    def allow(self, text: str) -> None:
        if self.company in ("nobody", "advocate"):
            return
        for word in self.private:
            assert self.company in self.beside[word] or word not in text


@pytest.mark.parametrize("seed", range(4))
def test_whoever_comes_and_goes_they_are_seen_in_their_company_only_and_none_is_lost(
    open_client: PageClient, seed: int
) -> None:
    walk = Walk(open_client, seed)
    for _ in range(40):
        walk.step()
    assert len(walk.beside) > 8
