"""Who can see what: one row for each statement, one column for each reader who was ever asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from easyread.additions import Additions
from easyread.model import Choice, Grant, Statement, Step
from easyread.sharing import Decision, decision
from easyread.visit.sharing_terms import Agreement, fitting_until, today
from easyread.web.services import services


class Cell(NamedTuple):
    """What one reader may do with one statement, for one purpose."""

    reader: Choice
    purpose: Choice
    decision: Decision
    last: Grant | None  # the answer behind it
    about: str  # what the page that changes it is asked about


class Row(NamedTuple):
    """One statement, with the cells of each reader."""

    statement: Statement
    step: Step
    cells: tuple[tuple[Cell, ...], ...]


class Grid(NamedTuple):
    """The readers in the order of the content, and the rows in the order of the journey."""

    readers: tuple[Choice, ...]
    rows: tuple[Row, ...]


def make_grid(statements: Sequence[Statement], grants: Sequence[Grant], additions: Additions) -> Grid:
    """The grid for ``statements``; ``grants`` are the last ones for each statement, reader and purpose."""
    words, steps = services().library.sharing, services().library.steps
    ids = {statement.id for statement in statements}
    known = [grant for grant in grants if grant.statement in ids]
    asked = {grant.reader for grant in known}
    readers = tuple(reader for reader in words.readers if reader.id in asked)
    rows = (
        Row(said, steps[said.step], tuple(_make_cells(said, reader, known, additions) for reader in readers))
        for said in statements
    )
    return Grid(readers, tuple(rows))


def _make_cells(
    said: Statement, reader: Choice, grants: Sequence[Grant], additions: Additions
) -> tuple[Cell, ...]:
    """One cell for each purpose that was answered; for none, one that asks about the last purpose."""
    about_reader = [grant for grant in grants if grant.reader == reader.id]
    mine = {grant.purpose: grant for grant in about_reader if grant.statement == said.id}
    known = [purpose for purpose in services().library.sharing.purposes if purpose.id in mine]
    if not known:
        last = about_reader[-1]
        known = [one for one in services().library.sharing.purposes if one.id == last.purpose]
    return tuple(_make_cell(said, reader, purpose, mine.get(purpose.id), additions) for purpose in known)


def _make_cell(
    said: Statement, reader: Choice, purpose: Choice, last: Grant | None, additions: Additions
) -> Cell:
    untils = services().library.sharing.untils
    until = fitting_until(last.until, last.at.astimezone().date()) if last else untils[0]
    step = services().library.steps[said.step]
    now = decision(said, [last] if last else [], reader.id, purpose.id, today(), additions)
    return Cell(reader, purpose, now, last, step.code + Agreement(reader, purpose, until).code)
