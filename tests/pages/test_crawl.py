"""Every route, method and field with hostile values: no mistake of ours, all headers, no word told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from easyread.book.vault import Vault
from easyread.settings import Paths
from easyread.web.open_books import COOKIE
from easyread.web.security import HEADERS
from tests.books import QUICK
from tests.client import PageClient
from tests.pages import crawl
from tests.pages import sharing_book as book
from tests.pages.crawl import Addresses, rules_of
from tests.pages.step_pages import MARKER, count_kept, new_client, opened_in, skeleton

BROWSER = {"Accept": "text/html"}


@pytest.fixture
def paths(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A device where a lock costs little: here it is tried a thousand times."""
    (paths.instance / "device.key").unlink()
    monkeypatch.setattr("easyread.book.vault.Vault", lambda paths, **_: Vault(paths, QUICK))
    return paths


@pytest.fixture
def log(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Nothing that was sent is in the log, and no fault was told."""
    yield
    told = "".join(capfd.readouterr())
    assert MARKER not in told
    assert "ERROR" not in told


@pytest.fixture
def real(open_client: PageClient) -> Addresses:
    """An open book with words, an OK and a card."""
    return Addresses(open_client)


def knock(client: PageClient, method: str, path: str, **sent: Any) -> TestResponse:
    """Send anything at all; whatever comes back is no fault, has every header, and repeats nothing in one."""
    answer = FlaskClient.open(client, path, method=method, **sent)  # PageClient would check each page's HTML
    about = (method, path, answer.status_code)
    assert answer.status_code < 500 or answer.status_code == 507, about
    assert HEADERS.items() <= dict(answer.headers).items(), about
    assert "Server" not in answer.headers, about
    assert MARKER not in str(answer.headers) or MARKER in path, about
    return answer


def begin_anew(client: PageClient) -> str:
    """The whole book open, in a new session: from some pages no way leads back. Gives the form token."""
    client.delete_cookie("session")
    found = opened_in(client)
    if found is None or not found.whole:
        client.open_book(client.opened)
        book.be_with(client, "nobody")
    return book.fields_of(client.get("/break"))["csrf_token"][0]


def test_every_route_answers_every_method(
    app: Flask, open_client: PageClient, real: Addresses, log: None
) -> None:
    locked = new_client(app)
    paths = {real.find(rule) for rule in rules_of(app)}
    assert len(paths) > 60
    for path in paths:
        begin_anew(open_client)
        for method in crawl.METHODS:
            for client in (locked, open_client):
                answer = knock(client, method, path)
                assert answer.status_code == 405 or method in ("GET", "HEAD", "POST", "OPTIONS"), (
                    method,
                    path,
                )


def test_the_crawl_reaches_real_things(app: Flask, open_client: PageClient, real: Addresses) -> None:
    """Else all that follows would only show that unknown pages are unknown."""
    reached = set[str]()
    for rule in rules_of(app, "GET"):
        begin_anew(open_client)
        if open_client.get(real.find(rule)).status_code == 200:
            reached.add(rule.endpoint)
    assert {
        "my_words.show_old",
        "attachments.send",
        "interpreter.show_english",
        "saved_cards.show_card",
        "sharing.ask",
    } <= reached
    assert {
        "sharing_overview.show_statement",
        "sharing.summary",
        "my_book.open_again",
        "listen.hear_line",
        "listen.hear_number",
    } <= reached
    assert len(reached) > 40


@pytest.mark.parametrize("names", [crawl.OTHERS, crawl.TEXTS], ids=["ids", "texts"])
def test_every_form_stands_every_hostile_value(
    app: Flask, open_client: PageClient, real: Addresses, log: None, names: tuple[str, ...]
) -> None:
    for rule in rules_of(app, "POST"):
        path, token = real.find(rule), begin_anew(open_client)
        for hostile in crawl.HOSTILE:
            taking = (
                names if len(hostile) < crawl.TOO_BIG else names[:1]
            )  # else the form is too big to be looked at
            sent: dict[str, Any] = {name: [hostile, "again"] for name in taking}
            knock(open_client, "POST", path, data={**sent, "csrf_token": token}, headers=BROWSER)
            if opened_in(open_client) is None:
                token = begin_anew(open_client)


def test_every_address_stands_every_hostile_value(
    app: Flask, open_client: PageClient, real: Addresses, log: None
) -> None:
    for rule in rules_of(app):
        for hostile in crawl.HOSTILE:
            if "<" in rule.rule and len(hostile) < crawl.TOO_BIG:
                knock(open_client, "GET", crawl.fill_rule(rule, hostile))
    for rule in rules_of(app, "GET"):
        begin_anew(open_client)
        for turn in range(3):
            turned = crawl.HOSTILE[turn:] + crawl.HOSTILE
            asked = {name: hostile[:500] for name, hostile in zip(crawl.OTHERS, turned, strict=False)}
            knock(open_client, "GET", real.find(rule), query_string=asked)


def test_no_header_or_cookie_breaks_a_page(
    app: Flask, open_client: PageClient, real: Addresses, log: None
) -> None:
    for hostile in (value.encode("utf-8").decode("latin-1") for value in crawl.HOSTILE if "\n" not in value):
        for name in (
            "Accept-Language",
            "Accept",
            "Range",
            "If-None-Match",
            "Referer",
            "X-Beat",
            "Content-Length",
        ):
            knock(open_client, "GET", "/w", headers={name: hostile})
        for name in (COOKIE, "session", "joined"):
            knock(new_client(app), "GET", "/w", headers={"Cookie": f"{name}={hostile}"})


@pytest.mark.parametrize("name", ["statement", "field", "here"])
def test_no_field_of_a_form_becomes_an_address(open_client: PageClient, real: Addresses, name: str) -> None:
    token = begin_anew(open_client)
    for hostile in crawl.HOSTILE:
        sent = {name: hostile, "csrf_token": token}
        knock(open_client, "POST", "/listen/mine", data=sent, headers=BROWSER)


@pytest.mark.parametrize("kind", crawl.BROKEN)
def test_bodies_that_are_no_form_are_refused_quietly(
    app: Flask, open_client: PageClient, real: Addresses, log: None, kind: str
) -> None:
    content_type, data = crawl.BROKEN[kind]
    for rule in rules_of(app, "POST"):
        answer = knock(open_client, "POST", real.find(rule), data=data, content_type=content_type)
        told_over = rule.rule == "/here" and answer.text == "0"
        assert answer.status_code >= 400 or rule.rule == "/leave" or told_over, rule.rule


def test_a_file_that_is_no_copy_is_refused_quietly(
    open_client: PageClient, real: Addresses, log: None
) -> None:
    token = begin_anew(open_client)
    for hostile in crawl.HOSTILE:
        file = (BytesIO(hostile.encode()), hostile[:200].replace("\n", " "))
        sent = {"csrf_token": token, "code": hostile, "copy": file}
        assert knock(open_client, "POST", "/k/b", data=sent).status_code == 400


@pytest.mark.parametrize(("headers", "code"), crawl.ELSEWHERE, ids=str)
def test_no_form_is_taken_from_elsewhere(
    app: Flask, open_client: PageClient, real: Addresses, headers: dict[str, str], code: int
) -> None:
    sent, before = {"csrf_token": begin_anew(open_client), "words": MARKER}, count_kept(open_client)
    for rule in rules_of(app, "POST"):
        answer = knock(open_client, "POST", real.find(rule), data=sent, headers=headers)
        assert answer.status_code == code, rule.rule
    assert opened_in(open_client)
    assert count_kept(open_client) == before


@pytest.mark.parametrize("token", [None, "", "x", MARKER, "0" * 64], ids=repr)
def test_no_form_does_anything_without_its_token(
    app: Flask, open_client: PageClient, real: Addresses, token: str | None
) -> None:
    sent = {"words": MARKER, "choice": "20", "answer": "yes", "sure": "yes"}
    before = count_kept(open_client)
    for rule in rules_of(app, "POST"):
        if rule.rule == "/leave":  # leaving must always work: test_exit.py says what it does then
            continue
        fields = sent | ({} if token is None else {"csrf_token": token})
        answer = knock(open_client, "POST", real.find(rule), data=fields)
        told_over = rule.rule == "/here" and answer.text == "0"
        assert answer.status_code in (400, 410) or told_over, rule.rule
    assert opened_in(open_client)
    assert count_kept(open_client) == before


def test_another_books_ids_are_as_unknown_as_made_up_ones(
    app: Flask, open_client: PageClient, real: Addresses
) -> None:
    other, tried = crawl.make_other(app), 0
    book.be_with(other, "nobody")
    book.explain(other)
    for method in ("GET", "POST"):
        for rule in rules_of(app, method):
            if not {"statement", "card", "wanted"} & rule.arguments:
                continue
            theirs = real.find(rule)
            made_up = re.sub("[0-9a-f]{32}", "e" * 32, theirs)
            fields = {"csrf_token": begin_anew(other), "words": "A guess.", "answer": "yes", "sure": "yes"}
            told = [_tell(knock(other, method, path, data=fields)) for path in (theirs, made_up)]
            assert told[0] == told[1], rule.rule
            tried += 1
    assert tried >= 14
    assert count_kept(other)["statements"] == 0


def _tell(answer: TestResponse) -> tuple[int, str, str]:
    """What an answer says, without the id that was asked for."""
    told = (answer.location or "", skeleton(answer))
    to, page = (re.sub("[0-9a-f]{32}", "", one) for one in told)
    return answer.status_code, to, page


def test_cookies_are_for_this_site_and_no_script(client: PageClient) -> None:
    client.application.extensions["easyread"].vault.make_book("star", "pin", "482915")
    answer = client.send("/", "/open", door="star", kind="pin", pin="482915")
    cookies = {cookie.split("=", 1)[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert set(cookies) == {COOKIE, "session", "turn"}
    for cookie in cookies.values():
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/"} <= flags
        assert not any(flag.startswith(("domain", "expires", "max-age")) for flag in flags)
    assert re.fullmatch(r"place=[\w-]{43};.*", cookies[COOKIE])
