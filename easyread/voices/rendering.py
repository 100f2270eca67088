"""Our fixed lines, spoken beforehand by a nicer voice. It can be stopped at any time, and goes on from there.

A language's sounds are used when all of them are there: nobody hears two voices on one page because a machine
was switched off in between. Lines that people recorded are left to them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from easyread.settings import Paths
from easyread.speech.encode import make_clip
from easyread.speech.media_types import SOUNDS
from easyread.speech.pronunciation import Spoken
from easyread.speech.script import Line, read_script
from easyread.speech.service_recordings import About, mark_text, read_about
from easyread.voices.adding import keep
from easyread.voices.checking import recordings_of
from easyread.voices.engines import CannotRender, Engine, Sound

_BAR = 30  # signs
_SHORTEST, _LOUD = 0.2, 1_000  # seconds; of 32,767


def render(paths: Paths, language: str, engine: Engine, most: int | None = None) -> Iterator[tuple[int, int]]:
    """Speak what is missing; (lines done, lines in all) after each. ``most``: stop after so many.

    Raises :class:`CannotRender` for a silent sound, for a disk that takes no more, and where another voice
    has spoken this language; what is there, stays.
    """
    folder = nicer_folder(paths, language)
    if any(about and about.who != engine.name for about in map(read_about, folder.glob("*.json"))):
        raise CannotRender(f"Another voice has spoken here. Remove {folder} first.")
    script = [line for line in read_script(paths, language) if not _is_recorded(paths, language, line)]
    missing = [line for line in script if not _is_there(folder, line, engine.name)]
    spoken = Spoken(paths.content / "spoken")
    yield len(script) - len(missing), len(script)
    for done, line in enumerate(missing[:most], len(script) - len(missing) + 1):
        sound = engine.speak("".join(spoken.hear(line.text, language)))
        if not _is_heard(sound):
            raise CannotRender(f"The voice was silent at line {line.id}.")
        clip = make_clip(sound.pcm, sound.samples, [])
        about = About(text=mark_text(line.text), who=engine.name)
        try:
            keep(folder, line.id, SOUNDS[clip.mime], clip.data, about)
        except OSError as why:
            raise CannotRender(f"{folder} cannot be written: {why.strerror}") from None
        yield done, len(script)
    if folder.suffix and (most is None or most >= len(missing)):
        folder.rename(folder.with_suffix(""))


def nicer_folder(paths: Paths, language: str) -> Path:
    """Where the sounds go: a folder that Listen does not know, until all of them are there."""
    done = paths.instance / "nicer" / language
    return done if done.exists() else done.with_suffix(".part")


def show_progress(done: int, of: int, out: TextIO = sys.stderr) -> None:
    """A bar that stays on its line; for a file, a line for each hundred."""
    if out.isatty():
        bar = "#" * (_BAR * done // max(of, 1))
        print(f"\r[{bar:<{_BAR}}] {done} of {of} lines", end="\n" if done == of else "", file=out, flush=True)
    elif done % 100 == 0 or done == of:
        print(f"{done} of {of} lines", file=out, flush=True)


def _is_recorded(paths: Paths, language: str, line: Line) -> bool:
    return recordings_of(paths, "audio").find(language, line.id, line.text) is not None


def _is_there(folder: Path, line: Line, name: str) -> bool:
    about = read_about(folder / f"{line.id}.json")
    return about is not None and (about.text, about.who) == (mark_text(line.text), name)


def _is_heard(sound: Sound) -> bool:
    long_enough = len(sound.pcm) / 2 >= _SHORTEST * sound.samples
    return long_enough and max(memoryview(sound.pcm).cast("h")) >= _LOUD
