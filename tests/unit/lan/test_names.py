"""The name in the room: one question gets one answer, and every other packet gets none."""

from __future__ import annotations

import random
import socket
import struct

import pytest

from easyread.lan import names
from easyread.lan.names import Answerer, answer

NAME, ADDRESS = "tablet-0a1b2c3d.local", "192.168.1.20"
A, AAAA, PTR, ANY = 1, 28, 12, 255


def write(name: str) -> bytes:
    return b"".join(bytes((len(label),)) + label.encode() for label in name.split(".")) + b"\0"


def question(name: str = NAME, kind: int = A, number: int = 7, flags: int = 0) -> bytes:
    return struct.pack("!6H", number, flags, 1, 0, 0, 0) + write(name) + struct.pack("!2H", kind, 1)


def test_the_name_has_this_address() -> None:
    reply = answer(question(), NAME, ADDRESS)
    assert reply
    assert struct.unpack_from("!6H", reply) == (0, 0x8400, 0, 1, 0, 1)
    kind, group, lasts, length = struct.unpack_from("!2HIH", reply, 12 + len(write(NAME)))
    assert (kind, group, lasts, length) == (A, 0x8001, 120, 4)
    assert bytes((192, 168, 1, 20)) in reply


@pytest.mark.parametrize("name", [NAME.upper(), NAME])
@pytest.mark.parametrize("kind", [A, ANY])
def test_capitals_are_no_other_name(name: str, kind: int) -> None:
    assert answer(question(name, kind), NAME, ADDRESS)


def test_who_asks_for_the_newer_kind_of_address_is_told_at_once_that_there_is_none() -> None:
    reply = answer(question(kind=AAAA), NAME, ADDRESS)
    assert reply
    assert struct.unpack_from("!H", reply, 12 + len(write(NAME))) == (47,)


def test_a_plain_resolver_gets_its_own_number_and_question_back() -> None:
    asked = question(number=4711)
    reply = answer(asked, NAME, ADDRESS, old=True)
    assert reply
    assert struct.unpack_from("!6H", reply) == (4711, 0x8400, 1, 1, 0, 1)
    assert reply[12:].startswith(asked[12:])


def test_a_name_that_goes_on_elsewhere_in_the_packet_is_read() -> None:
    label = bytes((len("tablet-0a1b2c3d"),)) + b"tablet-0a1b2c3d"
    first = write("printer.local") + struct.pack("!2H", A, 1)
    second = label + struct.pack("!H", 0xC000 | 12 + len(b"\7printer")) + struct.pack("!2H", A, 1)
    assert answer(struct.pack("!6H", 0, 0, 2, 0, 0, 0) + first + second, NAME, ADDRESS)


@pytest.mark.parametrize(
    "packet",
    [
        question("other.local"),
        question("x." + NAME),
        question("local"),
        question(kind=PTR),
        question(flags=0x8400),
        question()[:-5],
        question()[:13],
        b"",
        b"\0" * 11,
        struct.pack("!6H", 0, 0, 1, 0, 0, 0) + b"\xc0\x0c\0\1\0\1",  # a name that points at itself
        struct.pack("!6H", 0, 0, 65535, 0, 0, 0),
    ],
)
def test_every_other_packet_gets_no_answer(packet: bytes) -> None:
    assert answer(packet, NAME, ADDRESS) is None


def test_random_packets_get_no_answer_and_do_no_harm() -> None:
    dice = random.Random(7)
    for _ in range(2000):
        packet = bytearray(question())
        packet[dice.randrange(12, len(packet))] = dice.randrange(256)
        reply = answer(bytes(packet), NAME, ADDRESS)
        assert reply is None or bytes((192, 168, 1, 20)) in reply
        assert answer(dice.randbytes(dice.randrange(80)), NAME, ADDRESS) is None


def test_it_answers_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a plain socket of this device: no test joins a group of the network."""
    here = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    here.bind(("127.0.0.1", 0))
    here.settimeout(0.1)
    place = here.getsockname()
    monkeypatch.setattr(names, "_join_group", lambda _: here)
    answerer = Answerer(NAME, ADDRESS)
    answerer.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tablet:
        tablet.settimeout(5)
        tablet.sendto(b"nonsense", place)
        tablet.sendto(question(number=9), place)
        assert tablet.recv(1000) == answer(question(number=9), NAME, ADDRESS, old=True)
    answerer.stop()
    assert here.fileno() == -1
