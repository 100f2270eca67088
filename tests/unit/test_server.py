"""The server: on this device only, and a stop that cuts no save in half."""

from __future__ import annotations

import http.client
import logging
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
from flask import Flask, request

from easyread.server import PortTaken, Server, hosts


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.extensions["kept"] = []

    @app.get("/")
    def hello() -> str:
        return "hello"

    @app.post("/slow")
    def keep_slowly() -> str:
        time.sleep(0.5)
        app.extensions["kept"].append(request.form["words"])
        return "kept"

    @app.post("/echo")
    def echo() -> str:
        return request.get_data(as_text=True) * 2

    return app


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    server = Server(app, 0)
    server.start()
    yield server
    server.stop(lambda: None)


def ask(port: int, method: str, path: str, body: str | None = None) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body, kind)
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def test_it_answers_on_this_device_and_does_not_name_itself(server: Server) -> None:
    status, body, headers = ask(server.port, "GET", "/")
    assert (status, body) == (200, b"hello")
    assert "Server" not in headers


def test_it_cannot_be_reached_by_another_address_of_this_device(server: Server) -> None:
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.2", server.port))


def test_a_taken_port_is_refused_without_a_trace_of_why(server: Server, app: Flask) -> None:
    with pytest.raises(PortTaken):
        Server(app, server.port)


def test_a_save_in_flight_ends_before_the_books_are_locked(server: Server, app: Flask) -> None:
    answers: list[tuple[int, bytes, dict[str, str]]] = []
    save = partial(ask, server.port, "POST", "/slow", "words=my+words")
    saving = threading.Thread(target=lambda: answers.append(save()))
    saving.start()
    time.sleep(0.2)
    kept_when_locked: list[list[str]] = []
    server.stop(lambda: kept_when_locked.append(list(app.extensions["kept"])))
    saving.join()
    assert answers[0][:2] == (200, b"kept")
    assert kept_when_locked == [["my words"]]


def test_a_request_without_an_end_does_not_hold_up_the_stop_beyond_its_patience(server: Server) -> None:
    saving = threading.Thread(target=lambda: ask(server.port, "POST", "/slow", "words=late"))
    saving.start()
    time.sleep(0.1)
    began = time.monotonic()
    server.stop(lambda: None, patience=0.1)
    assert time.monotonic() - began < 2
    saving.join()


def test_silent_and_half_sent_requests_stop_neither_others_nor_the_end(server: Server) -> None:
    quiet = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
    for connection in quiet[10:]:
        connection.sendall(b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf")
    assert ask(server.port, "GET", "/")[0] == 200
    began = time.monotonic()
    server.stop(lambda: None)
    assert time.monotonic() - began < 2
    for connection in quiet:
        connection.close()


def test_after_the_stop_the_port_is_free_again(server: Server, app: Flask) -> None:
    server.stop(lambda: None)
    again = Server(app, server.port)
    again.start()
    assert ask(again.port, "GET", "/")[0] == 200
    again.stop(lambda: None)


def test_long_words_make_no_temporary_file(
    app: Flask, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["UPLOADS"] = {"echo": 3_000_000}  # else nobody without an open book sends so much
    made: list[str] = []

    def refuse(*_: object, **__: object) -> None:
        made.append("a temporary file")
        raise AssertionError

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    words = "w" * 3_000_000
    assert ask(server.port, "POST", "/echo", words)[1] == (words * 2).encode()
    assert not made


def test_an_endless_body_is_refused(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99000000\r\n\r\n")
        connection.sendall(b"w" * 100)
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_the_servers_own_log_prints_nothing(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("waitress").error("a person's words")
    logging.getLogger("waitress.queue").warning("a person's words")
    assert capfd.readouterr() == ("", "")


def test_only_exact_names_and_the_port_are_answered() -> None:
    assert hosts(8000) == ("127.0.0.1:8000", "localhost:8000")
    assert "localhost" in hosts(80)
