"""What no browser sends, straight to the real server's socket with the real app behind it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import NoReturn
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug import formparser

from easyread.request_limits import FORMS_OF_NOBODY, OF_LATE_WORDS, OF_NOBODY, ORDINARY, TOGETHER
from easyread.server import Server, hosts
from easyread.web.open_books import COOKIE
from easyread.web.request_bodies import FIELDS
from easyread.web.sealed_words import LATE_BYTES
from easyread.web.security import HEADERS
from tests.books import make_statement
from tests.client import PageClient
from tests.faults.tablet import make_upload
from tests.pages import sharing_book as book
from tests.pages.step_pages import SAFE, fill, page_of, text_of

MARKER = b"marker-elderflower"
PATIENCE = 60  # seconds for a machine that has much to do


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    server = Server(app, 0)
    app.config["HOSTS"] = hosts(server.port)
    server.start()
    yield server
    server.stop(lambda: None)


def send(server: Server, *lines: bytes, body: bytes = b"", end: bytes = b"\r\n") -> bytes:
    """Send one request and read all that comes back until the server closes.

    Without ``Connection: close`` the server may leave it open: after the first byte a quiet second ends it.
    """
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        answer = b""
        with suppress(ConnectionError):  # who refuses a body does not read the rest of it
            connection.sendall(end.join(lines) + end + end + body)
        with suppress(ConnectionError, TimeoutError):
            while more := connection.recv(65536):
                answer += more
                connection.settimeout(PATIENCE if b"Connection: close" in lines else 1)
    return answer


def host(server: Server) -> bytes:
    return f"Host: 127.0.0.1:{server.port}".encode()


def codes(answer: bytes) -> list[int]:
    """The status of each answer: a smuggled request would be answered too."""
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]


SMUGGLED = b"GET /rest HTTP/1.1\r\n" + b"Host: 127.0.0.1\r\n\r\n"


def test_the_plain_request_is_answered(server: Server) -> None:
    assert codes(send(server, b"GET / HTTP/1.1", host(server), b"Connection: close")) == [200]


@pytest.mark.parametrize(
    "line", [b"nonsense", b"GET / /", b"GET / HTTP/9.9.9", b"\x16\x03\x01", b"get / HTTP/1.1"]
)
def test_a_first_line_that_is_no_request_is_refused_with_a_page(server: Server, line: bytes) -> None:
    answer = send(server, line, host(server), b"Connection: close")
    assert answer.split()[:2] == [b"HTTP/1.0", b"400"]
    assert b"This page does not work now." in answer


def test_two_lengths_are_refused(server: Server) -> None:
    lengths = (b"Content-Length: 3", b"Content-Length: 60")
    answer = send(server, b"POST /open HTTP/1.1", host(server), *lengths, body=b"a=b" + SMUGGLED)
    assert [code for code in codes(answer) if code < 400] == []
    assert codes(answer)[0] == 400


def test_a_length_beside_chunks_smuggles_nothing(server: Server) -> None:
    both = (b"Content-Length: 5", b"Transfer-Encoding: chunked", b"Connection: close")
    answer = send(server, b"POST /open HTTP/1.1", host(server), *both, body=b"0\r\n\r\n" + SMUGGLED)
    assert len(codes(answer)) == 1
    assert codes(answer)[0] >= 400


@pytest.mark.parametrize("length", [b"-1", b"+5", b"0x10", b"1e3", b"", b"five"])
def test_a_length_that_is_no_number_is_refused(server: Server, length: bytes) -> None:
    lines = (host(server), b"Content-Length: " + length, b"Connection: close")
    answer = send(server, b"POST /open HTTP/1.1", *lines, body=b"a=b" + SMUGGLED)
    assert len(codes(answer)) == 1
    assert codes(answer)[0] >= 400


def test_an_encoding_that_nobody_uses_is_refused(server: Server) -> None:
    lines = (host(server), b"Transfer-Encoding: gzip", b"Connection: close")
    assert codes(send(server, b"POST /open HTTP/1.1", *lines)) == [501]


def test_chunks_are_refused_before_the_first_one(server: Server) -> None:
    lines = (host(server), b"Transfer-Encoding: chunked", b"Connection: close")
    for path in (b"/open", b"/leave", b"/k/b"):
        answer = send(server, b"POST " + path + b" HTTP/1.1", *lines, body=b"1\r\nw\r\n" * 1000)
        assert codes(answer) == [411]
        assert b"This page does not work now." in answer


FORM = b"Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize("fields", [FIELDS + 1, 330_000])
@pytest.mark.parametrize("path", ["/open", "/go", "/draft", "/lock"])
def test_a_form_of_too_many_fields_is_refused_unread(open_client: PageClient, path: str, fields: int) -> None:
    body = b"&".join([b"a="] * fields)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formparser, "parse_qsl", read_nothing)
        answer = open_client.post(path, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


def read_nothing(*_: object, **__: object) -> NoReturn:
    raise AssertionError


def test_an_exit_with_too_many_fields_leaves_all_the_same(open_client: PageClient) -> None:
    body = b"&".join([b"a="] * (FIELDS + 1))
    answer = open_client.post("/leave", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.headers["Location"] == "/rest"
    assert open_client.get("/w").status_code == 303


def test_an_upload_with_thousands_of_lines_above_its_file_is_refused(open_client: PageClient) -> None:
    lines = b"a:b\r\n" * 10_000
    body = b"--x\r\nContent-Disposition: form-data; name=a\r\n" + lines + b"\r\nw\r\n--x--\r\n"
    answer = open_client.post("/draft", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413


@pytest.mark.parametrize("path", [b"/leave", b"/lock", b"/here"])
@pytest.mark.parametrize("cookies", [b"", b"Cookie: place=made-up"], ids=["no cookie", "made up"])
def test_who_has_no_open_book_leaves_with_few_bytes(server: Server, path: bytes, cookies: bytes) -> None:
    length = b"Content-Length: %d" % (OF_NOBODY + 1)
    head = (host(server), FORM, length, b"Connection: close", *filter(None, [cookies]))
    assert codes(send(server, b"POST " + path + b" HTTP/1.1", *head)) == [413]


def test_an_open_book_leaves_with_all_its_words(app: Flask, server: Server, open_client: PageClient) -> None:
    app.config["HOSTS"] = (*hosts(server.port), "localhost")
    words = "می" * 25_000
    body = urlencode(fill(open_client, SAFE, words=words), doseq=True).encode()
    assert len(body) > 4 * OF_NOBODY
    known = [open_client.get_cookie(name) for name in (COOKIE, "session")]
    cookies = b"Cookie: " + "; ".join(f"{one.key}={one.value}" for one in known if one).encode()
    length = b"Content-Length: %d" % len(body)
    head = (host(server), FORM, cookies, length, b"Connection: close")
    assert codes(send(server, b"POST /leave HTTP/1.1", *head, body=body)) == [303]
    open_client.open_book(open_client.opened)
    book.be_with(open_client, "nobody")
    assert words in text_of(open_client.get(page_of(open_client, SAFE)))


@pytest.mark.parametrize("path", [b"/open", b"/n/l", b"/forgot/code", b"/draft", b"/go", b"/zz"])
def test_without_an_open_book_a_form_is_as_long_as_late_words_that_can_wait(
    server: Server, path: bytes
) -> None:
    told = []
    for size in (OF_LATE_WORDS - 1, OF_LATE_WORDS + 1):
        head = (host(server), FORM, b"Content-Length: %d" % size, b"Connection: close")
        body = b"a=" + b"b" * (size - 2) if size < OF_LATE_WORDS else b""
        told += codes(send(server, b"POST " + path + b" HTTP/1.1", *head, body=body))
    assert (told[0] != 413, told[1]) == (True, 413)


def test_late_words_that_fill_all_their_room_come_in_also_without_a_script(
    app: Flask, server: Server, open_client: PageClient
) -> None:
    app.config["HOSTS"] = (*hosts(server.port), "localhost")
    words = "می" * 16_000  # four bytes each as they wait, twelve as a form sends them
    body = urlencode(fill(open_client, SAFE, words=words), doseq=True).encode()
    assert len(body) > 0.95 * 3 * LATE_BYTES
    open_client.send("/break", "/leave")
    head = (host(server), FORM, b"Content-Length: %d" % len(body), b"Connection: close")
    assert codes(send(server, b"POST /go HTTP/1.1", *head, body=body)) == [202]


def test_long_forms_of_those_without_a_book_share_one_room(server: Server) -> None:
    long = OF_LATE_WORDS - 1
    head = (b"POST /open HTTP/1.1", FORM, b"Connection: close", host(server), b"Content-Length: %d" % long)
    with ExitStack() as stack:
        kept = []
        for _ in range(FORMS_OF_NOBODY // long):
            kept.append(stack.enter_context(socket.create_connection(("127.0.0.1", server.port), PATIENCE)))
            kept[-1].sendall(b"\r\n".join(head) + b"\r\n\r\n")
        assert not is_refused(kept[-1])  # the last that found room
        assert codes(send(server, *head)) == [503]
        short = (*head[:-1], b"Content-Length: 6")
        assert codes(send(server, *short, body=b"note=b")) == [410]  # it has no form token


@pytest.mark.parametrize("method", [b"TRACE", b"CONNECT", b"PUT", b"DELETE", b"PATCH", b"BREW"])
def test_methods_that_nobody_uses_are_refused_and_echo_nothing(server: Server, method: bytes) -> None:
    lines = (host(server), b"X-Words: " + MARKER, b"Connection: close")
    answer = send(server, method + b" / HTTP/1.1", *lines)
    assert codes(answer) == [405]
    assert MARKER not in answer


@pytest.mark.parametrize(
    "target", [b"http://evil.test/", b"http://127.0.0.1:1/", b"//evil.test/", b"http://[::1]/"]
)
@pytest.mark.parametrize("name", [b"evil.test", b"[::1]", b"127.0.0.1.evil.test", b"0.0.0.0", b""])
def test_another_name_for_this_device_is_refused_in_every_spelling(
    server: Server, target: bytes, name: bytes
) -> None:
    answer = send(server, b"GET " + target + b" HTTP/1.1", b"Host: " + name, b"Connection: close")
    assert len(codes(answer)) == 1
    assert codes(answer)[0] in (400, 421)
    for leading in (b"Location:", b'action="//', b'href="//', b'src="//', b"http://evil.test"):
        assert leading not in answer


@pytest.mark.parametrize(
    "path",
    [
        b"/static/../easyread/settings.py", b"/static/%2e%2e/instance/device.key",
        b"/static/..%2f..%2fpyproject.toml", b"/static//etc/passwd", b"/static/..\\..\\x", b"/static/CON",
        b"/p/../instance", b"/%00", b"/w/" + b"0" * 32,
    ],
)  # fmt: skip
def test_a_path_to_elsewhere_leads_nowhere(app: Flask, server: Server, path: bytes) -> None:
    for there in (path, path.replace(b"/static", str(app.static_url_path).encode())):
        answer = send(server, b"GET " + there + b" HTTP/1.1", host(server), b"Connection: close")
        assert codes(answer)[0] in (303, 308, 400, 404)
        assert b"salt" not in answer
        assert b"root:" not in answer


@pytest.mark.parametrize("half", [b"", b"Content-Length: 50\r\n\r\nhalf"], ids=["silent", "half sent"])
def test_a_hundred_requests_without_an_end_do_not_stop_anybody_from_reading_and_writing(
    server: Server, open_client: PageClient, half: bytes
) -> None:
    quiet = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
    for connection in quiet:
        connection.sendall(b"POST /open HTTP/1.1\r\n" + host(server) + b"\r\n" + half if half else b"")
    vault = open_client.application.extensions["easyread"].vault
    try:
        with vault.open_store(open_client.opened) as store:
            kept = store.keep(make_statement())
        assert codes(send(server, b"GET / HTTP/1.1", host(server), b"Connection: close")) == [200]
        with vault.open_store(open_client.opened) as store:
            assert store.statements() == [kept]
    finally:
        for connection in quiet:
            connection.close()


HUGE = (b"Content-Length: 99000000", b"Connection: close")


@pytest.mark.parametrize("path", [b"/", b"/open", b"/k/w", b"/no-such-page", b"/k/b?x"])
def test_a_huge_body_is_refused_before_it_is_sent(server: Server, path: bytes) -> None:
    answer = send(server, b"POST " + path + b" HTTP/1.1", host(server), *HUGE, body=b"w" * 100)
    assert codes(answer) == [413]
    assert b"That file is too big." in answer
    for name, value in HEADERS.items():
        assert f"{name}: {value}\r\n".encode() in answer
    assert b"waitress" not in answer.lower()


def test_only_the_page_that_takes_a_copy_takes_so_much(server: Server) -> None:
    body = make_upload(ORDINARY)
    form = b"Content-Type: multipart/form-data; boundary=x"
    lines = (host(server), b"Content-Length: %d" % len(body), b"Connection: close", form)
    assert codes(send(server, b"POST /k/b HTTP/1.1", *lines, body=body)) == [400]  # it has no form token
    assert codes(send(server, b"POST /k/w/o HTTP/1.1", *lines, body=body)) == [413]


COPY = (b"POST /k/b HTTP/1.1", b"Content-Type: multipart/form-data; boundary=x", b"Connection: close")


def begin_copy(server: Server, length: int) -> socket.socket:
    """A copy of a book of which nothing comes but its head."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)
    connection.sendall(b"\r\n".join((*COPY, host(server), b"Content-Length: %d" % length)) + b"\r\n\r\n")
    return connection


def is_refused(connection: socket.socket) -> bool:
    connection.settimeout(1)
    try:
        return b" 503 " in connection.recv(65536)
    except TimeoutError:
        return False


def test_files_that_come_together_share_one_room_in_memory(server: Server) -> None:
    large = 64 * 2**20
    first = [begin_copy(server, large) for _ in range(TOGETHER // large)]
    assert not any(is_refused(each) for each in first)
    answer = send(server, *COPY, host(server), b"Content-Length: %d" % large)
    assert codes(answer) == [503]
    for name, value in HEADERS.items():
        assert f"{name}: {value}\r\n".encode() in answer
    assert codes(send(server, b"GET / HTTP/1.1", host(server), b"Connection: close")) == [200]
    for each in first:
        each.close()
    for _ in range(100):
        with begin_copy(server, large) as later:
            if not is_refused(later):
                break
    else:
        raise AssertionError("the room was never given back")


def test_the_room_for_files_is_given_back_after_each(server: Server) -> None:
    body = make_upload(TOGETHER // 4)
    for _ in range(8):
        answer = send(server, *COPY, host(server), b"Content-Length: %d" % len(body), body=body)
        assert codes(answer) == [400]  # it has no form token


def test_headers_without_an_end_are_refused(server: Server) -> None:
    answer = send(server, b"GET / HTTP/1.1", host(server), b"Connection: close", b"X: " + b"w" * 40_000)
    assert answer.startswith(b"HTTP/1.0 431 ")
    assert b"This page does not work now." in answer


@pytest.mark.parametrize("ask", [b"GET /rest", b"POST /leave", b"POST /lock", b"POST /here", b"GET /"])
@pytest.mark.parametrize("name", [b"z", b"place", b"session", b"__Host-place", b"joined"])
def test_a_cookie_of_any_bytes_is_answered(server: Server, ask: bytes, name: bytes) -> None:
    """Any other program of this device can set one: cookies know no ports."""
    for byte in (*range(0x80, 0x100, 7), 0xFF, 0x22, 0x25, 0x5C):
        origin = b"Origin: http://127.0.0.1:" + str(server.port).encode()
        cookie = b"Cookie: " + name + b"=" + bytes([byte]) * 3
        lines = (ask + b" HTTP/1.1", host(server), origin, cookie, b"Content-Length: 0", b"Connection: close")
        assert codes(send(server, *lines)) in ([200], [303], [400]), (ask, name, byte)
