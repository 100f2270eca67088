"""The soak's own checks: each finds a broken promise, and none finds one where all was kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from easyread.book.errors import Refusal
from tests.soak.action import Action, Line
from tests.soak.actions import ACTIONS

ROOT = Path(__file__).parents[2]
ROUNDS = 2


def work(action: Action, before: Path) -> list[Line]:
    """Some rounds; ``before`` becomes the device as it was when the last of them was begun."""
    lines: list[Line] = []
    for line in action.work(action.start()):
        if line.part == "during" and lines[-1].part == "before":
            shutil.rmtree(before, ignore_errors=True)
            shutil.copytree(action.instance, before)
        lines.append(line)
        if sum(one.part == "after" for one in lines) == ROUNDS:
            return lines
    raise AssertionError("an action has no end")


def find_faults(action: Action, lines: list[Line]) -> int | type[Refusal]:
    """How many promises are found broken, or why the book does not open."""
    try:
        return action.count_lost(action.start(), lines)
    except Refusal as refusal:
        return type(refusal)


@pytest.fixture(params=ACTIONS)
def action(tmp_path: Path, request: pytest.FixtureRequest) -> Action:
    return ACTIONS[request.param](tmp_path / "home")


def test_where_all_was_kept_no_fault_is_found(tmp_path: Path, action: Action) -> None:
    lines = work(action, tmp_path / "before")
    assert find_faults(action, lines) == 0
    assert find_faults(action, work(action, tmp_path / "before")) == 0  # it takes over what it has seen


def test_a_device_that_forgot_the_last_promise_is_found(tmp_path: Path, action: Action) -> None:
    if type(action) is ACTIONS["making a copy"]:
        lines = work(action, tmp_path / "before")
        newest = lines[-1].text.removeprefix("copy ")
        oldest = next(line.text for line in lines if line.part == "after").removeprefix("copy ")
        shutil.copy(action.home / oldest, action.home / newest)  # it lacks the last words
    else:
        lines = work(action, tmp_path / "before")
        shutil.rmtree(action.instance)
        shutil.copytree(tmp_path / "before", action.instance)
    assert find_faults(action, lines) != 0


def test_a_book_without_its_keys_is_found(tmp_path: Path, action: Action) -> None:
    lines = work(action, tmp_path / "before")
    (action.folder / "keys.json").write_bytes(b"{")
    assert find_faults(action, lines) != 0


def test_kills_find_actions_that_break_their_promises_in_the_middle(tmp_path: Path) -> None:
    """Words told before they are kept, late words in a draft's place, an old key kept, and others."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.soak.liars", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
