"""Who can see what: one row for each thing said, one column for each reader who was ever asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from easyread.additions import Additions
from easyread.model import Choice, Grant, Statement, Step
from easyread.pages.here import Here
from easyread.pages.sharing_lines import Decided, decide, find_changed, list_offered
from easyread.sharing import TOLD
from easyread.visit.sharing_terms import Agreement, Pair, code, fitting_until
from easyread.web.services import services


class Cell(NamedTuple):
    """What one reader may do with one thing said, for one purpose."""

    reader: Choice
    purpose: Choice
    decided: Decided
    last: Grant | None  # the answer behind it
    about: tuple[str, ...]  # the codes of what the page that changes it is asked about


class Row(NamedTuple):
    """One thing said, with the cells of each reader."""

    said: Statement
    step: Step
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def told(self) -> list[Choice]:
        """Who has a live yes to it."""
        return [of[0].reader for of in self.cells if any(cell.decided in TOLD for cell in of)]


class Grid(NamedTuple):
    """The readers in the order of the content, and the rows in the order of the journey."""

    readers: tuple[Choice, ...]
    rows: tuple[Row, ...]


class _Book(NamedTuple):
    """What all cells are made from, read once."""

    here: Here
    grants: Sequence[Grant]
    additions: Additions
    languages: Pair  # of a card that would be made


def make_grid(here: Here, asked: Sequence[Statement]) -> Grid:
    """The grid for what is asked about."""
    book = _Book(here, _list_grants(here), here.list_additions(), list_offered(here)[0])
    words, steps = services().library.sharing, services().library.steps
    ids = {said.id for said in asked}
    changed = {said.id: find_changed(here, said, book.grants) for said in asked}
    answered = {one.reader for one in book.grants if one.said in ids}
    answered |= {reader for pairs in changed.values() for reader, _ in pairs}
    readers = tuple(reader for reader in words.readers if reader.id in answered)
    cells = {
        said.id: tuple(_make_cells(book, said, reader, changed[said.id]) for reader in readers)
        for said in asked
    }
    return Grid(readers, tuple(Row(said, steps[said.step], cells[said.id]) for said in asked))


def _list_grants(here: Here) -> list[Grant]:
    """What was decided, as far as it may be seen now, of older words too."""
    grants = here.store.grants()
    if here.situation.alone:
        return grants
    said = {one: here.store.statement(one) for one in {grant.said for grant in grants}}
    seen = {one for one, about in said.items() if about and here.situation.may_show_readers(about)}
    return [grant for grant in grants if grant.said in seen]


def _make_cells(
    book: _Book, said: Statement, reader: Choice, changed: frozenset[tuple[str, str]]
) -> tuple[Cell, ...]:
    """One cell for each purpose that was answered; for none, one that asks about the last purpose."""
    about_reader = [grant for grant in book.grants if grant.reader == reader.id]
    mine = {grant.purpose: grant for grant in about_reader if grant.said == said.id}
    wanted = {*mine, *(purpose for who, purpose in changed if who == reader.id)} or {about_reader[-1].purpose}
    purposes = [one for one in services().library.sharing.purposes if one.id in wanted]
    return tuple(_make_cell(book, said, reader, purpose, mine.get(purpose.id)) for purpose in purposes)


def _make_cell(book: _Book, said: Statement, reader: Choice, purpose: Choice, last: Grant | None) -> Cell:
    untils = services().library.sharing.untils
    until = fitting_until(untils, last.until, last.at.astimezone().date()) if last else untils[0]
    decided = decide(book.here, said, book.grants, (reader.id, purpose.id), book.additions)
    about = Agreement(reader, purpose, until, book.languages)
    return Cell(reader, purpose, decided, last, (code(said.series), *about.codes))
