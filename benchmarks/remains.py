"""What is in the server's memory of a person: while their book is open, and after Exit. Linux only."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.table import Row
from tests.faults import remains


def measure() -> list[Row]:
    """Copies of the words (in every form), of the PIN and of the data key."""
    if sys.platform != "linux":
        return []
    with tempfile.TemporaryDirectory() as folder, remains.run_place(Path(folder) / "instance") as place:
        visitor = remains.Visitor(place.address)
        remains.make_book(visitor)
        remains.say_all(place, visitor)
        remains.make_card(place, visitor)
        key = remains.find_key(place).key
        looks = {
            "words": remains.look_for(remains.WORD),
            "PIN": remains.look_for(remains.PIN),
            "data key": remains.look_for_key(key),
        }
        rows = [Row(f"{name} in memory, open", _count(place, look), "") for name, look in looks.items()]
        remains.leave(visitor)
        visitor.close()
        remains.settle()
        return rows + [Row(f"{name} after Exit", _count(place, look), "", 0) for name, look in looks.items()]


def _count(place: remains.Place, look: dict[str, bytes]) -> int:
    return sum(remains.count([place.process.pid], look).values())
