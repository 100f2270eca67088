"""``easyread voices``: what is to be recorded, what was taken in, and what is old, broken or missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from easyread.cli import main
from easyread.languages import line_id
from easyread.media import clean_recording
from easyread.settings import Paths
from easyread.voices.checking import check_folder
from tests import media
from tests.unit.speech import files

WELCOME = line_id("Welcome")
CASES = Path(__file__).parents[2] / "cases"


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EASYREAD_INSTANCE", str(tmp_path))
    return tmp_path


def given(tmp_path: Path, data: bytes, name: str = "take 1.bin") -> Path:
    file = tmp_path / name
    file.write_bytes(data)
    return file


def add(instance: Path, data: bytes, *more: str, language: str = "en-GB", line: str = WELCOME) -> int:
    return main(["voices", "add", language, line, str(given(instance, data)), *more])


def check(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    return main(["voices", "check"]), capsys.readouterr().out


def test_every_line_is_listed_with_its_id_and_where_it_is_used(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["voices", "record-list", "pl"]) == 0
    out, errors = capsys.readouterr()
    rows = [row.split("\t") for row in out.splitlines()]
    assert [WELCOME, "Witamy", "welcome: title. Picture: easy-read."] in rows
    assert len(rows) > 500
    assert all(len(row) == 3 and row[1] and row[2] for row in rows)
    assert errors == f"0 of {len(rows)} lines are recorded.\n"


def test_recorded_line_leaves_the_list(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(instance, files.wav()) == 0
    capsys.readouterr()
    main(["voices", "record-list", "en-GB"])
    out, errors = capsys.readouterr()
    assert WELCOME not in out
    assert errors.startswith("1 of ")
    main(["voices", "record-list", "en-GB", "--all"])
    assert WELCOME in capsys.readouterr().out
    main(["voices", "record-list", "en-GB", "--signed"])
    assert line_id("What does being safe mean to you?") in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "place", "ending"),
    [
        (files.mp3(), "audio", "mp3"),
        (files.wav(), "audio", "wav"),
        (media.make_sound("mp4"), "audio", "m4a"),
        (media.make_film("mp4", "libx264", sound=media.hum), "signed", "mp4"),
        (media.make_film(), "signed", "webm"),
    ],
)
def test_recording_is_named_by_what_it_is_and_tied_to_its_text(
    instance: Path, data: bytes, place: str, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(instance, data, "--who", "advocate") == 0
    file = instance / place / "en-GB" / f"{WELCOME}.{ending}"
    assert capsys.readouterr().out == f"{file}\n"
    assert file.read_bytes() == clean_recording(data).data
    assert json.loads(file.with_suffix(".json").read_bytes())["who"] == "advocate"
    assert check(capsys)[0] == 0


def test_new_take_replaces_the_old_one(instance: Path) -> None:
    add(instance, files.mp3())
    add(instance, files.wav())
    assert {file.suffix for file in (instance / "audio" / "en-GB").iterdir()} == {".wav", ".json"}


@pytest.mark.parametrize("data", [b"", b"words", files.mp3()[:100]])
def test_file_that_cannot_be_played_is_not_taken_in(
    instance: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(instance, data) == 2
    assert "that can be played" in capsys.readouterr().err
    assert not (instance / "audio").exists()


NOT_TAKEN: dict[str, tuple[Any, str, str]] = {
    "ALAC": ((CASES / "alac-memo.m4a").read_bytes, "a.m4a", "plays in no or few browsers"),
    "silence": (lambda: media.make_sound("mp4", shape=media.silence), "a.m4a", "nothing to hear"),
    "silent MP3": (lambda: media.make_sound("mp3", shape=media.silence), "a.mp3", "nothing to hear"),
    "cut off": (lambda: media.make_sound("wav", shape=media.clipped), "a.wav", "so loud"),
    "sound as MP4": (lambda: media.make_sound("mp4"), "a.mp4", "has sound only"),
    "sound as WebM": (lambda: media.make_sound("webm"), "a.webm", "has sound only"),
    "black film": (lambda: media.make_film(shade=0), "a.webm", "shows nothing"),
    "H.265": (lambda: media.make_film("mp4", "libx265"), "a.mp4", "plays in no or few browsers"),
    "Opus in Ogg": (lambda: media.make_sound("ogg"), "a.ogg", "is no MP3"),
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_what_does_not_play_is_told_and_the_old_take_stays(
    instance: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make, called, says = NOT_TAKEN[name]
    add(instance, files.mp3())
    kept = {file: file.read_bytes() for file in (instance / "audio").rglob("*.*")}
    capsys.readouterr()
    assert main(["voices", "add", "en-GB", WELCOME, str(given(instance, make(), called))]) == 2
    assert says in capsys.readouterr().err
    assert {file: file.read_bytes() for file in (instance / "audio").rglob("*.*")} == kept
    assert not (instance / "signed").exists()


def test_what_a_phone_tells_beside_the_sound_does_not_come_along(instance: Path) -> None:
    told = media.make_sound("mp4", tags=True)
    assert media.STREET.encode() in told
    add(instance, told)
    kept = (instance / "audio" / "en-GB" / f"{WELCOME}.m4a").read_bytes()
    assert media.STREET.encode() not in kept


@pytest.mark.parametrize(("language", "line"), [("en-GB", "0" * 16), ("en-GB", "../x"), ("pl", "Welcome")])
def test_recording_of_no_line_is_not_taken_in(
    instance: Path, language: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(instance, files.mp3(), language=language, line=line) == 2
    assert "record-list" in capsys.readouterr().err


def test_missing_file_and_full_disk_are_told_in_a_sentence(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["voices", "add", "en-GB", WELCOME, str(instance / "none.mp3")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    (instance / "audio").write_text("a file stands in the way")
    assert add(instance, files.mp3()) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_nothing_recorded_is_fine(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys) == (0, "")


def test_check_counts_what_is_recorded(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(instance, files.mp3())
    code, out = check(capsys)
    assert code == 0
    assert out.startswith("en-GB: 1 of ")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda file: file.write_bytes(b"not a sound"), "cannot be played"),
        (lambda file: file.write_bytes(files.wav()), "is audio/wav by its content"),
        (
            lambda file: file.write_bytes((CASES / "alac-memo.m4a").read_bytes()),
            "plays in no or few browsers",
        ),
        (lambda file: file.write_bytes(media.make_sound("mp3", shape=media.silence)), "nothing to hear"),
        (lambda file: file.write_bytes(media.make_film()), "is a film"),
        (lambda file: file.unlink(), "has no recording beside it"),
        (lambda file: file.with_suffix(".json").unlink(), "is missing"),
        (lambda file: file.with_suffix(".json").write_text("{"), "cannot be read"),
        (lambda file: write_note(file, text="0" * 64), "is stale: the line is now 'Welcome'"),
        (lambda file: write_note(file, times=[0, 100]), "has other times"),
    ],
)
def test_broken_or_stale_recording_fails_the_check(
    instance: Path, change: object, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    add(instance, files.mp3())
    assert callable(change)
    change(instance / "audio" / "en-GB" / f"{WELCOME}.mp3")
    code, out = check(capsys)
    assert code == 2
    assert complaint in out


def write_note(file: Path, **changed: object) -> None:
    note = file.with_suffix(".json")
    note.write_text(json.dumps(json.loads(note.read_text()) | changed))


def test_recording_of_a_line_that_is_gone_is_told_but_does_no_harm(
    instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("audio/en-GB", "signed/xx"):
        (instance / folder).mkdir(parents=True)
    (instance / "audio" / "en-GB" / f"{'0' * 16}.mp3").write_bytes(files.mp3())
    code, out = check(capsys)
    assert code == 0
    assert "is of no line of ours" in out
    assert "is of no language" in out


def test_recordings_that_come_with_the_app_fit_its_lines() -> None:
    """No stale or broken file may ever be committed under ``content/``."""
    paths = Paths(Path("unused"))
    folders = [paths.content / place for place in ("audio", "signed")]
    assert [found for folder in folders for found in check_folder(paths, folder)] == []
