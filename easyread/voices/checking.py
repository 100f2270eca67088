"""What is wrong with the recordings in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from easyread.languages import LANGUAGES
from easyread.settings import Paths
from easyread.small_files import Unreadable, read_small
from easyread.speech.media_types import FILMS, SOUNDS, most_of
from easyread.speech.script import read_script
from easyread.speech.service_recordings import Recordings, fits, mark_text, read_about
from easyread.speech.voice_table import VOICES
from easyread.voices.adding import play

_KINDS = {"audio": SOUNDS, "signed": FILMS}


class Finding(NamedTuple):
    """What is wrong with one file. ``bad``: it will not be heard, though somebody meant it to be."""

    file: Path
    what: str
    bad: bool


def recordings_of(paths: Paths, place: str) -> Recordings:
    """All recordings: ``place`` is "audio" or "signed"."""
    return Recordings((paths.instance / place, paths.content / place), _KINDS[place])


def check_folder(paths: Paths, folder: Path) -> Iterator[Finding]:
    """Every recording of ``<root>/audio`` or ``<root>/signed`` that is old, broken, or of no line of ours."""
    known = {language.code for language in LANGUAGES}
    for inside in sorted(each for each in folder.glob("*") if each.is_dir()):
        if inside.name not in known:
            yield Finding(inside, "is of no language of this app", bad=False)
            continue
        texts = {line.id: line.text for line in read_script(paths, inside.name)}
        kinds = _KINDS[folder.name]
        for line in sorted({file.stem for file in inside.iterdir() if file.is_file()}):
            note = inside / f"{line}.json"
            files = [each for ending in kinds.values() if (each := inside / (line + ending)).exists()]
            if line not in texts:
                gone = "is of no line of ours in this language any more"
                yield Finding(note, gone, bad=note.exists())  # somebody meant it to be heard
                continue
            if wrong := _check_note(note, texts[line], len(files)):
                yield Finding(note, wrong, bad=True)
            for file in files:
                if wrong := _check_sound(file, kinds):
                    yield Finding(file, wrong, bad=True)


def count_recorded(paths: Paths) -> Iterator[str]:
    """A sentence for each language and kind of which at least one line is recorded."""
    for language in LANGUAGES:
        for place, name in (("audio", "spoken"), ("signed", "signed")):
            recordings = recordings_of(paths, place)
            script = read_script(paths, language.code, signed=place == "signed")
            count = sum(recordings.find(language.code, line.id, line.text) is not None for line in script)
            if count:
                yield f"{language.code}: {count} of {len(script)} lines are {name} by people."


def _check_note(note: Path, text: str, files: int) -> str | None:
    if not note.exists():
        return "is missing: use easyread voices add"
    about = read_about(note)
    if about is None:
        return "cannot be read"
    if about.text != mark_text(text):
        return f"is stale: the line is now {text!r}. Record it again"
    if about.times and not fits(about.times, text, VOICES[note.parent.name].per_character):
        return "has other times than one for each word, none falling"
    return None if files else "has no recording beside it"


def _check_sound(file: Path, kinds: Mapping[str, str]) -> str | None:
    most = most_of(kinds)
    if file.stat().st_size > most:
        return "is too large"
    try:
        medium = play(read_small(file, most))
    except Unreadable:
        return "cannot be played"
    if isinstance(medium, str):
        return f"cannot be played: it {medium}"
    if medium.type not in kinds:
        return "has no hands in it" if kinds is FILMS else "is a film"
    return (
        None
        if kinds[medium.type] == file.suffix
        else (f"is {medium.type} by its content: name it {kinds[medium.type]}")
    )
