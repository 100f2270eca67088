"""Another tablet in the room, over real TLS connections. The front is bound to this device only."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from flask import Flask, request, request_started

from easyread.book.vault import Made, Opened
from easyread.lan.certificate import own_certificate
from easyread.server import Room, Server
from easyread.settings import Paths
from tests.conftest import DOOR, PIN
from tests.faults.tablet import HERE, Tablet


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    server = Server(app, 0)
    server.start()
    yield server
    server.stop(app.extensions["easyread"].unlocked.lock_all)


@pytest.fixture
def room(app: Flask, server: Server, paths: Paths) -> Iterator[Room]:
    room = Room(app, HERE, 0, own_certificate(paths.instance / "lan"))
    room.start()
    yield room
    room.stop()


@pytest.fixture
def tablet(room: Room, paths: Paths) -> Tablet:
    return Tablet(own_certificate(paths.instance / "lan"), room.port)


@pytest.fixture
def joined(room: Room, tablet: Tablet) -> Tablet:
    assert tablet.join(room.entry.joining.invite().token).status == 303
    return tablet


def open_book(tablet: Tablet) -> None:
    answer = tablet.send("/open", "/", door=DOOR, kind="pin", pin=PIN)
    assert answer.status == 303, answer.text


def say_words(app: Flask, tablet: Tablet, words: str) -> str:
    """Answer the first question for own words; gives the answer's status."""
    steps = app.extensions["easyread"].library.steps.values()
    step = next(step for step in steps if step.kind == "words" and not step.private)
    answer = tablet.send(f"/p/{step.code}", words=words, next="yes")
    return f"{answer.status} {answer.headers.get('Location')}"


def read_words(app: Flask, made: Made) -> list[str]:
    with app.extensions["easyread"].vault.open_store(Opened(made.book, made.key)) as store:
        return [said.words for said in store.statements()]


# --- joining


def test_before_joining_a_tablet_sees_nothing_but_how_to_join(room: Room, tablet: Tablet) -> None:
    first = tablet.get("/")
    assert first.status == 403
    assert "This tablet has not joined yet." in first.text
    assert 'name="door"' not in first.text
    for path in (
        "/n",
        "/p/00000000",
        "/w",
        "/s",
        "/forgot",
        "/help",
        "/no-such-page",
        "/j/host",
        "/j/host/square",
    ):
        assert tablet.get(path).status == 403, path
    assert tablet.get("/j").status == 200
    assert tablet.get("/static/join.js").status == 200


def test_a_post_without_joining_is_refused(tablet: Tablet) -> None:
    answer = tablet.send("/open", "/j", door=DOOR, kind="pin", pin=PIN)
    assert answer.status == 403
    assert "__Host-place" not in tablet.cookies


def test_with_the_token_it_joins_and_opens_a_book(room: Room, joined: Tablet) -> None:
    assert joined.get("/").status == 200
    open_book(joined)
    assert set(joined.cookies) == {"__Host-session", "__Host-joined", "__Host-place"}
    assert "Other tablets can join" in joined.get("/").text


def test_a_token_works_once_and_a_second_tablet_needs_its_own(
    room: Room, joined: Tablet, paths: Paths
) -> None:
    used = room.entry.joining.invite()
    second = Tablet(own_certificate(paths.instance / "lan"), room.port)
    assert second.join(used.token).status == 303
    third = Tablet(own_certificate(paths.instance / "lan"), room.port)
    answer = third.join(used.token)
    assert answer.status == 403
    assert "That code does not work now." in answer.text
    assert third.get("/").status == 403
    assert [tablet.get("/").status for tablet in (joined, second)] == [200, 200]


def test_a_token_that_is_too_late_is_refused(
    room: Room, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = room.entry.joining.invite()
    later = time.monotonic() + 121
    monkeypatch.setattr(room.entry.joining, "_clock", lambda: later)
    assert tablet.join(made.token).status == 403
    assert tablet.get("/").status == 403


def test_after_being_sent_away_a_tablet_is_out_though_its_book_was_open(room: Room, joined: Tablet) -> None:
    open_book(joined)
    room.entry.joining.send_away()
    assert joined.get("/").status == 403


def test_after_a_new_start_nobody_is_joined(app: Flask, room: Room, joined: Tablet, paths: Paths) -> None:
    kept = joined.cookies["__Host-joined"]
    room.stop()
    assert not room.entry.joining.has_joined(kept)
    with pytest.raises(ConnectionRefusedError):
        joined.get("/")


# --- what a tablet may not pretend


@pytest.mark.parametrize(
    "host",
    ["{host}", "127.0.0.1:{inner}", "localhost:{port}", "127.0.0.1:{port}", "{name}:1", "evil.test", ""],
)
def test_another_host_is_refused(room: Room, server: Server, joined: Tablet, host: str) -> None:
    names = {"host": f"127.0.0.1:{server.port}", "inner": server.port, "port": room.port, "name": joined.name}
    assert joined.get("/", Host=host.format(**names)).status == 421


def test_the_rooms_name_is_refused_on_this_devices_own_port(server: Server, joined: Tablet) -> None:
    with socket.create_connection((HERE, server.port)) as plain:
        plain.sendall(f"GET / HTTP/1.1\r\nHost: {joined.name}:{joined.port}\r\n\r\n".encode())
        assert plain.recv(100).startswith(b"HTTP/1.1 421 ")


def test_no_header_makes_a_tablet_look_like_this_device(joined: Tablet) -> None:
    pretended = {
        "X_Forwarded_For": "127.0.0.1",
        "X_Forwarded_Host": "localhost",
        "X_Forwarded_Proto": "http",
        "Forwarded": "for=127.0.0.1;proto=http",
        "Easyread_Entry": "x",
        "Easyread.Entry": "x",
    }
    assert joined.get("/j/host", **pretended).status == 404
    answer = joined.ask("POST", "/j/host", **pretended)
    assert answer.status != 303
    assert joined.get("/", **pretended).status == 200


def test_every_cookie_is_sealed_to_the_secure_host(room: Room, tablet: Tablet) -> None:
    told = [*tablet.get("/j").headers.get_all("Set-Cookie", ())]
    told += tablet.join(room.entry.joining.invite().code).headers.get_all("Set-Cookie", ())
    told += tablet.send("/open", "/", door=DOOR, kind="pin", pin=PIN).headers.get_all("Set-Cookie", ())
    told += tablet.send("/leave", "/").headers.get_all("Set-Cookie", ())
    assert len(told) >= 5
    for line in told:
        flags = {part.strip() for part in line.split(";")[1:]}
        assert line.startswith("__Host-"), line
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= flags, line


def test_a_cookie_without_the_prefix_opens_nothing(joined: Tablet) -> None:
    open_book(joined)
    joined.cookies = {name.removeprefix("__Host-"): value for name, value in joined.cookies.items()}
    assert joined.get("/").status == 403


def test_another_sites_post_is_refused(joined: Tablet) -> None:
    for origin in ("https://evil.test", f"http://{joined.name}:{joined.port}", "null"):
        assert joined.ask("POST", "/lock", Origin=origin).status == 403


# --- TLS


def test_plain_http_on_the_tls_port_gives_nothing(room: Room) -> None:
    with socket.create_connection((HERE, room.port), timeout=10) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        told = b""
        while more := _receive(plain):
            told += more
    assert b"HTTP" not in told
    assert len(told) < 20  # at most a TLS alert


def _receive(plain: socket.socket) -> bytes:
    try:
        return plain.recv(1000)
    except ConnectionResetError:
        return b""


def test_old_tls_is_refused(room: Room, tablet: Tablet) -> None:
    tablet.context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        tablet.context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        tablet.connect()


def test_a_tablet_that_does_not_trust_the_file_gets_no_page(tablet: Tablet) -> None:
    tablet.context = ssl.create_default_context()
    with pytest.raises(ssl.SSLCertVerificationError):
        tablet.get("/")


def test_the_certificate_is_good_for_no_address(tablet: Tablet) -> None:
    with (
        socket.create_connection((HERE, tablet.port)) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        tablet.context.wrap_socket(plain, server_hostname=HERE)


# --- silence, halves and crowds


@pytest.mark.parametrize("kind", ["no handshake", "no word", "half a form"])
def test_a_hundred_silent_tablets_hold_up_nobody_who_writes(
    app: Flask, room: Room, joined: Tablet, made_once: tuple[Path, Made], kind: str
) -> None:
    open_book(joined)
    head = f"POST /j HTTP/1.1\r\nHost: {joined.name}:{joined.port}\r\nContent-Length: 50\r\n\r\nhalf".encode()
    crowd: list[socket.socket] = []
    for _ in range(100):
        if kind == "no handshake":
            crowd.append(socket.create_connection((HERE, room.port)))
        else:
            crowd.append(joined.connect())
        if kind == "half a form":
            crowd[-1].sendall(head)
    began = time.monotonic()
    words = f"I want to be asked first. {kind}"
    assert say_words(app, joined, words).startswith("303 ")
    assert time.monotonic() - began < 3
    for each in crowd:
        each.close()
    assert read_words(app, made_once[1])[-1] == words


def test_more_than_fit_push_out_the_silent_ones_never_the_newcomer(
    app: Flask, room: Room, joined: Tablet, made_once: tuple[Path, Made]
) -> None:
    open_book(joined)
    crowd = [joined.connect() for _ in range(160)]
    crowd[0].settimeout(5)
    assert crowd[0].recv(1) == b""  # sent out to make room
    assert say_words(app, joined, "There is room for me.").startswith("303 ")
    assert read_words(app, made_once[1])[-1] == "There is room for me."
    for each in crowd:
        each.close()


def test_words_in_flight_at_the_stop_are_kept(
    app: Flask, room: Room, joined: Tablet, made_once: tuple[Path, Made]
) -> None:
    open_book(joined)
    answers: list[str] = []
    writing = threading.Thread(target=lambda: answers.append(say_words(app, joined, "To the last moment.")))
    slow = threading.Event()

    def dawdle(_: Flask, **__: object) -> None:
        if request.method == "POST":
            slow.set()
            time.sleep(0.4)

    request_started.connect(dawdle, app)
    writing.start()
    assert slow.wait(5)
    room.stop()
    writing.join()
    assert answers[0].startswith("303 ")
    assert read_words(app, made_once[1])[-1] == "To the last moment."


# --- who listens where


def listening(process: psutil.Process) -> set[tuple[str, int]]:
    return {
        (each.laddr.ip, each.laddr.port)
        for each in process.net_connections("inet")
        if each.status == psutil.CONN_LISTEN or each.type == socket.SOCK_DGRAM
    }


def start(instance: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "easyread", "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "EASYREAD_INSTANCE": str(instance)},
    )


def test_without_lan_one_port_of_this_device_listens_and_no_page_tells_of_joining(tmp_path: Path) -> None:
    with start(tmp_path) as process:
        assert process.stdout
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
        assert address
        with urlopen(address[0], timeout=10) as answer:
            assert b"Other tablets can join" not in answer.read()
        places = listening(psutil.Process(process.pid))
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=10)
    assert places == {(HERE, int(address[1]))}
    assert rest == ""
    assert not (tmp_path / "lan").exists()


def test_with_lan_it_says_so_listens_where_told_and_stops_without_noise(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("lan_port = 0", "utf-8")
    with start(tmp_path, "--lan", "--lan-address", HERE) as process:
        assert process.stdout
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert address
        assert f"{address[0]}j/host" in process.stdout.readline()
        with urlopen(f"{address[0]}j/host", timeout=10) as answer:
            assert b"Let another tablet join." in answer.read()
        places = listening(psutil.Process(process.pid))
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=10)
    assert {host for host, _ in places} == {HERE}
    assert len(places) == 3
    assert (rest, process.returncode) == ("", 0)
