"""Another tablet in the room, over real TLS connections. The front is bound to this device only."""

from __future__ import annotations

import socket
import ssl
import time

import pytest
from flask import Flask

from easyread.lan.certificate import own_certificate
from easyread.server import Room, Server
from easyread.settings import Paths
from easyread.web.open_books import COOKIE
from tests.books import DOOR, PIN
from tests.client import PageClient
from tests.faults.tablet import HERE, Tablet

# --- joining


def test_before_joining_a_tablet_sees_nothing_but_how_to_join(app: Flask, tablet: Tablet) -> None:
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
    assert tablet.get(f"{app.static_url_path}/join.js").status == 200


def test_a_post_without_joining_is_refused(tablet: Tablet) -> None:
    answer = tablet.send("/open", "/j", door=DOOR, kind="pin", pin=PIN)
    assert answer.status == 403
    assert "__Host-place" not in tablet.cookies


def test_with_the_token_it_joins_and_opens_a_book(room: Room, joined: Tablet) -> None:
    assert joined.get("/").status == 200
    assert joined.open_book().status == 303
    assert set(joined.cookies) == {"__Host-session", "__Host-joined", "__Host-place", "__Host-turn"}
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
    assert joined.open_book().status == 303
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


def test_a_program_on_this_device_that_goes_round_the_tls_has_to_join_too(room: Room, tablet: Tablet) -> None:
    with socket.create_connection((HERE, room._inner.port)) as plain:  # noqa: SLF001  # it is told nowhere
        plain.sendall(f"GET / HTTP/1.1\r\nHost: {tablet.name}:{tablet.port}\r\n\r\n".encode())
        assert plain.recv(100).startswith(b"HTTP/1.1 403 ")


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


def test_on_this_device_over_plain_http_no_cookie_asks_for_https(client: PageClient) -> None:
    answers = [client.get("/"), client.send("/", "/open", door=DOOR, kind="pin", pin=PIN)]
    answers.append(client.send("/", "/leave"))
    told = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]
    assert {line.split("=")[0] for line in told} == {"session", "turn", COOKIE}
    for line in told:
        flags = {part.strip() for part in line.split(";")[1:]}
        assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= flags, line
        assert "Secure" not in flags, line  # Safari would then keep no cookie of http://127.0.0.1


def test_a_cookie_without_the_prefix_opens_nothing(joined: Tablet) -> None:
    assert joined.open_book().status == 303
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
