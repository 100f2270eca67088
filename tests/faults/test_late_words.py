"""Words that come when their book is not open any more: in no draft, no other book, and not lost."""

from __future__ import annotations

import gc
import re
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from easyread import create_app
from easyread.book.store import Store
from easyread.book.vault import BookHandle, Made, NotKept, Vault
from easyread.model import LateWords
from easyread.settings import Paths, Settings
from easyread.views import sent_page
from easyread.views.last_words import HEADER
from easyread.web.open_books import COOKIE, OpenBooks
from tests.books import DOOR, PIN, Clock
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import (
    MARKER,
    SAFE,
    WHO,
    WHO_NOT,
    WORRIED,
    fill,
    new_client,
    opened_in,
    page_of,
    said_on,
    text_of,
    words_on,
)

MINUTES = 120  # seconds
OTHER_PIN = "739164"
OWN = "My own half sentence."


def open_books_of(client: PageClient) -> OpenBooks:
    open_books: OpenBooks = client.application.extensions["easyread"].open_books
    return open_books


def lock_by_hand(client: PageClient) -> None:
    client.send("/break", "/lock")


def leave(client: PageClient) -> None:
    client.send("/break", "/leave")


def let_idle(client: PageClient) -> None:
    open_books_of(client).lock_all()


def open_elsewhere(client: PageClient) -> None:
    open_books_of(client).open(client.opened)
    open_books_of(client).lock_all()


LOCKS = [lock_by_hand, leave, let_idle, open_elsewhere]


def open_again(client: PageClient, pin: str = PIN) -> str:
    return client.send("/forgot", "/open", door=DOOR, kind="pin", pin=pin).location


def late_of(client: PageClient) -> list[LateWords]:
    with book.book_of(client) as store:
        return store.late()


def drafts_of(client: PageClient) -> dict[str, dict[str, list[str]]]:
    with book.book_of(client) as store:
        return {draft.page: draft.fields for draft in store.drafts()}


@pytest.fixture
def clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time that passes only when the test says so; the program was started long ago."""
    clock, open_books = Clock(), app.extensions["easyread"].open_books
    monkeypatch.setattr(open_books, "_clock", clock)
    monkeypatch.setattr(open_books, "_started", 0.0)
    return clock


@pytest.fixture
def written(clock: Clock, open_client: PageClient) -> PageClient:
    """An open book, nobody else here, and a half sentence of the person's own."""
    book.be_with(open_client, "nobody")
    open_client.post("/draft", data=fill(open_client, SAFE, words=OWN))
    return open_client


def dead(client: PageClient) -> dict[str, object]:
    """A form of the step, with words that are not sent yet."""
    return fill(client, SAFE, words=MARKER)


@pytest.mark.parametrize("way", ["", "/go", "/draft", "/language", "/lock", "/leave", "/listen/mine"])
@pytest.mark.parametrize("lock", LOCKS)
def test_they_stand_beside_the_own_draft_and_are_no_landing_page(
    written: PageClient, lock: Callable[[PageClient], None], way: str
) -> None:
    page, fields = page_of(written, SAFE), dead(written)
    lock(written)
    answer = written.post(way or page, data=fields, headers={"Accept": "text/html"})
    assert answer.status_code == (303 if way == "/leave" else 202)
    assert MARKER not in text_of(answer)
    assert open_again(written) == page_of(written, WHO)
    book.be_with(written, "nobody")
    assert drafts_of(written)[page]["words"] == [OWN]
    shown = written.get(page)
    assert words_on(shown) == OWN
    assert f">{MARKER}</blockquote>" in text_of(shown)
    told = ["Words came after my book was locked." in text_of(written.get("/")) for _ in range(2)]
    assert told == [True, False]


@pytest.mark.parametrize(("seconds", "taken"), [(119, True), (121, False)])
@pytest.mark.parametrize("lock", LOCKS)
def test_two_minutes_after_the_lock_it_is_too_late_and_the_page_says_so(
    written: PageClient, clock: Clock, lock: Callable[[PageClient], None], seconds: int, taken: bool
) -> None:
    fields = dead(written)
    lock(written)
    clock.now += seconds
    answer = written.post("/go", data=fields)
    assert (answer.status_code, MARKER in text_of(answer)) == (202 if taken else 410, False)
    assert ("These words came too late." in text_of(answer)) is not taken
    open_again(written)
    assert len(late_of(written)) == taken
    assert drafts_of(written)[page_of(written, SAFE)]["words"] == [OWN]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_cookie_from_before_puts_nothing_in(
    written: PageClient, lock: Callable[[PageClient], None]
) -> None:
    cookies = {name: written.get_cookie(name) for name in (COOKIE, "session")}
    fields = {name: value for name, value in dead(written).items() if name != "reference"}
    lock(written)
    for name, cookie in cookies.items():
        assert cookie
        written.set_cookie(name, cookie.value)
    for way in ("/go", "/draft", "/lock", "/leave", page_of(written, SAFE)):
        assert MARKER not in text_of(written.post(way, data=fields))
    open_again(written)
    assert late_of(written) == []
    assert drafts_of(written)[page_of(written, SAFE)]["words"] == [OWN]


def test_a_page_needs_no_cookie_for_it_and_can_do_nothing_else(app: Flask, written: PageClient) -> None:
    said = book.say(written, WORRIED)
    fields = dead(written)
    leave(written)
    bare = new_client(app)
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and "<" not in rule.rule and rule.rule != "/draft":
            answer = bare.post(rule.rule, data={"reference": fields["reference"], "sure": "yes"})
            assert answer.status_code in (303, 400, 403) or rule.rule == "/here", rule.rule
    assert bare.post("/here", data=fields).status_code in (202, 204, 410)
    assert bare.post("/draft", data=fields).status_code == 202
    assert opened_in(bare) is None
    open_again(written)
    book.be_with(written, "nobody")
    assert said_on(written, WORRIED) == said
    assert {one.fields["words"][0] for one in late_of(written)} == {MARKER}


@pytest.mark.parametrize(("headers", "status"), [({HEADER: "a" * 32}, 204), ({}, 303)])
def test_a_lock_without_words_that_comes_after_another_tabs_exit_is_no_mistake(
    app: Flask, written: PageClient, headers: dict[str, str], status: int
) -> None:
    leave(written)
    answer = new_client(app).post("/lock", data={"reference": "a" * 32}, headers=headers)
    assert (answer.status_code, answer.location) == (status, "/" if status == 303 else None)


def test_another_site_cannot_send_them(written: PageClient) -> None:
    fields = dead(written)
    leave(written)
    for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}):
        assert written.post("/draft", data=fields, headers=headers).status_code == 403
    open_again(written)
    assert late_of(written) == []


@pytest.fixture
def ben(app: Flask, written: PageClient) -> BookHandle:
    """Another person's book, behind another lock of the same door."""
    vault: Vault = app.extensions["easyread"].vault
    made: Made = vault.make_book(DOOR, "pin", OTHER_PIN)
    return BookHandle(made.book, made.key)


@pytest.mark.parametrize("way", ["", "/go", "/draft", "/language", "/lock", "/leave"])
def test_while_another_book_is_open_they_are_not_shown_and_go_to_their_own(
    written: PageClient, ben: BookHandle, way: str
) -> None:
    fields, ania = dead(written), written.opened
    let_idle(written)
    open_again(written, OTHER_PIN)
    assert MARKER not in text_of(written.post(way or page_of(written, SAFE), data=fields))
    if way != "/leave":
        assert opened_in(written)
    written.opened = ben
    assert (late_of(written), drafts_of(written)) == ([], {})
    open_again(written)
    written.opened = ania
    assert [one.fields["words"] for one in late_of(written)] == [[MARKER]]


def test_with_another_books_reference_they_go_to_no_book_that_is_open(
    written: PageClient, ben: BookHandle
) -> None:
    """Whoever swaps the reference of a page sends its words to the book whose page they had."""
    fields, ania = dead(written), written.opened
    let_idle(written)
    open_again(written, OTHER_PIN)
    theirs = book.fields_of(written.get("/break"))["reference"]
    open_again(written)
    assert (
        written.post("/draft", data={**fill(written, SAFE, words=MARKER), "reference": theirs}).status_code
        == 202
    )
    assert fields["reference"] != theirs
    assert (late_of(written), drafts_of(written)[page_of(written, SAFE)]["words"]) == ([], [OWN])
    written.opened = ben
    open_again(written, OTHER_PIN)
    assert [one.fields["words"] for one in late_of(written)] == [[MARKER]]
    assert ania


@pytest.fixture
def restarted(settings: Settings, paths: Paths, read_once: None) -> Iterator[PageClient]:
    """A browser after the app was started again."""
    again = create_app(settings, paths)
    again.config["HOSTS"] = ("localhost",)
    again.test_client_class = PageClient
    yield new_client(again)
    again.extensions["easyread"].open_books.lock_all()
    again.extensions["easyread"].speech.close()


@pytest.mark.parametrize("way", ["", "/go", "/draft", "/language", "/lock", "/leave"])
@pytest.mark.parametrize(("seconds", "taken"), [(119, True), (121, False)])
def test_after_a_restart_too(  # noqa: PLR0917
    written: PageClient,
    restarted: PageClient,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    seconds: int,
    taken: bool,
) -> None:
    fields, open_books = dead(written), open_books_of(restarted)
    monkeypatch.setattr(open_books, "_started", open_books._clock() - seconds)  # noqa: SLF001
    answer = restarted.post(way or page_of(written, SAFE), data=fields)
    assert (answer.status_code, MARKER in text_of(answer)) == (
        303 if way == "/leave" else 202 if taken else 410,
        False,
    )
    restarted.opened = written.opened
    assert open_again(restarted) == page_of(restarted, WHO)
    assert [one.fields["words"] for one in late_of(restarted)] == [[MARKER]] * taken
    assert drafts_of(restarted)[page_of(restarted, SAFE)]["words"] == [OWN]


def test_a_flood_fills_nothing_and_pushes_out_nothing(written: PageClient) -> None:
    fields = dead(written)
    leave(written)
    answers = [
        written.post("/draft", data={**fields, "words": f"{number} {'x' * 5000}"}).status_code
        for number in range(50)
    ]
    taken = answers.count(202)
    assert 1 < taken < 20
    assert answers == [202] * taken + [410] * (50 - taken)
    open_again(written)
    assert [one.fields["words"][0][:2] for one in late_of(written)] == [f"{n} " for n in range(taken)]


@pytest.mark.parametrize("lock", LOCKS)
def test_no_plain_word_waits_in_memory(written: PageClient, lock: Callable[[PageClient], None]) -> None:
    fields = dead(written)
    lock(written)
    assert written.post("/draft", data=fields).status_code == 202
    assert _holds_words(open_books_of(written), MARKER) is False
    held = open_books_of(written).waiting.read_late(written.opened)
    assert _holds_words(held, MARKER) is True  # that is how it would be seen


def _holds_words(start: object, words: str) -> bool:
    """Is there a text with these words in anything that can be reached from here?"""
    seen, left = set[int](), [start]
    while left and len(seen) < 200_000:
        one = left.pop()
        if id(one) in seen or isinstance(one, type) or (callable(one) and not hasattr(one, "__self__")):
            continue
        seen.add(id(one))
        if isinstance(one, str) and words in one:
            return True
        if isinstance(one, bytes | bytearray) and words.encode() in one:
            return True
        left += gc.get_referents(one)
    return False


@pytest.mark.parametrize("step", [WORRIED, WHO_NOT])
def test_private_and_held_back_ones_are_not_seen_while_others_are_here(
    written: PageClient, step: str
) -> None:
    fields = fill(written, step, words=MARKER)
    leave(written)
    written.post("/draft", data=fields)
    open_again(written)
    late = late_of(written)[0]
    for company in ((), ("partner",)):
        if company:
            book.be_with(written, *company)
        for path in ("/", "/a", "/w", page_of(written, step)):
            shown = text_of(written.get(path, follow_redirects=True))
            assert MARKER not in shown
            assert "came after my book was locked" not in shown
        for way in ("use", "away"):
            assert written.send("/break", f"/a/{late.id}/{way}").status_code == 404
        assert written.get(f"/listen/mine/{late.id}").status_code == 404
    book.be_with(written, "nobody")
    assert "Words came after my book was locked." in text_of(written.get("/"))
    assert MARKER in text_of(written.get("/a"))
    assert MARKER in text_of(written.get(page_of(written, step)))


def test_using_them_adds_to_what_is_written_on_the_page_and_replaces_nothing(written: PageClient) -> None:
    fields = dead(written)
    leave(written)
    written.post("/draft", data=fields)
    open_again(written)
    book.be_with(written, "nobody")
    (late,), page = late_of(written), page_of(written, SAFE)
    there = written.post(f"/a/{late.id}/use", data=fill(written, SAFE, words=f"{OWN} More."))
    assert there.location == page
    assert words_on(written.get(page)) == f"{OWN} More.\n{MARKER}"
    assert late_of(written) == []


def test_used_words_keep_the_language_that_they_came_in(written: PageClient) -> None:
    written.send("/l", language="pl", two="yes")
    fields = fill(written, book.WANT, words="Chcę spać.")
    let_idle(written)
    written.post("/draft", data=fields)
    open_again(written)
    written.send("/l", language="en-GB")
    book.be_with(written, "nobody")
    (late,), page = late_of(written), page_of(written, book.WANT)
    assert written.send("/a", f"/a/{late.id}/use").location == page
    with book.book_of(written) as store:
        assert [draft.language for draft in store.drafts(page)] == ["pl"]


def test_taking_them_away_leaves_what_is_on_the_page(written: PageClient) -> None:
    fields = dead(written)
    leave(written)
    written.post("/draft", data=fields)
    open_again(written)
    book.be_with(written, "nobody")
    (late,), page = late_of(written), page_of(written, SAFE)
    there = written.post(f"/a/{late.id}/away", data=fill(written, SAFE, words=f"{OWN} More."))
    assert there.location == page
    assert words_on(written.get(page)) == f"{OWN} More."
    assert MARKER not in text_of(written.get(page))
    assert late_of(written) == []


def test_what_the_book_has_already_comes_not_twice(written: PageClient) -> None:
    fields = fill(written, SAFE, words=OWN)
    leave(written)
    assert [written.post("/draft", data=fields).status_code for _ in range(2)] == [202, 202]
    open_again(written)
    assert late_of(written) == []


def test_with_no_room_on_the_disk_they_wait_on(written: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise NotKept

    fields = dead(written)
    leave(written)
    written.post("/draft", data=fields)
    with monkeypatch.context() as full:
        full.setattr(Store, "keep_late", fail)
        open_again(written)
        assert late_of(written) == []
    written.get("/")
    assert [one.fields["words"] for one in late_of(written)] == [[MARKER]]


@pytest.mark.parametrize("cookie", ["session", COOKIE])
def test_words_come_back_onto_a_page_only_while_their_very_book_is_open_here(
    written: PageClient, cookie: str
) -> None:
    fields = dead(written)
    written.delete_cookie(cookie)
    answer = written.post("/go", data=fields)
    here = cookie == "session"  # the form's token is lost, and the book is open
    assert (answer.status_code, words_on(answer)) == ((409, MARKER) if here else (410, None))


def test_a_script_is_told_and_gets_no_page(written: PageClient) -> None:
    fields = dead(written)
    reference = fields["reference"]
    assert isinstance(reference, list)
    leave(written)
    kept = written.post("/draft", data=fields, headers={HEADER: reference[0]})
    assert (kept.status_code, kept.get_data()) == (204, b"")


# --- sent with the lock: the person's own draft


def fill_disk(patch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise NotKept

    patch.setattr(Store, "keep_draft", fail)
    patch.setattr(Store, "drop_draft", fail)


@pytest.mark.parametrize("way", ["/leave", "/lock"])
def test_on_a_full_disk_the_newest_words_are_the_ones_that_are_shown(
    written: PageClient, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    page, fields = page_of(written, SAFE), {**dead(written), "sure": "yes"}
    with monkeypatch.context() as full:
        fill_disk(full)
        assert written.post(way, data=fields).status_code == 303
        assert _holds_words(open_books_of(written), MARKER) is False
        for _ in range(2):  # the disk stays full over a lock
            assert open_again(written) == page_of(written, WHO)
            book.be_with(written, "nobody")
            assert words_on(written.get(page)) == MARKER
            assert _holds_words(open_books_of(written), MARKER) is False
            let_idle(written)
    assert drafts_of(written)[page]["words"] == [OWN]
    open_again(written)
    book.be_with(written, "nobody")
    assert words_on(written.get(page)) == MARKER
    assert drafts_of(written)[page]["words"] == [MARKER]
    assert open_books_of(written).waiting.read_last(written.opened) == {}


def test_before_the_lock_a_page_says_that_they_are_only_in_memory(
    written: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = dead(written)
    fill_disk(monkeypatch)
    asked = written.post("/lock", data=fields)
    assert (asked.status_code, words_on(asked)) == (507, MARKER)
    assert "They are gone when My words is stopped." in text_of(asked)
    assert opened_in(written)
    assert written.post("/lock", data=fields, headers={"X-Beat": "1"}).location == "/"  # nobody is there
    assert opened_in(written) is None


@pytest.mark.parametrize("way", ["/leave", "/lock"])
def test_a_busy_book_holds_nobody_and_has_the_words_as_soon_as_it_is_free(
    written: PageClient, way: str
) -> None:
    page, fields, opened = page_of(written, SAFE), dead(written), opened_in(written)
    assert opened
    vault: Vault = written.application.extensions["easyread"].vault
    busy, free = threading.Event(), threading.Event()

    def make_long_pdf() -> None:
        with vault.open_store(written.opened):
            busy.set()
            free.wait(30)

    other = threading.Thread(target=make_long_pdf)
    other.start()
    busy.wait(30)
    begun = time.monotonic()
    assert written.post(way, data=fields).status_code == 303
    took = time.monotonic() - begun
    assert opened_in(written) is None
    assert bytes(opened.key) == bytes(32)
    assert _holds_words(open_books_of(written), MARKER) is False
    free.set()
    other.join()
    behind = [one for one in threading.enumerate() if one.name == "last-words"]
    for one in behind:
        one.join(30)
    assert drafts_of(written)[page]["words"] == [MARKER]
    assert open_books_of(written).waiting.read_last(written.opened) == {}
    assert took < 1  # 100 ms for the book, and what a busy machine adds


# --- a page that would not show them


def send_late(client: PageClient, page: str, **fields: object) -> int:
    """The words of a page of the book, once it is locked; the status of the answer."""
    sent = {**fill(client, SAFE), "here": page, "words": "", **fields}
    leave(client)
    return client.post("/draft", data=sent).status_code


@pytest.mark.parametrize(
    "page",
    ["/p/{code}/back", "/p/{code}/again", "/w/{said}", "/w/{said}/old", "/w/{said}/back", "/s/{said}",
     "/m/{said}", "/c/{said}", "/c/{said}/show", "/c/{code}", "/so/{said}", "/p/{said}", "/p/{code}/draw",
     "/w/{said}/english", "/p/{code}/names"],
)  # fmt: skip
def test_from_a_page_that_nobody_writes_on_they_are_not_taken_and_the_answer_says_so(
    written: PageClient, page: str
) -> None:
    said, code = book.say(written, SAFE), page_of(written, SAFE).removeprefix("/p/")
    assert send_late(written, page.format(said=said.id, code=code), words=MARKER) == 410
    open_again(written)
    assert late_of(written) == []


@pytest.mark.parametrize(
    ("page", "field"),
    [("/p/{code}", "english"), ("/w/{said}/english", "english"), ("/w/{said}/english", "note")],
)
def test_used_on_a_page_that_has_a_box_for_them_they_stand_in_it(
    written: PageClient, page: str, field: str
) -> None:
    said, code = book.say(written, SAFE, language="pl"), page_of(written, SAFE).removeprefix("/p/")
    place = page.format(said=said.id, code=code)
    assert send_late(written, place, **{field: MARKER}) == 202
    open_again(written)
    book.be_with(written, "nobody")
    (late,) = late_of(written)
    assert written.send("/break", f"/a/{late.id}/use").location == place
    assert words_on(written.get(place), field) == MARKER
    assert late_of(written) == []


@pytest.mark.parametrize(
    ("page", "field"),
    [("/p/{code}/names", "name-social-worker"), ("/w/{said}/said", "words"), ("/w/{old}/english", "english")],
)  # fmt: skip
def test_with_no_box_for_them_they_stay_on_the_page_of_late_words_until_they_are_taken_away(
    written: PageClient, page: str, field: str
) -> None:
    old, said = (book.say(written, SAFE, words=words, language="pl") for words in ("Jeden.", "Dwa."))
    code = page_of(written, SAFE).removeprefix("/p/")
    assert send_late(written, page.format(said=said.id, old=old.id, code=code), **{field: MARKER}) == 202
    open_again(written)
    book.be_with(written, "nobody")
    (late,) = late_of(written)
    assert written.send("/break", f"/a/{late.id}/use").status_code == 404
    shown = text_of(written.get("/a"))
    assert f">{MARKER}</blockquote>" in shown
    assert (f"/a/{late.id}/use" in shown, f"/a/{late.id}/away" in shown) == (False, True)
    assert written.send("/break", f"/a/{late.id}/away").status_code == 303
    assert late_of(written) == []


def test_the_pages_that_show_what_is_half_written_keep_it_and_no_other_page_does(app: Flask) -> None:
    shows = {
        "steps.show", "after_answer.show_names", "interpreter.show_english",
        "transcripts.show_page",
    }  # fmt: skip
    lengths = (8, 16, 24, 32, 40)
    keeps = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        for length in lengths
        if sent_page.page_of(MultiDict({"here": re.sub("<[^>]+>", "a" * length, rule.rule)}))
        and rule.endpoint in _list_answering(app, re.sub("<[^>]+>", "a" * length, rule.rule))
    }
    assert keeps == shows


def _list_answering(app: Flask, path: str) -> set[str]:
    """The endpoint that shows this path; none for an address that is no page."""
    try:
        endpoint, _ = app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return set()
    return {str(endpoint)}
