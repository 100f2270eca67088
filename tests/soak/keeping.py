"""Killed while words are kept, and while an older book gets the tables of today."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from easyread.book.vault import Vault
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
