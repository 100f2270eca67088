"""The front: who says nothing goes, who speaks is heard, and a stop leaves nothing open."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from easyread.lan.certificate import Certificate, own_certificate
from easyread.lan.front import Front, Limits
from tests.faults.tablet import HERE, trusting

SHORT = Limits(handshake=0.3, first_byte=0.4, pause=0.8, visits=5)


class Echo:
    """A plain server that says everything back, and holds on to who is there."""

    def __init__(self) -> None:
        self._listener = socket.create_server((HERE, 0))
        self.port: int = self._listener.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                visit, _ = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            threading.Thread(target=self._serve, args=(visit,), daemon=True).start()

    def _serve(self, visit: socket.socket) -> None:
        with visit:
            while data := visit.recv(65536):
                if data == b"bye":
                    visit.sendall(b"x" * 3_000_000)
                    return
                visit.sendall(data)

    def close(self) -> None:
        with suppress(OSError):  # closed before
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def echo() -> Iterator[Echo]:
    echo = Echo()
    yield echo
    echo.close()


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return own_certificate(tmp_path)


Connect = Callable[[], socket.socket]


@pytest.fixture
def plain(echo: Echo, certificate: Certificate) -> Iterator[Connect]:
    listener = socket.socket()
    listener.bind((HERE, 0))
    place = listener.getsockname()
    front = Front(listener, certificate.context(), (HERE, echo.port), SHORT)
    front.start()
    opened: list[socket.socket] = []

    def connect() -> socket.socket:
        opened.append(socket.create_connection(place, timeout=5))
        return opened[-1]

    yield connect
    front.stop()
    for each in opened:
        each.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(place)


@pytest.fixture
def connect(plain: Connect, certificate: Certificate) -> Iterator[Callable[[], ssl.SSLSocket]]:
    context, opened = trusting(certificate), list[ssl.SSLSocket]()

    def shake_hands() -> ssl.SSLSocket:
        opened.append(context.wrap_socket(plain(), server_hostname=certificate.name))
        return opened[-1]

    yield shake_hands
    for each in opened:
        each.close()


def is_over(visit: socket.socket) -> bool:
    try:
        return visit.recv(1) == b""
    except ConnectionError:
        return True


def test_what_is_said_arrives_and_comes_back(connect: Callable[[], ssl.SSLSocket]) -> None:
    visit = connect()
    for words in (b"one", b"two"):
        visit.sendall(words)
        assert visit.recv(100) == words


def test_a_long_last_answer_arrives_whole_though_the_server_hangs_up(
    connect: Callable[[], ssl.SSLSocket],
) -> None:
    visit = connect()
    visit.sendall(b"bye")
    length = 0
    while data := visit.recv(65536):
        length += len(data)
    assert length == 3_000_000


def test_no_handshake_no_visit(plain: Connect, echo: Echo) -> None:
    began = time.monotonic()
    assert is_over(plain())
    assert 0.2 < time.monotonic() - began < 2
    assert echo.visits == 0


def test_no_word_no_visit(connect: Callable[[], ssl.SSLSocket], echo: Echo) -> None:
    began = time.monotonic()
    assert is_over(connect())
    assert 0.3 < time.monotonic() - began < 2
    assert echo.visits == 0


def test_a_long_pause_ends_a_visit(connect: Callable[[], ssl.SSLSocket]) -> None:
    visit = connect()
    visit.sendall(b"one")
    assert visit.recv(100) == b"one"
    began = time.monotonic()
    assert is_over(visit)
    assert 0.5 < time.monotonic() - began < 3


def test_when_it_is_full_those_who_never_spoke_go_first(connect: Callable[[], ssl.SSLSocket]) -> None:
    speaker = connect()
    speaker.sendall(b"one")
    assert speaker.recv(100) == b"one"
    silent = [connect() for _ in range(SHORT.visits - 1)]
    newcomer = connect()
    newcomer.sendall(b"me too")
    assert newcomer.recv(100) == b"me too"
    speaker.sendall(b"still here")
    assert speaker.recv(100) == b"still here"
    assert is_over(silent[0])


def test_without_the_plain_server_a_visit_ends_quietly(
    connect: Callable[[], ssl.SSLSocket], echo: Echo, capfd: pytest.CaptureFixture[str]
) -> None:
    visit = connect()
    echo.close()
    visit.sendall(b"anybody?")
    assert is_over(visit)
    assert capfd.readouterr() == ("", "")


def test_a_stop_ends_every_visit_in_every_state(echo: Echo, certificate: Certificate) -> None:
    listener = socket.socket()
    listener.bind((HERE, 0))
    front = Front(listener, certificate.context(), (HERE, echo.port))
    front.start()
    context = trusting(certificate)
    visits = [socket.create_connection(listener.getsockname(), timeout=5) for _ in range(3)]
    visits[1] = context.wrap_socket(visits[1], server_hostname=certificate.name)
    visits[2] = context.wrap_socket(visits[2], server_hostname=certificate.name)
    visits[2].sendall(b"one")
    assert visits[2].recv(100) == b"one"
    began = time.monotonic()
    front.stop()
    assert time.monotonic() - began < 2
    for visit in visits:
        assert is_over(visit)
        visit.close()


@pytest.mark.filterwarnings("error")
def test_a_stop_loses_no_socket_of_those_who_knock_at_that_moment(
    echo: Echo, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", lambda what: lost.append(what.exc_value))

    def stop_while_they_knock() -> None:
        listener = socket.socket()
        listener.bind((HERE, 0))
        front = Front(listener, certificate.context(), (HERE, echo.port))
        front.start()
        for _ in range(3):
            socket.create_connection(listener.getsockname()).close()
        front.stop()

    for _ in range(30):
        stop_while_they_knock()
    gc.collect()
    assert lost == []
