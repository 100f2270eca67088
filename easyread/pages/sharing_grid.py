"""Who can see what: one row for each thing said, one column for each reader who was ever asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from easyread.additions import Additions
from easyread.model import AnythingSaid, Choice, Grant, Step
from easyread.sharing import TOLD, Decision, decision
from easyread.visit.sharing_terms import Agreement, code, fitting_until
from easyread.visit.situation import today
from easyread.web.services import services


class Cell(NamedTuple):
    """What one reader may do with one thing said, for one purpose."""

    reader: Choice
    purpose: Choice
    decision: Decision
    last: Grant | None  # the answer behind it
    about: tuple[str, ...]  # the codes of what the page that changes it is asked about


class Row(NamedTuple):
    """One thing said, with the cells of each reader."""

    said: AnythingSaid
    step: Step
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def told(self) -> list[Choice]:
        """Who has a live yes to it."""
        return [of[0].reader for of in self.cells if any(cell.decision in TOLD for cell in of)]


class Grid(NamedTuple):
    """The readers in the order of the content, and the rows in the order of the journey."""

    readers: tuple[Choice, ...]
    rows: tuple[Row, ...]


def make_grid(asked: Sequence[AnythingSaid], grants: Sequence[Grant], additions: Additions) -> Grid:
    """The grid for what is asked about; ``grants`` are the last ones for each version, reader and purpose."""
    words, steps = services().library.sharing, services().library.steps
    ids = {said.id for said in asked}
    known = [grant for grant in grants if grant.said in ids]
    answered = {grant.reader for grant in known}
    readers = tuple(reader for reader in words.readers if reader.id in answered)
    rows = (
        Row(said, steps[said.step], tuple(_make_cells(said, reader, known, additions) for reader in readers))
        for said in asked
    )
    return Grid(readers, tuple(rows))


def _make_cells(
    said: AnythingSaid, reader: Choice, grants: Sequence[Grant], additions: Additions
) -> tuple[Cell, ...]:
    """One cell for each purpose that was answered; for none, one that asks about the last purpose."""
    about_reader = [grant for grant in grants if grant.reader == reader.id]
    mine = {grant.purpose: grant for grant in about_reader if grant.said == said.id}
    known = [purpose for purpose in services().library.sharing.purposes if purpose.id in mine]
    if not known:
        last = about_reader[-1]
        known = [one for one in services().library.sharing.purposes if one.id == last.purpose]
    return tuple(_make_cell(said, reader, purpose, mine.get(purpose.id), additions) for purpose in known)


def _make_cell(
    said: AnythingSaid, reader: Choice, purpose: Choice, last: Grant | None, additions: Additions
) -> Cell:
    untils = services().library.sharing.untils
    until = fitting_until(untils, last.until, last.at.astimezone().date()) if last else untils[0]
    now = decision(said, [last] if last else [], reader.id, purpose.id, today(), additions)
    return Cell(reader, purpose, now, last, (code(said.series), *Agreement(reader, purpose, until).codes))
