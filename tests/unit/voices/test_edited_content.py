"""After a line of content is edited, every command says what is so now: what is new, stale, or gone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from easyread import cli
from easyread.checks import check_everything
from easyread.languages import LANGUAGES, line_id
from easyread.settings import Paths, resources
from easyread.speech.script import find_stale, read_script
from easyread.speech.service_recordings import About, mark_text
from easyread.voices.adding import keep
from tests.unit.speech import files

CHAPTER = "chapters/20-safe.yaml"
OLD, NEW = "What does being safe mean to you?", "What is being safe for you?"


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A service's own copy of the content."""
    paths = Paths(tmp_path / "instance", content=tmp_path / "content")
    shutil.copytree(resources("content"), paths.content)
    monkeypatch.setattr(cli, "Paths", lambda _instance: paths)
    return paths


def edit(paths: Paths, old: str = OLD, new: str = NEW, chapter: str = CHAPTER) -> None:
    file = paths.content / chapter
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def record(paths: Paths, text: str, language: str = "en-GB") -> None:
    about = About(text=mark_text(text), who="advocate")
    keep(paths.instance / "audio" / language, line_id(text), ".mp3", files.mp3(), about)


def run(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.main(command)
    return code, *capsys.readouterr()


def test_content_that_was_not_edited_is_fine(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    assert find_stale(paths) == []
    assert run(capsys, "voices", "check")[0] == 0


def test_the_list_has_the_new_line_and_says_that_it_was_not_gathered(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(paths)
    code, out, told = run(capsys, "voices", "record-list", "en-GB")
    texts = [row.split("\t")[1] for row in out.splitlines()]
    assert (code, NEW in texts, OLD in texts) == (2, True, False)
    assert f"{CHAPTER}:" in told
    assert repr(NEW) in told
    assert repr(OLD) in told
    assert "make strings" in told


def test_another_language_has_neither_until_it_is_translated(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(read_script(paths, "pl"))
    edit(paths)
    assert len(read_script(paths, "pl")) == before - 1
    assert run(capsys, "voices", "record-list", "pl")[0] == 2


EDITS: dict[str, Callable[[Paths], None]] = {
    "a question": edit,
    "a comma": lambda paths: edit(paths, OLD, OLD.replace("safe mean", "safe, mean")),
    "a title": lambda paths: edit(paths, '"About me"', '"All about me"', "chapters/10-with-me.yaml"),
    "a place": lambda paths: edit(paths, "Police, when", "The police, when", "places/england.yaml"),
    "the sharing words": lambda paths: edit(paths, "Nurse or doctor", "Doctor or nurse", "sharing.yaml"),
    "a chapter that goes away": lambda paths: (paths.content / CHAPTER).unlink(),
}


@pytest.mark.parametrize("what", EDITS)
def test_every_check_tells_of_any_edited_line(
    paths: Paths, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    EDITS[what](paths)
    stale = {str(mistake) for mistake in find_stale(paths)}
    assert stale
    assert stale <= {str(mistake) for mistake in check_everything(paths)}
    assert run(capsys, "voices", "check")[0] == 2
    assert run(capsys, "check")[0] == 2


def test_a_recording_of_the_line_as_it_was_is_stale(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    record(paths, OLD)
    lines = len(read_script(paths, "en-GB"))
    told = f"en-GB: 1 of {lines} lines are spoken by people.\n"
    assert run(capsys, "voices", "check")[:2] == (0, told)
    edit(paths)
    code, out, _ = run(capsys, "voices", "check")
    assert code == 2
    assert f"{line_id(OLD)}.json: is of no line of ours in this language any more" in out
    assert "lines are spoken" not in out


def test_a_new_line_can_be_recorded_at_once(
    paths: Paths, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    edit(paths)
    (tmp_path / "take.mp3").write_bytes(files.mp3())
    add = ("voices", "add", "en-GB", line_id(NEW), str(tmp_path / "take.mp3"))
    assert run(capsys, *add)[0] == 0
    note = paths.instance / "audio" / "en-GB" / f"{line_id(NEW)}.json"
    assert json.loads(note.read_text())["text"] == mark_text(NEW)


def test_only_lines_that_show_a_film_are_to_be_signed(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    """A film is shown at the top of a page, beside its question or title, and nowhere else."""
    _, out, told = run(capsys, "voices", "record-list", "en-GB", "--signed")
    texts = {row.split("\t")[1] for row in out.splitlines()}
    assert {OLD, "Is this what you mean?", "Who can help you now?"} <= texts
    assert not texts & {"Exit now", "Not sure", "Listen", "Welcome"}
    assert len(texts) < 120
    assert told == f"0 of {len(texts)} lines are recorded.\n"


@pytest.mark.parametrize(
    "command",
    [
        ["voices", "record-list", "en-GB"],
        ["voices", "record-list", "pl", "--all"],
        ["voices", "check"],
        ["check"],
        ["--version"],
        ["--help"],
        ["voices", "--help"],
    ],
    ids=" ".join,
)
def test_every_command_survives_a_reader_who_leaves(tmp_path: Path, command: list[str]) -> None:
    environment = os.environ | {"EASYREAD_INSTANCE": str(tmp_path)}
    read, write = os.pipe()
    os.close(read)  # gone before the first word
    done = subprocess.run(
        [sys.executable, "-m", "easyread", *command],
        stdout=write, stderr=subprocess.PIPE, env=environment, check=False, timeout=120,
    )  # fmt: skip
    os.close(write)
    told = done.stderr.decode()
    assert "Traceback" not in told
    assert "Exception" not in told
    assert "Broken" not in told
    assert done.returncode == 0


def test_a_complaint_that_nobody_reads_keeps_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[")
    environment = os.environ | {"EASYREAD_INSTANCE": str(tmp_path)}
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "easyread", "voices", "check"],
        stdout=write, stderr=write, env=environment, check=False, timeout=120,
    )  # fmt: skip
    os.close(write)
    assert done.returncode == 2


def test_each_language_of_ours_has_a_script() -> None:
    paths = Paths(Path("unused"))
    assert all(len(read_script(paths, language.code)) > 500 for language in LANGUAGES)
