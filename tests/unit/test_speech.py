"""The whole way from words to a sound file, and that the person's own words leave no trace on it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from easyread.settings import Paths, Settings
from easyread.speech import NothingToSay, NoVoice, Speech, TooLong

LINE = "What makes you feel safe and happy at home today?"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def speech(tmp_path: Path) -> Iterator[Speech]:
    with contextlib.closing(Speech(Paths(instance=tmp_path), Settings())) as speech:
        yield speech


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_line_becomes_an_mp3_with_a_time_for_each_word(speech: Speech) -> None:
    clip = speech.say_fixed(LINE, "en-GB")
    assert clip.mime == "audio/mpeg"
    assert clip.data[:2] == b"\xff\xf3"
    assert 3 < len(clip.data) / 4000 < 6  # 32 kilobits are 4,000 bytes a second
    assert len(clip.times) == len(LINE.split())
    assert clip.times == sorted(clip.times)


def test_fixed_line_is_kept_on_disk_and_needs_no_worker_again(speech: Speech, tmp_path: Path) -> None:
    clip = speech.say_fixed(LINE, "en-GB")
    assert len(files(tmp_path / "sounds")) == 1
    with contextlib.closing(Speech(Paths(instance=tmp_path), Settings())) as later:
        assert later.say_fixed(LINE, "en-GB") == clip


def test_each_language_has_its_own_sound(speech: Speech, tmp_path: Path) -> None:
    for language in ("en-GB", "pl", "ur"):
        speech.say_fixed("Dom", language)
    assert len(files(tmp_path / "sounds")) == 3


def test_language_without_a_voice_is_never_read_by_another_one(speech: Speech) -> None:
    assert speech.voice("so") is None
    with pytest.raises(NoVoice):
        speech.say_private("Waan fiicanahay", "so")


def test_service_that_wants_no_voice_has_none(tmp_path: Path) -> None:
    speech = Speech(Paths(instance=tmp_path), Settings(voice=False))
    assert speech.voice("en-GB") is None
    with pytest.raises(NoVoice):
        speech.say_fixed(LINE, "en-GB")


def test_two_thousand_characters_are_read_to_their_end(speech: Speech) -> None:
    for language, words in [
        ("en-GB", "I want to stay in my own flat. "),
        ("ur", "میں اپنے گھر میں رہنا چاہتی ہوں۔ "),
    ]:
        clip = speech.say_private((words * 80)[:2000], language)
        assert len(clip.data) / 4000 > 100


@pytest.mark.parametrize("text", ["a" * 2001, "9 " * 1000])
def test_what_cannot_be_read_whole_is_not_read_in_part(speech: Speech, text: str) -> None:
    with pytest.raises(TooLong):
        speech.say_private(text, "en-GB")


def test_blank_text_is_refused(speech: Speech) -> None:
    with pytest.raises(NothingToSay):
        speech.say_private(" \n", "en-GB")


@pytest.mark.parametrize("text", ["a\0b c", "a\ud800b", "e" + "\u0301" * 300, "\u202eabc", "😀", "-"])
def test_odd_text_is_spoken(speech: Speech, text: str) -> None:
    assert speech.say_private(text, "en-GB").mime == "audio/mpeg"


PRIVATE = """
import pathlib, sys
import psutil
from easyread.settings import Paths, Settings
from easyread.speech import Speech

word = sys.stdin.readline().strip()
speech = Speech(Paths(instance=pathlib.Path(sys.argv[1])), Settings())
for text in (word, f"I said {word} to them.", word * 3):
    assert speech.say_private(text, "en-GB").data
mine = [psutil.Process(), *psutil.Process().children()]
seen = [str(process.cmdline()) + str(process.environ()) for process in mine]
assert any("worker.py" in each for each in seen)
assert not any(word in each for each in seen)
speech.close()
"""


def test_own_words_leave_no_file_and_no_argument(tmp_path: Path) -> None:
    """In a fresh home, temporary folder and working folder, not one file appears anywhere."""
    folders = {name: tmp_path / name for name in ("home", "tmp", "here", "instance")}
    for folder in folders.values():
        folder.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folders["home"]),
        "TMPDIR": str(folders["tmp"]),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", PRIVATE, str(folders["instance"])],
        input="zanzibarmarker\n",
        text=True,
        capture_output=True,
        cwd=folders["here"],
        env=environment,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert set(tmp_path.rglob("*")) == set(folders.values())
