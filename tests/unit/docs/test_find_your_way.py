"""The way in for newcomers: every file that it names is there, and every floor is in its picture."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
WAY = (ROOT / "docs" / "find-your-way.md").read_text("utf-8")
WALKS = re.findall(r"^### (.+)$", WAY, re.MULTILINE)


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:easyread|content|translations|static|tests|docs)/[\w./-]+)`", WAY)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_each_of_the_eight_walks_is_there() -> None:
    whats = ("question", "kind", "language", "reader", "form of the card", "place", "lock", "chapter")
    assert len(WALKS) == len(whats)
    assert all(what in walk for what, walk in zip(whats, WALKS, strict=True))


def test_every_package_is_in_the_picture() -> None:
    packages = {file.parent.name for file in (ROOT / "easyread").glob("*/__init__.py")}
    assert {name for name in packages if f"{name}/" not in WAY} == set()
