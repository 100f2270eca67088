"""This device answers to its random name in the room: multicast DNS (RFC 6762), one name, one address.

Only a ``.local`` name is answered for; a service's own name is its own DNS's task. Nothing is asked and
nothing is announced: a question for exactly our name gets one answer, any other packet gets none.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress

GROUP, PORT = "224.0.0.251", 5353
_A, _AAAA, _NSEC, _ANY, _INTERNET = 1, 28, 47, 255, 1
_FLUSH = 0x8000  # in an answer's class: forget what was known before
_LASTS, _LASTS_FOR_OLD = 120, 10  # seconds that an answer may be kept (RFC 6762 10 and 6.7)
_ONLY_A = bytes((0, 1, 0x40))  # the NSEC map: of the first eight types there is only type 1


class Answerer:
    """Answers for one name until it is stopped, in a thread of its own."""

    def __init__(self, name: str, address: str) -> None:
        """Join the group on the network of ``address``. Raises OSError when that cannot be done."""
        self._name, self._address = name, address
        self._over = threading.Event()
        self._socket = _join_group(address)
        self._thread = threading.Thread(target=self._run, name="easyread-name", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join(2)
        self._socket.close()

    def _run(self) -> None:
        while not self._over.is_set():
            with suppress(OSError):  # a time-out, or a network that went away: listen on
                question, (host, port) = self._socket.recvfrom(9000)
                old = port != PORT  # asked by a plain resolver: it wants the answer for itself
                if reply := answer(question, self._name, self._address, old=old):
                    self._socket.sendto(reply, (host, port) if old else (GROUP, PORT))


def find_address() -> str | None:
    """This device's address in a private network; ``None``: it is in none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address that nobody has (RFC 5737); UDP only looks up a way
        except OSError:
            return None
        address = ipaddress.ip_address(probe.getsockname()[0])
    return str(address) if address.is_private and not address.is_loopback else None


def answer(packet: bytes, name: str, address: str, *, old: bool = False) -> bytes | None:
    """The answer to a question for ``name``; ``None`` to anything else. ``old``: to a plain resolver."""
    try:
        number, flags, questions = struct.unpack_from("!3H", packet)
        if flags & 0xF800:  # an answer, or no plain question
            return None
        asked = {kind for found, kind in _read_questions(packet, questions) if found == name.lower()}
    except (struct.error, IndexError, ValueError):
        return None
    if not asked & {_A, _AAAA, _ANY}:
        return None
    there = _record(name, _A, socket.inet_aton(address), old=old)
    not_there = _record(name, _NSEC, _write_name(name) + _ONLY_A, old=old)
    records = [there, not_there] if asked & {_A, _ANY} else [not_there, there]
    echo = _write_name(name) + struct.pack("!2H", min(asked), _INTERNET) if old else b""
    head = struct.pack("!6H", number if old else 0, 0x8400, 1 if old else 0, 1, 0, 1)
    return head + echo + b"".join(records)


def _read_questions(packet: bytes, count: int) -> Iterator[tuple[str, int]]:
    place = 12
    for _ in range(count):
        name, place = _read_name(packet, place)
        kind, _class = struct.unpack_from("!2H", packet, place)
        place += 4
        yield name, kind


def _read_name(packet: bytes, place: int) -> tuple[str, int]:
    """The name at ``place`` in small letters, and where it ends. It may go on in another one."""
    labels: list[str] = []
    end = 0
    for _ in range(128):
        length = packet[place]
        if length == 0:
            return ".".join(labels), end or place + 1
        if length & 0xC0:
            end = end or place + 2
            place = (length & 0x3F) << 8 | packet[place + 1]
            continue
        labels.append(packet[place + 1 : place + 1 + length].decode("ascii").lower())
        place += 1 + length
    raise ValueError("a name without an end")


def _write_name(name: str) -> bytes:
    return b"".join(bytes((len(label),)) + label.encode("ascii") for label in name.split(".")) + b"\0"


def _record(name: str, kind: int, data: bytes, *, old: bool) -> bytes:
    lasts, group = (_LASTS_FOR_OLD, _INTERNET) if old else (_LASTS, _INTERNET | _FLUSH)
    return _write_name(name) + struct.pack("!2HIH", kind, group, lasts, len(data)) + data


def _join_group(address: str) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):  # the device's own answerer has the port too
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("" if os.name == "nt" else GROUP, PORT))
        here = socket.inet_aton(address)
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, here)
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + here)
        listener.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
        listener.settimeout(0.5)
    except OSError:
        listener.close()
        raise
    return listener
