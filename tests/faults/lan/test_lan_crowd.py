"""Silent tablets, half-sent forms, crowds and a stop: the words of somebody who writes are kept."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask, request, request_started

from easyread.book.copies import LARGEST
from easyread.book.vault import BookHandle, Made
from easyread.request_limits import NOT_JOINED, OF_NOBODY, ORDINARY
from easyread.server import Room
from tests.faults.tablet import HERE, Tablet, make_upload


def say_words(app: Flask, tablet: Tablet, words: str) -> str:
    """Answer the first question for own words; gives the answer's status."""
    steps = app.extensions["easyread"].library.steps.values()
    step = next(step for step in steps if step.kind == "words" and not step.private)
    answer = tablet.send(f"/p/{step.code}", words=words, next="yes")
    return f"{answer.status} {answer.headers.get('Location')}"


def read_words(app: Flask, made: Made) -> list[str]:
    with app.extensions["easyread"].vault.open_store(BookHandle(made.book, made.key)) as store:
        return [said.words for said in store.statements()]


@pytest.mark.parametrize("kind", ["no handshake", "no word", "half a form"])
def test_a_hundred_silent_tablets_hold_up_nobody_who_writes(
    app: Flask, room: Room, joined: Tablet, made_once: tuple[Path, Made], kind: str
) -> None:
    assert joined.open_book().status == 303
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
    assert joined.open_book().status == 303
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
    assert joined.open_book().status == 303
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


def ask_room_for_a_copy(
    tablet: Tablet, head: str, body: bytes, cookies: str = "", path: str = "/k/b"
) -> bytes:
    """The first line of what a tablet is told that begins to send a copy of a book, or another form."""
    with tablet.connect() as connection:
        host = f"{tablet.name}:{tablet.port}"
        form = "Content-Type: multipart/form-data; boundary=x\r\nConnection: close"
        lines = (f"POST {path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookies}", form, head, "", "")
        connection.sendall("\r\n".join(lines).encode())
        with suppress(OSError):  # who refuses a body does not read the rest of it
            connection.sendall(body)
        return connection.recv(100).split(b"\r\n")[0]


@pytest.mark.parametrize("path", ["/k/b", "/j", "/go", "/leave"])
def test_a_tablet_that_has_not_joined_fills_no_memory(room: Room, tablet: Tablet, path: str) -> None:
    length = OF_NOBODY + 1 if path == "/leave" else NOT_JOINED + 1  # at once, before any of it came
    too_big = b"HTTP/1.1 413 Request Entity Too Large"
    assert ask_room_for_a_copy(tablet, f"Content-Length: {length}", b"w", path=path) == too_big
    told = ask_room_for_a_copy(tablet, "Transfer-Encoding: chunked", b"", path=path)
    assert told == b"HTTP/1.1 411 Length Required"


def test_a_tablet_that_has_joined_can_bring_a_whole_copy(joined: Tablet) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in joined.cookies.items())
    body = make_upload(ORDINARY)
    told = ask_room_for_a_copy(joined, f"Content-Length: {len(body)}", body, cookies)
    assert told.startswith(b"HTTP/1.1 400 ")  # it is read to its end; only the form's token is missing
    too_much = f"Content-Length: {2 * LARGEST}"
    assert ask_room_for_a_copy(joined, too_much, b"w", cookies).startswith(b"HTTP/1.1 413 ")
