"""A recorded voice wins over the computer's, and never says old words."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from easyread.settings import Paths, Settings
from easyread.speech import NoVoice, Speech
from easyread.speech.service_recordings import mark_text
from tests.media import make_film
from tests.unit.speech import files

LINE, TEXT = "0123456789abcdef", "What helps you feel safe?"
Put = Callable[..., Path]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(instance=tmp_path / "instance", content=tmp_path / "content")


@pytest.fixture
def speech(paths: Paths) -> Iterator[Speech]:
    with contextlib.closing(Speech(paths, Settings())) as speech:
        yield speech


@pytest.fixture
def put(paths: Paths) -> Put:
    """Put a recording of ``text`` in its place."""

    def put(text: str = TEXT, language: str = "en-GB", place: str = "content/audio", **about: object) -> Path:
        folder = paths.content.parent / place / language
        folder.mkdir(parents=True, exist_ok=True)
        note = {"text": mark_text(text), "who": "advocate", **about}
        (folder / f"{LINE}.json").write_text(json.dumps(note), "utf-8")
        file = folder / f"{LINE}.{'mp4' if place.endswith('signed') else 'mp3'}"
        file.write_bytes(make_film("mp4", "libx264") if place.endswith("signed") else files.mp3())
        return file

    return put


def test_recording_is_played_with_its_word_times(speech: Speech, put: Put) -> None:
    put(times=[0, 200, 400, 600, 800])
    clip = speech.say_fixed(TEXT, "en-GB", line=LINE)
    assert clip == ("audio/mpeg", files.mp3(), [0, 200, 400, 600, 800], "recording")


def test_without_a_recording_the_voice_speaks(speech: Speech) -> None:
    assert speech.say_fixed(TEXT, "en-GB", line=LINE).source == "voice"


def test_recording_of_other_words_is_not_played(speech: Speech, put: Put) -> None:
    put("What helps you feel well?")
    assert speech.say_fixed(TEXT, "en-GB", line=LINE).source == "voice"


def test_recording_of_another_language_is_not_played(speech: Speech, put: Put) -> None:
    put(language="pl")
    assert speech.say_fixed(TEXT, "en-GB", line=LINE).source == "voice"


def test_recording_of_the_service_comes_before_the_one_of_the_app(speech: Speech, put: Put) -> None:
    put()
    put(place="instance/audio").write_bytes(files.wav())
    assert speech.say_fixed(TEXT, "en-GB", line=LINE).mime == "audio/wav"


def test_stale_recording_of_the_service_does_not_hide_the_right_one_of_the_app(
    speech: Speech, put: Put
) -> None:
    put()
    put("Old words", place="instance/audio")
    assert speech.say_fixed(TEXT, "en-GB", line=LINE).source == "recording"


def test_language_without_a_voice_is_heard_by_its_recordings(speech: Speech, put: Put) -> None:
    put("Waan fiicanahay", language="so")
    assert speech.can_say("Waan fiicanahay", "so", LINE)
    assert speech.say_fixed("Waan fiicanahay", "so", line=LINE).source == "recording"
    assert not speech.can_say("Waan fiicanahay!", "so", LINE)
    with pytest.raises(NoVoice):
        speech.say_fixed("Waan fiicanahay!", "so", line=LINE)


def test_person_s_own_words_are_never_a_recording(speech: Speech, put: Put) -> None:
    put()
    assert speech.say_private(TEXT, "en-GB").source == "voice"


def test_service_that_wants_no_voice_plays_no_recording(paths: Paths, put: Put) -> None:
    put()
    speech = Speech(paths, Settings(voice=False))
    assert not speech.can_say(TEXT, "en-GB", LINE)
    with pytest.raises(NoVoice):
        speech.say_fixed(TEXT, "en-GB", line=LINE)


@pytest.mark.parametrize("times", [[0, 200], [0, 400, 200, 600, 800], [-1, 0, 1, 2, 3]])
def test_times_that_do_not_fit_the_words_are_left_out(speech: Speech, put: Put, times: list[int]) -> None:
    put(times=times)
    assert speech.say_fixed(TEXT, "en-GB", line=LINE).times == []


@pytest.mark.parametrize("data", [b"", b"not a sound", b"<html></html>"])
def test_file_that_is_no_sound_is_not_played(speech: Speech, put: Put, data: bytes) -> None:
    put().write_bytes(data)
    assert speech.say_fixed(TEXT, "en-GB", line=LINE).source == "voice"


@pytest.mark.parametrize("note", ["", "{}", "[1]", '{"text": 1, "who": "x"}', "\ufeff{}"])
def test_recording_with_a_broken_note_is_not_played(speech: Speech, put: Put, note: str) -> None:
    put().with_suffix(".json").write_text(note, "utf-8")
    assert speech.say_fixed(TEXT, "en-GB", line=LINE).source == "voice"


def test_two_ways_to_write_a_letter_are_one_text(speech: Speech, put: Put) -> None:
    put("Café")
    assert speech.say_fixed("Cafe\u0301", "en-GB", line=LINE).source == "recording"


@pytest.mark.parametrize("line", ["", "../../../etc/passwd", "0123456789ABCDEF", "*", "\0"])
def test_line_that_is_no_id_finds_nothing(speech: Speech, put: Put, line: str) -> None:
    put()
    assert speech.say_fixed(TEXT, "en-GB", line=line).source == "voice"
    assert speech.signed.find("en-GB", line, TEXT) is None


@pytest.mark.parametrize("language", ["..", "en-GB/../pl", "", "\0"])
def test_language_that_is_no_code_finds_nothing(speech: Speech, language: str) -> None:
    assert not speech.can_say(TEXT, language, LINE)


def test_film_of_a_line_is_found_while_it_says_these_words(speech: Speech, put: Put) -> None:
    film = put(place="content/signed")
    assert speech.signed.find("en-GB", LINE, TEXT) == film
    assert speech.signed.find("en-GB", LINE, "Other words") is None
    assert speech.signed.find("pl", LINE, TEXT) is None


def test_sound_is_no_film(speech: Speech, put: Put) -> None:
    put(place="content/signed").write_bytes(files.mp3())
    assert speech.signed.find("en-GB", LINE, TEXT) is None
