"""The gate, the limits, the headers, the error pages and a log that cannot hold words."""

from __future__ import annotations

import io
import logging
import sys
import tempfile
from typing import NoReturn

import pytest
from flask import Blueprint, Flask, Response, abort, after_this_request, redirect, request
from flask.testing import FlaskClient
from jinja2 import DictLoader
from werkzeug.wrappers import Response as BaseResponse

from easyread.web import security

HOME = "http://localhost"
WORDS = "markerword"


views = Blueprint("views", __name__)


@views.get("/")
def hello() -> str:
    return "hello"


@views.get("/line")
def line() -> Response:
    return Response("sound", headers={"Cache-Control": "private, max-age=86400"})


@views.route("/words", methods=["GET", "POST"])
def words() -> str:
    return request.form.get("words", "")[:20]


@views.post("/bytes")
def read_bytes() -> bytes:
    return request.get_data()


@views.get("/code/<int:code>")
def stop(code: int) -> NoReturn:
    abort(code)


@views.get("/away")
def away() -> BaseResponse:
    return redirect("/")


@views.post("/broken")
def broken() -> str:
    raise ValueError(request.form["words"])


@views.get("/late")
def late() -> str:
    @after_this_request
    def fail(_: Response) -> Response:
        raise ValueError(WORDS)

    return ""


@pytest.fixture
def app() -> Flask:
    app = Flask("tested")
    app.config["HOSTS"] = ("localhost",)
    app.jinja_loader = DictLoader({"problem.html": "kind={{ kind }} mark={{ mark }}"})
    security.install(app)
    app.register_blueprint(views)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    "path", ["/", "/line", "/code/404", "/code/500", "/away", "/none", "/static/none.css"]
)
def test_every_answer_has_all_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers[name] for name in security.HEADERS} == security.HEADERS


def test_nothing_is_stored_by_a_browser_unless_the_view_said_so(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/code/404").headers["Cache-Control"] == "no-store"
    assert client.get("/line").headers["Cache-Control"] == "private, max-age=86400"


@pytest.mark.parametrize(
    "host",
    ["evil.test", "localhost.evil.test", "localhost:8001", "127.0.0.1", "a@localhost", "localhost:80", ""],
)
def test_another_host_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/", environ_overrides={"HTTP_HOST": host})
    assert (answer.status_code, answer.text) == (421, "kind=refused mark=")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8001"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": HOME, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_sites_post_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post("/words", data={"words": WORDS}, headers=headers)
    assert (answer.status_code, answer.text) == (403, "kind=refused mark=")


@pytest.mark.parametrize("headers", [{}, {"Origin": HOME}, {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}])
def test_our_own_post_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/words", data={"words": WORDS}, headers=headers).text == WORDS


def test_fifty_thousand_signs_of_four_bytes_arrive(client: FlaskClient) -> None:
    assert client.post("/words", data={"words": "🏠" * 50_000}).text == "🏠" * 20


def test_a_form_over_the_limit_gets_the_page_that_says_so(client: FlaskClient) -> None:
    answer = client.post("/words", data={"words": "w" * security.FORM_BYTES})
    assert (answer.status_code, answer.text) == (413, "kind=too-long mark=")


def test_what_is_not_a_form_may_only_be_small(client: FlaskClient) -> None:
    answer = client.post("/bytes", data=b"w" * (security.OTHER_BYTES + 1), content_type="text/plain")
    assert (answer.status_code, answer.text) == (413, "kind=too-long mark=")


def test_an_uploaded_part_never_becomes_a_temporary_file(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    head = b"--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n"
    body = head + b"w" * 1_000_000 + b"\r\n--x--\r\n"
    answer = client.post("/words", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 200


@pytest.mark.parametrize(("code", "kind"), [*security.KINDS.items(), (410, "refused"), (503, "fault")])
def test_each_code_has_its_kind_of_page(client: FlaskClient, code: int, kind: str) -> None:
    answer = client.get(f"/code/{code}")
    assert answer.status_code == code
    assert answer.text.startswith(f"kind={kind} ")


def test_a_redirect_stays_a_redirect(client: FlaskClient) -> None:
    assert client.get("/away").headers["Location"] == "/"


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_methods_that_nobody_uses_are_refused(client: FlaskClient, method: str) -> None:
    assert client.open("/", method=method).status_code == 405


def test_a_wrong_method_still_says_which_ones_are_right(client: FlaskClient) -> None:
    answer = client.post("/", data={})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_fault_names_its_kind_and_place_but_never_the_words(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = client.post("/broken", data={"words": WORDS})
    printed = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert "ValueError in views.broken" in printed
    assert answer.text.removeprefix("kind=fault mark=") in printed
    assert WORDS not in printed + answer.text


def test_a_fault_after_the_view_is_told_as_quietly(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = client.get("/late")
    printed = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert "ValueError in views.late" in printed
    assert WORDS not in printed + answer.text


def test_a_log_that_cannot_be_written_says_nothing_anywhere(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            told.append(text)
            raise OSError(28, "No space left on device")

    told: list[str] = []
    monkeypatch.setattr(sys, "stderr", Full())
    assert client.post("/broken", data={"words": WORDS}).status_code == 500
    assert told
    assert WORDS not in "".join(told)


def test_a_broken_problem_page_still_gives_a_way_back(
    app: Flask, client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    app.jinja_loader = DictLoader({"problem.html": "{{ 1 / 0 }}"})
    answer = client.get("/none")
    assert (answer.status_code, answer.text) == (404, security.PLAIN_PAGE)
    assert "ZeroDivisionError" in "".join(capfd.readouterr())


def test_flasks_own_log_prints_nothing(app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    app.logger.error(WORDS)
    logging.getLogger(app.logger.name).critical(WORDS)
    assert capfd.readouterr() == ("", "")
