"""What a browser chose is kept here: its cookie is a reference that nobody can choose, and few are kept."""

from __future__ import annotations

import pytest
from flask import Flask, Request, session
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from easyread.web.browser_sessions import OF_BOOK, Sessions, begin_session


@pytest.fixture
def app() -> Flask:
    app = Flask("bare")
    app.session_interface = Sessions(new=3, back=3)

    @app.get("/keep/<value>")
    def keep(value: str) -> str:
        session["value"] = value
        return value

    @app.get("/read")
    def read() -> str:
        return str(session.get("value"))

    @app.get("/own/<book>")
    def own(book: str) -> str:
        session[OF_BOOK] = book
        return ""

    @app.get("/end")
    def end() -> str:
        session.clear()
        return ""

    @app.get("/anew")
    def begin_anew() -> str:
        begin_session("value")
        return ""

    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.get("/keep/first")
    return client


def reference_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("session")
    return cookie.value if cookie else ""


def read_with(app: Flask, reference: str) -> str:
    other = app.test_client()
    other.set_cookie("session", reference)
    return other.get("/read").text


def test_the_cookie_is_a_long_reference_and_says_nothing(client: FlaskClient) -> None:
    assert client.get("/read").text == "first"
    assert len(reference_of(client)) == 43
    assert "first" not in reference_of(client)
    answer = client.get("/read")
    assert "Set-Cookie" not in answer.headers


def test_what_changes_later_is_seen_by_an_old_copy_of_the_cookie(app: Flask, client: FlaskClient) -> None:
    old = reference_of(client)
    client.get("/keep/second")
    assert reference_of(client) == old
    assert read_with(app, old) == "second"


def test_a_made_up_reference_is_none_and_never_becomes_one(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("session", "A" * 43)
    client.get("/keep/x")
    assert reference_of(client) != "A" * 43
    assert read_with(app, "A" * 43) == "None"


@pytest.mark.parametrize("end", ["/end", "/anew"])
def test_an_ended_reference_leads_nowhere(app: Flask, client: FlaskClient, end: str) -> None:
    old = reference_of(client)
    client.get(end)
    assert reference_of(client) != old
    assert read_with(app, old) == "None"
    assert client.get("/read").text == ("first" if end == "/anew" else "None")


def test_a_request_that_was_under_way_brings_nothing_back(app: Flask, client: FlaskClient) -> None:
    old = reference_of(client)
    asked = Request(EnvironBuilder(headers=[("Cookie", f"session={old}")]).get_environ())
    late = app.session_interface.open_session(app, asked)
    assert late
    client.get("/end")
    late["value"] = "late"
    answer = app.response_class()
    app.session_interface.save_session(app, late, answer)
    assert "Set-Cookie" not in answer.headers
    assert read_with(app, old) == "None"


def test_who_takes_no_cookies_pushes_out_nobody_who_comes_back(app: Flask, client: FlaskClient) -> None:
    client.get("/read")
    for number in range(20):
        app.test_client().get(f"/keep/{number}")
    assert client.get("/read").text == "first"


def test_of_those_who_never_came_back_the_oldest_goes_first(app: Flask) -> None:
    flood = [app.test_client() for _ in range(20)]
    for other in flood:
        other.get("/keep/flood")
    newcomer = app.test_client()
    newcomer.get("/keep/newcomer")
    for _ in range(2):
        app.test_client().get("/keep/flood")
    assert newcomer.get("/read").text == "newcomer"
    assert [other.get("/read").text for other in flood[:-1]] == ["None"] * 19


def test_no_crowd_pushes_out_who_has_given_a_lock_or_a_code(app: Flask, client: FlaskClient) -> None:
    client.get("/own/a")
    for _ in range(20):
        other = app.test_client()
        other.get("/keep/other")
        other.get("/own/b")
        other.get("/read")
    assert client.get("/read").text == "first"


def test_they_are_few_and_the_one_unused_longest_goes_first(app: Flask) -> None:
    clients = [app.test_client() for _ in range(4)]
    for number, client in enumerate(clients):
        client.get(f"/keep/{number}")
        client.get("/read")
    assert [client.get("/read").text for client in clients] == ["None", "1", "2", "3"]
