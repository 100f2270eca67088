"""The table of faults: every case is there once, and every test that it names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TABLE = (ROOT / "docs" / "faults.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.*?) ?\| (.+) \|$", TABLE, re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def test_every_case_is_there_once_and_in_order() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 79))


@pytest.mark.parametrize(("number", "fault", "holds", "shown"), ROWS, ids=[row[0] for row in ROWS])
def test_a_case_names_tests_that_exist_or_a_reason(number: str, fault: str, holds: str, shown: str) -> None:
    named = NAMED.findall(shown)
    missing = [f"{file}::{test}" for file, test in named if test not in list_tests(ROOT / "tests" / file)]
    assert missing == []
    assert named or "not " in shown.lower(), "neither a test nor a reason"
    assert shown.count("::") == len(named), "a test is named in another way than `file::test`"


def list_tests(file: Path) -> set[str]:
    if not file.exists():
        return set()
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
