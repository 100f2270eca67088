"""The waitress server: one process, this device only, and a stop that cuts no save in half.

A room (``serve --lan``) is a second server of the same kind, also on this device only, behind a TLS front.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress import wasyncore

from easyread.book.copies import LARGEST
from easyread.connections import Waitress, allow_files
from easyread.dispatcher import Dispatcher
from easyread.lan.certificate import Certificate
from easyread.lan.entry import Entry
from easyread.lan.front import Front
from easyread.lan.joining import Joining
from easyread.lan.names import Answerer
from easyread.lan.pages import install
from easyread.request_limits import ORDINARY, limit_bodies
from easyread.visitors import Visitors

HOST = "127.0.0.1"  # a secure context without TLS, and nothing that another machine can reach
# Seconds until a thread that computes has to let another one go on. An Exit has about fifteen steps, and
# waits before each: in the largest crowd of benchmarks/busy.py the slowest Exit took 125 to 284 ms with 1 ms
# here, and 28 to 166 ms with this; the crowd had as many answers. Python's own is 5 ms.
_TURN = 0.0002
PATIENCE = 10.0  # seconds that a running request may still take after the stop signal

_MEMORY_ONLY = 2 * LARGEST  # above all we take or give: waitress then never makes a temporary file
_OPTIONS: dict[str, Any] = {
    "ident": None,
    "channel_timeout": 30,
    "max_request_body_size": ORDINARY,  # one page takes more: see request_limits.py
    "max_request_header_size": 32 * 2**10,
    "inbuf_overflow": _MEMORY_ONLY,
    "outbuf_overflow": _MEMORY_ONLY,
    "clear_untrusted_proxy_headers": True,
}


class PortTaken(Exception):
    """The port cannot be had: something else uses it, or it is not ours to use."""

    def __init__(self, port: int) -> None:
        super().__init__("the port cannot be had")
        self.port = port


class Server:
    """One server on one port of this device. It is started once and stopped once."""

    def __init__(self, app: Flask, port: int, entry: Entry | None = None) -> None:
        """Take the port (0: any free one). Raises :class:`PortTaken`.

        ``entry``: what answers in the place of ``app``, for visitors who came over TLS.
        """
        _silence()
        allow_files()
        sys.setswitchinterval(_TURN)
        listener = _take(HOST, port)
        self.port: int = listener.getsockname()[1]
        if entry is None:
            app.config["HOSTS"] = hosts(self.port)
        scheme = "https" if entry else "http"
        visitors = Visitors(app, entry)
        at_once, leaving = (app.config.get(name, frozenset()) for name in ("AT_ONCE", "LEAVING"))
        dispatcher = Dispatcher(at_once, leaving, visitors.find_open)
        self._waitress = Waitress(entry or app, listener, dispatcher, url_scheme=scheme, **_OPTIONS)
        limit_bodies(self._waitress, app, visitors)
        self._loop = threading.Thread(target=self._waitress.run, name="easyread-server", daemon=True)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}/"

    def start(self) -> None:
        gc.collect()
        gc.freeze()  # what a start made stays: each later look for what nobody uses any more is short
        self._loop.start()

    def stop(self, lock: Callable[[], None], patience: float = PATIENCE) -> None:
        """Take no new visitors, let running requests end, ``lock`` the books, close."""
        if not self._loop.is_alive():
            return
        self._in_loop(lambda: wasyncore.dispatcher.close(self._waitress))
        last = time.monotonic() + patience
        while self._busy() and time.monotonic() < last:
            time.sleep(0.02)
        lock()
        self._waitress.task_dispatcher.shutdown(timeout=1)
        self._in_loop(lambda: wasyncore.close_all(self._waitress._map))  # noqa: SLF001  # waitress closes so too
        self._loop.join(timeout=2)

    def _busy(self) -> bool:
        """Is a request running, or an answer still on its way out?"""
        return any(
            channel.requests or channel.total_outbufs_len
            for channel in list(self._waitress.active_channels.values())
        )

    def _in_loop(self, act: Callable[[], None]) -> None:
        """Have the loop's own thread do it: its sockets are nobody else's to touch."""
        with suppress(OSError):  # the loop was awake, has done it already, and closed its own trigger
            self._waitress.trigger.pull_trigger(act)


class Room:
    """The way in for other tablets of the room, while the program runs."""

    def __init__(self, app: Flask, address: str, port: int, certificate: Certificate) -> None:
        """Take a port of one address of this device. Raises :class:`PortTaken`; OSError: no certificate."""
        context = certificate.context()
        listener = _take(address, port)
        self.port: int = listener.getsockname()[1]
        self.entry = Entry(app, certificate.name, self.port, Joining())
        install(app, self.entry, certificate)
        self._inner = Server(app, 0, self.entry)
        self._front = Front(listener, context, (HOST, self._inner.port))
        self._name = _find_answerer(certificate.name, address)

    @property
    def address(self) -> str:
        return self.entry.address

    def start(self) -> None:
        self._inner.start()
        self._front.start()
        if self._name:
            self._name.start()

    def stop(self, patience: float = PATIENCE) -> None:
        """Take no new visitors, let running requests end, send everybody out."""
        if self._name:
            self._name.stop()
        self._front.close_door()
        self._inner.stop(self.entry.joining.send_away, patience)
        self._front.stop()


def _find_answerer(name: str, address: str) -> Answerer | None:
    """A ``.local`` name needs somebody who answers to it; on this device alone nobody asks."""
    if not name.endswith(".local") or address.startswith("127."):
        return None
    try:
        return Answerer(name, address)
    except OSError:  # the device does not let us: its own name may still be set by ``lan_name``
        return None


def hosts(port: int) -> tuple[str, ...]:
    """The exact ``Host`` headers that this server answers to."""
    names = (HOST, "localhost")
    return tuple(f"{name}:{port}" for name in names) + (names if port == 80 else ())


def serve(
    app: Flask,
    port: int,
    *,
    ready: Callable[[str], None],
    lock: Callable[[], None],
    room: Room | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM. ``ready`` is told the address. Raises :class:`PortTaken`."""
    server = Server(app, port)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    server.start()
    if room:
        room.start()
    ready(server.address)
    while not stop.wait(1):  # a wait without an end cannot be interrupted on Windows
        pass
    if room:
        room.stop()
    server.stop(lock)


def _take(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # On Windows "reuse" would let two servers share a port; elsewhere it only skips the wait after a stop.
    option = getattr(socket, "SO_EXCLUSIVEADDRUSE", None) if os.name == "nt" else socket.SO_REUSEADDR
    listener.setsockopt(socket.SOL_SOCKET, option or socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise PortTaken(port) from None
    return listener


def _silence() -> None:
    """waitress logs addresses and tracebacks, which can hold a person's words: nothing is printed."""
    logger = logging.getLogger("waitress")
    logger.propagate = False
    logger.handlers = [logging.NullHandler()]
