"""Lines spoken beforehand: all or nothing for a page, stopped and gone on with, never in place of a person.

The two engines themselves are too large for every test run; docs/voices.md says how they were tried.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
from pathlib import Path

import pytest

from easyread.cli import main
from easyread.languages import line_id
from easyread.settings import Paths, Settings, resources
from easyread.speech import Speech
from easyread.speech.service_recordings import About, mark_text
from easyread.voices.adding import keep
from easyread.voices.engines import VOICE, CannotRender, Engine, Sound, check_marks, open_kokoro, open_piper
from easyread.voices.rendering import render, show_progress
from tests.unit.speech import files

LINES = ("Welcome", "Not sure", "Call 999")
ENTRY = 'msgid "{}"\nmsgstr ""\n\n'
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


class Nicer:
    """A voice that keeps what it was given to say."""

    def __init__(self, name: str = "computer: nicer") -> None:
        self.said: list[str] = []
        self.engine = Engine(name, self._speak)

    def _speak(self, text: str) -> Sound:
        self.said.append(text)
        return Sound(files.tone(), files.SAMPLES)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(tmp_path / "instance", content=tmp_path / "content", translations=tmp_path / "translations")
    shutil.copytree(resources("content") / "spoken", paths.content / "spoken")
    paths.translations.mkdir()
    pot = HEAD + "".join(map(ENTRY.format, LINES))
    (paths.translations / "messages.pot").write_text(pot, "utf-8")
    return paths


def sources(paths: Paths) -> list[str]:
    with contextlib.closing(Speech(paths, Settings())) as speech:
        return [speech.say_fixed(line, "en-GB", line=line_id(line)).source for line in LINES]


def test_every_line_is_spoken_once_and_then_heard(paths: Paths) -> None:
    nicer = Nicer()
    assert list(render(paths, "en-GB", nicer.engine)) == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert nicer.said == ["Welcome", "Not sure", "Call 9 9 9"]
    assert sources(paths) == ["recording"] * 3
    assert list(render(paths, "en-GB", nicer.engine)) == [(3, 3)]
    assert len(nicer.said) == 3


def test_nobody_hears_two_voices_while_it_is_not_done(paths: Paths) -> None:
    nicer = Nicer()
    list(render(paths, "en-GB", nicer.engine, most=2))
    assert sources(paths) == ["voice"] * 3
    assert list(render(paths, "en-GB", nicer.engine)) == [(2, 3), (3, 3)]
    assert len(nicer.said) == 3
    assert sources(paths) == ["recording"] * 3


def test_stop_in_the_middle_of_a_line_loses_only_that_line(paths: Paths) -> None:
    nicer = Nicer()
    speak = nicer.engine.speak

    def stop(text: str) -> Sound:
        if len(nicer.said) == 2:
            raise KeyboardInterrupt
        return speak(text)

    with pytest.raises(KeyboardInterrupt):
        list(render(paths, "en-GB", nicer.engine._replace(speak=stop)))
    assert list(render(paths, "en-GB", nicer.engine)) == [(2, 3), (3, 3)]


def test_changed_line_is_spoken_again_and_never_by_its_old_sound(paths: Paths) -> None:
    nicer = Nicer()
    list(render(paths, "en-GB", nicer.engine))
    template = paths.translations / "messages.pot"
    template.write_text(template.read_text("utf-8") + ENTRY.format("A new line"), "utf-8")
    assert list(render(paths, "en-GB", nicer.engine)) == [(3, 4), (4, 4)]
    assert nicer.said[3:] == ["A new line"]


def test_line_that_a_person_recorded_is_left_to_them(paths: Paths) -> None:
    about = About(text=mark_text("Welcome"), who="advocate")
    keep(paths.instance / "audio" / "en-GB", line_id("Welcome"), ".wav", files.wav(), about)
    nicer = Nicer()
    list(render(paths, "en-GB", nicer.engine))
    assert "Welcome" not in nicer.said
    with contextlib.closing(Speech(paths, Settings())) as speech:
        assert speech.say_fixed("Welcome", "en-GB", line=line_id("Welcome")).mime == "audio/wav"


def test_other_voice_does_not_speak_in_between(paths: Paths) -> None:
    list(render(paths, "en-GB", Nicer().engine))
    with pytest.raises(CannotRender, match="Another voice"):
        list(render(paths, "en-GB", Nicer("computer: other").engine))


@pytest.mark.parametrize("pcm", [b"", bytes(44_100), files.tone(0.1)], ids=["empty", "silent", "short"])
def test_silence_is_never_kept_as_a_line(paths: Paths, pcm: bytes) -> None:
    with pytest.raises(CannotRender, match="silent"):
        list(render(paths, "en-GB", Engine("x", lambda _: Sound(pcm, files.SAMPLES))))
    assert not list(paths.instance.rglob("*.json"))


def test_disk_that_takes_no_more_is_told_in_a_sentence(paths: Paths) -> None:
    paths.instance.mkdir()
    (paths.instance / "nicer").write_text("a file stands in the way")
    with pytest.raises(CannotRender, match="cannot be written"):
        list(render(paths, "en-GB", Nicer().engine))


def test_voice_that_is_not_installed_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EASYREAD_INSTANCE", str(tmp_path))
    monkeypatch.setitem(sys.modules, "kokoro_onnx", None)
    monkeypatch.setitem(sys.modules, "piper", None)
    assert main(["voices", "render", "en-GB", "--nicer"]) == 1
    assert "easyread[nicer-voice]" in capsys.readouterr().err
    assert main(["voices", "render", "en-GB", "--piper", "voice.onnx"]) == 1
    assert "piper-tts" in capsys.readouterr().err


def test_nicer_voice_speaks_no_other_language(tmp_path: Path) -> None:
    with pytest.raises(CannotRender, match="nothing else"), open_kokoro("pl", tmp_path):
        pass


@pytest.mark.parametrize("about", [None, "{", "{}", '{"espeak": {"voice": "en-us"}}'])
def test_piper_voice_of_another_language_or_of_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: str | None
) -> None:
    monkeypatch.setitem(sys.modules, "piper", io)  # anything that can be imported: it is not reached
    if about is not None:
        (tmp_path / "voice.onnx.json").write_text(about, "utf-8")
    with pytest.raises(CannotRender), open_piper("pl", tmp_path / "voice.onnx"):
        pass


def test_changed_voice_is_refused() -> None:
    style = VOICE.read_bytes()
    mark = "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73"
    check_marks([(style, mark)])
    with pytest.raises(CannotRender):
        check_marks([(style[:-1] + b"x", mark)])


def test_progress_in_a_file_is_a_line_for_each_hundred() -> None:
    out = io.StringIO()
    for done in range(251):
        show_progress(done, 250, out)
    assert out.getvalue().splitlines() == [f"{done} of 250 lines" for done in (0, 100, 200, 250)]


def test_progress_on_a_screen_is_one_bar() -> None:
    out = io.StringIO()
    out.isatty = lambda: True  # type: ignore[method-assign]  # as a terminal answers
    show_progress(5, 10, out)
    show_progress(10, 10, out)
    assert out.getvalue() == f"\r[{'#' * 15}{' ' * 15}] 5 of 10 lines\r[{'#' * 30}] 10 of 10 lines\n"
