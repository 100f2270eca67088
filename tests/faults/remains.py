"""What is left of a person in the program's memory: a visitor with words, and a look from outside."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from io import FileIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil

from easyread.book.vault import BookHandle, Vault
from easyread.content import Library, load_library
from easyread.model import CardMade, Explained, Grant
from easyread.pictures import Pictures
from easyread.settings import Paths
from tests.pages import sharing_book as sharing

_PIECE = 2**16  # bytes
ROOT = Path(__file__).parents[2]
DOOR, PIN = "bus", "73916482"  # eight digits: no others in the memory are the same by chance
WORD = "Quxzebra"
# As plain text, and beside signs for which Python keeps each letter in two and in four bytes.
TYPED = (f"{WORD}a wants her own key.", f"{WORD}b chcę mieć własny klucz łąka.", f"{WORD}c wants 😀 her key.")
# The real command, open to a look from outside: what else it does about its memory stays on.
COMMAND = """
import sys
from easyread import memory
memory.refuse_readers = lambda: None
from easyread.__main__ import main
sys.exit(main())
"""


class Visitor:
    """A browser's part of forms and cookies, over one connection to the server."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes, str]:
        """The status, the body, and where it leads to."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._address}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        return answer.status, answer.read(), answer.headers.get("Location", "")

    def get(self, path: str) -> bytes:
        return self.ask("GET", path)[1]

    def send(self, page: str, to: str = "", **fields: str) -> tuple[int, bytes, str]:
        """Get ``page`` and post its hidden fields with ``fields`` (to ``to``)."""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.get(page).decode())
        return self.ask("POST", to or page, urlencode({**dict(found), **fields}))

    def close(self) -> None:
        self._connection.close()


class Place:
    """The real server as a child, with an instance folder of its own."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        self.paths = Paths(folder)
        self.library: Library = load_library(self.paths, Pictures(self.paths.static, "openmoji", "/"))
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "EASYREAD_INSTANCE": str(folder), **(environment or {})},
        )
        assert self.process.stdout
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found
        self.address = found[0]

    def address_of(self, step: str) -> str:
        return f"/p/{self.library.steps[step].code}"

    def pids(self) -> list[int]:
        """The server and its children."""
        root = psutil.Process(self.process.pid)
        return [one.pid for one in [root, *root.children(recursive=True)]]


@contextmanager
def run_place(folder: Path, environment: dict[str, str] | None = None) -> Iterator[Place]:
    place = Place(folder, environment)
    with place.process:
        try:
            yield place
        finally:
            place.process.terminate()


def make_book(visitor: Visitor) -> None:
    """Make a book behind a door with a PIN; the code is kept."""
    visitor.send("/n", choice="yes")
    visitor.send("/n/x")
    visitor.send("/n/d", door=DOOR)
    visitor.send("/n/k", kind="pin")
    visitor.send("/n/l", pin=PIN)
    assert visitor.send("/n/l", pin=PIN)[2] == "/n/c"
    visitor.send("/n/c")


def open_book(visitor: Visitor) -> None:
    assert visitor.send("/", "/open", door=DOOR, kind="pin", pin=PIN)[0] == 303


def say_all(place: Place, visitor: Visitor) -> None:
    """Say the words, have them read aloud, look at them again, and make a card of them."""
    visitor.send(place.address_of("who-is-here"), choice="nobody", next="yes")
    steps = [step for step in place.library.steps.values() if step.kind == "words" and not step.held]
    for step, words in zip(steps, TYPED, strict=False):
        page = f"/p/{step.code}"
        assert visitor.send(page, words=words, next="yes")[0] == 303
        assert visitor.send(page, "/listen/mine", words=words)[0] == 200
        assert WORD.encode() in visitor.get(page)
    assert WORD.encode() in visitor.get("/w")


def make_card(place: Place, visitor: Visitor) -> None:
    """Allow all, and look at the card as a page and as a PDF."""
    opened, now = find_key(place), datetime.now(UTC)
    with Vault(place.paths).open_store(opened) as store:
        said = [one for one in store.statements() if one.words]
        store.keep_explained(Explained(id=secrets.token_hex(16), at=now, language="en-GB"))
        for one in said:
            new: dict[str, Any] = {"id": secrets.token_hex(16), "said": one.id, "at": now}
            store.keep_grant(Grant(reader=sharing.READER, purpose=sharing.PURPOSE, answer="yes", **new))
        made = CardMade(
            id=secrets.token_hex(16), reader=sharing.READER, purpose=sharing.PURPOSE, languages=("en-GB",),
            lines=tuple(one.id for one in said), at=now,
        )  # fmt: skip
        store.keep_card(made)
    assert WORD.encode() in visitor.get(f"/c/{made.id}")
    assert visitor.get(f"/c/{made.id}/pdf").startswith(b"%PDF")


def find_key(place: Place) -> BookHandle:
    """As a second program on this device would, that knows the lock."""
    return Vault(place.paths).open_book(DOOR, "pin", PIN)


def leave(visitor: Visitor) -> None:
    assert visitor.send("/", "/leave")[0] == 303


def look_for(word: str) -> dict[str, bytes]:
    """A word as the bytes that a memory may hold it in."""
    return {"utf-8": word.encode(), "utf-16": word.encode("utf-16-le"), "utf-32": word.encode("utf-32-le")}


def look_for_key(key: bytes) -> dict[str, bytes]:
    return {"bytes": key, "hex": key.hex().encode()}


def count(pids: list[int], wanted: dict[str, bytes]) -> dict[str, int]:
    """How often each is in the memory of these processes, all that can be read of it."""
    found = dict.fromkeys(wanted, 0)
    for pid in pids:
        for block in read_memory(pid):
            for name, content in wanted.items():
                found[name] += block.count(content)
    return found


def read_memory(pid: int) -> Iterator[bytes]:
    """The writable memory of a process, block by block. Raises OSError when we may not."""
    with Path(f"/proc/{pid}/maps").open(encoding="utf-8") as maps:
        spans = [line.split() for line in maps]
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for span, rights, *_ in spans:
            if rights.startswith("rw"):
                start, end = (int(each, 16) for each in span.split("-"))
                yield b"".join(_read_pages(memory, start, end))


def _read_pages(memory: FileIO, start: int, end: int) -> Iterator[bytes]:
    """A span of it; a piece that was given back meanwhile is left out."""
    for place in range(start, end, _PIECE):
        memory.seek(place)
        with suppress(OSError):
            yield memory.read(min(_PIECE, end - place)) or b""


def show_where(pids: list[int], content: bytes, around: int = 60) -> Iterator[tuple[int, bytes]]:
    """For whoever hunts one: the process, and what stands around each copy."""
    for pid in pids:
        for block in read_memory(pid):
            for found in re.finditer(re.escape(content), block):
                yield pid, block[max(0, found.start() - around) : found.end() + around]


def settle() -> None:
    """What the program does after an answer gets its moment."""
    time.sleep(2)
