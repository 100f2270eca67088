"""TLS at the door of the room, piped to the plain server on this device.

Connections that say nothing, or only half of something, cost one waiting task each and nobody's turn:
a handshake has five seconds, the first byte ten, a pause sixty, and when the front is full the one that
has been silent longest makes room for the next.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass

_CHUNK = 64 * 1024
_CLOSING = 2.0  # seconds for a last good-bye
_SWEEP = 0.5  # seconds between looks for visits that take too long
_PATIENCE = 5.0  # seconds that the end may take


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, and how many connections may live at once (below what the plain server takes)."""

    handshake: float = 5.0
    first_byte: float = 10.0
    pause: float = 60.0
    just_came: float = 1.0
    visits: int = 150


@dataclass(slots=True)
class _Visit:
    """One connection: when it last moved a byte, and whether it has said anything at all."""

    connection: socket.socket
    last: float
    spoke: bool = False

    def end(self) -> None:
        """Hang up. Both pipes then end by themselves, whatever they wait for, and close what they hold."""
        with suppress(OSError):  # it is closed already
            self.connection.shutdown(socket.SHUT_RDWR)


class Front:
    """One TLS listener in a thread of its own. It is started once and stopped once."""

    def __init__(
        self,
        listener: socket.socket,
        context: ssl.SSLContext,
        inner: tuple[str, int],
        limits: Limits | None = None,
    ) -> None:
        """``listener`` is bound but does not listen yet; ``inner`` is the plain server on this device."""
        self._listener, self._context, self._inner = listener, context, inner
        self._limits = limits or Limits()
        self._visits: dict[asyncio.Task[None], _Visit] = {}
        self._taken = set[socket.socket]()  # every connection that is not closed yet
        self._thread = threading.Thread(target=self._live, name="easyread-front", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._full = asyncio.Event()
        self._over = asyncio.Event()

    def start(self) -> None:
        self._listener.listen(1024)  # as waitress: a crowd that knocks at once is not told to come back
        self._listener.setblocking(False)
        self._thread.start()
        self._ready.wait(_PATIENCE)

    def close_door(self) -> None:
        """Take no new visitors; those who are in go on."""
        self._tell(self._full)

    def stop(self) -> None:
        """Send everybody out."""
        self.close_door()
        self._tell(self._over)
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)
        self._listener.close()

    def _tell(self, event: asyncio.Event) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(event.set)

    def _live(self) -> None:
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:  # Windows has another one
                runner.run(self._run())
        finally:  # a loop that ends in the middle of a handshake forgets its socket
            for connection in self._taken:
                connection.close()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        # asyncio would print what went wrong with a connection: addresses are nobody's business.
        self._loop.set_exception_handler(lambda *_: None)
        sweeping = asyncio.create_task(self._sweep())
        self._loop.add_reader(self._listener, self._welcome)
        self._ready.set()
        await self._full.wait()
        self._loop.remove_reader(self._listener)
        self._listener.close()
        await self._over.wait()
        for visit in self._visits.values():
            visit.end()
        sweeping.cancel()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait(others, timeout=_CLOSING)

    def _welcome(self) -> None:
        """Take who knocks. Not by ``sock_accept``: whoever it had taken is lost when it is cancelled."""
        loop = asyncio.get_running_loop()
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, ConnectionAbortedError):  # gone again before it was taken
            return
        except OSError:  # too many open files
            loop.remove_reader(self._listener)  # the sweep listens again
            return
        connection.setblocking(False)
        with suppress(OSError):  # asyncio does it only for sockets that were made by the protocol's number
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer waits 40 ms
        self._taken.add(connection)
        self._make_room()
        visit = _Visit(connection, loop.time())
        task = loop.create_task(self._serve(visit))
        self._visits[task] = visit
        task.add_done_callback(lambda done: self._visits.pop(done, None))

    def _make_room(self) -> None:
        """Never refuse the newcomer: the longest silence goes, those who never spoke first.

        A few who have just come stay, or a crowd that speaks would push out who is still shaking hands.
        """
        while len(self._visits) >= self._limits.visits:
            new = [task for task, visit in self._visits.items() if not visit.spoke]
            spoke = [task for task, visit in self._visits.items() if visit.spoke]
            just_came = asyncio.get_running_loop().time() - self._limits.just_came
            late = any(self._visits[task].last < just_came for task in new)
            going = new if late or len(new) > self._limits.visits // 5 else spoke or new
            self._visits.pop(min(going, key=lambda task: self._visits[task].last)).end()

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SWEEP)
            if not self._full.is_set():
                loop.add_reader(self._listener, self._welcome)
            self._taken = {connection for connection in self._taken if connection.fileno() >= 0}
            now = loop.time()
            for visit in list(self._visits.values()):
                limit = self._limits.pause if visit.spoke else self._limits.first_byte
                if now - visit.last > limit:
                    visit.end()

    async def _serve(self, visit: _Visit) -> None:
        with suppress(OSError):  # a broken handshake, a lost connection: TLS troubles are OSErrors too
            reader, writer = await self._shake_hands(visit.connection)
            try:
                if first := await reader.read(_CHUNK):
                    visit.spoke, visit.last = True, asyncio.get_running_loop().time()
                    await self._pass_on(first, reader, writer, visit)
            finally:
                writer.close()  # without waiting: the loop may be ending, and with it this visit
            await _close(writer)

    async def _shake_hands(
        self, connection: socket.socket
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(_CHUNK)
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.connect_accepted_socket(
            lambda: protocol,
            connection,
            ssl=self._context,
            ssl_handshake_timeout=self._limits.handshake,
            ssl_shutdown_timeout=_CLOSING,
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    async def _pass_on(
        self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, visit: _Visit
    ) -> None:
        """Both ways, until either side ends."""
        inner_reader, inner_writer = await asyncio.open_connection(*self._inner)
        ways: list[asyncio.Task[None]] = []
        try:
            inner_writer.write(first)
            ways.append(asyncio.create_task(_pipe(reader, inner_writer, visit)))
            ways.append(asyncio.create_task(_pipe(inner_reader, writer, visit)))
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            inner_writer.close()


async def _close(writer: asyncio.StreamWriter) -> None:
    """Send what waits, then close."""
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, visit: _Visit) -> None:
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            visit.last = asyncio.get_running_loop().time()
            writer.write(data)
            await writer.drain()
            visit.last = asyncio.get_running_loop().time()
