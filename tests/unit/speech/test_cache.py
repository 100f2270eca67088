from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from easyread.speech.cache import Cache, sound_key
from easyread.speech.encode import Clip

CLIP = Clip("audio/mpeg", b"\xff\xf3" + b"sound\n" * 100, [50, 230])


class Maker:
    """Makes ``CLIP`` and counts how often."""

    made = 0

    def __call__(self) -> Clip:
        self.made += 1
        return CLIP


def never() -> Clip:
    raise AssertionError("it was there already")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def key(number: int) -> str:
    return sound_key(str(number))


def test_sound_is_made_once_and_found_by_another_cache(tmp_path: Path) -> None:
    maker = Maker()
    assert Cache(tmp_path, 10**6).find_or_make(key(1), maker) == CLIP
    assert Cache(tmp_path, 10**6).find_or_make(key(1), never) == CLIP
    assert maker.made == 1


def test_key_changes_with_everything_that_shapes_the_sound() -> None:
    made_with = [
        ("Hi", "gmw/en", "140"),
        ("Hi", "gmw/en", "100"),
        ("Hi", "zlw/pl", "140"),
        ("Ho", "gmw/en", "140"),
    ]
    assert len({sound_key(*each) for each in made_with}) == 4


def test_key_does_not_tell_apart_two_ways_to_write_a_letter() -> None:
    assert sound_key("Café", "x") == sound_key("Cafe\u0301", "x")


def test_ten_that_ask_at_once_make_it_once(tmp_path: Path) -> None:
    cache, maker, clips = Cache(tmp_path, 10**6), Maker(), []

    def slow() -> Clip:
        time.sleep(0.05)
        return maker()

    askers = [
        threading.Thread(target=lambda: clips.append(cache.find_or_make(key(1), slow))) for _ in range(10)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert clips == [CLIP] * 10
    assert maker.made == 1


def test_failure_of_one_does_not_keep_the_next_from_trying(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 10**6)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            cache.find_or_make(key(1), lambda: Clip("", b"", [1 // 0]))
    assert cache.find_or_make(key(1), Maker()) == CLIP


@pytest.mark.parametrize("keep", [0, 1, 40, 90, -1])
def test_file_that_was_cut_short_is_made_again(tmp_path: Path, keep: int) -> None:
    cache = Cache(tmp_path, 10**6)
    cache.find_or_make(key(1), Maker())
    [file] = files(tmp_path)
    file.write_bytes(file.read_bytes()[:keep])
    maker = Maker()
    assert cache.find_or_make(key(1), maker) == CLIP
    assert maker.made == 1


def test_file_with_a_changed_byte_is_made_again(tmp_path: Path) -> None:
    cache, maker = Cache(tmp_path, 10**6), Maker()
    cache.find_or_make(key(1), maker)
    [file] = files(tmp_path)
    file.write_bytes(file.read_bytes()[:-2] + b"??")
    assert cache.find_or_make(key(1), maker) == CLIP
    assert maker.made == 2


def test_oldest_go_when_the_cap_is_reached(tmp_path: Path) -> None:
    size = 7 * len(CLIP.data)
    cache = Cache(tmp_path, size)
    for number in range(12):
        cache.find_or_make(key(number), Maker())
        for file in files(tmp_path):  # each a second older than the next
            os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 1))
        assert sum(file.stat().st_size for file in files(tmp_path)) <= size
    names = {file.name for file in files(tmp_path)}
    assert key(11) in names
    assert key(0) not in names
    assert len(names) >= 4


def test_sounds_of_an_earlier_run_count_too(tmp_path: Path) -> None:
    size = 5 * len(CLIP.data)
    for number in range(12):
        Cache(tmp_path, size).find_or_make(key(number), Maker())
    assert sum(file.stat().st_size for file in files(tmp_path)) <= size


def test_cap_of_nothing_keeps_nothing(tmp_path: Path) -> None:
    assert Cache(tmp_path / "sounds", 0).find_or_make(key(1), Maker()) == CLIP
    assert not (tmp_path / "sounds").exists()


def test_full_disk_only_means_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_half(file: Path, data: bytes) -> int:
        with file.open("wb") as out:
            out.write(data[:50])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_half)
    cache = Cache(tmp_path, 10**6)
    assert cache.find_or_make(key(1), Maker()) == CLIP
    assert cache.find_or_make(key(1), Maker()) == CLIP
    assert files(tmp_path) == []


def test_folder_that_cannot_be_made_only_means_no_cache(tmp_path: Path) -> None:
    (tmp_path / "sounds").write_text("a file stands in the way")
    assert Cache(tmp_path / "sounds", 10**6).find_or_make(key(1), Maker()) == CLIP


def test_only_the_owner_can_see_which_lines_were_heard(tmp_path: Path) -> None:
    Cache(tmp_path / "sounds", 10**6).find_or_make(key(1), Maker())
    assert (tmp_path / "sounds").stat().st_mode & 0o777 == 0o700
