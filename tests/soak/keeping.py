"""Killed while words or a voice are kept, and while an older book gets the tables of today."""

from __future__ import annotations

import hashlib
import itertools
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from easyread.book import reserve
from easyread.book.store import Store
from easyread.book.vault import Vault
from easyread.model import Attachment, Draft, Statement
from tests.books import make_old
from tests.soak.action import Action, Line, begin, done, make_answer, prepare, promised


class Write(Action):
    """Words and a setting, in a request each, as while somebody writes."""

    def work(self, vault: Vault) -> Iterator[Line]:
        for number in itertools.count():
            yield prepare()
            with vault.open_store(self.opened) as store:
                said = make_answer(number)
                yield begin()
                kept = store.keep(said, once=said.id)
                yield done(f"word {kept.id}")
            self.go_on(vault, self.opened)

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        self.words.update(promised(lines, "word"))
        return self.count_lost_words(vault, self.words)


class KeepAnswer(Write):
    """An answer, and with it the end of its draft and of its being put off: all or nothing."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.page = "/p/0"

    def work(self, vault: Vault) -> Iterator[Line]:
        for number in itertools.count():
            said = make_answer(number)
            yield prepare()
            with vault.open_store(self.opened) as store:
                store.keep_draft(
                    Draft(page=self.page, fields={"words": [said.words]}, language="en-GB", at=said.at)
                )
                store.mark(said.step, "later", said.at)
                yield begin()
                kept = self.keep(store, said)
                yield done(f"word {kept.id}")

    def keep(self, store: Store, said: Statement) -> Statement:
        with store.together():
            store.unmark(said.step)
            kept = store.keep(said, once=said.id)
            store.drop_draft(self.page)
        return kept

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        lost = super().count_lost(vault, lines)
        with vault.open_store(self.opened) as store:
            halves = self._count_halves(store)
            store.drop_draft(self.page)  # the next round begins with nothing half written
            for step in store.step_states():
                store.unmark(step)
        return lost + halves

    def _count_halves(self, store: Store) -> int:
        """An answer whose draft or mark is still there: it was kept without the rest of it."""
        kept = {one.words: one.step for one in store.statements()}
        drafts = [one.fields["words"][0] for one in store.drafts(self.page)]
        return sum(words in kept for words in drafts)


class WriteOnFullDisk(Write):
    """Words while others fill the disk and clear it: the reserve goes a piece at a time, and is made anew.

    A piece that a kill left cut is whole again after the next start on a disk with room.
    """

    def work(self, vault: Vault) -> Iterator[Line]:
        free = itertools.cycle((0, 0, reserve.PLENTY))
        with patch.object(reserve, "find_free", lambda _: next(free)):
            for line in super().work(vault):
                yield line
                if line.promise:
                    vault.open_book(*self.lock)  # which makes it anew when there is room

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        lost = super().count_lost(vault, lines)
        return lost + ((self.instance / "reserve").stat().st_size != reserve.SIZE)


class Speak(Action):
    """A voice, part after part, as while somebody records; when it is over, its parts become one file."""

    PARTS = 3

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.spoken: dict[str, int] = {}  # id -> parts that were promised
        self.whole: set[str] = set()

    def work(self, vault: Vault) -> Iterator[Line]:
        while True:
            name, at = secrets.token_hex(16), datetime.now(UTC)
            voice = Attachment(id=name, page="/p/0", kind="voice", type="audio/wav", whole=False, at=at)
            for number in range(self.PARTS):
                yield prepare()
                with vault.open_store(self.opened) as store:
                    yield begin()
                    if number == 0:
                        store.begin_attachment(voice)
                    store.add_part(voice.id, number, make_part(voice.id, number))
                    yield done(f"part {voice.id} {number}")
            yield prepare()
            with vault.open_store(self.opened) as store:
                yield begin()
                store.finish_attachment(voice.id, "audio/wav", make_sound(voice.id, self.PARTS))
                yield done(f"whole {voice.id}")

    def count_lost(self, vault: Vault, lines: Sequence[Line]) -> int:
        for voice, number in (part.split() for part in promised(lines, "part")):
            self.spoken[voice] = int(number) + 1
        self.whole.update(promised(lines, "whole"))
        with vault.open_store(self.opened) as store:
            kept = {one.id: one for one in store.attachments()}
            lost = [voice for voice in self.whole if voice not in kept or not kept[voice].whole]
            lost += [
                voice
                for voice, parts in self.spoken.items()
                if not store.read_attachment(voice).startswith(make_sound(voice, parts))
            ]
        return len(lost)


def make_part(voice: str, number: int) -> bytes:
    """Half a second of a sound that nobody has to remember: its name says what it is."""
    return hashlib.shake_128(f"{voice} {number}".encode()).digest(16_000)


def make_sound(voice: str, parts: int) -> bytes:
    return b"".join(make_part(voice, number) for number in range(parts))


class Migrate(Write):
    """A book of the first version gets the tables of today, and words; then it is made old again."""

    def work(self, vault: Vault) -> Iterator[Line]:
        for number in itertools.count():
            yield prepare()
            self._make_old()
            yield begin()
            yield done(f"word {self.say(vault, number)}")
            self.go_on(vault, self.opened)

    def _make_old(self) -> None:
        self.folder.with_suffix(".mark").unlink(missing_ok=True)  # it would rightly be told as older
        make_old(self.folder / "book.db", self.opened.key)
