"""My book: a new lock, a new code, a copy to keep and bring back, all words to take along, a deleted book."""

from __future__ import annotations

import io
import json
import re
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from easyread import create_app
from easyread.book.backoff import FREE
from easyread.book.vault import Made, NotKept, Vault
from easyread.model import Draft, Person
from easyread.settings import Paths, Settings
from easyread.speech import Clip
from tests.books import AT, DOOR, PIN, make_statement
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.page_check import check_html
from tests.pages.step_pages import MARKER, SAFE, WHO, WORRIED, new_client, opened_in, page_of, text_of

NEW_DOOR, NEW_PIN = "bus", "739164"
WEAK = "Other people could guess that. Choose a different one."
WRONG = "That did not open it. Try again."


def give_lock(client: PageClient, way: str, door: str = DOOR, pin: str = PIN) -> TestResponse:
    """The own lock again, as the pages ask for it."""
    page = client.send(f"/k/{way}/o", door=door)
    return client.post(f"/k/{way}/o", data={**book.fields_of(page), "kind": "pin", "pin": pin})


def choose(client: PageClient, way: str, door: str = NEW_DOOR, *pins: str) -> TestResponse:
    """A new door and a new number, given twice."""
    client.get(f"/k/{way}")
    assert client.send(f"/k/{way}/d", door=door).location == f"/k/{way}/k"
    assert client.send(f"/k/{way}/k", kind="pin").location == f"/k/{way}/s"
    return [client.send(f"/k/{way}/s", pin=pin) for pin in pins or (NEW_PIN, NEW_PIN)][-1]


def code_on(page: TestResponse) -> str:
    return "-".join(re.findall(r'<li lang="en-GB" dir="ltr">([A-Z2-7]{4})</li>', text_of(page)))


def keep_code(client: PageClient) -> str:
    """Read the code that is shown, and say that it is kept."""
    code = code_on(client.get("/n/c"))
    assert len(code) == 29
    client.send("/n/c")
    return code


def opens(client: PageClient, door: str = DOOR, pin: str = PIN) -> bool:
    """Does the door open in another browser?"""
    there = new_client(client.application)
    answer = there.send("/", "/open", door=door, kind="pin", pin=pin)
    assert answer.status_code in (303, 403)
    return opened_in(there) is not None


def opens_by(client: PageClient, code: str) -> bool:
    """Would this code open the book? It is not used up."""
    answer = new_client(client.application).send("/forgot", code=code)
    assert (answer.status_code, answer.location) in ((303, "/forgot/code"), (403, None))
    return answer.status_code == 303


def use_code(client: PageClient, code: str) -> str:
    """Give a code, and say that the one that takes its place is kept; gives that one."""
    assert client.send("/forgot", code=code).location == "/forgot/code"
    new = code_on(client.get("/forgot/code"))
    assert len(new) == 29
    assert client.send("/forgot/code").location == "/k/f"
    return new


@pytest.fixture
def own(open_client: PageClient) -> PageClient:
    """An open book with words, and nobody else here."""
    book.be_with(open_client, "nobody")
    open_client.send(page_of(open_client, SAFE), words=MARKER)
    return open_client


# --- the pages ---


def test_my_page_leads_to_my_book_and_it_to_every_way(own: PageClient) -> None:
    assert 'value="/k"' in text_of(own.get("/"))
    ways = re.findall(r'value="(/k/[a-z])"', text_of(own.get("/k")))
    assert ways == ["/k/l", "/k/r", "/k/n", "/k/c", "/k/w", "/k/d"]
    for way in ways:
        assert own.get(way).status_code == 200


def test_without_a_book_every_page_leads_to_the_doors(client: PageClient) -> None:
    pages = [
        "/k",
        "/k/l",
        "/k/f",
        "/k/l/o",
        "/k/r/d",
        "/k/c/file",
        "/k/w/f",
        "/k/w/html",
        "/k/w/json",
        "/k/d/y",
    ]
    for page in pages:
        assert client.get(page).location == "/"
    fields = book.fields_of(client.get("/"))
    for page in ("/k/l/o", "/k/l/d", "/k/l/k", "/k/l/s", "/k/d/y"):
        assert client.post(page, data={**fields, "sure": "yes", "door": DOOR}).location == "/"


@pytest.mark.parametrize(
    ("page", "before"),
    [("/k/l/d", "/k/l"), ("/k/r/d", "/k/r"), ("/k/w/f", "/k/w"), ("/k/w/html", "/k/w"), ("/k/w/json", "/k/w"),
     ("/k/d/y", "/k/d")],
)  # fmt: skip
def test_nothing_that_could_harm_is_reached_without_the_lock(own: PageClient, page: str, before: str) -> None:
    assert own.get(page).location == before
    give_lock(own, "w" if before != "/k/w" else "d")  # the lock for one way opens no other
    assert own.get(page).location == before


def test_a_delete_that_is_sent_without_the_lock_deletes_nothing(own: PageClient) -> None:
    assert own.send("/k/d", "/k/d/y", sure="yes").location == "/k/d"
    assert opens(own)


def test_a_wrong_lock_is_refused_and_counted_and_shows_nothing(own: PageClient) -> None:
    answers = [give_lock(own, "d", pin="000111") for _ in range(FREE + 2)]
    codes = [answer.status_code for answer in answers]
    assert (codes, set(codes)) == (sorted(codes), {403, 429})
    assert WRONG in text_of(answers[0])
    assert "000111" not in text_of(answers[0])
    assert own.get("/k/d/y").location == "/k/d"


def test_the_lock_of_another_book_is_no_permit(own: PageClient, app: Flask) -> None:
    app.extensions["easyread"].vault.make_book("home", "pin", NEW_PIN)
    answer = give_lock(own, "d", "home", NEW_PIN)
    assert (answer.status_code, WRONG in text_of(answer)) == (403, True)
    assert own.get("/k/d/y").location == "/k/d"


def test_what_the_lock_was_given_for_ends_with_the_lock_of_the_book(own: PageClient) -> None:
    assert give_lock(own, "w").location == "/k/w/f"
    own.send("/k/w/f", "/lock")
    own.send("/", "/open", door=DOOR, kind="pin", pin=PIN)
    assert own.get("/k/w/html").location == "/k/w"


def test_what_the_lock_was_given_for_ends_when_somebody_comes_in(own: PageClient) -> None:
    assert give_lock(own, "w").location == "/k/w/f"
    assert own.get("/k/w/html").status_code == 200
    own.send(page_of(own, "who-is-here"), choice="partner")
    for page in ("/k/w/f", "/k/w/html", "/k/w/json"):
        assert own.get(page).location == "/k/w"


# --- a new lock, a new code ---


def test_a_changed_lock_opens_and_the_old_one_does_not(own: PageClient, made_once: tuple[Path, Made]) -> None:
    assert give_lock(own, "l").location == "/k/l/d"
    assert choose(own, "l").location == "/k"
    assert "Your lock is changed." in text_of(own.get("/k"))
    assert (opens(own), opens(own, NEW_DOOR, NEW_PIN)) == (False, True)
    assert opens_by(own, made_once[1].recovery_code)


@pytest.mark.parametrize(
    ("pins", "sentence"),
    [
        (("123456",), WEAK),
        (("12",), "That is too short. Choose more."),
        ((NEW_PIN, "739165"), "Those were not the same. Try again."),
    ],
)
def test_a_weak_or_unsure_new_lock_changes_nothing(
    own: PageClient, pins: tuple[str, ...], sentence: str
) -> None:
    give_lock(own, "l")
    assert sentence in text_of(choose(own, "l", NEW_DOOR, *pins))
    assert opens(own)


@pytest.mark.parametrize("way", ["l", "r"])
def test_a_lock_that_another_book_has_is_refused_like_a_weak_one(
    own: PageClient, app: Flask, way: str
) -> None:
    app.extensions["easyread"].vault.make_book(NEW_DOOR, "pin", NEW_PIN)
    give_lock(own, way)
    assert WEAK in text_of(choose(own, way))
    assert opens(own)


def test_no_lock_can_be_chosen_too(own: PageClient) -> None:
    give_lock(own, "l")
    own.send("/k/l/d", door=NEW_DOOR)
    assert own.send("/k/l/k", kind="none").location == "/k"
    there = new_client(own.application)
    there.send("/", "/open", door=NEW_DOOR, kind="none")
    assert opened_in(there)


def test_when_somebody_knows_the_lock_only_the_new_lock_and_code_open(
    own: PageClient, made_once: tuple[Path, Made], paths: Paths
) -> None:
    before = opened_in(own)
    assert before
    assert give_lock(own, "r").location == "/k/r/d"
    assert choose(own, "r").location == "/n/c"
    code = keep_code(own)
    after = opened_in(own)
    assert after
    assert after.key != made_once[1].key
    book.be_with(own, "nobody")
    assert MARKER in text_of(own.get("/w"))
    assert (opens_by(own, made_once[1].recovery_code), opens_by(own, code)) == (False, True)
    assert (opens(own), opens(own, NEW_DOOR, NEW_PIN)) == (False, True)
    assert [file.name for file in paths.books.glob("*/*/book*")] == ["book-2.db"]


def test_a_renewal_closes_the_book_everywhere_else(own: PageClient) -> None:
    there = new_client(own.application)
    there.open_book(own.opened)
    give_lock(there, "r")
    choose(there, "r")
    assert own.get("/w").location == "/"


def test_a_new_code_works_and_the_old_one_ends_when_it_is_kept(
    own: PageClient, made_once: tuple[Path, Made]
) -> None:
    assert give_lock(own, "n").location == "/n/c"
    assert opens_by(own, made_once[1].recovery_code)
    own.open_book(own.opened)
    code = keep_code(own)
    assert own.get("/n/c").location == "/"
    assert (opens_by(own, made_once[1].recovery_code), opens_by(own, code)) == (False, True)


def test_a_code_that_was_used_leads_to_a_new_lock_and_a_new_code_and_then_ends(
    client: PageClient, made_once: tuple[Path, Made]
) -> None:
    used = made_once[1].recovery_code
    code = use_code(client, used)
    assert (opens_by(client, used), opens_by(client, code)) == (False, True)
    for page in ("/", "/w", "/k", "/k/c", "/k/c/file", page_of(client, SAFE)):
        assert client.get(page).location == "/k/f"
    for page in ("/break", "/help", "/rest", "/l", "/k/f"):
        assert client.get(page).status_code == 200
    assert client.get("/k/f/d").status_code == 200
    assert choose(client, "f").location == page_of(client, WHO)
    assert "Your lock is changed." in text_of(client.get("/"))
    assert (opens(client), opens(client, NEW_DOOR, NEW_PIN)) == (False, True)
    assert (opens_by(client, used), opens_by(client, code)) == (False, True)


def test_until_the_new_code_is_kept_the_given_one_works_and_nothing_is_open(
    client: PageClient, made_once: tuple[Path, Made]
) -> None:
    given = made_once[1].recovery_code
    client.send("/forgot", code=given)
    new = code_on(client.get("/forgot/code"))
    for page in ("/w", "/k", "/k/f", "/k/c/file", page_of(client, SAFE)):
        assert client.get(page).location == "/"
    assert opened_in(client) is None
    assert (opens_by(client, given), opens_by(client, new), opens(client)) == (True, False, True)
    assert code_on(client.get("/forgot/code")) == new
    client.send("/forgot/code", "/leave")
    assert client.get("/forgot/code").location == "/forgot"
    assert client.post("/forgot/code", data=book.fields_of(client.get("/"))).location == "/forgot"
    assert (opens_by(client, given), opens_by(client, new)) == (True, False)


def test_the_new_code_can_be_heard_before_the_book_is_open_and_nothing_else_can(
    client: PageClient, made_once: tuple[Path, Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    speech = client.application.extensions["easyread"].speech
    monkeypatch.setattr(speech, "say_private", lambda words, *_: Clip("audio/mpeg", words.encode(), []))
    client.send("/forgot", code=made_once[1].recovery_code)
    page = client.get("/forgot/code")
    [alone] = re.findall(
        r'data-listen="alone"[^>]* name="aloud" value="([^"]*)"', page.get_data(as_text=True)
    )
    fields = {"csrf_token": book.fields_of(page)["csrf_token"], "aloud": unescape(alone)}
    heard = client.post("/listen/shown", data=fields)
    assert heard.status_code == 200
    assert re.sub("[^A-Z0-9]", "", heard.get_data(as_text=True)) == code_on(page).replace("-", "")
    assert client.post("/listen/shown", data={**fields, "aloud": "Anything."}).status_code == 403
    other = client.post("/listen/mine", data={**fields, "field": "words", "words": "Anything."})
    assert other.status_code == 403
    without_script = client.post("/listen/shown", data=fields, headers={"Accept": "text/html"})
    assert without_script.status_code == 204


def test_of_two_browsers_with_the_same_code_one_opens(
    client: PageClient, made_once: tuple[Path, Made], app: Flask
) -> None:
    given, there = made_once[1].recovery_code, new_client(app)
    there.send("/forgot", code=given)
    new = use_code(client, given)
    late = there.send("/forgot/code")
    assert (late.status_code, WRONG in text_of(late)) == (403, True)
    assert opened_in(there) is None
    assert opens_by(client, new)


def test_with_no_room_on_the_disk_the_given_code_still_works(
    client: PageClient, made_once: tuple[Path, Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError

    given = made_once[1].recovery_code
    client.send("/forgot", code=given)
    monkeypatch.setattr("easyread.book.keys.write_key_file", fail)
    assert client.send("/forgot/code").status_code == 507
    assert opened_in(client) is None
    monkeypatch.undo()
    assert opens_by(client, given)
    assert client.send("/forgot/code").location == "/k/f"


USED = "Your recovery code was used."


def test_the_next_opening_by_lock_tells_of_a_used_code_until_it_is_seen(
    client: PageClient, made_once: tuple[Path, Made]
) -> None:
    use_code(client, made_once[1].recovery_code)
    choose(client, "f")
    book.be_with(client, "nobody")
    assert USED not in text_of(client.get("/"))  # whoever used it knows
    client.send("/", "/k/seen")
    client.send("/", "/lock")
    client.send("/", "/open", door=NEW_DOOR, kind="pin", pin=NEW_PIN)
    assert USED not in text_of(client.get("/"))  # who is here is not known yet
    book.be_with(client, "family")
    assert USED not in text_of(client.get("/"))
    book.be_with(client, "nobody", lock=(NEW_DOOR, NEW_PIN))
    for _ in range(2):
        page = text_of(client.get("/"))
        assert USED in page
        assert 'value="/k/r"' in page
    assert client.send("/", "/k/seen").location == "/"
    assert USED not in text_of(client.get("/"))


def test_a_book_whose_code_was_never_used_tells_nothing(own: PageClient) -> None:
    assert USED not in text_of(own.get("/"))


def test_a_code_that_is_used_before_it_was_said_to_be_kept_ends_too(own: PageClient) -> None:
    give_lock(own, "n")
    used = code_on(own.get("/n/c"))
    own.send("/n/c", "/lock")
    code = use_code(own, used)
    choose(own, "f")
    assert own.get("/n/c").location == "/"
    assert code != used
    assert not opens_by(own, used)


def test_the_page_after_a_code_is_not_there_otherwise(own: PageClient) -> None:
    assert own.get("/k/f").status_code == 404
    assert own.get("/k/f/d").location == "/k/f"


def test_no_room_on_the_disk_changes_nothing_and_says_so(
    own: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise NotKept

    for name in ("change_lock", "renew", "new_code", "delete", "write_copy"):
        monkeypatch.setattr(Vault, name, fail)
    answers = [give_lock(own, "n"), own.get("/k/c/file")]
    for way in ("l", "r"):
        give_lock(own, way)
        answers.append(choose(own, way))
    give_lock(own, "d")
    answers.append(own.send("/k/d/y", sure="yes"))
    for answer in answers:
        assert answer.status_code == 507
        assert "Your words are not kept yet." in text_of(answer)
        assert NEW_PIN not in text_of(answer)
    assert opens(own)


# --- copies ---


def save_copy(client: PageClient) -> bytes:
    answer = client.get("/k/c/file")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-words.book"'
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.get_data()


def send_file(client: PageClient, page: str, data: bytes, **fields: Any) -> TestResponse:
    """As a browser sends a file. Encoded here: the test client would use a temporary file of its own."""
    sent = {**fields, "copy": FileStorage(io.BytesIO(data), "my-words.book")}
    boundary, body = encode_multipart(sent)
    return client.post(page, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def bring(client: PageClient, data: bytes, code: str) -> TestResponse:
    return send_file(client, "/k/b", data, **{**book.fields_of(client.get("/k/b")), "code": code})


@pytest.fixture
def fresh(tmp_path: Path, settings: Settings, read_once: None) -> Any:
    """The app on another machine, which never saw the book."""
    app = create_app(settings, Paths(tmp_path / "fresh" / "instance"))
    app.config["HOSTS"] = ("localhost",)
    app.test_client_class = PageClient
    yield app
    app.extensions["easyread"].speech.close()


def test_a_copy_opens_on_a_fresh_machine_and_gets_a_new_lock_and_code(
    own: PageClient, fresh: Flask, made_once: tuple[Path, Made]
) -> None:
    data = save_copy(own)
    assert MARKER.encode() not in data
    there = new_client(fresh)
    assert 'value="/k/b"' in text_of(there.get("/forgot"))
    assert bring(there, data, made_once[1].recovery_code).location == "/forgot/code"
    assert there.get("/w").location == "/"
    code = code_on(there.get("/forgot/code"))
    assert there.send("/forgot/code").location == "/k/f"
    assert choose(there, "f").location == page_of(there, WHO)
    book.be_with(there, "nobody")
    assert MARKER in text_of(there.get("/w"))
    assert (opens(there), opens(there, NEW_DOOR, NEW_PIN)) == (False, True)
    assert (opens_by(there, made_once[1].recovery_code), opens_by(there, code)) == (False, True)


def test_what_is_no_copy_is_refused_kindly_and_nothing_is_opened(
    own: PageClient, fresh: Flask, made_once: tuple[Path, Made]
) -> None:
    data, code, there = save_copy(own), made_once[1].recovery_code, new_client(fresh)
    changed = data[:3000] + bytes([data[3000] ^ 1]) + data[3001:]
    newer = data[:14] + b"\0\2" + data[16:]
    for sent, sentence in (
        (b"", "Choose the file of your copy first."),
        (b"hello", "That file is not a whole copy."),
        (changed, "That file is not a whole copy."),
        (data[:-500], "That file is not a whole copy."),
        (newer, "That file is not a whole copy."),
    ):
        answer = bring(there, sent, code)
        assert answer.status_code == 400
        assert sentence in text_of(answer)
        assert code not in text_of(answer)
    assert opened_in(there) is None
    assert bring(there, data, code).location == "/forgot/code"


def test_a_copy_of_a_newer_program_says_so(own: PageClient, fresh: Flask) -> None:
    data = save_copy(own)
    newer = data[:14] + b"\0\2" + data[16:-32]
    answer = bring(new_client(fresh), newer + sha256(newer).digest(), "A" * 24)
    assert answer.status_code == 400
    assert "That copy needs a newer version of My words." in text_of(answer)


def test_wrong_codes_for_a_copy_are_refused_alike(own: PageClient, fresh: Flask) -> None:
    data, there = save_copy(own), new_client(fresh)
    answers = [bring(there, data, "A" * 24) for _ in range(FREE + 9)]
    assert {answer.status_code for answer in answers} == {403}
    assert all(WRONG in text_of(answer) for answer in answers)


def test_a_copy_never_goes_over_the_book_that_is_here(own: PageClient, made_once: tuple[Path, Made]) -> None:
    data = save_copy(own)
    there = new_client(own.application)
    answer = bring(there, data, made_once[1].recovery_code)
    assert answer.status_code == 409
    assert "Your book is here already." in text_of(answer)
    assert opened_in(there) is None
    assert opens(own)


def test_only_the_page_that_takes_a_copy_takes_a_big_file(client: PageClient) -> None:
    big = bytes(3 * 2**20)
    assert bring(client, big, "A" * 24).status_code == 400
    for page in ("/forgot", "/go", "/open", "/n"):
        assert send_file(client, page, big).status_code == 413
    assert bring(client, bytes(66 * 2**20), "A" * 24).status_code == 413


def test_leaving_the_page_never_has_to_carry_the_file(client: PageClient) -> None:
    """Only "Open" sends it: else Exit now, without JavaScript, would wait for the whole file."""
    page = text_of(client.get("/k/b"))
    form = re.search(r"<form[^>]*>", page)
    assert form
    assert "enctype" not in form[0]
    sending = re.findall(r"<button[^>]*formenctype[^>]*>", page)
    assert len(sending) == 2
    assert not [button for button in sending if "formaction" in button]
    fields = {**book.fields_of(client.get("/k/b")), "copy": "my-words.book", "code": "ABCD"}
    assert client.post("/go", data={**fields, "to": "/forgot"}).location == "/forgot"
    assert client.post("/leave", data=fields).location == "/rest"


# --- all words ---


def files_of(client: PageClient) -> tuple[str, dict[str, Any]]:
    assert give_lock(client, "w").location == "/k/w/f"
    assert "It holds everything. Private answers too." in text_of(client.get("/k/w/f"))
    page, data = (client.get(f"/k/w/{kind}") for kind in ("html", "json"))
    assert page.headers["Content-Disposition"] == 'attachment; filename="my-words.html"'
    assert data.headers["Content-Disposition"] == 'attachment; filename="my-words.json"'
    assert ' translate="no">' in text_of(page).partition("<head>")[0]  # any browser may open it
    return text_of(page), json.loads(data.get_data())


def test_both_files_hold_everything_older_words_private_words_and_what_was_taken_back(
    own: PageClient,
) -> None:
    own.send(page_of(own, SAFE), words=f"{MARKER} second <b>")
    own.send(page_of(own, WORRIED), words=f"{MARKER} private", private="yes")
    back = book.say(own, book.WANT, words=f"{MARKER} taken back", language="ur", direction="rtl")
    own.send(f"/w/{back.id}/back")
    own.send(page_of(own, "who-helps"), choice=["friend"])
    own.send(page_of(own, "who-helps") + "/names", **{"name-friend": f"{MARKER} Jo"})
    with book.book_of(own) as store:
        store.keep(make_statement(step="gone-step", words=f"{MARKER} gone"))
    page, data = files_of(own)
    said = [one["words"] for one in data["Statement"]]
    texts = (MARKER, f"{MARKER} second <b>", f"{MARKER} private", f"{MARKER} taken back", f"{MARKER} gone")
    for text in texts:
        assert text in said
        assert text.replace("<b>", "&lt;b&gt;") in page
    assert f"{MARKER} Jo" in page
    assert data["Person"][0]["name"] == f"{MARKER} Jo"
    assert 'lang="ur" dir="rtl"' in page


def test_both_files_hold_what_was_on_a_card_or_say_that_it_was_not_kept(own: PageClient) -> None:
    want = book.say(own, book.WANT, words=f"{MARKER} then <b>")
    helps = book.say(own, "who-helps", words="", choices=("friend",))
    with book.book_of(own) as store:
        store.keep_people([Person(id="1" * 32, role="friend", name="Basia", at=AT)])
    for said in (want, helps):
        book.allow(own, said)
    book.make_card(own, want, helps)
    book.make_card(own, want, older=True)
    own.send(f"/w/{want.id}/back")
    with book.book_of(own) as store:
        store.keep_people([])
    page, data = files_of(own)
    cards = page.split("Cards I made")[1]
    assert f"“{MARKER} then &lt;b&gt;”" in cards
    assert "Basia" in cards
    assert cards.index("Basia") < cards.index("We did not keep what was on this card then.")
    assert check_html(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)) == []
    printed, none = (one["printed"] for one in data["CardMade"])
    assert "Basia" in json.dumps(printed)
    assert none is None


def test_the_file_to_read_stands_alone_and_is_sound_html(own: PageClient) -> None:
    page, _ = files_of(own)
    assert not re.search(r"(src|href|action)=|<script|url\(|@import", page)
    bare = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert check_html(bare) == []


def test_while_somebody_is_here_the_files_are_whole_and_the_page_says_so(own: PageClient) -> None:
    own.send(page_of(own, WORRIED), words=f"{MARKER} private", private="yes")
    book.be_with(own, "family")
    assert f"{MARKER} private" not in text_of(own.get("/w"))
    assert "It holds everything. Private answers too." in text_of(own.get("/k/w"))
    page, data = files_of(own)
    assert f"{MARKER} private" in page
    assert f"{MARKER} private" in {one["words"] for one in data["Statement"]}
    assert save_copy(own)


def test_half_written_words_are_in_both_files(own: PageClient) -> None:
    fields = {**book.fields_of(own.get(page_of(own, book.WANT))), "words": f"{MARKER} half"}
    assert own.post("/draft", data=fields).status_code == 204
    with book.book_of(own) as store:
        for step, names in ((SAFE, ("about-" + "a" * 32, "note")), ("interpreter", ("tongue", "dialect"))):
            said = {name: [f"{MARKER} {name[:7]}"] for name in names}
            store.keep_draft(Draft(page=page_of(own, step), fields=said, language="en-GB", at=AT))
    page, data = files_of(own)
    for text in ("half", "about-a", "note", "tongue", "dialect"):
        assert f"{MARKER} {text}" in page
        assert f"{MARKER} {text}" in json.dumps(data["Draft"])


# --- delete ---


def test_a_deleted_book_is_gone_from_every_byte_and_says_what_it_cannot_reach(
    own: PageClient, paths: Paths, made_once: tuple[Path, Made]
) -> None:
    own.post("/draft", data={**book.fields_of(own.get(page_of(own, SAFE))), "words": f"{MARKER} half"})
    assert give_lock(own, "d").location == "/k/d/y"
    sure = text_of(own.get("/k/d/y"))
    for sentence in ("copies that you saved", "cards that you gave away", "paper or photos"):
        assert sentence in sure
    gone = own.send("/k/d/y", sure="yes")
    assert gone.location == "/k/g"
    assert "copies that you saved" in text_of(own.get("/k/g"))
    assert opened_in(own) is None
    assert own.get("/w").location == "/"
    files = [file for file in paths.instance.rglob("*") if file.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert MARKER.encode() not in content
        assert made_once[1].book not in str(file)
        assert made_once[1].book.encode() not in content
    assert (opens(own), opens_by(own, made_once[1].recovery_code)) == (False, False)


def test_not_sure_deletes_nothing(own: PageClient) -> None:
    give_lock(own, "d")
    assert own.send("/k/d/y", sure="").location == "/k/d"
    assert opens(own)


def test_the_page_after_a_delete_is_the_same_for_everybody(own: PageClient, app: Flask) -> None:
    assert new_client(app).get("/k/g").status_code == 200
