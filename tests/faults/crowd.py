"""Crowds that keep the program busy, each in one way, over real connections, until they are sent home."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from easyread.book.vault import Made
from easyread.lan.certificate import Certificate
from tests.faults.tablet import Tablet, Visitor

DOORS = ("star", "heart", "home", "keys", "pet", "music")
LONG = "I want to stay at home and see my sister on each day of the week. " * 25
CARDS = 8


class Post(NamedTuple):
    """What one connection of a crowd sends again and again; without a body it is a GET."""

    path: str
    body: str
    headers: Mapping[str, str]


def make_get(path: str) -> Post:
    return Post(path, "", {})


def read_token(visitor: Tablet, page: str = "/") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(page).text)
    assert found
    return found[1]


def write_cookies(visitor: Tablet) -> str:
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def make_form(visitor: Tablet, path: str, token: str, **fields: str) -> Post:
    """A form as this visitor's browser would send it."""
    body = urlencode({"csrf_token": token, "here": path, **fields})
    headers = {"Origin": visitor.origin, "Referer": visitor.origin + path}
    return Post(path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})


class Crowd:
    """All of ``sends`` at once, from a process of its own. ``answers``: by status, when it is home."""

    def __init__(self, visitor: Tablet, sends: Sequence[Post]) -> None:
        self.answers: dict[str, int] = {}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.crowd"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        told = [visitor.name, visitor.port, visitor.cookies, visitor.authority.hex(), sends]
        print(json.dumps(told), file=self._child.stdin, flush=True)
        assert self._child.stdout
        self._child.stdout.readline()  # they are all there

    def send_home(self) -> None:
        with self._child:
            self.answers = json.loads(self._child.communicate("")[0])


def main() -> None:
    """A crowd, as :class:`Crowd` tells it, until its input ends."""
    with suppress(OSError):  # it stands for other devices: it must not take the processor of this one
        os.nice(19)
    name, port, cookies, authority, sends = json.loads(sys.stdin.readline())
    known = Certificate(name, Path(), Path(), bytes.fromhex(authority))
    visitor = Tablet(known, port) if authority else Visitor(port)
    visitor.cookies = cookies
    home = threading.Event()
    answers: dict[int, int] = {}
    threads = [threading.Thread(target=_go_on, args=(visitor, Post(*post), home, answers)) for post in sends]
    for thread in threads:
        thread.start()
    print("here", flush=True)
    sys.stdin.read()
    home.set()
    for thread in threads:
        thread.join()
    print(json.dumps(answers))


def _go_on(visitor: Tablet, post: Post, home: threading.Event, answers: dict[int, int]) -> None:
    while not home.is_set():
        with suppress(OSError, http.client.HTTPException):
            _send_all(visitor, post, home, answers)


def _send_all(visitor: Tablet, post: Post, home: threading.Event, answers: dict[int, int]) -> None:
    connection = http.client.HTTPConnection(visitor.name, visitor.port, timeout=60)
    connection.sock = visitor.connect()
    cookies = write_cookies(visitor)
    known = {"Host": f"{visitor.name}:{visitor.port}", "Cookie": cookies, **post.headers}
    try:
        while not home.is_set():
            connection.request("POST" if post.body else "GET", post.path, post.body or None, known)
            answer = connection.getresponse()
            answer.read()
            answers[answer.status] = answers.get(answer.status, 0) + 1
    finally:
        connection.close()


def open_doors(visitor: Tablet) -> Sequence[Post]:
    """32 openings at once, at doors without a lock: nobody has to wait between two tries."""
    token = read_token(visitor)
    doors = itertools.islice(itertools.cycle(DOORS), 32)
    return [make_form(visitor, "/open", token, door=door, kind="none") for door in doors]


def make_books(visitor: Tablet) -> Sequence[Post]:
    """32 new books at once, begun in 32 browsers, behind one door and without a lock."""
    return [_begin_book(visitor) for _ in range(32)]


def _begin_book(visitor: Tablet) -> Post:
    browser = copy(visitor)
    browser.cookies = {name: value for name, value in visitor.cookies.items() if not name.endswith("session")}
    browser.send("/n/x")
    browser.send("/n/d", door="garden")
    form = make_form(browser, "/n/k", read_token(browser, "/n/k"), kind="none")
    return form._replace(headers={**form.headers, "Cookie": write_cookies(browser)})


def print_cards(_: Tablet) -> Sequence[Post]:
    """8 PDFs at once."""
    return [make_get(f"/c/{number:032x}/pdf") for number in range(CARDS)]


def listen(visitor: Tablet) -> Sequence[Post]:
    """30 who listen to long words of their own."""
    return [make_form(visitor, "/listen/mine", read_token(visitor), words=LONG[:500])] * 30


def read_pages(_: Tablet) -> Sequence[Post]:
    """8 who ask for the longest page again and again."""
    return [make_get("/w")] * 8


def rest(_: Tablet) -> Sequence[Post]:
    """16 who have left already."""
    return [make_get("/rest")] * 16


LOADS: dict[str, Callable[[Tablet], Sequence[Post]]] = {
    "32 openings": open_doors,
    "32 makings": make_books,
    "8 PDFs": print_cards,
    "30 listeners": listen,
    "8 readers": read_pages,
    "16 who left": rest,
}
UPLOADS, SILENT, ALL = "8 slow uploads", "200 silent", "all at once"


@contextmanager
def upload_slowly(visitor: Tablet, many: int = 8, size: int = 16 * 2**20) -> Iterator[None]:
    """So many copies of a book, a little of each at a time."""
    head = (
        f"POST /k/b HTTP/1.1\r\nHost: {visitor.name}:{visitor.port}\r\nOrigin: {visitor.origin}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {size}\r\n"
        f"Cookie: {write_cookies(visitor)}\r\n\r\n"
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
def keep_busy(name: str, come: Callable[[Made], Tablet], books: Sequence[Made]) -> Iterator[list[Crowd]]:
    """Keep the program busy in one of :data:`LOADS`, with slow uploads or silence; or in all ways at once.

    ``come`` makes a visitor who has opened a book; each load has one of ``books``.
    """
    with ExitStack() as stack:
        if name in (UPLOADS, ALL):
            stack.enter_context(upload_slowly(come(books[0])))
        if name in (SILENT, ALL):
            stack.enter_context(stay_silent(come(books[0]), 200))
        chosen = [place for place, each in enumerate(LOADS) if name in (each, ALL)]
        visitors = {place: come(books[place]) for place in chosen}
        # All of them, before the first one keeps it busy.
        sends = [(visitor, [*LOADS.values()][place](visitor)) for place, visitor in visitors.items()]
        crowds = [Crowd(visitor, posts) for visitor, posts in sends]
        for crowd in crowds:
            stack.callback(crowd.send_home)
        yield crowds


if __name__ == "__main__":
    main()
