"""What one tap says is kept whole or not at all, whichever write fails; and what is read writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from easyread.book.errors import NotKept
from easyread.book.records import Records
from easyread.book.store import Store
from easyread.book.vault import BookHandle, Made, Vault
from easyread.model import Draft, Record, Rendering
from easyread.settings import Paths
from tests.books import make_statement
from tests.client import PageClient
from tests.pages import sharing_book as book
from tests.pages.step_pages import MARKER, SAFE, fill, page_of, step_of
from tests.transactions import InPieces

MOST = 20  # writes that one tap makes
Held = dict[str, list[Record]]


@contextmanager
def failing_at(number: int) -> Iterator[list[int]]:
    """The write with this number (from 1) fails as it does on a full disk; gives how many were begun."""
    begun = [0]
    writing = Records._writing  # noqa: SLF001  # each write of every kind goes through it

    @contextmanager
    def fail(records: Records) -> Iterator[None]:
        begun[0] += 1
        if begun[0] == number:
            raise NotKept
        with writing(records):
            yield

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Records, "_writing", fail)
        yield begun


def read(client: PageClient) -> Held:
    with book.book_of(client) as store:
        return store.everything()


def answer_words(client: PageClient) -> Callable[[], TestResponse]:
    """An answer on whose page something was half written, and which had been put off."""
    form = fill(client, SAFE, words=MARKER)
    client.post("/draft", data=form)
    with book.book_of(client) as store:
        store.mark(step_of(client, SAFE).id, "later", make_statement().at)
    return lambda: client.post(page_of(client, SAFE), data=form)


def name_people(client: PageClient) -> Callable[[], TestResponse]:
    page = client.send(page_of(client, "who-helps"), choice=["friend", "advocate"]).location
    form = book.fields_of(client.get(page)) | {"name-friend": MARKER, "name-advocate": "B."}
    client.post("/draft", data=form)
    return lambda: client.post(page, data=form)


def write_english(client: PageClient) -> Callable[[], TestResponse]:
    said = book.say(client, SAFE, words="Chcę spać", language="pl")
    page = f"/w/{said.id}/english"
    form = book.fields_of(client.get(page)) | {"english": MARKER}
    client.post("/draft", data=form)
    return lambda: client.post(page, data=form)


def allow_asking(client: PageClient) -> Callable[[], TestResponse]:
    """Private words, with an interpreter's English, become words that can be shared."""
    said = book.say(client, SAFE, words="Chcę spać", language="pl", private=True)
    with book.book_of(client) as store:
        english = Rendering(id="7" * 32, statement=said.id, words="I want to sleep", role="phone", at=said.at)
        store.keep_rendering(english)
    form = book.fields_of(client.get(f"/s/{said.id}"))
    return lambda: client.post(f"/s/{said.id}", data=form)


def say_yes(client: PageClient) -> Callable[[], TestResponse]:
    """The words are what is meant, and a reader may see them."""
    book.say(client, SAFE)
    book.explain(client)
    page = book.ask_page(SAFE)
    form = book.fields_of(client.get(page)) | {"answer": "yes"}
    return lambda: client.post(page, data=form)


FLOWS = (answer_words, name_people, write_english, allow_asking, say_yes)


@pytest.mark.parametrize("flow", FLOWS)
def test_whichever_write_fails_nothing_of_it_is_kept(
    alone: PageClient, flow: Callable[[PageClient], Callable[[], TestResponse]]
) -> None:
    send = flow(alone)
    before = read(alone)
    for number in range(1, MOST):
        with failing_at(number) as begun:
            answer = send()
        if begun[0] < number:  # all were made
            assert answer.status_code == 303
            break
        assert answer.status_code == 507
        assert read(alone) == before
    assert number > 2  # there was more than one write
    after = read(alone)
    assert after["Draft"] == []
    assert after != before


def test_a_form_that_is_kept_in_pieces_is_found(alone: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    form = fill(alone, SAFE, words=MARKER)
    monkeypatch.setattr(Store, "together", lambda _: nullcontext())
    with pytest.raises(InPieces, match=r"steps\.keep"):
        alone.post(page_of(alone, SAFE), data=form | {"english": MARKER})


def test_what_is_read_writes_nothing(pages: Sequence[str], alone: PageClient) -> None:
    with book.book_of(alone) as store:
        before = store.revision()
    for page in pages:
        assert alone.get(page).status_code in (200, 303)
    with book.book_of(alone) as store:
        assert store.revision() == before


@pytest.fixture
def pages(alone: PageClient) -> list[str]:
    """My page, a step, my words, who is here, sharing, the card, my book."""
    return ["/", page_of(alone, SAFE), "/w", page_of(alone, "who-is-here"), "/s", "/c/made", "/k"]


def test_an_opening_that_could_not_be_kept_is_the_same_on_every_page(open_client: PageClient) -> None:
    first, second = (book.fields_of(open_client.get(page_of(open_client, SAFE))) for _ in range(2))
    assert first["company"] == second["company"]
    with book.book_of(open_client) as store:
        assert store.everything()["Visit"] == []


def keep_in_vain(store: Store, draft: Draft) -> None:
    with store.together():
        store.keep_draft(draft)
        raise NotKept


def test_words_that_waited_in_memory_wait_on_when_the_disk_is_full(
    paths: Paths, made_once: tuple[Path, Made]
) -> None:
    vault, opened = Vault(paths), BookHandle(made_once[1].book, made_once[1].key)
    with vault.open_store(opened) as store:
        waits = Draft(page="/p/0", fields={"words": [MARKER]}, language="en-GB", at=make_statement().at)
        store.unkept[waits.place] = waits
        with pytest.raises(NotKept):
            keep_in_vain(store, waits)
        assert store.unkept == {waits.place: waits}
        assert store.drafts() == [waits]


def test_no_part_is_kept_after_a_full_disk_has_undone_the_others(
    paths: Paths, made_once: tuple[Path, Made]
) -> None:
    vault, opened = Vault(paths), BookHandle(made_once[1].book, made_once[1].key)
    with vault.open_store(opened) as store:
        before = store.everything()
        with pytest.raises(NotKept):
            keep_in_halves(store)
        assert store.everything() == before


def keep_in_halves(store: Store) -> None:
    with store.together():
        store.keep(make_statement(words="first"))
        store._db.conn.execute("ROLLBACK")  # noqa: SLF001  # as SQLite does by itself on a full disk
        store.keep(make_statement(words="second"))
