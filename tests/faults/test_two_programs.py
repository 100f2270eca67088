"""Two programs on one folder: the second ends at once; a sweep never reaches what another puts in place."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from easyread.book import files
from easyread.instance_lock import RunsAlready, hold_folder

ROOT = Path(__file__).parents[2]


def start(instance: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "easyread", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"EASYREAD_INSTANCE": str(instance)},
    )


@pytest.mark.parametrize("second", [["serve", "--port", "0"], ["practice"]])
def test_a_second_program_on_the_folder_says_so_and_changes_nothing(
    tmp_path: Path, second: list[str]
) -> None:
    first = start(tmp_path, "serve", "--port", "0")
    try:
        assert first.stdout
        assert "My words is at" in first.stdout.readline()
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        other = start(tmp_path, *second)
        _, said = other.communicate(timeout=60)
        assert other.returncode == 1
        assert "runs already" in said
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    with hold_folder(tmp_path):  # a killed program holds nothing
        pass


def test_a_folder_that_is_not_there_yet_is_made_and_held(tmp_path: Path) -> None:
    with hold_folder(tmp_path / "new"), pytest.raises(RunsAlready), hold_folder(tmp_path / "new"):
        pass


def test_where_the_disk_has_no_locks_the_program_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with hold_folder(tmp_path):
        pass


def test_a_sweep_never_overwrites_a_file_that_is_put_in_its_place_meanwhile(tmp_path: Path) -> None:
    """As ``keys.json`` of a program that has just taken a new code: overwritten, the book would be lost."""
    kept, keys = tmp_path / "keys.json", b"the only keys"
    files.atomic_write(kept, keys)
    over = threading.Event()

    def sweep() -> None:
        while not over.is_set():
            files.sweep([tmp_path])

    sweeping, end, written = threading.Thread(target=sweep), time.monotonic() + 3, 0
    sweeping.start()
    try:
        while time.monotonic() < end and kept.read_bytes() == keys:
            with suppress(OSError):  # its unfinished file was swept: then the old one stays
                files.atomic_write(kept, keys)
                written += 1
    finally:
        over.set()
        sweeping.join()
    assert kept.read_bytes() == keys
    assert written


def test_a_pipe_that_was_planted_as_unfinished_goes_and_lets_nobody_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"{files.TEMPORARY}reserve")
    (tmp_path / f"{files.TEMPORARY}link").symlink_to(tmp_path / "none")
    files.sweep([tmp_path])
    assert not list(tmp_path.iterdir())
