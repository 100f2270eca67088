"""One row for each thing that is measured, and the table that ``make bench`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """One figure. With a ``floor`` (the same work done barely, in the same run) the bound is a ratio.

    ``most``: the figure itself may not be more either.
    """

    name: str
    value: float
    unit: str
    bound: float | None = None  # at most; None: told, not judged
    floor: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.floor is None else self.value / self.floor

    @property
    def ok(self) -> bool:
        judged = self.value if self.ratio is None else self.ratio
        return (self.bound is None or judged <= self.bound) and (self.most is None or self.value <= self.most)


HEAD = ("what", "value", "unit", "floor", "ratio", "at most", "ok")


def write_table(rows: Iterable[Row]) -> str:
    """The rows as lines of text, in columns."""
    lines = [HEAD, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 2) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    sign = "" if row.ratio is None else "x"
    bound = "" if row.bound is None else f"{row.bound:g}{sign}"
    if row.most is not None:
        bound += f", {row.most:g} {row.unit}"
    ok = "" if row.bound is None else "yes" if row.ok else "NO"
    floor = "" if row.floor is None else _short(row.floor)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}x"
    return (row.name, _short(row.value), row.unit, floor, ratio, bound, ok)


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.2f}"
