"""Small files, old or new, never half."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from easyread.book import files
from easyread.small_files import Unreadable, read_small


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_written_file_is_private_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    files.atomic_write(tmp_path / "a.json", b"one")
    files.atomic_write(tmp_path / "a.json", b"two")
    assert (tmp_path / "a.json").read_bytes() == b"two"
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o600
    assert names(tmp_path) == ["a.json"]


def test_file_and_folder_are_synced_in_that_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    real_fsync = os.fsync

    def note(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        done.append((kind, (tmp_path / "a.json").exists()))
        real_fsync(handle)

    monkeypatch.setattr(os, "fsync", note)
    files.atomic_write(tmp_path / "a.json", b"one")
    assert done == [("file", False), ("folder", True)]


def test_a_full_disk_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.atomic_write(tmp_path / "a.json", b"old")

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        files.atomic_write(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


def test_sweeping_takes_unfinished_files_and_folders_only(tmp_path: Path) -> None:
    (tmp_path / ".new-abc").write_bytes(b"x")
    (tmp_path / ".new-folder").mkdir()
    (tmp_path / ".new-folder" / "book.db").write_bytes(b"x")
    (tmp_path / "keys.json").write_bytes(b"x")
    files.sweep([tmp_path, tmp_path / "none"])
    assert names(tmp_path) == ["keys.json"]


def test_a_link_is_swept_without_what_it_leads_to(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (tmp_path / ".new-link").symlink_to(kept, target_is_directory=True)
    files.sweep([tmp_path])
    assert names(tmp_path) == ["kept"]


def test_an_open_folder_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir(mode=0o755)
    (tmp_path / "instance").chmod(0o755)
    files.make_private(tmp_path / "instance")
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700


def test_a_planted_huge_file_is_not_read_into_the_memory(tmp_path: Path) -> None:
    with (tmp_path / "keys.json").open("wb") as stream:
        stream.truncate(2**40)
    with pytest.raises(Unreadable):
        read_small(tmp_path / "keys.json")


def test_a_planted_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "keys.json")
    with pytest.raises(Unreadable):
        read_small(tmp_path / "keys.json")


def test_a_secret_that_is_replaced_is_overwritten_and_only_when_the_new_one_is_there(tmp_path: Path) -> None:
    file = tmp_path / "device.key"
    file.write_bytes(b"old secret")
    os.link(file, tmp_path / "old")  # another name for the old bytes on the disk
    files.replace_secret(file, b"new")
    assert file.read_bytes() == b"new"
    assert b"old" not in (tmp_path / "old").read_bytes()
