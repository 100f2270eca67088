"""What is known to lose or show words with this library, one test for each."""

from __future__ import annotations

import ast
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
import sqlcipher3
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from easyread.book import cipher, keys, schema
from easyread.book.errors import BookDamaged, NotKept
from easyread.book.store import Store
from easyread.book.vault import BookHandle, Made, Vault
from easyread.model import Draft
from tests.books import AT, KEY, make_book_file, make_old, make_statement, open_database, open_vault

PACKAGE = Path(cipher.__file__).parents[1]
PAGE, SALT, RESERVED, IV = 4096, 16, 80, 16  # bytes: SQLCipher 4's own sizes


@pytest.fixture
def made(vault: Vault) -> Made:
    return vault.make_book("boat", "none", "")


@cache
def list_calls() -> tuple[tuple[str, ast.Call], ...]:
    """Each call in the program by the last part of its name."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                found.append((name, node))
    return tuple(found)


def test_a_database_is_made_of_a_keyed_connection_and_never_of_a_path() -> None:
    """sqlite-utils makes a file without encryption when it is given a string."""
    given = [ast.unparse(call.args[0]) for name, call in list_calls() if name == "Database"]
    assert given == ["connection"]


def test_a_string_given_all_the_same_would_be_found(tmp_path: Path) -> None:
    """What the test above guards against is real: this file shows its words."""
    plain = tmp_path / "plain.db"
    db = cipher.Database(str(plain))
    db.table("said").insert({"words": "marker-elderflower"})
    db.close()
    assert plain.read_bytes().startswith(b"SQLite format 3")
    assert b"marker-elderflower" in plain.read_bytes()


@pytest.mark.parametrize(
    "call",
    [
        "set_trace_callback",  # would be handed the key
        "tracer",
        "enable_wal",  # more files at rest; with synchronous=NORMAL no fsync
        "iterdump",  # not there
        "enable_fts",  # keeps deleted words
        "atomic",  # begins as a reader: two that meet are both refused
        "executescript",  # commits what is open
        "load_extension",
    ],
)
def test_calls_that_lose_or_show_words_are_made_nowhere(call: str) -> None:
    assert call not in {name for name, _ in list_calls()}


def test_connections_are_made_in_one_place_and_bound_to_their_thread() -> None:
    calls = [call for name, call in list_calls() if name == "connect" and "sqlcipher3" in ast.unparse(call)]
    (to_files,) = [call for call in calls if ":memory:" not in ast.unparse(call)]
    assert "check_same_thread" not in {keyword.arg for keyword in to_files.keywords}


def test_a_connection_that_another_thread_uses_is_refused(tmp_path: Path) -> None:
    """Shared, it accepted rows and lost three of four."""
    refused = []

    def use(db: cipher.Database) -> None:
        try:
            Store(db).statements()
        except BookDamaged:
            refused.append("statements")
        try:
            Store(db).keep(make_statement())
        except NotKept:
            refused.append("keep")

    make_book_file(tmp_path)
    with open_database(tmp_path / "book.db") as db:
        thread = threading.Thread(target=use, args=(db,))
        thread.start()
        thread.join()
        assert Store(db).statements() == []
    assert refused == ["statements", "keep"]


def test_the_library_is_told_to_be_quiet_before_anything_can_go_wrong() -> None:
    assert cipher.PRAGMAS[0] == "cipher_log_level = NONE"


def test_no_table_keeps_a_second_copy_of_the_words_for_searching(tmp_path: Path) -> None:
    make_book_file(tmp_path)
    with open_database(tmp_path / "book.db") as db:
        made = " ".join(row[0] or "" for row in db.execute("select sql from sqlite_master").fetchall())
    assert "VIRTUAL" not in made.upper()


def test_a_book_is_opened_for_each_request_and_closed_after_it(vault: Vault, made: Made) -> None:
    opened = BookHandle(made.book, made.key)
    with vault.open_store(opened) as first:
        pass
    with vault.open_store(opened) as second:
        assert first is not second
        with pytest.raises(BookDamaged):
            first.statements()
        second.keep(make_statement())
    with suppress(ZeroDivisionError), vault.open_store(opened) as third:
        _ = 1 // 0
    with pytest.raises(NotKept):
        third.keep(make_statement(words="after the request"))


def test_one_request_at_a_time_has_a_book_and_other_books_are_free(vault: Vault, made: Made) -> None:
    other = vault.make_book("tree", "none", "")
    inside, order = threading.Event(), []

    def wait_for_it() -> None:
        inside.wait()
        with vault.open_store(BookHandle(made.book, made.key)):
            order.append("second")

    thread = threading.Thread(target=wait_for_it)
    thread.start()
    with vault.open_store(BookHandle(made.book, made.key)):
        inside.set()
        time.sleep(0.1)
        with vault.open_store(BookHandle(other.book, other.key)):
            order.append("other")
        order.append("first")
    thread.join()
    assert order == ["other", "first", "second"]


def test_eight_requests_at_once_on_one_book_lose_nothing_and_none_is_refused(
    vault: Vault, made: Made
) -> None:
    faults: list[BaseException] = []

    def write(thread: int) -> None:
        try:
            for number in range(8):
                with vault.open_store(BookHandle(made.book, made.key)) as store:
                    store.set_setting("seen", str(len(store.statements())))
                    store.keep(make_statement(step=f"{thread}-{number}"))
        except BaseException as fault:  # noqa: BLE001  a thread's fault is else not seen
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with vault.open_store(BookHandle(made.book, made.key)) as store:
        assert len(store.statements()) == 64
        assert store.older_copy() is None


def unseal(file: Path, key: bytes = KEY) -> bytes:
    """The pages of an encrypted book as they are: raw key, AES-256-CBC, the IV at the end of each page."""
    sealed, pages = file.read_bytes(), []
    for start in range(0, len(sealed), PAGE):
        page = sealed[start : start + PAGE]
        body, iv = page[SALT if start == 0 else 0 : -RESERVED], page[-RESERVED:][:IV]
        opener = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        pages.append(opener.update(body) + opener.finalize())
    return b"".join(pages)


def test_what_is_deleted_is_in_no_byte_of_the_file_also_for_who_has_the_key(tmp_path: Path) -> None:
    file = make_book_file(tmp_path)
    marker = "marker-elderflower"
    with open_database(file) as db:
        store = Store(db)
        store.keep(make_statement(words="words that stay"))
        store.keep_draft(Draft(page="/p", fields={"words": [marker] * 500}, language="en-GB", at=AT))
    before = unseal(file)
    assert before.count(marker.encode()) >= 400  # across several pages
    with open_database(file) as db:
        Store(db).drop_draft("/p")
    after = unseal(file)
    assert b"words that stay" in after
    assert marker.encode() not in after
    assert b"elderflower" not in after


def test_a_changed_statements_old_words_are_only_in_its_own_version(tmp_path: Path) -> None:
    file = make_book_file(tmp_path)
    with open_database(file) as db:
        store = Store(db)
        store.keep(make_statement(words="marker-elderflower"))
        for number in range(20):
            store.keep(make_statement(words=f"other words {number}"))
    assert unseal(file).count(b"marker-elderflower") == 1


def test_a_statement_that_fails_leaves_no_transaction_open(tmp_path: Path) -> None:
    """Left open, later rows are accepted and gone after closing."""
    file = make_book_file(tmp_path)
    with open_database(file) as db:
        store = Store(db)
        with pytest.raises(sqlcipher3.Error):
            db.execute("insert into nowhere values (1)")
        with pytest.raises(NotKept):
            store.keep(make_statement(words="half a sign \ud800"))
        assert not db.conn.in_transaction
        kept = store.keep(make_statement())
    with open_database(file) as db:
        assert Store(db).statements() == [kept]


def test_the_start_opens_no_book_and_reads_no_keys(
    tmp_path: Path, vault: Vault, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it takes no longer with many books; `make soak` starts with 10,000."""

    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(cipher, "open_file", fail)
    monkeypatch.setattr(keys, "read_key_file", fail)
    open_vault(tmp_path)


def test_a_book_of_yesterdays_version_opens_with_all_its_words(
    vault: Vault, made: Made, tmp_path: Path
) -> None:
    opened = BookHandle(made.book, made.key)
    with vault.open_store(opened) as store:
        kept = store.keep(make_statement(words="from yesterday"))
    make_old(tmp_path / "instance" / "books" / made.book[:2] / made.book / "book.db", made.key)
    with vault.open_store(opened) as store:
        assert store.statements() == [kept]
    assert len(schema.MIGRATIONS) > 1
