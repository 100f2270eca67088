"""The program in a process of its own, so that who measures it takes none of its time.

python -m tests.faults.program INSTANCE: serves this device and a room on 127.0.0.1, says where, and answers
each line on its standard input with a line: "open BOOK KEY" with the reference of the open book, "code" with
a code to join by. It ends with its input.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from easyread import create_app
from easyread.book.vault import BookHandle, Made
from easyread.lan.certificate import Certificate, own_certificate
from easyread.server import Room, Server
from easyread.settings import Paths, Settings
from easyread.web.open_books import COOKIE
from tests.faults.tablet import HERE, Tablet, Visitor

ROOT = Path(__file__).parents[2]


class Program:
    """What a test sees of the running program."""

    def __init__(self, child: subprocess.Popen[str], certificate: Certificate) -> None:
        self._in, self._out = cast("IO[str]", child.stdin), cast("IO[str]", child.stdout)
        self.pid, self._certificate = child.pid, certificate
        self.port, self.room = (int(port) for port in self._out.readline().split())

    def visit(self, made: Made | None = None) -> Tablet:
        """A browser on this device; ``made``: with this book open in it."""
        return self._with_book(Visitor(self.port), made, COOKIE)

    def join(self, made: Made | None = None) -> Tablet:
        """A tablet that has joined the room; as above."""
        tablet = Tablet(self._certificate, self.room)
        assert tablet.join(self._tell("code")).status == 303
        return self._with_book(tablet, made, f"__Host-{COOKIE}")

    def knock(self) -> Tablet:
        """A tablet that has not joined."""
        return Tablet(self._certificate, self.room)

    def _with_book(self, visitor: Tablet, made: Made | None, cookie: str) -> Tablet:
        if made:
            visitor.cookies[cookie] = self._tell(f"open {made.book} {made.key.hex()}")
        return visitor

    def _tell(self, line: str) -> str:
        self._in.write(f"{line}\n")
        self._in.flush()
        return self._out.readline().strip()


@contextmanager
def run_program(instance: Path) -> Iterator[Program]:
    """The program, until the block ends."""
    certificate = own_certificate(instance / "lan")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.program", str(instance)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as child:
        try:
            yield Program(child, certificate)
        finally:
            cast("IO[str]", child.stdin).close()
            child.wait(30)


def main(instance: Path) -> None:
    """Serve until the input ends."""
    app = create_app(Settings(), Paths(instance))
    server = Server(app, 0)
    room = Room(app, HERE, 0, own_certificate(instance / "lan"))
    server.start()
    room.start()
    print(server.port, room.port, flush=True)
    open_books, speech = app.extensions["easyread"].open_books, app.extensions["easyread"].speech
    for line in sys.stdin:
        asked, *rest = line.split()
        if asked == "open":
            print(open_books.open(BookHandle(rest[0], bytes.fromhex(rest[1]))), flush=True)
        else:
            print(room.entry.joining.invite().token, flush=True)
    room.stop()
    server.stop(open_books.lock_all)
    speech.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
