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
from easyread.speech import RATES, NothingToSay, NoVoice, Speech, TooLong, tokens

LINE = "What makes you feel safe and happy at home today?"
MARKUP = "<speak><break time='9s'/>a</speak>"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def speech(tmp_path: Path) -> Iterator[Speech]:
    with contextlib.closing(Speech(Paths(instance=tmp_path), Settings())) as speech:
        yield speech


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_words_in_two_scripts_have_the_time_of_each_word(speech: Speech) -> None:
    clip = speech.say_private("میں Tom کے گھر جاؤں گا", "ur")
    assert len(clip.times) == 6
    assert clip.times == sorted(clip.times)
    assert clip.times[-1] > speech.say_private("میں Tom", "ur").times[-1]


def test_what_many_voices_would_say_for_too_long_is_too_long(
    speech: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("easyread.speech.LONGEST_SOUND", 2)
    with pytest.raises(TooLong):
        speech.say_private("گھر home " * 20, "ur")


def test_words_that_no_voice_reads_to_the_end_are_not_begun(speech: Speech) -> None:
    with pytest.raises(NoVoice):
        speech.say_piece("I want tea. " * 300 + "ᐃᓄᒃᑎᑐᑦ", "en-GB")


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


def test_each_pace_has_its_own_sound_and_times(speech: Speech, tmp_path: Path) -> None:
    slow, usual, quick = (speech.say_fixed(LINE, "en-GB", pace) for pace in RATES)
    assert len(slow.data) > len(usual.data) > len(quick.data)
    assert slow.times[-1] > usual.times[-1] > quick.times[-1]
    assert len(files(tmp_path / "sounds")) == 3


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-GB", "Call 999 — now! It costs £12.50, OK? \u2068(Yes)\u2069"),
        ("ur", "اگر ابھی خطرہ ہے تو پہلے 999 پر کال کریں۔"),
        ("zh", "我很安全。打 999！"),
        ("th", "ที่นี่ปลอดภัยไหม"),
        ("pa", "ਮੈਂ ਸੁਰੱਖਿਅਤ ਹਾਂ"),
    ],
)
def test_every_token_that_a_page_shows_has_its_time(speech: Speech, language: str, text: str) -> None:
    voice = speech.voice(language)
    assert voice
    shown = tokens.split(text, voice.per_character)
    for clip in (speech.say_fixed(text, language), speech.say_private(text, language)):
        assert len(clip.times) == len(shown) > 1
        assert clip.times == sorted(clip.times)
        assert clip.times[-1] > clip.times[0]


def test_number_for_danger_is_said_digit_by_digit(speech: Speech) -> None:
    """ "Nine hundred and ninety-nine" is no number that anybody calls."""
    digits = speech.say_private("Call nine nine nine now", "en-GB")
    number = speech.say_private("Call 999 now", "en-GB")
    assert abs(len(number.data) - len(digits.data)) < 0.02 * len(digits.data)
    assert len(number.times) == 3


@pytest.mark.parametrize("missing", ["espeakng_loader", "pyttsx3"])
def test_machine_without_the_library_has_no_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setattr("easyread.speech.find_spec", lambda name: None if name == missing else object())
    speech = Speech(Paths(instance=tmp_path), Settings())
    assert speech.voice("en-GB") is None
    assert not speech.can_say(LINE, "en-GB")
    with pytest.raises(NoVoice):
        speech.say_private(LINE, "en-GB")


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


@pytest.mark.parametrize("text", ["a" * 2001, "9 " * 1000, "word " * 10_000])
def test_what_cannot_be_read_whole_is_not_read_in_part(speech: Speech, text: str) -> None:
    with pytest.raises(TooLong):
        speech.say_private(text, "en-GB")


def test_blank_text_is_refused(speech: Speech) -> None:
    with pytest.raises(NothingToSay):
        speech.say_private(" \n", "en-GB")


@pytest.mark.parametrize("text", ["a\0b c", "a\ud800b", "e" + "\u0301" * 300, "\u202eabc", "😀", "-", MARKUP])
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
