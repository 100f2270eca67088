"""Killed while words come late, and while the last words of a page go with the lock on a full disk.

What waits in memory goes with a kill, and is no promise. Late words are promised when an opening has taken
them in; last words when Lock does not ask, and when an opening says that they are kept.
"""

from __future__ import annotations

import itertools
import resource
import secrets
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Literal
from unittest.mock import patch

from flask import Flask, request

from easyread.book import reserve
from easyread.book.store import Store
from easyread.book.vault import BookHandle, Vault
from easyread.content import Library, load_library
from easyread.languages import Languages
from easyread.model import Draft, LateWords
from easyread.pictures import Pictures
from easyread.settings import Paths, Settings
from easyread.views.last_words import keep_last, keep_late, receive_last
from easyread.views.sent_page import read_draft
from easyread.visit.draft_fields import COMPANY
from easyread.visit.drafts import keep_draft
from easyread.visit.late_words import receive_late
from easyread.web.open_books import OpenBook, OpenBooks
from easyread.web.services import Services
from easyread.web.setups import Setups
from tests.soak.action import Action, Line, begin, done, prepare, promised

STEP = "safe-means"
LATE = 2  # words that come late to one lock
Disk = Literal["used up", "room", "filled"]


class Program:
    """One run of the program, as far as the last words of a page go through it, and what it has in memory."""

    def __init__(self, vault: Vault) -> None:
        settings = Settings()
        self.open_books = _Unwatched(vault, settings.idle_minutes * 60, settings.longest_hours * 3600)
        pictures, library, languages = _read_content()
        self.page = f"/p/{library.steps[STEP].code}"
        self._app = Flask(__name__)
        self._app.secret_key = secrets.token_bytes(32)
        self._app.extensions["easyread"] = Services(
            settings, Paths(Path()), library, pictures, languages, vault,
            None,  # type: ignore[arg-type]  # it never speaks
            self.open_books, Setups(),
        )  # fmt: skip

    def asked(self, name: str = "", reference: str = "") -> AbstractContextManager[object]:
        """A request by the page: these words on it, and of which opening it is."""
        form = {"here": self.page, COMPANY: "nobody", "words": make_words(name), "reference": reference}
        return self._app.test_request_context(method="POST", data=form)

    def open(self, opened: BookHandle) -> tuple[str, OpenBook]:
        """Open the book for a browser, and take in what waits; gives the browser's token."""
        token = self.open_books.open(opened)
        book = self.open_books.find(token)
        assert book
        with self.asked(), book.store() as store:
            receive_late(store, opened)
            receive_last(store, opened)
        return token, book

    def send_late(self, name: str, reference: str) -> bool:
        """Words from a page whose opening is over. ``False``: they are told to be too late."""
        with self.asked(name, reference):
            return keep_late()

    def list_drafts(self, store: Store) -> list[str]:
        """What is half written on the page, in all companies."""
        return [read_name(draft) for draft in store.drafts(self.page)]


class _Unwatched(OpenBooks):
    """Without the thread that looks for overdue books: none is, and who forks must have no other thread."""

    def _look_again(self) -> threading.Timer:
        return threading.Timer(self.longest, self._look)  # never started


@cache
def _read_content() -> tuple[Pictures, Library, Languages]:
    paths = Paths(Path())
    pictures = Pictures(paths.static)
    return pictures, load_library(paths, pictures), Languages(paths.translations, (), True)


def make_name() -> str:
    return secrets.token_hex(8)


def make_words(name: str) -> str:
    """About a page, that says by itself which words it is."""
    return f"marker-{name} " * 40


def read_name(kept: Draft | LateWords) -> str:
    """Which words these are; empty when they are not whole."""
    (words,) = kept.fields["words"]
    name = words.partition(" ")[0].removeprefix("marker-")
    return name if words == make_words(name) else ""


def named(lines: Sequence[Line], kind: str) -> list[str]:
    """What was said of one kind, promised or not, the oldest first."""
    return [line.text.partition(" ")[2] for line in lines if line.text.startswith(f"{kind} ")]


class ComeLate(Action):
    """Words that come after the lock: in the book once, beside the person's own draft, never instead.

    Those that waited in memory when the kill came are sent again by the same page: then they are there
    once as well, whether the kill had let them in or not.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.own, self.taken = make_name(), set[str]()
        vault = self.start()
        self.write_own(Program(vault), self.opened, self.own)

    def work(self, vault: Vault) -> Iterator[Line]:
        program = Program(vault)
        while True:
            own, *late = (make_name() for _ in range(1 + LATE))
            yield prepare(f"writes {own}")
            reference = self.write_own(program, vault.open_book(*self.lock), own)
            yield Line("before", f"own {own}", promise=True)
            for one in late:
                yield prepare(f"sent {one} {reference}")
                program.send_late(one, reference)
            opened = vault.open_book(*self.lock)
            yield begin()
            self.take_in(program, opened)
            yield done(f"late {' '.join(late)}")
            self.go_on(vault, self.opened)

    def write_own(self, program: Program, opened: BookHandle, own: str) -> str:
        """Open the book, keep the person's own draft and lock; gives the reference that its page carries."""
        token, book = program.open(opened)
        with program.asked(own, book.pages), book.store() as store:
            draft = read_draft(request.form)
            assert draft
            keep_draft(store, draft)
        program.open_books.lock(token)
        return book.pages

    def take_in(self, program: Program, opened: BookHandle) -> None:
        token, _ = program.open(opened)
        program.open_books.lock(token)

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        program = Program(vault)
        self.taken.update(" ".join(promised(lines, "late")).split())
        told = [self.own, *promised(lines, "own")]
        written = [self.own, *named(lines, "writes")]
        lost = self._count_lost_late(vault)
        lost += self._take_over_own(program, vault, written[written.index(told[-1]) :])
        lost += self._send_again(program, lines)
        lost += self._count_lost_late(vault) + self._take_over_own(program, vault, [self.own])
        return lost + self.count_lost_words(vault, self.words)

    def _count_lost_late(self, vault: Vault) -> int:
        """Promised and not there, or there twice or in part."""
        with vault.open_store(self.opened) as store:
            there = Counter(read_name(words) for words in store.late())
        return len(self.taken - there.keys()) + sum(many > 1 or not name for name, many in there.items())

    def _take_over_own(self, program: Program, vault: Vault, may: list[str]) -> int:
        """Is there just one draft, and one of these? Then it is what has to be there from now on."""
        with vault.open_store(self.opened) as store:
            drafts = program.list_drafts(store)
        if len(drafts) != 1 or drafts[0] not in may:
            return 1
        (self.own,) = drafts
        return 0

    def _send_again(self, program: Program, lines: Sequence[Line]) -> int:
        """The page that is still on the screen after the kill sends its words once more."""
        sent = [told.split() for told in named(lines, "sent")][-LATE:]
        refused = sum(not program.send_late(*one) for one in sent)
        self.take_in(program, self.opened)
        self.taken.update(name for name, _ in sent)
        return refused


class LockOnFullDisk(Action):
    """Words that go with Lock or Exit, while others fill the disk and clear it.

    With room, and as long as the reserve makes some, they are in the book. Else Lock says that they only
    wait, and the next opening shows them, keeps them when it can, and says so.
    """

    DISKS: tuple[Disk, ...] = ("used up", "room", "filled")

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.newest = make_name()
        program = Program(self.start())
        self.leave(program, program.open(self.opened)[0], self.newest)

    def work(self, vault: Vault) -> Iterator[Line]:
        program = Program(vault)
        for disk in itertools.cycle(self.DISKS):
            yield prepare()
            if disk == "used up":
                self._use_up(vault)
            # With room the lock makes the reserve anew; where nothing can be counted, none opens for hours.
            opened = vault.open_book(*self.lock) if disk == "room" else self.opened
            waited = program.open_books.waiting.read_last(opened)
            yield begin()
            with self._on(disk):
                token, book = program.open(opened)
                with book.store() as store:
                    (shown,) = program.list_drafts(store)
            yield begin(f"shown {shown}")
            if waited and not program.open_books.waiting.read_last(opened):
                yield Line("during", f"kept {shown}", promise=True)
            sent = make_name()
            yield begin(f"sent {sent}")
            with self._on(disk):
                kept = self.leave(program, token, sent)
            yield done(f"kept {sent}") if kept else Line("after", f"waits {sent}")
            self.go_on(vault, self.opened)

    def leave(self, program: Program, token: str, sent: str) -> bool:
        """By Lock or by Exit, with words on the page. Are they in the book?"""
        book = program.open_books.find(token)
        assert book
        with program.asked(sent, book.pages):
            if secrets.randbelow(2):
                program.open_books.shut(token)
                keep_last(book)
                book.forget_key()
                return not program.open_books.waiting.read_last(self.opened)
            kept = keep_last(book, wait=False)  # else the person is asked, and is sure
            if not kept:
                keep_last(book)
            program.open_books.lock(token)
            return kept

    def _use_up(self, vault: Vault) -> None:
        """Others take every byte that is given up."""
        with patch.object(reserve, "find_free", lambda _: 0):
            for _ in range(reserve.SIZE // reserve.ENOUGH):
                with vault.open_store(self.opened):
                    pass

    @property
    def _reserve(self) -> Path:
        return self.instance / "reserve"

    def _on(self, disk: Disk) -> AbstractContextManager[object]:
        if disk == "room":
            return nullcontext()
        return _fill(refuse=disk == "used up")

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        lost = self._count_older_shown(lines) + (self._reserve.stat().st_size != reserve.SIZE)
        sent, kept = [self.newest, *named(lines, "sent")], [self.newest, *promised(lines, "kept")]
        with vault.open_store(self.opened) as store:
            drafts = Program(vault).list_drafts(store)
        if len(drafts) != 1 or drafts[0] not in sent[sent.index(kept[-1]) :]:
            return lost + 1
        (self.newest,) = drafts
        return lost + self.count_lost_words(vault, self.words)

    def _count_older_shown(self, lines: Sequence[Line]) -> int:
        """How often an opening showed others than the words that were sent last, kept or waiting."""
        newest, older = self.newest, 0
        for line in lines:
            kind, _, name = line.text.partition(" ")
            if kind == "sent":
                newest = name
            older += kind == "shown" and name != newest
        return older


@contextmanager
def _fill(*, refuse: bool) -> Iterator[None]:
    """A disk on which nothing is free. ``refuse``: the system itself takes no byte more, in any file."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with patch.object(reserve, "find_free", lambda _: 0):
        if refuse:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
