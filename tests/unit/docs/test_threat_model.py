"""Every promise of the threat model names a test, and each of those tests is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
MODEL = ROOT / "docs" / "threat-model.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def find_tests(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_named_test_is_there() -> None:
    named = set(NAMED.findall(MODEL.read_text("utf-8")))
    assert len(named) > 30
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (ROOT / file).is_file() or name not in find_tests(ROOT / file)
    ]
    assert missing == []


def test_each_line_that_claims_something_names_a_test() -> None:
    threats, _ = MODEL.read_text("utf-8").split("## OWASP ASVS")
    lines = [line for line in threats.splitlines() if line.startswith("| ") and not line.startswith("| what")]
    assert len(lines) > 20
    bare = [line for line in lines if not NAMED.search(line) and "| Nothing. |" not in line]
    assert bare == []
