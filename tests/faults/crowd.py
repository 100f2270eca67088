"""Crowds that keep the program busy, each in one way, over real connections, until they are sent home."""

from __future__ import annotations

import http.client
import itertools
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from easyread.book.vault import Made, Opened, Vault
from easyread.content import load_library
from easyread.model import CardMade, Grant
from easyread.pictures import Pictures
from easyread.settings import Paths
from tests.books import make_statement
from tests.faults.program import Program
from tests.faults.tablet import Tablet

DOORS = ("star", "heart", "home", "keys", "pet", "music")
LONG = "I want to stay at home and see my sister on each day of the week. " * 25
CARDS = 24


class Post(NamedTuple):
    """What one connection of a crowd sends again and again; ``path`` alone is a GET."""

    path: str
    body: str = ""
    headers: dict[str, str] = {}


def read_token(visitor: Tablet, page: str = "/") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(page).text)
    assert found
    return found[1]


def make_form(visitor: Tablet, path: str, token: str, **fields: str) -> Post:
    """A form as this visitor's browser would send it."""
    body = urlencode({"csrf_token": token, "here": path, **fields})
    return Post(path, body, {"Content-Type": "application/x-www-form-urlencoded", "Origin": visitor.origin})


class Crowd:
    """One thread for each connection of ``sends``; what was answered is counted by status."""

    def __init__(self, visitor: Tablet, sends: Sequence[Post]) -> None:
        self._home = threading.Event()
        self.answers: dict[int, int] = {}
        self._threads = [threading.Thread(target=self._go_on, args=(visitor, post)) for post in sends]
        for thread in self._threads:
            thread.start()

    def send_home(self) -> None:
        self._home.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, visitor: Tablet, post: Post) -> None:
        while not self._home.is_set():
            with suppress(OSError, http.client.HTTPException):
                self._send_all(visitor, post)

    def _send_all(self, visitor: Tablet, post: Post) -> None:
        connection = http.client.HTTPConnection(visitor.name, visitor.port, timeout=60)
        connection.sock = visitor.connect()
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        known = {"Host": f"{visitor.name}:{visitor.port}", "Cookie": cookies, **post.headers}
        try:
            while not self._home.is_set():
                connection.request("POST" if post.body else "GET", post.path, post.body or None, known)
                answer = connection.getresponse()
                answer.read()
                self.answers[answer.status] = self.answers.get(answer.status, 0) + 1
        finally:
            connection.close()


def open_doors(visitor: Tablet, _: Made) -> Sequence[Post]:
    """32 openings at once, at doors without a lock: nobody has to wait between two tries."""
    token = read_token(visitor)
    doors = itertools.islice(itertools.cycle(DOORS), 32)
    return [make_form(visitor, "/open", token, door=door, kind="none") for door in doors]


def make_books(visitor: Tablet, _: Made) -> Sequence[Post]:
    """32 times a new book, behind a door and without a lock."""
    visitor.send("/n/x")
    visitor.send("/n/d", door="garden")
    return [make_form(visitor, "/n/k", read_token(visitor, "/n/k"), kind="none")] * 32


def print_cards(_: Tablet, made: Made) -> Sequence[Post]:
    """8 PDFs at once, each of another card: the same one again would cost little."""
    return [Post(f"/c/{number:032x}/pdf") for number in range(8)]


def listen(visitor: Tablet, _: Made) -> Sequence[Post]:
    """30 who listen to long words of their own."""
    form = make_form(visitor, "/listen/mine", read_token(visitor), words=LONG)
    return [form] * 30


def read_pages(_: Tablet, made: Made) -> Sequence[Post]:
    """16 who ask for the longest page again and again."""
    return [Post("/w")] * 16


def rest(_: Tablet, made: Made) -> Sequence[Post]:
    """32 who have left already."""
    return [Post("/rest")] * 32


LOADS: dict[str, Callable[[Tablet, Made], Sequence[Post]]] = {
    "32 openings": open_doors,
    "32 makings": make_books,
    "8 PDFs": print_cards,
    "30 listeners": listen,
    "16 readers": read_pages,
    "32 who left": rest,
}


@contextmanager
def upload_slowly(visitor: Tablet, many: int = 8, size: int = 16 * 2**20) -> Iterator[None]:
    """So many copies of a book, a little of each at a time."""
    head = (
        f"POST /k/b HTTP/1.1\r\nHost: {visitor.name}:{visitor.port}\r\nOrigin: {visitor.origin}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {size}\r\n"
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in visitor.cookies.items())}\r\n\r\n"
    )
    home = threading.Event()

    def send(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.sendall(head.encode())
            while not home.wait(0.05):
                connection.sendall(b"w" * 2**16)

    connections = [visitor.connect() for _ in range(many)]
    threads = [threading.Thread(target=send, args=(connection,)) for connection in connections]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        home.set()
        for thread, connection in zip(threads, connections, strict=True):
            thread.join()
            connection.close()


@contextmanager
def stay_silent(visitor: Tablet, many: int, said: bytes = b"") -> Iterator[list[socket.socket]]:
    """So many connections that say nothing, or ``said`` and no more."""
    connections: list[socket.socket] = []
    try:
        for _ in range(many):
            connections.append(visitor.connect())
            with suppress(OSError):  # it had to make room already
                connections[-1].sendall(said)
        yield connections
    finally:
        for connection in connections:
            connection.close()


@contextmanager
def keep_busy(name: str, visitor: Tablet, made: Made) -> Iterator[list[Crowd]]:
    """Keep the program busy in one way of :data:`LOADS`, with slow uploads or silence; or in all at once."""
    with ExitStack() as stack:
        if name in ("8 slow uploads", "all at once"):
            stack.enter_context(upload_slowly(visitor))
        if name in ("200 silent", "all at once"):
            stack.enter_context(
                stay_silent(visitor, 140 if isinstance(visitor.connect, ssl.SSLSocket) else 200)
            )
        loads = [load for each, load in LOADS.items() if name in (each, "all at once")]
        crowds = [Crowd(visitor, load(visitor, made)) for load in loads]
        for crowd in crowds:
            stack.callback(crowd.send_home)
        yield crowds


def prepare_books(instance: Path, many: int) -> list[Made]:
    """New books, with the real cost of a lock. The first one has words, an OK for each, and cards."""
    paths = Paths(instance)
    vault = Vault(paths)
    books = [vault.make_book(f"door-{number}", "none", "") for number in range(many)]
    library = load_library(paths, Pictures(paths.static))
    steps = [
        step for step in library.steps.values() if step.kind == "words" and not step.private and not step.held
    ]
    at = datetime.now(UTC)
    with vault.open_store(Opened(books[0].book, books[0].key)) as store:
        said = [
            store.keep(
                make_statement(
                    step=step.id, kind="words", question_version=step.version, choices=(), words=LONG[:600]
                )
            )
            for step in steps
        ]
        for number, one in enumerate(said):
            store.keep_grant(
                Grant(
                    id=f"{number:032x}",
                    statement=one.id,
                    reader="social-worker",
                    purpose="keep-me-safe",
                    answer="yes",
                    at=at,
                )
            )
        for number in range(CARDS):
            lines = tuple(one.id for one in said[number % 4 :])
            store.keep_card(
                CardMade(
                    id=f"{number:032x}",
                    reader="social-worker",
                    purpose="keep-me-safe",
                    languages=("en-GB",),
                    lines=lines,
                    at=at,
                )
            )
    return books


def measure(act: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
