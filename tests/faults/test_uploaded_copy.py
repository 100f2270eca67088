"""Whatever somebody brings as a copy, with every field of it changed: a plain page, never a fault."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from easyread.book import cipher, copies, keys
from easyread.book.errors import BookTooNew, NoCopy
from easyread.book.vault import BookHandle, Made, Vault
from easyread.settings import Paths
from tests.books import QUICK, Clock, make_statement
from tests.client import PageClient
from tests.damaged import each_byte, make_cheap
from tests.pages.step_pages import text_of

START = struct.calcsize(">14sHI")
NO_CODE = "not a code"  # a slip, so it is not counted as a try
SURROGATE = b'"\\ud800"'
DEEP = b"[" * 15_000
VALUES: tuple[bytes, ...] = (
    b"null", b"true", b"-1", b"0", b"1e999", b"9" * 5000, b'""', b'"x"', b"[]", b"{}", b"[[[]]]", SURROGATE,
    b'"\x80"', b'"\xe9"', b'"\xff"', b'"\x00"', b"\x80", b'"\\u0000"', b'"../../../etc"',
    b'"' + b"A" * 9000 + b'"', DEEP, b'{"a":' * 2000,
)  # fmt: skip


@pytest.fixture
def paths(paths: Paths, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A device where a lock costs nothing, and time passes as the test says."""
    make_cheap(monkeypatch)
    monkeypatch.setattr("easyread.book.vault.Vault", lambda paths, **_: Vault(paths, QUICK, clock))
    return paths


@pytest.fixture
def elsewhere(tmp_path: Path) -> tuple[Vault, Made]:
    """A book of another device, with one statement."""
    vault = Vault(Paths(tmp_path / "elsewhere"), QUICK)
    made = vault.make_book("boat", "pin", "482915")
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        store.keep(make_statement(words="marker-elderflower"))
    return vault, made


@pytest.fixture
def copy(elsewhere: tuple[Vault, Made]) -> bytes:
    vault, made = elsewhere
    return vault.write_copy(BookHandle(made.book, made.key))


def with_checksum(whole: bytes) -> bytes:
    return whole + sha256(whole).digest()


def with_header(copy: bytes, header: bytes) -> bytes:
    """The same with another header, of its right length and with a right checksum."""
    (length,) = struct.unpack(">I", copy[START - 4 : START])
    rest = copy[START + length : -32]
    return with_checksum(copy[: START - 4] + struct.pack(">I", len(header)) + header + rest)


def header_of(copy: bytes) -> bytes:
    (length,) = struct.unpack(">I", copy[START - 4 : START])
    return copy[START : START + length]


def headers_with_other_values(header: bytes) -> Iterator[bytes]:
    """Every field at every depth, with every other value; fields that are missing, and one too many."""
    tree = json.loads(header)
    places: list[tuple[str, ...]] = [(name,) for name in tree]
    places += [("recovery", name) for name in tree["recovery"]]
    for place in [*places, ("older",), ("recovery", "more"), ("more",)]:
        for value in VALUES:
            yield replace(tree, place, value)
    for place in places:
        yield json.dumps(remove(tree, place)).encode()
    slot = json.dumps(tree["recovery"]).encode()
    for many in (1, 2, 9):
        yield replace(tree, ("older",), b"[" + b",".join([slot] * many) + b"]")


def replace(tree: Any, place: tuple[str, ...], value: bytes) -> bytes:
    name, *deeper = place
    inner = replace(tree[name], tuple(deeper), value) if deeper else b"@@"
    marked = json.dumps({**tree, name: "@@"}).encode()
    return marked.replace(b'"@@"', inner if deeper else value)


def remove(tree: Any, place: tuple[str, ...]) -> Any:
    name, *deeper = place
    return {
        key: remove(value, tuple(deeper)) if deeper and key == name else value
        for key, value in tree.items()
        if deeper or key != name
    }


TOKEN: dict[str, str] = {}


def bring(client: PageClient, data: bytes, code: str) -> int:
    answer = client.post("/k/b", data={**TOKEN, "code": code, "copy": (BytesIO(data), "x")})
    assert answer.status_code in (303, 400, 403, 409, 429), answer.status_code
    if answer.status_code != 303:
        assert "<h1" in text_of(answer)
    return answer.status_code


@pytest.fixture(autouse=True)
def token(client: PageClient) -> None:
    """Of the form's page: fetched once, and good for all that is sent."""
    page = text_of(client.get("/k/b"))
    TOKEN["csrf_token"] = page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_the_whole_copy_comes_back(client: PageClient, copy: bytes, elsewhere: tuple[Vault, Made]) -> None:
    assert with_header(copy, header_of(copy)) == copy
    assert bring(client, copy, elsewhere[1].recovery_code) == 303


def test_magic_version_and_length_may_hold_anything(client: PageClient, copy: bytes) -> None:
    for data in each_byte(copy[:START]):
        assert bring(client, with_checksum(data + copy[START:-32]), NO_CODE) == 400
    for version in (0, 2, 255, 65_535):
        changed = copy[:14] + struct.pack(">H", version) + copy[16:-32]
        assert bring(client, with_checksum(changed), NO_CODE) == 400
    for length in (0, 1, 2**14, 2**14 + 1, 2**31, 2**32 - 1, len(copy)):
        changed = copy[: START - 4] + struct.pack(">I", length) + copy[START:-32]
        assert bring(client, with_checksum(changed), NO_CODE) == 400


def test_a_header_may_hold_a_bad_byte_in_any_place(client: PageClient, copy: bytes) -> None:
    header = header_of(copy)
    for place, data in enumerate(each_byte(header)):
        if data.isascii() or place % 4 == 0:  # through the page; all of them below
            assert bring(client, with_header(copy, data), NO_CODE) in (400, 403)
        assert_refused_or_parsed(with_header(copy, data))


def assert_refused_or_parsed(data: bytes) -> None:
    with suppress(NoCopy, BookTooNew):
        copies.parse(data)


def test_a_header_may_hold_any_value_in_any_field(client: PageClient, copy: bytes) -> None:
    header = header_of(copy)
    tried = 0
    for data in headers_with_other_values(header):
        assert bring(client, with_header(copy, data), NO_CODE) in (400, 403)
        tried += 1
    for data in (
        b"",
        b"{",
        b"[]",
        b"null",
        DEEP,
        header + b"x",
        b"\xef\xbb\xbf" + header,
        header.decode().encode("utf-16"),
    ):
        assert bring(client, with_header(copy, data), NO_CODE) == 400
    assert tried > 150


def test_slots_tag_and_book_may_hold_anything_for_who_has_the_code(
    client: PageClient, copy: bytes, clock: Clock, elsewhere: tuple[Vault, Made]
) -> None:
    code = elsewhere[1].recovery_code
    end = START + len(header_of(copy))
    for place in (*range(end, end + 32, 5), *range(end + 32, len(copy) - 32, 1777)):
        changed = bytearray(copy[:-32])
        changed[place] ^= 0x80
        assert bring(client, with_checksum(bytes(changed)), code) == 400
    tree = json.loads(header_of(copy))
    for field in ("salt", "nonce", "sealed"):
        slot = tree["recovery"] | {field: "A" + tree["recovery"][field][1:][::-1].swapcase()[::-1]}
        clock.now += 3600
        assert bring(client, with_header(copy, json.dumps(tree | {"recovery": slot}).encode()), code) in (
            400,
            403,
        )
    clock.now += 3600
    for size in (end, end + 32, end + 33, end + 32 + 4096, len(copy) - 33):
        assert bring(client, with_checksum(copy[:size]), code) == 400


# What somebody who has a code and a key of their own could seal: it is a copy, but no book of ours.
STRANGE = {
    "no tables": "drop table chain",
    "a chain of text": "drop table chain; create table chain(revision, hash); "
    "insert into chain values ('x', 1)",
    "a chain without an end": f"update chain set revision = {2**63 - 1} where revision = 1",
    "a chain before its start": "delete from chain where revision > 1; update chain set revision = -5",
    "a short hash": "update chain set hash = x'00'",
    "a list that is no list": "update statement set choices = '{'",
    "a deep list": f"update statement set choices = '{'[' * 50_000}'",
    "a time that is none": "update statement set at = 'x'",
    "text that is no text": "update statement set words = cast(x'80ff' as text)",
    "another table": "drop table statement; create table statement(seq, id, step, number, choices)",
    "a number for a list": "alter table statement rename to old; "
    "create table statement as select * from old; update statement set choices = 5, sorted = 7",
    "a setting that is none": "drop table setting",
    "settings that are none": "insert or replace into setting values "
    "('languages', 'xx yy'), ('idle', 'x'), ('older-copy', 'x'), ('other', 'x')",
    "a newer version": "pragma user_version = 999",
    "no version": "pragma user_version = 0",
    "a view": "alter table statement rename to old; create view statement as select * from old",
}


@pytest.mark.parametrize("sql", STRANGE.values(), ids=STRANGE.keys())
def test_a_book_of_somebodys_own_making_is_refused_in_plain_words_on_every_page(
    client: PageClient, elsewhere: tuple[Vault, Made], tmp_path: Path, sql: str
) -> None:
    made = elsewhere[1]
    folder = tmp_path / "elsewhere" / "books" / made.book[:2] / made.book
    with closing(cipher.open_file(folder / "book.db", made.key)) as db:
        db.conn.executescript(sql)
    slots = keys.codes_of(keys.read_key_file(folder / "keys.json"))
    sealed = copies.seal(
        copies.Header(book=made.book, recovery=slots[-1]), made.key, (folder / "book.db").read_bytes()
    )
    answer = client.post("/k/b", data={**TOKEN, "code": made.recovery_code, "copy": (BytesIO(sealed), "x")})
    assert answer.status_code in (303, 400, 503), answer.status_code
    if answer.status_code == 303:  # it leads to a new lock; what if that is chosen?
        assert client.get(answer.location).status_code in (200, 503)
        client.delete_cookie("session")
        client.open_book(BookHandle(made.book, made.key))
    for page in ("/", "/w", "/c/made", "/s", "/k", "/o", "/q", "/break"):
        assert client.get(page).status_code in (200, 303, 503), page
