"""What was said alone stays alone: it is on no page, in no sound and on no card while others are here."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient

from easyread.book.store import Store
from easyread.book.vault import NotKept
from easyread.exports.forms import FORMS
from easyread.kinds import kind_of
from easyread.model import Attachment, LateWords, Statement
from easyread.visit.sharing_terms import code
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, SAFE, page_of, said_on, skeleton, text_of, words_on

WANT, OTHERS, AGAIN = "want", "All is well at home.", "There is a new answer to a question."
COMPANIES = [
    ("support-worker",), ("partner",), ("family", "friend"), ("interpreter",), ("advocate", "partner"), (),
]  # fmt: skip
_ADDRESS = re.compile(r' (?:href|src|value|action|formaction)="(/[^"#]*)')
_OPENING = re.compile(r'name="(reference|card)" value="[^"]*"')  # new each time
# Sounds of ours; and the page that leaves a card in somebody's hands, and nothing else.
_PASSED_OVER = re.compile(r"/static/.*|/listen/[a-z-]+/[0-9a-f]{16}|/c/[0-9a-f]{32}/show|/signed/.*")


def open_again(client: PageClient) -> None:
    client.open_book(client.opened)


def be_beside(client: PageClient, company: tuple[str, ...]) -> None:
    """These are here now; without any: the book is opened again, and nobody has said who is here."""
    if company:
        book.be_with(client, *company)
    else:
        open_again(client)


def say_on(client: PageClient, step: str, words: str) -> Statement:
    """Say it on its page."""
    client.send(page_of(client, step), words=words)
    said = said_on(client, step)
    assert said is not None
    return said


def say_all(client: PageClient) -> dict[str, str]:
    """Everything that can be said, alone, with a word of its own in each place. Place -> its word."""
    marks: dict[str, str] = {}

    def mark(place: str) -> str:
        return marks.setdefault(
            place, MARKER + chr(ord("a") + len(marks) // 9) + chr(ord("a") + len(marks) % 9)
        )

    book.be_with(client, "nobody")
    for step in book.library_of(client).steps.values():
        kind = kind_of(step)
        is_answered = kind.keeps == "statement" and not (step.before or step.each_time or step.after)
        if kind.takes_words(step) and is_answered:
            client.send(page_of(client, step.id), words=mark(step.id))
    page = page_of(client, SAFE)
    voice = Attachment(
        id="a" * 32, page=page, kind="voice", type="audio/wav", whole=True, at=datetime.now(UTC)
    )
    photo = Attachment(
        id="b" * 32, page=page, kind="photo", type="image/jpeg", whole=True, about=mark("photo"),
        at=datetime.now(UTC),
    )  # fmt: skip
    with book.book_of(client) as store:
        store.begin_attachment(voice, b"RIFF")
        store.begin_attachment(photo, b"\xff\xd8\xff")
    said = book.say(client, SAFE, words=mark(SAFE), language="pl", attached=(voice.id, photo.id))
    client.send(f"/w/{said.id}/english", english=mark("english"), note=mark("note"))
    client.send(f"/w/{said.id}/said", words=mark("transcript"), script="pl", who="me")
    client.post("/draft", data={**book.fields_of(client.get(page_of(client, WANT))), "words": mark("draft")})
    with book.book_of(client) as store:
        store.keep_late(
            LateWords(
                id=secrets.token_hex(16), page=page, fields={"words": [mark("late")]}, language="en-GB",
                at=datetime.now(UTC),
            )
        )  # fmt: skip
        statements = store.statements()
    for one in statements:
        book.allow(client, one)
    book.make_card(client, *statements)
    return marks


def list_addresses(client: PageClient) -> list[str]:
    """Every address about a thing of the book, also where no page leads to it now."""
    with book.book_of(client) as store:
        statements, cards, attached = store.all_versions(), store.cards(), store.attachments()
    ends = ("old", "back", "english", "others", "said", "language")
    found = [f"/w/{one.id}/{end}" for one in statements for end in ends]
    found += [f"/s/{one.id}" for one in statements] + [f"/listen/mine/{one.id}" for one in statements]
    found += [book.ask_page(one.step) for one in statements]
    found += [f"/c/{one.id}{end}" for one in cards for end in ("", "/keep", *(f"/{form}" for form in FORMS))]
    found += [f"{page_of(client, one.step)}/{end}" for one in statements for end in ("back", "names")]
    found += [f"/m/{one.id}" for one in attached]
    found += [f"/listen/draft?page={page_of(client, WANT)}&field=words"]
    return [*found, book.summary_page(), "/a", "/"]


def _is_of_another(address: str) -> bool:
    """Is it a page of sharing for another reader, purpose or length? They are all alike."""
    found = re.match("/so?/((?:[0-9a-f]{8}){1,5})(?![0-9a-f])", address)
    codes = re.findall("[0-9a-f]{8}", found[1]) if found else []
    known = (book.READER, book.PURPOSE, "stop")
    return any(one != code(name) for one, name in zip(codes[len(codes) == 5 :], known, strict=False))


def crawl(client: PageClient) -> dict[str, str]:
    """Every page that can be reached now: address -> what it is."""
    seen: dict[str, str] = {}
    waiting = list_addresses(client)
    while waiting:
        address = waiting.pop()
        if address not in seen and not _PASSED_OVER.fullmatch(address) and not _is_of_another(address):
            answer = FlaskClient.open(client, address)  # that each page is a good one is tested elsewhere
            seen[address] = answer.get_data().decode("utf-8", "replace")
            waiting += [unescape(found) for found in _ADDRESS.findall(seen[address])]
    return seen


@pytest.mark.parametrize("company", COMPANIES)
def test_no_page_and_no_sound_has_it_beside_others(open_client: PageClient, company: tuple[str, ...]) -> None:
    say_all(open_client)
    be_beside(open_client, company)
    pages = crawl(open_client)
    assert len(pages) > 150
    assert [address for address, page in pages.items() if MARKER in page] == []


@pytest.mark.parametrize("company", [("nobody",), ("advocate",)])
def test_alone_again_all_of_it_is_there(open_client: PageClient, company: tuple[str, ...]) -> None:
    marks = say_all(open_client)
    be_beside(open_client, ("partner",))
    be_beside(open_client, company)
    whole = "".join(crawl(open_client).values())
    assert [place for place, mark in marks.items() if mark not in whole] == []


@pytest.mark.parametrize("company", [("partner",), ("support-worker",), ()])
def test_no_page_tells_that_anything_was_said_alone(
    open_client: PageClient, company: tuple[str, ...]
) -> None:
    def look() -> dict[str, str]:
        be_beside(open_client, company)
        pages = ("/", "/w", "/q", "/s", "/s/all", "/c", "/c/made", "/break", book.summary_page())
        return {page: _OPENING.sub("", skeleton(open_client.get(page))) for page in pages}

    book.explain(open_client)
    before = look()
    say_all(open_client)
    assert look() == before


def test_what_is_said_beside_somebody_is_shown_beside_them(open_client: PageClient) -> None:
    book.be_with(open_client, "support-worker")
    say_on(open_client, WANT, MARKER)
    for company, shown in {
        ("support-worker",): True, ("support-worker", "advocate"): True, ("nobody",): True,
        ("advocate",): True, ("partner",): False, ("support-worker", "partner"): False,
    }.items():  # fmt: skip
        for opened_again in (False, True):
            if opened_again:
                open_again(open_client)
            book.be_with(open_client, *company)
            assert (words_on(open_client.get(page_of(open_client, WANT))) == MARKER) is shown, company
            assert (MARKER in text_of(open_client.get("/w"))) is shown, company


def test_before_anybody_said_who_is_here_words_are_shown_in_this_opening_only(
    open_client: PageClient,
) -> None:
    say_on(open_client, WANT, MARKER)
    assert MARKER in text_of(open_client.get("/w"))
    book.be_with(open_client, "support-worker")
    assert MARKER not in text_of(open_client.get("/w"))
    open_again(open_client)
    assert MARKER not in text_of(open_client.get("/w"))
    book.be_with(open_client, "nobody")
    assert MARKER in text_of(open_client.get("/w"))


def test_an_interpreter_sees_what_was_said_beside_them_in_this_opening(open_client: PageClient) -> None:
    book.be_with(open_client, "interpreter")
    say_on(open_client, SAFE, MARKER)
    book.name_interpreter(open_client, "registered")
    say_on(open_client, WANT, MARKER + "2")
    assert text_of(open_client.get("/w")).count(MARKER) >= 2
    book.name_interpreter(open_client, "family")
    shown = text_of(open_client.get("/w"))
    assert MARKER + "2" not in shown
    assert MARKER in shown
    open_again(open_client)
    book.be_with(open_client, "interpreter")
    assert MARKER not in text_of(open_client.get("/w"))
    book.name_interpreter(open_client, "family")
    assert MARKER not in text_of(open_client.get("/w"))
    book.name_interpreter(open_client, "agency")
    assert MARKER not in text_of(open_client.get("/w"))
    book.name_interpreter(open_client, "registered")
    assert MARKER + "2" in text_of(open_client.get("/w"))
    book.name_interpreter(open_client, "agency", "yes")
    assert text_of(open_client.get("/w")).count(MARKER) >= 2


def test_an_answer_that_somebody_had_to_give_does_not_take_the_place_of_the_one_said_alone(
    open_client: PageClient,
) -> None:
    book.be_with(open_client, "nobody")
    said = say_on(open_client, WANT, MARKER)
    book.explain(open_client)
    book.allow(open_client, said)
    card = book.make_card(open_client, said)
    book.be_with(open_client, "partner")
    open_client.send(page_of(open_client, WANT), words=OTHERS)
    for page in (page_of(open_client, WANT), "/w"):  # for who is here it is the answer, and the only one
        shown = text_of(open_client.get(page))
        assert OTHERS in shown
        assert "See my older words" not in shown
        assert "new answer" not in shown
    open_again(open_client)
    book.be_with(open_client, "nobody")
    for _ in range(2):
        assert AGAIN in text_of(open_client.get("/"))
    open_client.get(f"/w/{said.id}/old")
    assert AGAIN not in text_of(open_client.get("/"))
    assert words_on(open_client.get(page_of(open_client, WANT))) == MARKER
    assert "See my older words" in text_of(open_client.get("/w"))
    for text in book.texts_of(open_client, card):
        assert MARKER in text
        assert OTHERS not in text


def test_an_answer_that_stands_aside_becomes_the_answer_by_a_tap_alone(open_client: PageClient) -> None:
    book.be_with(open_client, "nobody")
    first = say_on(open_client, WANT, MARKER)
    book.be_with(open_client, "partner")
    open_client.send(page_of(open_client, WANT), words=OTHERS)
    aside = next(one for one in said_to(open_client, WANT) if one.aside)
    use = f"/w/{aside.id}/use"
    old = f"/w/{aside.id}/old"
    assert "Use these words" not in text_of(open_client.get(old))
    assert open_client.post(use, data=book.fields_of(open_client.get("/w"))).status_code == 404
    book.be_with(open_client, "nobody")
    old = f"/w/{first.id}/old"
    assert f'formaction="{use}"' in text_of(open_client.get(old))
    answers = [open_client.post(use, data=book.fields_of(open_client.get(old))) for _ in range(2)]
    assert "These are my words now." in text_of(open_client.get(answers[1].location))
    last = said_to(open_client, WANT)[-1]
    assert (last.words, last.aside, last.presence) == (OTHERS, False, ("partner",))
    assert len(said_to(open_client, WANT)) == 3


def said_to(client: PageClient, step: str) -> list[Statement]:
    with book.book_of(client) as store:
        return store.versions(step)


def test_it_stands_aside_also_of_what_is_said_alone_after_it(open_client: PageClient) -> None:
    page = page_of(open_client, WANT)
    for who, words in (("nobody", "first"), ("partner", OTHERS), ("nobody", MARKER), ("partner", None)):
        book.be_with(open_client, who)
        if words:
            open_client.send(page, words=words)
    assert words_on(open_client.get(page)) == OTHERS
    open_client.send(page, words="All is very well.")
    assert words_on(open_client.get(page)) == "All is very well."
    book.be_with(open_client, "nobody")
    assert words_on(open_client.get(page)) == MARKER
    said = said_on(open_client, WANT)
    assert said is not None
    older = text_of(open_client.get(f"/w/{said.id}/old"))
    assert all(words in older for words in ("first", OTHERS, MARKER, "All is very well."))
    assert older.count("Given while others were here") >= 2


def test_who_heard_an_answer_does_not_see_that_it_was_changed_without_them(open_client: PageClient) -> None:
    page = page_of(open_client, WANT)
    book.be_with(open_client, "partner")
    said = say_on(open_client, WANT, OTHERS)
    before = skeleton(open_client.get("/w"))
    book.be_with(open_client, "nobody")
    open_client.send(page, words=MARKER)
    book.be_with(open_client, "partner")
    assert words_on(open_client.get(page)) == OTHERS
    assert skeleton(open_client.get("/w")) == before
    open_client.post(f"/w/{said.id}/back", data=book.fields_of(open_client.get(f"/w/{said.id}/back")))
    assert OTHERS not in text_of(open_client.get("/w"))
    book.be_with(open_client, "nobody")
    assert words_on(open_client.get(page)) == MARKER


def test_english_that_was_written_or_refused_alone_is_not_shown_beside_others(
    open_client: PageClient,
) -> None:
    book.be_with(open_client, "support-worker")
    said = book.say(open_client, WANT, words="Mój klucz.", language="pl")
    open_client.send(f"/w/{said.id}/english", english="My key", who="support-worker")
    others = f"/w/{said.id}/others"
    assert "My key" in text_of(open_client.get(others))
    book.be_with(open_client, "nobody")
    open_client.send(f"/w/{said.id}/english", english=MARKER, who="me")
    with book.book_of(open_client) as store:
        of_worker = store.renderings()[0]
    open_client.send(others, dispute=of_worker.id)
    book.be_with(open_client, "support-worker")
    shown = text_of(open_client.get(others))
    assert MARKER not in shown
    assert "My key" not in shown
    assert "That is not what I mean." not in shown
    book.be_with(open_client, "nobody")
    assert all(words in text_of(open_client.get(others)) for words in (MARKER, "My key"))


def test_where_nothing_can_be_kept_it_still_holds_who_is_here(
    open_client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk keeps nobody from their own words, and shows them to nobody else."""

    def fail(*_: object) -> None:
        raise NotKept

    book.be_with(open_client, "nobody")
    say_on(open_client, WANT, MARKER)
    open_again(open_client)
    with monkeypatch.context() as full:
        full.setattr(Store, "keep_visit", fail)
        for who, shown in (("nobody", True), ("partner", False), ("nobody", True)):
            book.be_with(open_client, who)
            assert (MARKER in text_of(open_client.get("/w"))) is shown
    book.be_with(open_client, "partner")
    assert MARKER not in text_of(open_client.get("/w"))


def test_the_files_of_all_my_words_hold_what_was_said_aside_too(open_client: PageClient) -> None:
    book.be_with(open_client, "nobody")
    say_on(open_client, WANT, MARKER)
    book.be_with(open_client, "partner")
    open_client.send(page_of(open_client, WANT), words=OTHERS)
    with book.book_of(open_client) as store:
        assert [(one.words, one.aside) for one in store.versions(WANT)] == [(MARKER, False), (OTHERS, True)]
